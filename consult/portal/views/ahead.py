"""The calendar, to read and for calendar programs."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Response, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.portal import ical, queries, search
from consult.portal.views.blueprint import all_stamp, bp
from consult.web.cache import public_page
from consult.web.guards import open_to_all
from consult.web.pages import day


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
