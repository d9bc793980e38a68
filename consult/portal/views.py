"""The doors of the house: front page, list and search, calendar, organisations, help, robots, health."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from alembic.script import ScriptDirectory
from flask import Blueprint, Response, current_app, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from consult.consultations.labels import FAMILIES, PHASES
from consult.consultations.lifecycle import Phase
from consult.consultations.models import Family
from consult.organisations.timing import PROFILES
from consult.portal import ical, queries, search
from consult.portal.search import Filters
from consult.practices.catalogue import PRACTICES
from consult.web.cache import Stamp, public_page
from consult.web.guards import open_to_all
from consult.web.pages import day, language_name

bp = Blueprint("portal", __name__)

STILL = (
    "/", "/consultations", "/calendar", "/organisations", "/practices", "/help", "/accessibility", "/privacy",
    "/developers",
)  # fmt: skip
"""Public pages that are of no consultation and no organisation."""

MOST_CHOICES = 12
"""Choices shown of one filter; the rarer ones are found by searching."""


def all_stamp(**_arguments: Any) -> Stamp:
    """The stamp of every page over all consultations."""
    found = queries.stamp()
    return Stamp(found.value, found.until)


def still(**_arguments: Any) -> Stamp:
    """The stamp of a page that only a new release changes."""
    return Stamp("still")


# -- lists -----------------------------------------------------------------------------------------------------------


@bp.route("/")
@public_page(all_stamp)
def front() -> ResponseReturnValue:
    """What this is, what is open now, announced, and recently answered."""
    open_to_all()
    filters = Filters(phase="open")
    counts = queries.counts(filters)
    return render_template(
        "portal/front.html",
        counts=counts,
        choices=_choices(filters, counts, base=Filters(phase="open"), axes=("phase", "topic", "family")),
        phases=queries.front(),
        heading=_heading(counts.total, filters),
    )


@bp.route("/consultations")
@public_page(all_stamp)
def consultations() -> ResponseReturnValue:
    """The list: searched, narrowed, sorted, page by page."""
    open_to_all()
    filters, wrong = search.read(request.args)
    found = queries.matching(filters)
    counts = queries.counts(filters, found)
    return render_template(
        "portal/consultations.html",
        filters=filters,
        wrong=[(_names().get(name, name), value) for name, value in wrong],
        page=queries.listed(filters, request.args.get("after", ""), found),
        counts=counts,
        choices=_choices(filters, counts),
        chosen=_chosen(filters, counts),
        feed=_list(filters.pairs(sort=""), "/consultations.atom"),
        heading=_heading(counts.total, filters),
        sorting=[
            (_sorts()[name], _list(filters.pairs(sort=name if name != filters.sorts[0] else "")), name == filters.order)
            for name in filters.sorts
        ],
    )  # fmt: skip


@bp.route("/consultations.atom")
@public_page(all_stamp)
def feed() -> ResponseReturnValue:
    """The list as a feed: what was announced last, narrowed as the list is."""
    open_to_all()
    filters, _wrong = search.read(request.args)
    filters = replace(filters, sort="newest")
    page = queries.listed(filters, ids=queries.matching(filters))
    home = current_app.config["PUBLIC_URL"]
    return Response(
        render_template(
            "portal/feed.xml",
            home=home,
            address=home + _list(filters.pairs(sort=""), "/consultations.atom"),
            listing=home + _list(filters.pairs(sort="")),
            rows=page.rows,
            updated=max((one.announced_at for one in page.rows), default=datetime(2026, 1, 1, tzinfo=UTC)),
        ),
        mimetype="application/atom+xml",
    )


def _list(pairs: Sequence[tuple[str, str]], path: str = "/consultations") -> str:
    return f"{path}?{urlencode(pairs)}" if pairs else path


def _names() -> dict[str, str]:
    return {
        "phase": _("Phase"),
        "organisation": _("Organisation"),
        "family": _("Instrument"),
        "topic": _("Topic"),
        "language": _("Language of comments"),
        "closes_from": _("Closes on or after"),
        "closes_to": _("Closes on or before"),
        "sort": _("Order"),
    }


def _sorts() -> dict[str, str]:
    return {
        "closing": _("closing soonest"),
        "opening": _("opening soonest"),
        "closed": _("closed last"),
        "newest": _("newest"),
        "title": _("title"),
    }


def _word(axis: str, value: str, counts: queries.Counts) -> str:
    """A choice of a filter in the reader's language."""
    if axis == "phase":
        return str(_("Open now") if value == "open" else _(PHASES[Phase(value)]))
    if axis == "family":
        return str(_(FAMILIES[Family(value)]))
    if axis == "language":
        return language_name(value)
    return counts.names.get(value, value)


def _choices(
    filters: Filters, counts: queries.Counts, base: Filters | None = None,
    axes: Sequence[str] = ("phase", "organisation", "family", "topic", "language"),
) -> list[tuple[str, list[tuple[str, str, int, bool]]]]:  # fmt: skip
    """Per filter its title and its choices: (words, address, count, chosen); the chosen one leads back."""
    found = []
    for axis in axes:
        counted: dict[str, int] = getattr(counts, axis)
        now = getattr(filters, axis)
        if axis == "phase":
            values = [phase.value for phase in search.PHASES if counted.get(phase.value)]
        else:
            values = sorted(counted, key=lambda value, n=counted: (-n[value], value))[:MOST_CHOICES]  # type: ignore[misc]
        if now and now not in values and counted.get(now) is not None:
            values.append(now)
        items = []
        for value in values:
            back = value == now and base is None
            url = _list((base or filters).pairs(**{axis: "" if back else value}))
            items.append((_word(axis, value, counts), url, counted[value], value == now))
        if len(items) > 1 or (items and now):
            found.append((_names()[axis], items))
    return found


def _chosen(filters: Filters, counts: queries.Counts) -> list[tuple[str, str, str]]:
    """(name, words, address without it) of what narrows the list."""
    found = [("", f"“{filters.q}”", _list(filters.pairs(q="")))] if filters.q else []
    for axis in ("phase", "organisation", "family", "topic", "language"):
        value = getattr(filters, axis)
        if value:
            found.append((_names()[axis], _word(axis, value, counts), _list(filters.pairs(**{axis: ""}))))
    for axis in ("closes_from", "closes_to"):
        chosen = getattr(filters, axis)
        if chosen:
            found.append((_names()[axis], day(chosen), _list(filters.pairs(**{axis: ""}))))
    return found


def _heading(total: int, filters: Filters) -> str:
    words = {
        "open": ngettext("%(num)s open consultation", "%(num)s open consultations", total),
        "upcoming": ngettext("%(num)s announced consultation", "%(num)s announced consultations", total),
        "closed": ngettext(
            "%(num)s closed consultation, answer due", "%(num)s closed consultations, answer due", total
        ),
        "answered": ngettext("%(num)s answered consultation", "%(num)s answered consultations", total),
        "withdrawn": ngettext("%(num)s withdrawn consultation", "%(num)s withdrawn consultations", total),
    }
    return str(words.get(filters.phase, ngettext("%(num)s consultation", "%(num)s consultations", total)))


# -- calendar --------------------------------------------------------------------------------------------------------


@bp.route("/calendar")
@public_page(all_stamp)
def calendar() -> ResponseReturnValue:
    """What lies ahead, month by month."""
    open_to_all()
    chosen, entries = _ahead()
    everybody = queries.calendar() if chosen else entries
    whose = {entry.consultation.organisation.slug: entry.consultation.organisation for entry in everybody}
    months: list[tuple[str, list[queries.Entry]]] = []
    for entry in entries:
        month = day(_local(entry.at, entry.consultation.timezone), "LLLL y")
        if not months or months[-1][0] != month:
            months.append((month, []))
        months[-1][1].append(entry)
    return render_template(
        "portal/calendar.html",
        months=months,
        chosen=whose.get(chosen),
        organisations=[
            (one.name, _calendar("" if one.slug == chosen else one.slug), None, one.slug == chosen)
            for one in sorted(whose.values(), key=lambda one: one.name)
        ],
        file=_calendar(chosen, "/calendar.ics"),
    )


def _calendar(organisation: str, path: str = "/calendar") -> str:
    return f"{path}?organisation={organisation}" if organisation else path


def _local(at: datetime, zone: str) -> Any:
    return at.astimezone(ZoneInfo(zone)).date()


def _ahead() -> tuple[str, list[queries.Entry]]:
    filters, _wrong = search.read(request.args)
    entries = queries.calendar()
    if filters.organisation:
        entries = [e for e in entries if e.consultation.organisation.slug == filters.organisation]
    return filters.organisation, entries


@bp.route("/calendar.ics")
@public_page(all_stamp)
def calendar_file() -> ResponseReturnValue:
    """The same for a calendar program, which may fetch it again and again."""
    open_to_all()
    home = current_app.config["PUBLIC_URL"]
    words = {"opens": _("Opens"), "closes": _("Closes"), "answer": _("Answer due")}
    moments = [
        ical.Moment(
            uid=f"{entry.consultation.slug}-{entry.kind}@{home.partition('://')[2]}",
            at=entry.at,
            title=f"{words[entry.kind]}: {entry.consultation.title}",
            words=entry.consultation.organisation.name,
            url=f"{home}/consultations/{entry.consultation.slug}",
            stamped_at=entry.consultation.announced_at,
            sequence=entry.consultation.stamp,
        )
        for entry in _ahead()[1]
    ]
    return Response(ical.write(_("Consultations"), moments), mimetype="text/calendar")


# -- organisations ---------------------------------------------------------------------------------------------------


@bp.route("/organisations")
@public_page(all_stamp)
def organisations() -> ResponseReturnValue:
    """Who consults here."""
    open_to_all()
    return render_template("portal/organisations.html", consulting=queries.organisations())


@bp.route("/organisations/<slug>")
@public_page(all_stamp)
def organisation(slug: str) -> ResponseReturnValue:
    """One organisation: its profile, its rules, its consultations."""
    open_to_all()
    found, phases = queries.of_organisation(slug)
    return render_template(
        "portal/organisation.html",
        organisation=found,
        phases=[(phase, phases[phase]) for phase in search.PHASES if phase in phases],
        words=PHASES,
        profile=PROFILES[found.timing_profile],
        practices=PRACTICES,
        is_long=sum(len(some) for some in phases.values()) >= queries.MOST_OF_ORGANISATION,
    )


# -- pages that stand still ------------------------------------------------------------------------------------------


@bp.route("/help")
@public_page(still)
def help_() -> ResponseReturnValue:
    """How to take part, and whom to ask."""
    open_to_all()
    return render_template("portal/help.html")


@bp.route("/accessibility")
@public_page(still)
def accessibility() -> ResponseReturnValue:
    """How well this can be used by everybody, and where it cannot yet."""
    open_to_all()
    return render_template("portal/accessibility.html")


@bp.route("/privacy")
@public_page(still)
def privacy() -> ResponseReturnValue:
    """What is kept of people, how long, and who sees it."""
    open_to_all()
    return render_template("portal/privacy.html")


@bp.route("/developers")
@public_page(still)
def developers() -> ResponseReturnValue:
    """What machines may read."""
    open_to_all()
    return render_template("portal/developers.html")


# -- for machines and operators --------------------------------------------------------------------------------------


@bp.route("/robots.txt")
def robots() -> ResponseReturnValue:
    """Public reading is welcome to everybody; the rest has nothing to find."""
    open_to_all()
    home = current_app.config["PUBLIC_URL"]
    closed = (
        "/account", "/consultations?", "/*?lang=", "/desk", "/drafts", "/imports", "/inbox", "/invitations",
        "/moderation", "/outbox", "/password-reset", "/resume", "/sign-in", "/sign-up", "/subscriptions",
        "/*/take-part", "/*/sheet", "/*/follow", "/*/status", "/*/receipt",
    )  # fmt: skip
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), "", f"Sitemap: {home}/sitemap.xml"]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


@bp.route("/sitemap.xml")
@public_page(all_stamp)
def sitemap() -> ResponseReturnValue:
    """Every page that everybody may read and that has something of its own to say."""
    open_to_all()
    home = current_app.config["PUBLIC_URL"]
    paths = list(STILL)
    for consulting in queries.organisations():
        base = f"/organisations/{consulting.organisation.slug}"
        paths += [base, f"{base}/policies"]
    for slug, is_answered in queries.in_sitemap():
        base = f"/consultations/{slug}"
        paths += [
            base,
            f"{base}/text",
            f"{base}/comments",
            f"{base}/statistics",
            f"{base}/practice",
            f"{base}/record",
        ]
        paths += [f"{base}/response"] if is_answered else []
    return Response(
        render_template("portal/sitemap.xml", addresses=[home + path for path in paths]),
        mimetype="application/xml",
    )


@bp.route("/healthz")
def alive() -> ResponseReturnValue:
    """The process answers. Nothing else is asked, so that a database away does not have it restarted."""
    open_to_all()
    return jsonify(status="alive")


@bp.route("/readyz")
def ready() -> ResponseReturnValue:
    """Whether requests can be served: the database answers and has this release's tables.

    Redis is told of, and asked for nothing: it only makes things faster.
    """
    open_to_all()
    found = queries.readiness()
    is_current = found.revision == _head(str(current_app.extensions["migrate"].directory))
    is_ready = found.database and is_current
    return jsonify(
        status="ready" if is_ready else "not ready",
        database="answers" if found.database else "does not answer",
        migrations="current" if is_current else "not current" if found.database else "unknown",
        queue="answers" if found.queue else "does not answer; jobs wait in the database and are told later",
        waiting=found.waiting,
        oldest_waiting_seconds=found.oldest_waiting_seconds,
        given_up=found.given_up,
    ), 200 if is_ready else 503


@cache
def _head(folder: str) -> str:
    """The newest revision this release knows."""
    return str(ScriptDirectory(Path(folder)).get_current_head())
