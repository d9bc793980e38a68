"""Rows of forms that this site made: which comment of a draft submission such a row is, and which of the two was
changed since they said the same. Pure."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from consult.comment_forms import row_keys
from consult.comment_forms.content_keys import COMMENT_KEY
from consult.comment_forms.exporting import said_in_row
from consult.comment_forms.rows import NO_TYPE, NOT_A_TYPE
from consult.core import markup
from consult.draft_submissions.models import DraftComment
from consult.form_uploads.models import RECOGNISED, REPLACE, REREAD, RESEMBLES, RowState
from consult.submissions.models import CommentType


def own_key(said: Mapping[str, Any], consultation_id: int, block_key: str) -> str:
    """The key of a row of our own form, without its mark; "" for any other row, and for one that was moved to another
    passage: then it is another comment."""
    key = said.get("row_key", "")
    return row_keys.without_mark(key) if row_keys.is_on(key, consultation_id, block_key) else ""


def comment_key(row: Any, consultation_id: int) -> str:
    """The idempotency key of the comment that is made of a row (row_key, said, block_key)."""
    own = own_key(row.said, consultation_id, row.block_key)
    return row_keys.comment_key(own) if own else COMMENT_KEY.format(row.row_key)


def words_of(said: Mapping[str, Any]) -> tuple[str, ...]:
    """What a row says, as exporting.said_in_row has it of a comment."""
    return (said["type"], *(markup.plain(said[name]) for name in ("comment", "proposal", "rationale")))


def state(said: Mapping[str, Any], comment: DraftComment) -> RowState:
    """What becomes of a row that is this comment. Where the comment was changed on the site since both said the same,
    the row is in doubt, unless the row still says what both said. A row without a mark came in another file: copies of
    one form that several people fill in have the same keys."""
    words, now = words_of(said), said_in_row(comment)
    if words == now:
        return RowState.UNCHANGED
    mark = row_keys.mark_in(said["row_key"])
    if mark:
        if row_keys.mark_of(now) == mark:
            return RowState.CHANGED
        return RowState.UNCHANGED if row_keys.mark_of(words) == mark else RowState.DIFFERS
    return RowState.RESEMBLES if RESEMBLES in said["notes"] else RowState.OTHER_FILE


def continued(
    rows: Sequence[Mapping[str, Any]], before: Sequence[Mapping[str, Mapping[str, Any]]]
) -> dict[str, str]:
    """Key of a row of a file → the key with its mark that it had in a file uploaded before, where this file is a later
    state of that one: it has each of its rows, and as many say the same as were emptied, one at least. `before`: of
    each of these files, the latest first, key → row."""
    now = {row_keys.without_mark(one["row_key"]): one for one in rows}
    of_base: dict[str, list[str]] = {}
    for key in now:
        of_base.setdefault(row_keys.without_number(key), []).append(key)
    found: dict[str, str] = {}
    for file in before:
        pairs = {}
        for key, one in file.items():
            alone = of_base.get(row_keys.without_number(key), [])
            mine = key if key in now else alone[0] if len(alone) == 1 else ""
            pairs[mine] = one
        emptied = [mine for mine in pairs if mine and not any(words_of(now[mine])[1:])]
        alike = [mine for mine, one in pairs.items() if mine and words_of(now[mine]) == words_of(one)]
        if "" in pairs or len(alike) < max(len(emptied), 1):
            continue
        for mine, one in pairs.items():
            found.setdefault(mine, one["row_key"])
    return found


def of_its_own(said: Mapping[str, Any], taken: Collection[str]) -> dict[str, Any]:
    """The row with a key that no other row or comment has: it is another comment on the passage."""
    plain, number = row_keys.without_number(row_keys.without_mark(said["row_key"])), 2
    while f"{plain}.{number}" in taken:
        number += 1
    return {**said, "row_key": f"{plain}.{number}"}


def with_type_of_comment(said: Mapping[str, Any], comments: Mapping[str, DraftComment]) -> Mapping[str, Any]:
    """The row; where it names no type, with that of its comment (queries.comments_by_row_key)."""
    comment = comments.get(row_keys.without_mark(said["row_key"])) if NO_TYPE in said["notes"] else None
    return with_type(said, comment.type) if comment is not None else said


def with_type(said: Mapping[str, Any], kind: CommentType) -> dict[str, Any]:
    """The row with this type, which is in no doubt any more."""
    notes = [one for one in said["notes"] if one not in {NOT_A_TYPE, NO_TYPE}]
    return {**said, "type": kind.value, "notes": notes}


def state_of_reread(row: Any, comment: DraftComment) -> RowState:
    """What becomes of a row that was read again after it became this comment, and is not left out: a person chooses
    whether the comment says what the row says now."""
    if words_of(row.said) == said_in_row(comment):
        return RowState.ADDED
    return RowState.CHANGED if REPLACE in (row.changed_parts or ()) else RowState.DIFFERS


def is_reread(said: Mapping[str, Any]) -> bool:
    """Whether a row says something else than before, since its columns were read again."""
    return REREAD in said["notes"]


def is_recognised(said: Mapping[str, Any]) -> bool:
    """Whether a row without a key was recognised as that of an earlier comment."""
    return RECOGNISED in said["notes"]


def is_without_key(said: Mapping[str, Any]) -> bool:
    """Whether a row has no key in its file, and has one as it is, or may be, the row of an earlier comment."""
    return not {RECOGNISED, RESEMBLES}.isdisjoint(said["notes"])


def not_reread(said: Mapping[str, Any]) -> dict[str, Any]:
    """The row without that note."""
    return {**said, "notes": [one for one in said["notes"] if one != REREAD]}


def marked(said: Mapping[str, Any], words: tuple[str, ...]) -> dict[str, Any]:
    """The row with the mark of these words in its key."""
    return {**said, "row_key": row_keys.with_mark(said["row_key"], row_keys.mark_of(words))}
