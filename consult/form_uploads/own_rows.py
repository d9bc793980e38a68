"""Rows of forms that this site made: which comment of a draft submission such a row is, and which of the two was
changed since they said the same. Pure."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from consult.comment_forms import row_keys
from consult.comment_forms.content_keys import COMMENT_KEY
from consult.comment_forms.exporting import said_in_row
from consult.comment_forms.rows import NO_TYPE, NOT_A_TYPE
from consult.core import markup
from consult.draft_submissions.models import DraftComment
from consult.form_uploads.models import KEY_BEFORE, RECOGNISED, REPLACE, REREAD, RESEMBLES, RowState
from consult.submissions.models import CommentType

NOT_CHOSEN = frozenset({NO_TYPE, NOT_A_TYPE})
"""Notes of a row whose type is not known."""


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
    """What becomes of a row that is this comment. Where the comment was changed elsewhere since both said the same,
    the row is in doubt, unless the row still says what both said: then it is older. A row without a mark came in
    another file: copies of one form that several people fill in have the same keys."""
    words, now = words_of(said), said_in_row(comment)
    if words == now:
        return RowState.UNCHANGED
    mark = row_keys.mark_in(said["row_key"])
    if mark:
        if row_keys.mark_of(now) == mark:
            return RowState.CHANGED
        return RowState.OLDER if row_keys.mark_of(words) == mark else RowState.DIFFERS
    return RowState.RESEMBLES if RESEMBLES in said["notes"] else RowState.OTHER_FILE


def is_second(row: Any, first: Any) -> bool:
    """Whether a row has the key of another one of its file and says something else, and no person has chosen which of
    the two the comment is. `row`: with said and changed_parts."""
    is_chosen = any(one.startswith(KEY_BEFORE) for one in row.changed_parts or ())
    return not is_chosen and words_of(row.said) != words_of(first.said)


def says_the_same(said: Mapping[str, Any], before: Mapping[str, Any]) -> bool:
    """Whether a row as it is read says what it said before. A type that the row does not name was chosen here."""
    told = words_told(said)
    return told == words_of(before)[-len(told) :]


def says_as_marked(said: Mapping[str, Any]) -> bool:
    """Whether a row says what its comment said when the mark was written into its key."""
    mark = row_keys.mark_in(said["row_key"])
    return bool(mark) and mark == row_keys.mark_of(words_of(said))


def words_told(said: Mapping[str, Any]) -> tuple[str, ...]:
    """What a row says as it is read: without a type where it names none."""
    return words_of(said)[0 if NOT_CHOSEN.isdisjoint(said["notes"]) else 1 :]


def continued(
    rows: Sequence[Mapping[str, Any]], before: Sequence[Mapping[str, Mapping[str, Any]]]
) -> dict[str, str]:
    """Key of a row of a file → the key with its mark that it had in a file uploaded before, where this file is a later
    state of that one: it has each of its rows, but for copies of rows that it has, and as many say the same as were
    emptied, one at least. `before`: of each of these files, the latest first, key → row."""
    now = _by_base({row_keys.without_mark(one["row_key"]): one for one in rows})
    found: dict[str, str] = {}
    for file in before:
        earlier = _by_base(file)
        if not earlier.keys() <= now.keys():
            continue
        pairs = [pair for base, some in earlier.items() for pair in _pairs(now[base], some)]
        said = {key: one for base in earlier for key, one in now[base].items()}
        emptied = [mine for mine, _key in pairs if not any(words_of(said[mine])[1:])]
        alike = [mine for mine, key in pairs if says_the_same(said[mine], file[key])]
        if len(alike) < max(len(emptied), 1):
            continue
        given = {row_keys.without_mark(one) for one in found.values()}
        found = {
            mine: _as_said_before(said[mine], file[key]["row_key"], before)
            for mine, key in pairs if key not in given
        } | found  # fmt: skip
    return found | _freed(rows, before, found)


def _as_said_before(
    said: Mapping[str, Any], key: str, before: Sequence[Mapping[str, Mapping[str, Any]]]
) -> str:
    """The key of a row, with the mark of the latest file in which it said the same and its comment as well, where there
    is one: then the comment was changed since."""
    states = (file.get(row_keys.without_mark(key)) for file in before)
    same = (one["row_key"] for one in states if one and says_as_marked(one) and says_the_same(said, one))
    return next(same, key)


def _freed(
    rows: Sequence[Mapping[str, Any]],
    before: Sequence[Mapping[str, Mapping[str, Any]]],
    found: Mapping[str, str],
) -> dict[str, str]:
    """Key of each other row whose key is now that of one of `found` → a key that no row has."""
    given = {row_keys.without_mark(one) for one in found.values()}
    taken = {*given, *(key for file in before for key in file)}
    taken |= {row_keys.without_mark(one["row_key"]) for one in rows}
    freed: dict[str, str] = {}
    for one in rows:
        key = row_keys.without_mark(one["row_key"])
        if key not in found and key in given:
            freed[key] = of_its_own(one, taken)["row_key"]
            taken.add(freed[key])
    return freed


def _by_base(rows: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Mapping[str, Any]]]:
    """The rows by the key that they and their copies have in their file."""
    found: dict[str, dict[str, Mapping[str, Any]]] = {}
    for key, one in rows.items():
        found.setdefault(row_keys.without_number(key), {})[key] = one
    return found


def _pairs(
    now: Mapping[str, Mapping[str, Any]], before: Mapping[str, Mapping[str, Any]]
) -> list[tuple[str, str]]:
    """Which of the rows with one key is which of those before: one that says the same, else one with the same number,
    else the only one that is left. Numbers are given in the order of the file: where a row is taken out of it, those
    behind it have others. A row with a mark has its key from this site."""
    left, found = dict.fromkeys(before), dict[str, str]()
    saying: dict[tuple[str, ...], list[str]] = {}
    for key, one in before.items():
        for words in (words_of(one), words_of(one)[1:]):
            saying.setdefault(words, []).append(key)

    def pair(is_its: Callable[[str], str | None], *, are_marked: bool = False) -> None:
        for key, one in now.items():
            if key not in found and bool(row_keys.mark_in(one["row_key"])) is are_marked:
                its = is_its(key)
                if its is not None and its in left:
                    found[key] = its
                    del left[its]

    def same(key: str) -> list[str]:
        return saying.get(words_told(now[key]), [])

    pair(lambda key: key, are_marked=True)
    pair(lambda key: key if key in same(key) else None)
    pair(lambda key: next((one for one in same(key) if one in left), None))
    pair(lambda key: key)
    if len(left) == sum(key not in found for key in now) == 1:
        pair(lambda _key: next(iter(left), None))
    return list(found.items())


def of_its_own(said: Mapping[str, Any], taken: Collection[str]) -> dict[str, Any]:
    """The row with a key that no other row or comment has: it is another comment on the passage."""
    plain, number = row_keys.without_number(row_keys.without_mark(said["row_key"])), 2
    while f"{plain}.{number}" in taken:
        number += 1
    return {**said, "row_key": f"{plain}.{number}"}


def with_type_of_comment(said: Mapping[str, Any], comments: Mapping[str, DraftComment]) -> Mapping[str, Any]:
    """The row; where it names no type, with that of its comment (queries.comments_by_row_key)."""
    comment = comments.get(row_keys.without_mark(said["row_key"]))
    return with_type_where_none(said, comment.type) if comment is not None else said


def with_type_where_none(said: Mapping[str, Any], kind: CommentType) -> Mapping[str, Any]:
    """The row; where it names no type, with this one."""
    return with_type(said, kind) if NO_TYPE in said["notes"] else said


def with_type(said: Mapping[str, Any], kind: CommentType) -> dict[str, Any]:
    """The row with this type, which is in no doubt any more."""
    notes = [one for one in said["notes"] if one not in NOT_CHOSEN]
    return {**said, "type": kind.value, "notes": notes}


def state_of_reread(row: Any, comment: DraftComment) -> RowState:
    """What becomes of a row that was read again after it became this comment, and is not left out: a person chooses
    whether the comment says what the row says now."""
    if words_of(row.said) == said_in_row(comment):
        return RowState.ADDED
    return RowState.CHANGED if REPLACE in (row.changed_parts or ()) else RowState.DIFFERS


def places_of(said: Mapping[str, Any]) -> frozenset[tuple[Any, ...]]:
    """Where a row says what it says: rows of two files with one of these in common are the same row."""
    words = tuple(said[name] for name in ("comment", "proposal", "rationale"))
    found: set[tuple[Any, ...]] = {(said["table"], said["row"], *words)}
    if said["row_key"]:
        found.add((row_keys.without_mark(said["row_key"]), *words))
    return frozenset(found) if any(words) else frozenset()


def is_as_read(row: Any) -> bool:
    """Whether a row says what its file says: no person has changed its words here, nor a type that the file names.
    `row`: with is_changed and changed_parts."""
    parts = row.changed_parts
    if not row.is_changed or parts is None:
        return not row.is_changed
    if "type" in parts and "notes" not in parts:  # a type that was asked for takes its note with it
        return False
    return _WORDS.isdisjoint(parts)


_WORDS = frozenset({"comment", "proposal", "rationale"})


def is_reread(said: Mapping[str, Any]) -> bool:
    """Whether a row says something else than before, since its columns were read again."""
    return REREAD in said["notes"]


def is_recognised(said: Mapping[str, Any]) -> bool:
    """Whether a row without a key was recognised as that of an earlier comment."""
    return RECOGNISED in said["notes"]


def is_only_like(said: Mapping[str, Any]) -> bool:
    """Whether a row has the key of a comment that it may be, and no one has chosen whether it is."""
    return RESEMBLES in said["notes"] and not row_keys.mark_in(said["row_key"])


def is_without_key(said: Mapping[str, Any]) -> bool:
    """Whether a row has no key in its file, and has one as it is, or may be, the row of an earlier comment."""
    return not {RECOGNISED, RESEMBLES}.isdisjoint(said["notes"])


def without_comment(said: Mapping[str, Any]) -> dict[str, Any]:
    """The row without the key of a comment and what is noted of it."""
    return {
        **said, "row_key": "", "notes": [one for one in said["notes"] if one not in {RECOGNISED, RESEMBLES}]
    }  # fmt: skip


def not_reread(said: Mapping[str, Any]) -> dict[str, Any]:
    """The row without that note."""
    return {**said, "notes": [one for one in said["notes"] if one != REREAD]}


def marked(said: Mapping[str, Any], words: tuple[str, ...]) -> dict[str, Any]:
    """The row with the mark of these words in its key."""
    return {**said, "row_key": row_keys.with_mark(said["row_key"], row_keys.mark_of(words))}
