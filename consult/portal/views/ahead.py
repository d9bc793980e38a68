"""The calendar, to read and for calendar programs."""

from collections.abc import Iterable
from datetime import date
from urllib.parse import urlencode

from flask import Response, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.consultations.lifecycle import Phase
from consult.core.errors import NotFound
from consult.portal import ical, queries, search
from consult.portal.views.blueprint import all_stamp, bp, one_stamp
from consult.web.addresses import number_in
from consult.web.cache import public_page
from consult.web.guards import open_to_all
from consult.web.pages import day


@bp.route("/calendar")
@public_page(all_stamp)
def calendar() -> ResponseReturnValue:
    """What lies ahead, a month at a time."""
    open_to_all()
    chosen = search.read(request.args)[0].organisation
    months = queries.months_ahead(chosen)
    names = list(months.counts)
    month = next((name for name in names if name == request.args.get("month")), names[0] if names else "")
    at = names.index(month) if month else 0
    pages = -(-months.counts.get(month, 0) // queries.IN_PAGE)
    page = min(max(number_in(request.args.get("page", "")) or 1, 1), max(pages, 1))
    return render_template(
        "portal/calendar.html",
        month=_in_words(month),
        months=[
            (_in_words(name), _address(chosen, name), months.counts[name], name == month) for name in names
        ],
        before=_address(chosen, names[at - 1]) if at else "",
        after=_address(chosen, names[at + 1]) if at + 1 < len(names) else "",
        pages=[(number, _address(chosen, month, number), number == page) for number in range(1, pages + 1)],
        entries=queries.calendar(month, chosen, page) if month else [],
        chosen=next((one for one in months.organisations if one.slug == chosen), None),
        organisations=[
            (one.name, _address("" if one.slug == chosen else one.slug), None, one.slug == chosen)
            for one in months.organisations
        ],
        file=_address(chosen, path="/calendar.ics"),
    )


def _address(organisation: str, month: str = "", page: int = 1, path: str = "/calendar") -> str:
    values = {"organisation": organisation, "month": month, "page": str(page) if page > 1 else ""}
    asked = urlencode([(name, value) for name, value in values.items() if value])
    return f"{path}?{asked}" if asked else path


def _in_words(month: str) -> str:
    return day(date.fromisoformat(f"{month}-01"), "LLLL y") if month else ""


@bp.route("/calendar.ics")
@public_page(all_stamp)
def calendar_file() -> ResponseReturnValue:
    """The same for a calendar program, which may fetch it again and again."""
    open_to_all()
    found = queries.dates_ahead(search.read(request.args)[0].organisation)
    return _file(_("Consultations"), found)


@bp.route("/consultations/<slug>/calendar.ics")
@public_page(one_stamp)
def calendar_of_one(slug: str) -> ResponseReturnValue:
    """When one consultation opens, closes and is to be answered; an entry keeps its identity when it moves."""
    open_to_all()
    found = queries.one(slug)
    if found is None:
        raise NotFound
    return _file(found.title, queries.dates_of(found))


def _file(name: str, entries: Iterable[queries.Entry]) -> Response:
    home = current_app.config["PUBLIC_URL"]
    words = {"opens": _("Opens"), "closes": _("Closes"), "answer": _("Answer due")}
    moments = [
        ical.Moment(
            uid=f"{entry.consultation.slug}-{entry.kind}@{home.partition('://')[2]}",
            at=entry.at,
            title=f"{words[entry.kind]}: {entry.consultation.title}",
            words=entry.consultation.organisation.name,
            url=f"{home}/consultations/{entry.consultation.slug}",
            stamped_at=entry.consultation.updated_at,
            sequence=entry.consultation.stamp,
            is_cancelled=entry.consultation.phase == Phase.WITHDRAWN,
        )
        for entry in entries
    ]
    return Response(ical.write(name, moments), mimetype="text/calendar")
