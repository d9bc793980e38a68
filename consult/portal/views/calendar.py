"""The calendar, to read and for calendar programs."""

import re
from bisect import bisect_left
from collections.abc import Iterable
from datetime import date

from flask import Response, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import pgettext

from consult.consultations.addresses import consultation as consultation_page
from consult.consultations.lifecycle import Phase
from consult.consultations.page_stamps import public_stamp
from consult.core.errors import NotFound
from consult.portal import addresses, ical, queries, search
from consult.portal.views.blueprint import all_stamp, bp
from consult.web.addresses import number_in
from consult.web.cache import public_page
from consult.web.formats import colon
from consult.web.guards import open_to_all
from consult.web.language_addresses import linked, with_language
from consult.web.moments import month_and_year
from consult.web.page_language import locale_code
from consult.web.text_languages import by_name, translated

_MONTH = re.compile(r"2[01][0-9]{2}-(0[1-9]|1[0-2])")


@bp.route("/calendar")
@public_page(all_stamp)
def calendar() -> ResponseReturnValue:
    """What lies ahead, a month at a time."""
    open_to_all()
    chosen = search.read(request.args)[0].organisation
    months = queries.months_ahead(chosen)
    names = list(months.counts)
    asked = request.args.get("month", "")
    month = asked if _MONTH.fullmatch(asked) else names[0] if names else ""
    at = bisect_left(names, month)
    is_empty = month not in names
    pages = -(-months.counts.get(month, 0) // queries.IN_PAGE)
    page = min(max(number_in(request.args.get("page", "")) or 1, 1), max(pages, 1))
    return render_template(
        "portal/calendar.html",
        month=_in_words(month),
        months=[
            (_in_words(name), _address(chosen, name), months.counts[name], name == month) for name in names
        ],
        before=_address(chosen, names[at - 1]) if at else "",
        after=_address(chosen, later[0]) if (later := names[at if is_empty else at + 1 :]) else "",
        pages=[(number, _address(chosen, month, number), number == page) for number in range(1, pages + 1)],
        entries=[] if is_empty else queries.calendar(month, chosen, page),
        chosen=next((one for one in months.organisations if one.slug == chosen), None),
        organisations=[
            (one.name, _address("" if one.slug == chosen else one.slug), None, one.slug == chosen)
            for one in by_name(months.organisations)
        ],
        file=_address(chosen, path=addresses.CALENDAR_FILE),
    )


def _address(organisation: str, month: str = "", page: int = 1, path: str = addresses.CALENDAR) -> str:
    values = {"organisation": organisation, "month": month, "page": str(page) if page > 1 else ""}
    return addresses.filtered(linked(path), values.items())


def _in_words(month: str) -> str:
    """A month as a heading or a choice, which begin with a capital letter in every language that has them."""
    words = month_and_year(date.fromisoformat(f"{month}-01")) if month else ""
    return words[:1].upper() + words[1:]


@bp.route("/calendar.ics")
@public_page(all_stamp)
def calendar_file() -> ResponseReturnValue:
    """The same for a calendar program, which may fetch it again and again."""
    open_to_all()
    found = queries.dates_ahead(search.read(request.args)[0].organisation)
    return _file(_("Consultations"), found)


@bp.route("/consultations/<slug>/calendar.ics")
@public_page(public_stamp)
def calendar_of_one(slug: str) -> ResponseReturnValue:
    """When one consultation opens, closes and its response is due; an entry keeps its identity when it moves."""
    open_to_all()
    found = queries.public_line(slug)
    if found is None:
        raise NotFound
    return _file(translated(found, "title"), queries.dates_of(found))


def _file(name: str, entries: Iterable[queries.Entry]) -> Response:
    home = current_app.config["PUBLIC_URL"]
    words = {
        "opens": pgettext("event in a calendar", "Opens"),
        "closes": pgettext("event in a calendar", "Closes"),
        "answer": _("Response due"),
    }
    moments = [
        ical.Moment(
            uid=f"{entry.consultation.slug}-{entry.kind}@{home.partition('://')[2]}",
            at=entry.at,
            title=f"{words[entry.kind]}{colon()}{translated(entry.consultation, 'title')}",
            words=translated(entry.consultation.organisation, "name"),
            url=home + with_language(consultation_page(entry.consultation.slug)),
            stamped_at=entry.consultation.updated_at,
            sequence=entry.consultation.stamp,
            is_cancelled=entry.consultation.phase == Phase.WITHDRAWN,
        )
        for entry in entries
    ]
    return Response(ical.write(name, moments, locale_code()), mimetype="text/calendar")
