"""The queue: its lines in words, what comes next."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext, pgettext
from markupsafe import Markup

from consult.core import bidi
from consult.drafts import redline
from consult.drafts.passage_labels import passage_in_html
from consult.drafts.redline import Operation
from consult.moderation import policy, queries, reasons
from consult.moderation.queries import Item
from consult.moderation.views.blueprint import bp, moderation_address
from consult.moderation.views.filters import (
    asked,
    chips,
    heading,
    kept,
    nothing,
    of_consultations,
    of_types,
    query,
    queue_address,
)
from consult.screening import signals
from consult.screening.queries import COUNTED
from consult.submissions import labels
from consult.submissions import queries as submitted
from consult.submissions.lifecycle import AWAITING
from consult.submissions.models import Attribution, Comment
from consult.submissions.queries import NOT_CHECKED
from consult.web.guards import me, require


@bp.route("/moderation")
def queue() -> ResponseReturnValue:
    """What waits over my consultations, oldest first."""
    require(policy.queue)
    asked = queries.count_name_requests(me())
    return render_template("moderation/queue.html", **listed(), chosen=None, name_requests=asked)


def listed() -> dict[str, Any]:
    """What the first pane shows: the lines, and the filters with their numbers."""
    filters = asked()
    scopes = queries.scope(me())
    page = queries.queue(me(), filters, request.args.get("after", ""), scopes)
    counts = queries.counts(me(), filters, scopes)
    return {
        "page": page,
        "lines": _lines(page.rows),
        "reasons": reasons,
        "nothing": nothing(filters, page.is_first),
        "heading": heading(filters, counts),
        "all_chosen": request.args.get("choose") == "all",
        "pending": queries.pending_by(me()),
        "query_without_words": query(q="", after=""),
        "query_all": queue_address(choose="all"),
        "query_none": queue_address(),
        "query_clear": queue_address(consultation="", type="", q="", after=""),
        "query_first": queue_address(after=""),
        "query_objections": query(show="objections", after=""),
        "kept_in_search": [
            (name, value) for name, value in kept().items() if name not in {"q", "after"} and value
        ],
        "filters": filters,
        "counts": counts,
        "chips": chips(filters, counts),
        "consultations": of_consultations(filters, scopes, counts),
        "types": of_types(filters, counts),
        "scopes": scopes,
        "section": "moderation",
        "query": query(),
    }


class Line(NamedTuple):
    """An Item in words."""

    item: Item
    name: str
    href: str
    words: Markup
    pills: list[tuple[str, str]]
    is_mine: bool
    ops: Sequence[Operation]
    """How the proposed wording differs from its passage, and what stands around it."""
    can_choose: bool
    """Whether it can be chosen, to decide on several together."""


def _lines(items: Sequence[Item]) -> list[Line]:
    """Lines in words; what is the same for all is said once."""
    arguments, mine = query(), me().id
    originals = submitted.original_words(items)
    subjects = {"question": _("Answer to a question"), "general": _("Whole draft"), "clause": ""}
    labels_of = {code: _(group.label) for code, group in signals.GROUPS.items()}
    return [
        _line(item, arguments, mine, subjects, labels_of)._replace(
            ops=changes(originals.get(item.id, ""), item.proposal)
        )
        for item in items
    ]


@lru_cache(maxsize=1024)
def changes(original: str, proposal: str) -> Sequence[Operation]:
    """A proposed wording as a change to the words of its passage, and what stands around it; none where there are no
    such words, where nothing changes, and where it is too long to be compared for a line."""
    if not original or not proposal or len(original) + len(proposal) > LONGEST_COMPARED:
        return ()
    return redline.shortened(redline.ops(original, proposal))


LONGEST_COMPARED = 8000
"""Characters of a passage and of its proposed wording, together, that are compared for a list."""


def _line(
    item: Item, arguments: str, mine: int, subjects: Mapping[str, str], labels_of: Mapping[str, str]
) -> Line:
    is_mine = item.claimed_by_id is not None and item.claimed_by_id == mine
    return Line(
        item,
        sender_name(item.attribution, item.organisation, item.name),
        url_for("moderation.settle", identifier=item.objection)
        if item.objection
        else moderation_address(item.path) + arguments,
        Markup("{} · {}").format(
            passage_in_html(item.place, _) or subjects[item.subject], bidi.in_html(item.words)
        ),
        _pills(item, is_mine, labels_of),
        is_mine,
        (),
        item.moderation in AWAITING and not item.is_own and not item.objection,
    )


def sender_name(attribution: str, organisation: str, name: str) -> str:
    """What a submitter is called in the list: no more than the public will see."""
    if attribution == Attribution.ANONYMOUS_TO_PUBLIC:
        return str(_("Published without a name"))
    if attribution == Attribution.CONFIDENTIAL:
        return str(_("Confidential"))
    return organisation or name or str(_("No name given"))


_NAMED = frozenset({Attribution.ATTRIBUTED, Attribution.ORGANISATION_ONLY})


def is_unchecked(sent: Any) -> bool:
    """Whether `sender_name` shows the name of an organisation that no one has confirmed; of an Item or a Submission."""
    return bool(sent.organisation) and sent.attribution in _NAMED and not sent.is_confirmed


def _pills(item: Item, is_mine: bool, labels_of: Mapping[str, str]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    if item.moderation not in AWAITING:
        found.append((_(labels.MODERATION[item.moderation]), labels.TONES[item.moderation]))
    if item.summary and item.moderation in AWAITING:
        for group, number in signals.groups_in(item.summary):
            words = labels_of.get(group.code, group.label)
            found.append((f"{words} {number}" if number > 1 else words, group.severity))
        if item.summary.get("alike"):
            found.append((similar_words(item.summary["alike"]), "plain"))
    if is_unchecked(item):
        found.append((_(NOT_CHECKED), "plain"))
    if item.address:
        found.append((_(item.address), "plain"))
    if item.is_amendment:
        found.append((_("edited"), "info"))
    if item.is_late:
        found.append((pgettext("comment", "late"), "warn"))
    if item.is_sent_again:
        found.append((_("sent again after an outage"), "plain"))
    if item.is_own:
        found.append((_("your own organisation"), "bad"))
    if item.claimed_by_id is not None and not is_mine:
        found += is_looking(item.claimed_by)
    return found


def is_looking(name: str) -> list[tuple[str, str]]:
    """That another moderator looks at a comment now, as a pill; none for no name."""
    return [(bidi.filled(_("%(name)s is reviewing"), name=name), "info")] if name else []


def similar_words(number: int) -> str:
    """How many are similar, as a pill; of very many only that."""
    shown = f"{number}+" if number >= COUNTED else str(number)
    return str(ngettext("%(number)s similar", "%(number)s similar", number, number=shown))


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
    """The next one that waits, where there is one: no one goes back to the list between two decisions."""
    after = queries.queue_cursor(comment) if asked().show in {"waiting", "signals"} else ""
    scopes = queries.scope(me())
    for start in {after: None, "": None}:
        page = queries.queue(me(), asked(), start, scopes)
        for item in page.rows:
            if item.id != comment.id and _is_free(item):
                return redirect(_lines([item])[0].href, 303)
    return redirect(queue_address(after=""), 303)
