"""The queue: its lines and filters, what comes next."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from consult.moderation import policy, queries, reasons
from consult.moderation.forms.several import SeveralForm
from consult.moderation.queries import Item
from consult.moderation.views.blueprint import bp
from consult.moderation.views.filters import (
    ListAddress,
    asked,
    chips,
    heading,
    nothing,
    of_consultations,
    of_languages,
    of_translations,
    of_types,
    query,
    queue_address,
)
from consult.moderation.views.lines import address, can_choose, lines
from consult.submissions.models import Comment
from consult.web.guards import me, require
from consult.web.page_language import locale_code


@bp.route("/moderation", methods=["GET", "POST"])
def queue() -> ResponseReturnValue:
    """What waits over my consultations, oldest first. Posted by the page that asks before several comments are withheld
    where someone goes back from it: nothing is changed, and what they typed there goes with the next choice."""
    require(policy.queue)
    return render_template("moderation/queue.html", **listed(), typed=_typed_before())


def _typed_before() -> tuple[tuple[str, str], ...]:
    """What was typed and chosen before a decision on several comments that was not made, by the names of the fields."""
    form = SeveralForm() if request.method == "POST" else None
    fields = (form.reason, form.explanation) if form is not None else ()
    return tuple((field.name, field.data) for field in fields if field.data)


def listed(chosen: int | None = None) -> dict[str, Any]:
    """What the first pane shows: the lines, and the filters with their numbers. `chosen`: the id of the comment that is
    open. What the templates call is worked out only where no block with the same values is cached: `shown` has those on
    which it depends."""
    filters, address_of_list, all_chosen = asked(), ListAddress(), request.args.get("choose") == "all"
    selected, arguments = frozenset(request.args.getlist("comment")), address_of_list.query()
    found = queries.overview(me(), filters)
    scopes, counts = found.scopes, found.counts
    page = queries.queue(me(), filters, request.args.get("after", ""), scopes)
    return {
        "page": page,
        "first": address(page.rows[0], arguments) if page.rows else "",
        "can_choose": any(map(can_choose, page.rows)),
        "lines": lines(_in_place(page.rows, scopes), arguments, chosen, None if all_chosen else selected),
        "reasons": reasons,
        "nothing": partial(nothing, filters, counts, page.is_first),
        "heading": partial(heading, filters, counts),
        "all_chosen": all_chosen,
        **{name: getattr(found, name) for name in ("pending", "name_requests", "attachments")},
        "list_address": address_of_list,
        "filters": filters,
        "counts": counts,
        "chips": partial(chips, filters, counts, address_of_list),
        "consultations": partial(of_consultations, filters, scopes, counts, address_of_list),
        "types": partial(of_types, filters, counts, address_of_list),
        "languages": partial(of_languages, filters, scopes, counts, address_of_list),
        "translation_states": partial(of_translations, filters, address_of_list),
        "scopes": scopes,
        "shown": (tuple(address_of_list.arguments.values()), counts, tuple(scopes)),
        "section": "moderation",
        "query": arguments,
    }


def _in_place(rows: Sequence[Item], scopes: Sequence[queries.Scope]) -> Sequence[Item]:
    return queries.with_shown_places(rows, scopes, locale_code())


def following(comment: Comment, rows: Sequence[Item]) -> str:
    """The address of the comment that comes next in the list: not mine, not looked at by another."""
    at = next((place for place, item in enumerate(rows) if item.id == comment.id), None)
    later = rows[at + 1 :] if at is not None else [item for item in rows if item.id != comment.id]
    earlier = rows[:at] if at is not None else []
    free = [item for item in (*later, *earlier) if _is_free(item)]
    return address(free[0], query()) if free else ""


def _is_free(item: Item) -> bool:
    return not item.is_own and (item.claimed_by_id is None or item.claimed_by_id == me().id)


def go_on(comment: Comment) -> ResponseReturnValue:
    """The next one that waits, where there is one: no one goes back to the list between two decisions."""
    after = queries.queue_cursor(comment) if asked().show in {"waiting", "signals", "quarantine"} else ""
    scopes = queries.scope(me())
    for start in {after: None, "": None}:
        page = queries.queue(me(), asked(), start, scopes)
        for item in page.rows:
            if item.id != comment.id and _is_free(item):
                return redirect(address(item, query()), 303)
    return redirect(queue_address(after=""), 303)
