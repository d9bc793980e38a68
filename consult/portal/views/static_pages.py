"""Pages that seldom change: help, privacy, accessibility, data and feeds."""

from collections.abc import Collection
from typing import Any, NamedTuple

from flask import current_app, render_template
from flask.typing import ResponseReturnValue

from consult.comment_forms.writing import sandbox
from consult.comment_translations.service import host_of
from consult.core.tables.formats import FORMATS
from consult.core.translatable import N_
from consult.documents.writing.sandbox import KINDS
from consult.organisations.rules import RetentionRule
from consult.portal.views.blueprint import bp
from consult.web.cache import Stamp, public_page
from consult.web.guards import open_to_all


class Download(NamedTuple):
    """A file of a consultation for programs: the endpoint that gives it, the endings that it can have, and what it
    holds, a marked sentence."""

    endpoint: str
    kinds: Collection[str]
    words: str


DOWNLOADS = (
    Download(
        "summaries.dispositions", FORMATS,
        N_("every published comment with its disposition, once the response summary is published"),
    ),
    Download("reading.comments_file", FORMATS, N_("every published comment")),
    Download("reading.attachments_file", FORMATS, N_("every published attachment, with the address of its file")),
    Download(
        "reading.answers_file", FORMATS,
        N_("the answers to the questions, counted together, after the deadline"),
    ),
    Download("reading.text_file", KINDS, N_("the draft, with line numbers")),
    Download("comment_forms.form_file", sandbox.KINDS, N_("the comment form for the draft")),
)  # fmt: skip
"""All that there are, in the order in which the page lists them."""


def still(**_arguments: Any) -> Stamp:
    """The stamp of a page that only a new release changes."""
    return Stamp("still")


@bp.route("/help")
@public_page(still)
def help_() -> ResponseReturnValue:
    """How to take part, and whom to ask."""
    open_to_all()
    return render_template("portal/help.html")


@bp.route("/accessibility")
@public_page(still)
def accessibility() -> ResponseReturnValue:
    """How well this can be used by everyone, and where it cannot yet."""
    open_to_all()
    return render_template("portal/accessibility.html")


@bp.route("/privacy")
@public_page(still)
def privacy() -> ResponseReturnValue:
    """What is kept of people, how long, and who sees it."""
    open_to_all()
    host = host_of(current_app.config["TRANSLATION_URL"])
    return render_template("portal/privacy.html", translation_host=host, retention=RetentionRule())


@bp.route("/developers")
@public_page(still)
def developers() -> ResponseReturnValue:
    """What machines may read."""
    open_to_all()
    downloads = [(_path_below_consultation(one.endpoint), list(one.kinds), one.words) for one in DOWNLOADS]
    return render_template("portal/developers.html", downloads=downloads)


def _path_below_consultation(endpoint: str) -> str:
    """The address of a file of a consultation, without what is before and after it: "response/dispositions"."""
    rule = next(current_app.url_map.iter_rules(endpoint)).rule
    return rule.partition("<slug>/")[2].removesuffix(".<kind>")
