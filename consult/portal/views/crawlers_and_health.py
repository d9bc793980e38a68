"""What is for machines and operators: robots, the sitemap, health."""

from flask import Response, current_app, jsonify, render_template, url_for
from flask.typing import ResponseReturnValue

from consult.consultations import addresses as pages
from consult.core import clock
from consult.organisations.addresses import organisation as organisation_page
from consult.portal import queries
from consult.portal.views.blueprint import all_stamp, bp
from consult.web import arrival_time, schema
from consult.web.cache import public_page
from consult.web.guards import open_to_all
from consult.web.language_addresses import without_language
from consult.web.schema import Schema

STILL = (
    ".front", ".consultations", ".calendar", ".organisations", "practices.compendium", ".help_", ".accessibility",
    ".privacy", ".developers",
)  # fmt: skip
"""Public pages that are of no consultation and no organisation."""

OF_A_CONSULTATION = (
    pages.consultation, pages.text, pages.comments, pages.statistics, pages.practice_report, pages.record,
)  # fmt: skip
"""Public pages of each consultation."""


@bp.route("/robots.txt")
def robots() -> ResponseReturnValue:
    """Public reading is welcome to everyone; the rest has nothing to find."""
    open_to_all()
    sitemap = current_app.config["PUBLIC_URL"] + without_language(url_for(".sitemap"))
    return Response(render_template("portal/robots.txt", sitemap=sitemap), mimetype="text/plain")


@bp.route("/sitemap.xml")
@public_page(all_stamp)
def sitemap() -> ResponseReturnValue:
    """Every page that everyone may read and that has something of its own to say."""
    open_to_all()
    paths = [url_for(view) for view in STILL]
    for consulting in queries.organisations():
        slug = consulting.organisation.slug
        paths += [organisation_page(slug), url_for("organisations.policies", slug=slug)]
    for slug, has_response in queries.in_sitemap():
        paths += [page(slug) for page in OF_A_CONSULTATION]
        paths += [pages.response(slug)] if has_response else []
    return Response(
        render_template(
            "portal/sitemap.xml",
            home=current_app.config["PUBLIC_URL"],
            paths=[without_language(path) for path in paths],
            languages=current_app.config["LANGUAGES"],
        ),
        mimetype="application/xml",
    )


@bp.route("/healthz")
def alive() -> ResponseReturnValue:
    """The process answers. Nothing else is asked, so that a database away does not have it restarted."""
    open_to_all()
    return jsonify(status="alive")


@bp.route("/readyz")
def ready() -> ResponseReturnValue:
    """Whether requests can be served: the database answers, has the tables that this release needs (a later release may
    have added some), and agrees on the time.

    Redis is told of, and asked for nothing: it only makes things faster.
    """
    open_to_all()
    found = queries.readiness()
    stands = schema.compare(found.revision)
    is_ready = found.database and stands is not Schema.BEHIND and arrival_time.has_right_clock()
    return jsonify(
        status="ready" if is_ready else "not ready",
        database="answers" if found.database else "does not answer",
        migrations=stands.value if found.database else "unknown",
        clock_ahead_seconds=round(clock.skew().total_seconds(), 3),
        queue="answers" if found.queue else "does not answer; jobs wait in the database and are told later",
        waiting=found.waiting,
        oldest_waiting_seconds=found.oldest_waiting_seconds,
        given_up=found.given_up,
        erasures_to_copy=queries.erasures_to_copy(),
        emails_given_up=found.emails_given_up,
    ), 200 if is_ready else 503
