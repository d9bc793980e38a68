"""The front page, the list and its feed."""

from collections.abc import Sequence
from datetime import UTC, datetime

from flask import Response, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from consult.consultations.addresses import CONSULTATIONS
from consult.consultations.labels import FAMILIES, PHASES
from consult.consultations.lifecycle import Phase
from consult.consultations.models import Family
from consult.portal import queries, search
from consult.portal.addresses import FEED, filtered
from consult.portal.search import Filters
from consult.portal.views.blueprint import all_stamp, bp
from consult.web.cache import public_page
from consult.web.formats import quoted
from consult.web.guards import open_to_all
from consult.web.language_addresses import linked
from consult.web.moments import day
from consult.web.page_language import language_name
from consult.web.text_languages import texts_language

NEVER = datetime(2026, 1, 1, tzinfo=UTC)
"""When a feed that has nothing yet was changed, which a feed must say."""

MOST_CHOICES = 12
"""Choices shown of one filter; the rarer ones are found by searching."""


@bp.route("/")
@public_page(all_stamp)
def front() -> ResponseReturnValue:
    """What this is, what is open now, announced, and with a response lately."""
    open_to_all()
    filters = Filters(phase="open")
    counts = queries.counts(filters, language=texts_language())
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
    typed = queries.typed(filters)
    found = queries.matching(filters, typed)
    counts = queries.counts(filters, found, texts_language())
    page = queries.listed(filters, request.args.get("after", ""), found, texts_language())
    return render_template(
        "portal/consultations.html",
        filters=filters,
        wrong=[(_names().get(name, name), value) for name, value in wrong],
        page=page,
        found=queries.found_in(page.rows, filters.words, typed, texts_language()),
        counts=counts,
        choices=_choices(filters, counts),
        chosen=_chosen(filters, counts),
        feed=filtered(linked(FEED), filters.pairs(sort="")),
        heading=_heading(counts.total, filters),
        sorting=[
            (
                _sorts()[name],
                filtered(linked(CONSULTATIONS), filters.pairs(sort=name if name != filters.sorts[0] else "")),
                name == filters.order,
            )
            for name in filters.sorts
        ],
    )  # fmt: skip


@bp.route("/consultations.atom")
@public_page(all_stamp)
def feed() -> ResponseReturnValue:
    """The list as a feed: what changed last, narrowed as the list is."""
    open_to_all()
    filters, _wrong = search.read(request.args)
    rows = queries.changed_last(filters, queries.matching(filters, queries.typed(filters)))
    home = current_app.config["PUBLIC_URL"]
    return Response(
        render_template(
            "portal/feed.xml",
            home=home,
            address=home + filtered(linked(FEED), filters.pairs(sort="")),
            listing=home + filtered(linked(CONSULTATIONS), filters.pairs(sort="")),
            rows=rows,
            updated=max((one.updated_at for one in rows), default=NEVER),
        ),
        mimetype="application/atom+xml",
    )


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
        "closing": _("Closing soonest"),
        "opening": _("Opening soonest"),
        "closed": _("Most recently closed"),
        "newest": _("Newest"),
        "title": _("Title, A to Z"),
    }


def _word(axis: str, value: str, counts: queries.Counts) -> str:
    """A choice of a filter in the reader's language."""
    if axis == "phase":
        return str(_("Open now") if value == "open" else _(PHASES[Phase(value)]))
    if axis == "family":
        return str(_(FAMILIES[Family(value)]))
    if axis == "language":
        return language_name(value)
    return (counts.topics if axis == "topic" else counts.names).get(value, value)


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
            url = filtered(linked(CONSULTATIONS), (base or filters).pairs(**{axis: "" if back else value}))
            items.append((_word(axis, value, counts), url, counted[value], value == now))
        if len(items) > 1 or (items and now):
            found.append((_names()[axis], items))
    return found


def _chosen(filters: Filters, counts: queries.Counts) -> list[tuple[str, str, str]]:
    """(name, words, address without it) of what narrows the list."""
    found = (
        [("", quoted(filters.q), filtered(linked(CONSULTATIONS), filters.pairs(q="")))] if filters.q else []
    )
    for axis in ("phase", "organisation", "family", "topic", "language"):
        value = getattr(filters, axis)
        if value:
            found.append(
                (
                    _names()[axis],
                    _word(axis, value, counts),
                    filtered(linked(CONSULTATIONS), filters.pairs(**{axis: ""})),
                )
            )
    for axis in ("closes_from", "closes_to"):
        chosen = getattr(filters, axis)
        if chosen:
            found.append(
                (_names()[axis], day(chosen), filtered(linked(CONSULTATIONS), filters.pairs(**{axis: ""})))
            )
    return found


def _heading(total: int, filters: Filters) -> str:
    words = {
        "open": ngettext("%(num)s open consultation", "%(num)s open consultations", total),
        "announced": ngettext("%(num)s announced consultation", "%(num)s announced consultations", total),
        "closed": ngettext(
            "%(num)s closed consultation, response due", "%(num)s closed consultations, response due", total
        ),
        "responded": ngettext(
            "%(num)s consultation with its response published",
            "%(num)s consultations with their response published",
            total,
        ),
        "withdrawn": ngettext("%(num)s withdrawn consultation", "%(num)s withdrawn consultations", total),
    }
    return str(words.get(filters.phase, ngettext("%(num)s consultation", "%(num)s consultations", total)))
