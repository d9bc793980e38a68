"""The queue: its filters, its lines in words, what comes next."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from consult.core.words import N_
from consult.drafts.places import said_place
from consult.moderation import policy, queries, reasons, screening
from consult.moderation.queries import Filters, Item
from consult.moderation.views.blueprint import bp
from consult.submissions import labels, redline
from consult.submissions.lifecycle import AWAITING
from consult.submissions.models import Attribution, Comment, CommentType
from consult.submissions.queries import NOT_CHECKED
from consult.submissions.redline import Operation
from consult.web.guards import me, require

LONGEST_SEARCH = 200
"""Characters of a search; what is longer is cut."""

SHOWS = {
    "waiting": N_("Waiting"),
    "mine": N_("Mine"),
    "contested": N_("Contested"),
    "signals": N_("With signals"),
    "decided": N_("Decided lately"),
}
"""The ways to look at the queue."""


@bp.route("/moderation")
def queue() -> ResponseReturnValue:
    """What waits over my consultations, oldest first."""
    require(policy.queue)
    return render_template("moderation/queue.html", **listed(), chosen=None)


def _filters() -> Filters:
    show, kind = request.args.get("show", ""), request.args.get("type", "")
    return Filters(
        show if show in SHOWS else "waiting",
        request.args.get("consultation", "")[:200],
        kind if kind in set(CommentType) else "",
        " ".join(request.args.get("q", "").replace("\0", " ").split())[:LONGEST_SEARCH],
    )


def listed() -> dict[str, Any]:
    """What the first pane shows: the lines, and the filters with their numbers."""
    filters = _filters()
    scopes = queries.scope(me())
    page = queries.queue(me(), filters, request.args.get("after", ""), scopes)
    counts = queries.counts(me(), filters, scopes)
    return {
        "page": page,
        "lines": _lines(page.rows),
        "reasons": reasons,
        "nothing": _nothing(filters, page.is_first),
        "heading": _heading(filters, counts),
        "all_chosen": request.args.get("choose") == "all",
        "pending": queries.pending_by(me()),
        "query_without_words": query(q="", after=""),
        "query_all": f"/moderation{query(choose='all')}",
        "query_none": f"/moderation{query()}",
        "query_clear": f"/moderation{query(consultation='', type='', q='', after='')}",
        "query_first": f"/moderation{query(after='')}",
        "query_contested": query(show="contested", after=""),
        "kept_in_search": [
            (name, value) for name, value in _kept().items() if name not in {"q", "after"} and value
        ],
        "filters": filters,
        "counts": counts,
        "chips": _chips(filters, counts),
        "consultations": _of_consultations(filters, scopes, counts),
        "types": _of_types(filters, counts),
        "scopes": scopes,
        "section": "moderation",
        "query": query(),
    }


def query(**changes: str) -> str:
    """The arguments that keep the list as it is, as the end of an address."""
    kept = {name: value for name, value in (_kept() | changes).items() if value}
    return f"?{urlencode(kept)}" if kept else ""


def _kept() -> dict[str, str]:
    return {name: request.args.get(name, "") for name in ("show", "consultation", "type", "q", "after")}


def _nothing(filters: Filters, is_first: bool) -> str:
    """What an empty list says: of the way to look at the queue, and of what narrows it."""
    if not is_first:
        return str(_("There is nothing after this page."))
    if filters.words:
        return str(_("No comment here has all of these words: %(words)s", words=filters.words))
    if filters.is_narrowed:
        return str(_("No comment here fits these filters."))
    return str(_(_NOTHING[filters.show]))


_NOTHING = {
    "waiting": N_("Nothing waits. What comes in next appears here."),
    "mine": N_("You keep no comment for yourself."),
    "contested": N_("No objection waits for an answer."),
    "signals": N_("No comment that waits has a signal."),
    "decided": N_("Nothing was decided in the last 14 days."),
}


def _heading(filters: Filters, counts: queries.Counts) -> str:
    """What there is to do, in one sentence, of the list as it is shown."""
    if filters.show == "contested":
        return str(
            ngettext(
                "%(num)s objection waits for an answer",
                "%(num)s objections wait for an answer",
                counts.contested,
            )
        )
    if filters.show == "mine":
        return str(ngettext("You keep %(num)s comment", "You keep %(num)s comments", counts.mine))
    if filters.show == "decided":
        return str(_("Decided in the last 14 days"))
    number = counts.signals if filters.show == "signals" else counts.waiting
    is_least = counts.is_sampled if filters.show == "signals" else counts.is_more
    if is_least:
        return str(_("More than %(number)s comments wait here", number=format_decimal(number)))
    if not number:
        return str(
            _("Nothing waits here")
            if filters.is_narrowed or filters.show == "signals"
            else _("Nothing waits")
        )
    return str(ngettext("%(num)s comment waits", "%(num)s comments wait", number))


def _chips(filters: Filters, counts: queries.Counts) -> list[tuple[str, str, bool, str]]:
    """(label, address, chosen, number) of each way to look at the queue."""
    numbers = {
        "waiting": format_decimal(counts.waiting) + ("+" if counts.is_more else ""),
        "mine": format_decimal(counts.mine),
        "contested": format_decimal(counts.contested),
        "signals": format_decimal(counts.signals) + ("+" if counts.is_sampled else ""),
    }
    return [
        (_(words), f"/moderation{query(show=show, after='')}", filters.show == show, numbers.get(show, ""))
        for show, words in SHOWS.items()
    ]


def _of_consultations(
    filters: Filters, scopes: Sequence[queries.Scope], counts: queries.Counts
) -> list[tuple[str, str, int | None, bool]]:
    if len(scopes) < 2:
        return []
    everything = f"/moderation{query(consultation='', after='')}"
    rows: list[tuple[str, str, int | None, bool]] = [
        (_("All consultations"), everything, None, not filters.consultation)
    ]
    for one in scopes:
        number = _number_in(one, filters, counts)
        if number != 0 or one.slug == filters.consultation:
            address = f"/moderation{query(consultation=one.slug, after='')}"
            rows.append((one.title, address, number, one.slug == filters.consultation))
    return rows


def _number_in(scope: queries.Scope, filters: Filters, counts: queries.Counts) -> int | None:
    """How many lines the list would have for one consultation; None where they were not counted."""
    each = {"mine": counts.mine_in, "contested": counts.contested_in}.get(filters.show)
    if each is not None:
        return each.get(scope.id, 0)
    if filters.show == "decided":
        return None
    is_narrowed = bool(filters.show == "signals" or filters.type or filters.words)
    return None if scope.waiting and is_narrowed else scope.waiting


def _of_types(filters: Filters, counts: queries.Counts) -> list[tuple[str, str, int | None, bool]]:
    rows: list[tuple[str, str, int | None, bool]] = [
        (_("All types"), f"/moderation{query(type='', after='')}", None, not filters.type)
    ]
    for kind in CommentType:
        number = None if counts.is_sampled or filters.show != "waiting" else counts.types.get(kind, 0)
        address = f"/moderation{query(type=kind.value, after='')}"
        rows.append((_(labels.TYPES[kind]), address, number, kind == filters.type))
    return rows


class Line(NamedTuple):
    """An Item in words."""

    item: Item
    name: str
    href: str
    words: str
    pills: list[tuple[str, str]]
    is_mine: bool
    ops: Sequence[Operation]
    """How the proposed wording differs from the text at its place, and what stands around it."""
    can_choose: bool
    """Whether it can be chosen, to decide on several together."""


def _lines(items: Sequence[Item]) -> list[Line]:
    """Lines in words; what is the same for all is said once."""
    arguments, mine = query(), me().id
    originals = queries.originals([item for item in items if item.proposal])
    places = {"question": _("Answer to a question"), "general": _("On the whole"), "clause": ""}
    groups = {group: (_(words), tone) for group, (words, tone) in screening.GROUPS.items()}
    return [
        _line(item, arguments, mine, places, groups)._replace(
            ops=changes(originals.get((item.version_id, item.block_key), ""), item.proposal)
        )
        for item in items
    ]


@lru_cache(maxsize=1024)
def changes(original: str, proposal: str) -> Sequence[Operation]:
    """A proposed wording as a change to the words at its place, and what stands around it; none where there are no such
    words, where nothing changes, and where it is too long to be compared for a line."""
    if not original or not proposal or len(original) + len(proposal) > LONGEST_COMPARED:
        return ()
    return redline.shortened(redline.ops(original, proposal))


LONGEST_COMPARED = 8000
"""Characters of a place and of its proposed wording, together, that are compared for a list."""


def _line(
    item: Item, arguments: str, mine: int, places: Mapping[str, str], groups: Mapping[str, tuple[str, str]]
) -> Line:
    is_mine = item.claimed_by_id is not None and item.claimed_by_id == mine
    return Line(
        item,
        sender_name(item.attribution, item.organisation, item.name),
        f"/moderation/contests/{item.contest}" if item.contest else f"/moderation/{item.path}{arguments}",
        f"{said_place(item.place, _) or places[item.subject]} · {item.words}",
        _pills(item, is_mine, groups),
        is_mine,
        (),
        item.moderation in AWAITING and not item.is_own and not item.contest,
    )


def sender_name(attribution: str, organisation: str, name: str) -> str:
    """What a sender is called in the list: no more than the public will see."""
    if attribution == Attribution.ANONYMOUS_TO_PUBLIC:
        return str(_("Anonymous to the public"))
    if attribution == Attribution.CONFIDENTIAL:
        return str(_("Not to be published"))
    return organisation or name or str(_("No name given"))


_NAMED = frozenset({Attribution.ATTRIBUTED, Attribution.ORGANISATION_ONLY})


def is_unchecked(sent: Any) -> bool:
    """Whether `sender_name` shows the name of an organisation that nobody has confirmed; of an Item or a Submission."""
    return bool(sent.organisation) and sent.attribution in _NAMED and not sent.is_confirmed


def _pills(item: Item, is_mine: bool, groups: Mapping[str, tuple[str, str]]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    if item.moderation not in AWAITING:
        found.append((_(labels.MODERATION[item.moderation]), labels.TONES[item.moderation]))
    if item.summary and item.moderation in AWAITING:
        for group, (words, tone) in groups.items():
            number = item.summary.get(group, 0)
            if number:
                found.append((f"{words} {number}" if number > 1 else words, tone))
        if item.summary.get("alike"):
            found.append((alike_words(item.summary["alike"]), "plain"))
    if is_unchecked(item):
        found.append((_(NOT_CHECKED), "plain"))
    if item.is_late:
        found.append((_("late"), "warn"))
    if item.is_sent_again:
        found.append((_("sent again after an outage"), "plain"))
    if item.is_own:
        found.append((_("your own organisation"), "bad"))
    if item.claimed_by_id is not None and not is_mine:
        found.append((_("%(name)s is looking", name=item.claimed_by), "info"))
    return found


def alike_words(number: int) -> str:
    """How many are alike, as a pill; of very many only that."""
    shown = f"{MOST_ALIKE}+" if number >= MOST_ALIKE else str(number)
    return str(_("≈ %(number)s alike", number=shown))


MOST_ALIKE = 100
"""From here on the queue counts no further (actions.noticing.COUNTED)."""


def following(comment: Comment, rows: Sequence[Item]) -> str:
    """The address of the comment that comes next in the list: not mine, not looked at by another."""
    at = next((place for place, item in enumerate(rows) if item.id == comment.id), None)
    later = rows[at + 1 :] if at is not None else [item for item in rows if item.id != comment.id]
    earlier = rows[:at] if at is not None else []
    free = [item for item in (*later, *earlier) if _is_free(item)]
    return _lines(free[:1])[0].href if free else ""


def _is_free(item: Item) -> bool:
    return not item.is_own and (item.claimed_by_id is None or item.claimed_by_id == me().id)


def go_on(comment: Comment) -> ResponseReturnValue:
    """The next one that waits, where there is one: nobody goes back to the list between two decisions."""
    after = (
        queries.place_of(comment) if comment.filed_at and _filters().show in {"waiting", "signals"} else ""
    )
    scopes = queries.scope(me())
    for start in {after: None, "": None}:
        page = queries.queue(me(), _filters(), start, scopes)
        for item in page.rows:
            if item.id != comment.id and _is_free(item):
                return redirect(_lines([item])[0].href, 303)
    return redirect(f"/moderation{query(after='')}", 303)
