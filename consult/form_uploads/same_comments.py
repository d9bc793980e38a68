"""Rows without a key beside the comments of a draft submission, also those that never came in a form: a row that says
the same as a comment is that comment, wherever in its clause the comment stands. Pure."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, NamedTuple

from consult.comment_forms import row_keys
from consult.comment_forms.clause_references import NOTHING_SAID, ONLY_PAGES, SEVERAL, Certainty
from consult.comment_forms.content_keys import COMMENT_KEY
from consult.comment_forms.exporting import said_in_row
from consult.comment_forms.fields import Field
from consult.comment_forms.placing import OTHER_DOCUMENT
from consult.core.translatable import N_
from consult.draft_submissions.models import DraftComment
from consult.form_uploads import own_rows
from consult.form_uploads.models import OWN_PLACE, PLACE
from consult.submissions.rules import NO_PASSAGE, quotation

SAME_WORDS = N_(
    "This row says the same as comments of your draft submission. Choose which passage the row is about."
)
"""Why a row waits for its place that may be one of several comments, or stands beside a row that is the comment."""
_ELSEWHERE = frozenset({OTHER_DOCUMENT, NO_PASSAGE, SAME_WORDS})
"""Why a row waits for its place that may be on none of the passages of comments."""
_NOT_NAMED = frozenset({NOTHING_SAID, ONLY_PAGES})


class OwnComment(NamedTuple):
    """A comment of the draft submission, as its row in an export has it."""

    comment: DraftComment
    key: str
    """The key of that row (row_keys), without a mark."""
    clause: str = ""
    """The key of the heading of its passage, "" where that is unknown."""
    line: str = ""
    """The line of its passage that forms print."""
    who: frozenset[tuple[str, ...]] = frozenset()
    """Whom the rows name in which it came before, of those that name anyone."""


class SameComments(NamedTuple):
    """What is found of rows, by their places in the file: the comment that each is; the passages of comments of which
    each may be one, or another one beside them."""

    found: Mapping[int, OwnComment]
    asked: Mapping[int, Sequence[str]]


def fits(row: Mapping[str, Any], block_key: str, clause: str) -> bool:
    """Whether a row may be a comment on this passage of a clause by what it says of its place: it names the passage or
    the clause, or no clause for certain."""
    if row["certainty"] is Certainty.WHOLE or not block_key:
        return row["block_key"] == block_key and (row["certainty"] is Certainty.WHOLE or _is_open(row))
    if row["certainty"] is Certainty.PLACED:
        is_refused = is_chosen(row) and block_key in row["perhaps"]
        return row["block_key"] == block_key or (row["block_key"] == clause != "" and not is_refused)
    return _is_open(row) or not {block_key, clause}.isdisjoint(row["perhaps"])


def _is_open(row: Mapping[str, Any]) -> bool:
    """Whether a row that waits for its place may be on any passage."""
    if row["certainty"] is not Certainty.UNPLACED or row["why"] in _ELSEWHERE:
        return False
    return row["why"] in _NOT_NAMED or not row["perhaps"]


def is_chosen(row: Mapping[str, Any]) -> bool:
    """Whether a person has chosen where a row belongs."""
    return bool(row["is_changed"]) and (row["changed_parts"] is None or PLACE in row["changed_parts"])


def moved(row: dict[str, Any], block_key: str) -> dict[str, Any]:
    """The row on the passage of its comment; its own place is noted, for where it becomes another comment."""
    certainty = Certainty.PLACED if block_key else Certainty.WHOLE
    if (row["certainty"], row["block_key"]) == (certainty, block_key):
        return row
    if row["changed_parts"] is None:
        return {**row, "certainty": certainty, "block_key": block_key}
    parts = [one for one in row["changed_parts"] if not one.startswith(OWN_PLACE)]
    return {
        **row, "certainty": certainty, "block_key": block_key,
        "changed_parts": [*parts, OWN_PLACE + row["block_key"]],
    }  # fmt: skip


def waiting(row: dict[str, Any], passages: Sequence[str]) -> dict[str, Any]:
    """The row while it waits for its place, with its own passage and these to choose from."""
    perhaps = dict.fromkeys(filter(None, [row["block_key"], *row["perhaps"], *passages]))
    return {
        **row, "certainty": Certainty.UNPLACED, "block_key": "", "why": SAME_WORDS, "perhaps": list(perhaps)
    }  # fmt: skip


def same_comments(
    rows: Sequence[Mapping[str, Any]],
    open_: Mapping[int, Mapping[str, Any]],
    comments: Sequence[OwnComment],
    known: Collection[int],
) -> SameComments:
    """Which of these rows are which comments. `rows`: all of the file; `open_`: those without a key, by their places;
    `known`: the ids of comments that other rows without a key are."""
    keyed = {
        row_keys.without_mark(one["said"]["row_key"]): own_rows.words_of(one["said"])
        for one in rows if one["said"]["row_key"] and not own_rows.is_only_like(one["said"])
    }  # fmt: skip
    added = {COMMENT_KEY.format(one["row_key"]) for one in rows}
    gone = {
        one.comment.id for one in comments
        if one.comment.id in known or one.comment.key in added or one.key in keyed
    }  # fmt: skip
    saying = _by_words(comments, keyed)
    keys = {one.comment.key for one in comments}
    likely = {
        at: _likely(row, saying[own_rows.words_told(row["said"])])
        for at, row in open_.items() if COMMENT_KEY.format(row["row_key"]) not in keys
    }  # fmt: skip
    found = _told(open_, likely, gone)
    found |= _interchangeable(likely, found, gone | {one.comment.id for one in found.values()})
    asked = {
        at: list(dict.fromkeys(one.comment.block_key for one in some))
        for at, some in likely.items() if some and at not in found and not is_chosen(open_[at])
    }  # fmt: skip
    return SameComments(found, asked)


def _by_words(
    comments: Sequence[OwnComment], keyed: Mapping[str, tuple[str, ...]]
) -> Mapping[tuple[str, ...], list[OwnComment]]:
    """The comments by what they say, and by that without the type, which rows may not name; without those whose row
    with a key in the file says something else. `keyed`: key of each of these → what it says."""
    found: dict[tuple[str, ...], list[OwnComment]] = defaultdict(list)
    for one in comments:
        words = said_in_row(one.comment)
        if keyed.get(one.key, words) == words:
            found[words].append(one)
            found[words[1:]].append(one)
    return found


def _interchangeable(
    likely: Mapping[int, Sequence[OwnComment]], found: Collection[int], gone: Collection[int]
) -> dict[int, OwnComment]:
    """The other rows that are comments since there are as many as of these, or all of these are on one passage."""
    groups: dict[frozenset[int], list[int]] = {}
    for at, some in likely.items():
        left = frozenset(one.comment.id for one in some).difference(gone)
        if at not in found and left:
            groups.setdefault(left, []).append(at)
    pairs: dict[int, OwnComment] = {}
    taken: set[int] = set()
    for ids in sorted(groups, key=len):
        some = [one for one in likely[groups[ids][0]] if one.comment.id in ids - taken]
        is_certain = len(groups[ids]) >= len(some) or len({one.comment.block_key for one in some}) == 1
        for at, one in zip(groups[ids], some, strict=False) if is_certain else ():
            pairs[at] = one
            taken.add(one.comment.id)
    return pairs


def _likely(row: Mapping[str, Any], comments: Sequence[OwnComment]) -> list[OwnComment]:
    """Which of these comments, which say the same, a row may be: where some quote the same words, these alone. Where a
    person has chosen the place of the row, only those there."""
    quote = quotation(row["said"]["quote"])
    place = (row["certainty"] is not Certainty.UNPLACED, row["block_key"])
    same = [
        one for one in comments
        if (not quote or one.comment.quote in {"", quote})
        and ((True, one.comment.block_key) == place if is_chosen(row) else may_be(row, one))
        and not (one.who and any(who := who_of(row["said"])) and who not in one.who)
    ]  # fmt: skip
    return [one for one in same if one.comment.quote == quote] or same


def who_of(said: Mapping[str, Any]) -> tuple[str, ...]:
    """Whom a row names."""
    return tuple(said["who"].get(one.value, "") for one in (Field.ORGANISATION, Field.NAME, Field.EMAIL))


def may_be(row: Mapping[str, Any], one: OwnComment) -> bool:
    """Whether a row may be this comment by its place. One of several clauses waits until these are chosen."""
    is_several = row["certainty"] is Certainty.UNPLACED and row["why"] == SEVERAL and len(row["perhaps"]) > 1
    return not is_several and fits(row, one.comment.block_key, one.clause)


def _told(
    open_: Mapping[int, Mapping[str, Any]], likely: Mapping[int, Sequence[OwnComment]], gone: Collection[int]
) -> dict[int, OwnComment]:
    """The rows whose line or passage tells which comment each is."""
    found: dict[int, OwnComment] = {}
    taken = {*gone}

    def pair(is_told: Callable[[Mapping[str, Any], OwnComment], bool]) -> None:
        for at, some in likely.items():
            one = next((one for one in some if one.comment.id not in taken and is_told(open_[at], one)), None)
            if at not in found and one is not None:
                found[at] = one
                taken.add(one.comment.id)

    pair(lambda row, one: one.line != "" and row["said"]["where"].get(Field.LINE.value, "") == one.line)
    pair(
        lambda row, one: (
            row["certainty"] is not Certainty.UNPLACED and row["block_key"] == one.comment.block_key
        )
    )
    return found
