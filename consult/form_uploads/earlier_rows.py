"""Rows of files that were uploaded before for the same draft submission, beside the rows of a later file: a row without
a key is known by what it says and where it stands. Where that is not certain its writer is asked. Writes nothing."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import select

from consult.comment_forms import row_keys
from consult.comment_forms.clause_references import Certainty
from consult.comment_forms.content_keys import COMMENT_KEY, key_of_another, key_of_missing
from consult.comment_forms.exporting import said_in_row
from consult.comment_forms.fields import Field
from consult.comment_forms.rows import NO_TYPE, NOT_A_TYPE
from consult.consultations import queries as consultations
from consult.core import redline
from consult.core.database import db
from consult.draft_submissions.models import DraftComment
from consult.drafts import queries as drafts
from consult.form_uploads import left_out, own_rows, row_copies, same_comments
from consult.form_uploads.models import (
    EACH,
    KEY_BEFORE,
    OWN_PLACE,
    PLACE,
    RECOGNISED,
    RESEMBLES,
    FormUpload,
    UploadedRow,
)
from consult.form_uploads.row_choices import KEPT
from consult.form_uploads.same_comments import OwnComment, SameComments

_SIMILAR, _SOME = 0.6, 0.4
"""Of the words of two states of one row, so many are the same; and of two that may be states of one row."""
_MOST_PAIRS = 40_000
"""Up to so many pairs of rows are compared by their words alone."""
_NOT_WHERE = {Field.PAGE.value, Field.LINE.value}
"""Pages and lines are those of the file that its writer reads."""


_COLUMNS = (
    UploadedRow.upload_id, UploadedRow.position, UploadedRow.row_key, UploadedRow.said, UploadedRow.certainty,
    UploadedRow.block_key, UploadedRow.why, UploadedRow.perhaps, UploadedRow.left_out, UploadedRow.changed_parts,
)  # fmt: skip


class EarlierRow:
    """A row of a file that was uploaded before and is a comment of the draft submission."""

    def __init__(self, row: Any, comment: DraftComment, key: str) -> None:
        """`key`: that of the row in which an export has the comment (row_keys)."""
        self.row, self.comment, self.key = row, comment, key
        self.own = OwnComment(comment, key)

    @property
    def said(self) -> Mapping[str, Any]:
        """What it says (saved_rows)."""
        said: Mapping[str, Any] = self.row.said
        return said

    @property
    def was_added(self) -> bool:
        """Whether its comment is known to have said what it says."""
        is_its = self.comment.key == COMMENT_KEY.format(self.row.row_key)
        return is_its or own_rows.says_as_marked(self.said)

    @cached_property
    def words(self) -> list[str]:
        """Its words as they are compared."""
        return _words(self.said)


class TypedComment(EarlierRow):
    """A comment of the draft submission that came in no file which was uploaded before, as if it were such a row.
    `number`: that of its row in an export, where the file has the numbers of one, else ""."""

    def __init__(self, own: OwnComment, number: str) -> None:
        super().__init__(None, own.comment, own.key)
        self.own, self.number = own, number

    @property
    def said(self) -> Mapping[str, Any]:
        """What its row says in an export."""
        kind, *words = said_in_row(self.comment)
        return {"type": kind, **dict(zip(("comment", "proposal", "rationale"), words, strict=True))}


class Earlier(NamedTuple):
    """What was uploaded before: rows that are comments, the latest file first; and by the keys of their words
    (content_keys) those of which their writer chose what becomes of them; and all comments of the draft
    submission."""

    rows: Sequence[EarlierRow]
    chosen: Mapping[str, Mapping[str, Any]]
    comments: Sequence[OwnComment] = ()


def earlier(upload: FormUpload, comments: Mapping[str, DraftComment]) -> Earlier:
    """What other files for the same draft submission have. `comments`: queries.comments_by_row_key."""
    if not comments:
        return Earlier((), {})
    rows = (
        select(*_COLUMNS)
        .join(FormUpload, FormUpload.id == UploadedRow.upload_id)
        .where(
            FormUpload.consultation_id == upload.consultation_id, FormUpload.draft_key == upload.draft_key,
            FormUpload.id != upload.id, UploadedRow.left_out.not_in(left_out.DELETING),
        )
        .order_by(FormUpload.id.desc(), UploadedRow.position)
    )  # fmt: skip
    by_id = {one.id: one for one in comments.values()}
    keys = {
        one.id: row_keys.of_comment(one.key, upload.consultation_id, one.block_key) for one in by_id.values()
    }
    found: list[EarlierRow] = []
    chosen: dict[str, Mapping[str, Any]] = {}
    for row in db.session.execute(rows):
        if any(part.startswith(KEY_BEFORE) for part in row.changed_parts or ()):
            chosen.setdefault(row.row_key, row.said)
        own = own_rows.own_key(row.said, upload.consultation_id, row.block_key)
        is_its = own and (row_keys.mark_in(row.said["row_key"]) or RESEMBLES not in row.said["notes"])
        comment = comments.get(COMMENT_KEY.format(row.row_key)) or (comments.get(own) if is_its else None)
        if comment is not None:
            found.append(EarlierRow(row, comment, keys[comment.id]))
    return Earlier(found, chosen, _own_comments(upload, list(by_id.values()), keys, found))


def _own_comments(
    upload: FormUpload, comments: Sequence[DraftComment], keys: Mapping[int, str], rows: Sequence[EarlierRow]
) -> list[OwnComment]:
    """The comments in the order of their numbers; each of the rows has its own. `keys`: of their rows, by their ids."""
    version_id = consultations.by_id(upload.consultation_id).version_id
    blocks = drafts.printed(version_id, {one.block_key for one in comments} - {""})
    named: dict[int, set[tuple[str, ...]]] = defaultdict(set)
    for row in rows:
        if any(who := same_comments.who_of(row.said)):
            named[row.comment.id].add(who)
    found = []
    for one in sorted(comments, key=lambda one: one.number):
        block = blocks.get(one.block_key)
        clause, line = (block.clause, str(block.line or "")) if block is not None else ("", "")
        found.append(OwnComment(one, keys[one.id], clause, line, frozenset(named[one.id])))
    of_id = {one.comment.id: one for one in found}
    for row in rows:
        row.own = of_id[row.comment.id]
    return found


def known_again(
    rows: Sequence[dict[str, Any]], before: Earlier, settled: Collection[int] = ()
) -> tuple[list[dict[str, Any]], list[EarlierRow]]:
    """The rows of a file; those without a key that were comments before have the key in which an export has their
    comment, with its mark where it is certain (own_rows.state). And the rows of earlier states of this file that it has
    no more, the first of each comment. `settled`: the places in `rows` of those of which nothing is asked."""
    latest = _of_comments(before.rows)
    open_ = {
        at: one for at, one in enumerate(rows)
        if not one["said"]["row_key"] and one["left_out"] in {"", KEPT} and at not in settled
    }  # fmt: skip
    found = list(rows)
    for at, one in _beside_others(rows, open_, latest).items():
        found[at] = open_[at] = one
    same = _with_same_words(open_, before, _said_with_keys(rows))
    for at, row in same.items():
        found[at] = _again(open_[at], row, latest[row.comment.id], is_certain=True)
    for at, one in open_.items():
        if at not in same and one["row_key"] in before.chosen:
            said = before.chosen[one["row_key"]]
            found[at] = _with_key(one, said["row_key"], RESEMBLES)
    left = {at: one for at, one in open_.items() if found[at] is one and at not in same}
    gone = {one.comment.id for one in same.values()}
    saying = same_comments.same_comments(rows, left, before.comments, gone)
    for at, one in _as_they_say(left, saying).items():
        found[at] = one
    gone |= {one.comment.id for one in saying.found.values()}
    files = _earlier_states(rows, before.rows, {*same, *saying.found})
    found = _with_similar(
        rows, found, {at: one for at, one in left.items() if found[at] is one}, before, gone, files
    )
    return found, [some[0] for some in latest.values() if any(one.row.upload_id in files for one in some)]


def _with_similar(
    rows: Sequence[dict[str, Any]],
    found: Sequence[dict[str, Any]],
    left: Mapping[int, dict[str, Any]],
    before: Earlier,
    gone: Collection[int],
    files: Collection[int],
) -> list[dict[str, Any]]:
    """What was `found` of the rows, those that are `left` held against comments that say something similar. `gone`: the
    ids of comments that other rows are; `files`: of uploads of which this is a later state."""
    latest = _of_comments(before.rows)
    keys = {row_keys.without_mark(one["said"]["row_key"]) for one in rows}
    keys |= {COMMENT_KEY.format(one["row_key"]) for one in rows}  # of rows that were added
    free = [
        one for one in before.comments if not ({one.key, one.comment.key} & keys or one.comment.id in gone)
    ]
    is_numbered = any(
        one["said"]["own"] == str(two.comment.number)
        for one in found for two in before.comments
        if row_keys.without_mark(one["said"]["row_key"]) == two.key and own_rows.is_recognised(one["said"])
    )  # fmt: skip
    numbers = {one.key: str(one.comment.number) if is_numbered else "" for one in free}
    likely = {
        one.comment.id: latest.get(one.comment.id) or [TypedComment(one, numbers[one.key])] for one in free
    }
    known = {one.comment.key for one in before.comments}
    open_ = {at: one for at, one in left.items() if COMMENT_KEY.format(one["row_key"]) not in known}
    after = list(found)
    for at, pair in _matched(open_, likely, files).items():
        states = latest.get(pair.row.comment.id, [pair.row])
        after[at] = _again(open_[at], pair.row, states, is_certain=pair.is_certain)
    return after


def _as_they_say(rows: Mapping[int, dict[str, Any]], saying: SameComments) -> dict[int, dict[str, Any]]:
    """The rows that say the same as comments: as these, or while they wait for their place."""
    waiting = {at: same_comments.waiting(rows[at], passages) for at, passages in saying.asked.items()}
    return waiting | {at: _as_comment(rows[at], own) for at, own in saying.found.items()}


def _as_comment(row: dict[str, Any], own: OwnComment) -> dict[str, Any]:
    """The row that says what a comment says, on the passage of that."""
    key = row_keys.with_mark(own.key, row_keys.mark_of(said_in_row(own.comment)))
    return _with_key(same_comments.moved(row, own.comment.block_key), key, RECOGNISED)


def _of_comments(rows: Sequence[EarlierRow]) -> dict[int, list[EarlierRow]]:
    found: dict[int, list[EarlierRow]] = defaultdict(list)
    for one in rows:
        found[one.comment.id].append(one)
    return found


def _said_with_keys(rows: Sequence[Mapping[str, Any]]) -> dict[str, tuple[str, ...]]:
    """The key of each row that has one in its file → what it says."""
    return {
        row_keys.without_mark(one["said"]["row_key"]): own_rows.words_of(one["said"])
        for one in rows if one["said"]["row_key"]
    }  # fmt: skip


def _beside_others(
    rows: Sequence[Mapping[str, Any]],
    open_: Mapping[int, dict[str, Any]],
    latest: Mapping[int, Sequence[EarlierRow]],
) -> dict[int, dict[str, Any]]:
    """The rows without a key that say what a comment said of which the file has a row with its key and other words:
    each with a key of its words that is not that of the comment."""
    said = _said_with_keys(rows)
    taken = {
        some[0].comment.key: said[some[0].key] for some in latest.values() if some[0].key in said
    }  # fmt: skip
    return {
        at: {**one, "row_key": key_of_another(one["row_key"])}
        for at, one in open_.items()
        if taken.get(COMMENT_KEY.format(one["row_key"]), words := own_rows.words_of(one["said"])) != words
    }


def _with_same_words(
    open_: Mapping[int, Mapping[str, Any]], before: Earlier, keyed: Mapping[str, tuple[str, ...]]
) -> dict[int, EarlierRow]:
    """Place of each row that says the same as an earlier one → that one, each comment once. `keyed`: the keys that
    other rows of the file have, with what they say: such a comment is that row, whatever another one says."""
    places = {one["row_key"]: at for at, one in open_.items()}
    found: dict[int, EarlierRow] = {}
    taken: set[str] = set()
    for one in before.rows:
        at = places.get(one.row.row_key)
        if at is None or at in found or one.key in taken:
            continue
        words = own_rows.words_of(open_[at]["said"])
        if keyed.get(one.key, words) == words:
            found[at] = one
            taken.add(one.key)
    return found


def _earlier_states(
    rows: Sequence[Mapping[str, Any]], before: Sequence[EarlierRow], same: Collection[int]
) -> set[int]:
    """The ids of uploads of which this file is a later state: it has a row that says the same."""
    keyed = {row_keys.without_mark(one["said"]["row_key"]): one["said"] for one in rows}
    words = {one["row_key"] for at, one in enumerate(rows) if at in same or not one["left_out"]}
    return {
        one.row.upload_id
        for one in before
        if one.row.row_key in words
        or (one.key in keyed and own_rows.words_of(keyed[one.key]) == own_rows.words_of(one.said))
    }


def _again(
    row: dict[str, Any], known: EarlierRow, states: Sequence[EarlierRow], *, is_certain: bool
) -> dict[str, Any]:
    """A row that is the comment of an earlier one, as far as is certain. `states`: the rows of that comment, the latest
    first. What was chosen for the place and the type of the earlier row counts while both say the same of it. One that
    says what any of them said, and not what the comment says now, is older than the comment."""
    comment = known.comment
    if isinstance(known, TypedComment):
        return _with_key(_moved(row, known, is_certain=False), known.key, RESEMBLES)
    row = _as_chosen(row, known)
    is_added = comment.key == COMMENT_KEY.format(row["row_key"])
    if is_added and all(one.row.row_key == row["row_key"] for one in states):
        return row
    row = _moved(row, known, is_certain=is_certain)
    if not is_certain:
        return _with_key(row, known.key, RESEMBLES)
    now = said_in_row(comment)
    said = own_rows.words_of(own_rows.with_type_where_none(row["said"], comment.type))
    if said != now and any(one.was_added and own_rows.says_the_same(row["said"], one.said) for one in states):
        return _with_key(row, row_keys.with_mark(known.key, row_keys.mark_of(said)), RECOGNISED)
    latest = own_rows.words_of(states[0].said)
    told = row_keys.mark_in(states[0].said["row_key"])
    mark = told if told and now != latest else row_keys.mark_of(now if now == latest else latest)
    return _with_key(row, row_keys.with_mark(known.key, mark), RECOGNISED)


def _moved(row: dict[str, Any], known: EarlierRow, *, is_certain: bool) -> dict[str, Any]:
    """The row on the passage of the comment, where it may be there by what it says of its place. A row that waits for
    its place does so where it is not certain that it is the comment."""
    is_meant = is_certain or row["certainty"] is not Certainty.UNPLACED
    return (
        same_comments.moved(row, known.comment.block_key)
        if is_meant and same_comments.may_be(row, known.own)
        else row
    )


def _with_key(row: dict[str, Any], key: str, note: str) -> dict[str, Any]:
    return {**row, "said": {**row["said"], "row_key": key, "notes": [*row["said"]["notes"], note]}}


def _as_chosen(row: dict[str, Any], known: EarlierRow) -> dict[str, Any]:
    """A row with what was chosen for the place and the type of an earlier state of it, where both say the same of
    it."""
    if (
        not {NO_TYPE, NOT_A_TYPE}.isdisjoint(row["said"]["notes"])
        and row["said"]["other"] == known.said["other"]
    ):
        row = {**row, "said": own_rows.with_type(row["said"], known.comment.type)}
    parts = known.row.changed_parts
    is_chosen = known.row.certainty != Certainty.UNPLACED and (parts is None or PLACE in parts)
    if row["certainty"] is not Certainty.UNPLACED or row["left_out"] or row["is_changed"]:
        return row
    if not is_chosen or known.row.left_out or _where(row["said"]) != _where(known.said):
        return row
    kept = [one for one in parts or () if one == EACH or one.startswith(OWN_PLACE)]
    place = {name: getattr(known.row, name) for name in ("certainty", "block_key", "why", "perhaps")}
    return {**row, **place, "is_changed": True, "changed_parts": [PLACE, *kept]}


class _Pair(NamedTuple):
    """Two rows that may be states of one. `score`: how likely; `is_similar`: whether that needs no question where
    there is no other such pair."""

    score: float
    at: int
    row: EarlierRow
    is_similar: bool
    is_certain: bool = False


def _matched(
    rows: Mapping[int, Mapping[str, Any]], missing: Mapping[int, Sequence[EarlierRow]], files: Collection[int]
) -> dict[int, _Pair]:
    """Place of a row → the earlier row that it is most likely, each row and each comment once. Certain where both are
    similar, the file is a later state of the other, and no other row is nearly as likely."""
    best: dict[tuple[int, int], _Pair] = {}
    for pair in _pairs(rows, missing):
        key = (pair.at, pair.row.comment.id)
        if key not in best or best[key].score < pair.score:
            best[key] = pair
    pairs = sorted(best.values(), key=lambda one: (-one.score, one.at, one.row.comment.number))
    found: dict[int, _Pair] = {}
    taken: set[int] = set()
    for one in pairs:
        if one.at in found or one.row.comment.id in taken:
            continue
        rivals = [
            two for two in pairs
            if two is not one and (two.at == one.at or two.row.comment.id == one.row.comment.id)
            and two.score > one.score - _NEAR
        ]  # fmt: skip
        is_certain = one.is_similar and one.row.row.upload_id in files and not rivals
        found[one.at] = one._replace(is_certain=is_certain)
        taken.add(one.row.comment.id)
    return found


_NEAR = 0.25


def _pairs(
    rows: Mapping[int, Mapping[str, Any]], missing: Mapping[int, Sequence[EarlierRow]]
) -> Iterator[_Pair]:
    """Rows that may be states of one: with the same number or place in their tables, on the same place of the draft, or
    with many of the same words."""
    every = [one for some in missing.values() for one in some]
    by_mark: dict[tuple[str, Any], list[EarlierRow]] = defaultdict(list)
    for one in every:
        for mark in _marks_of(one):
            by_mark[mark].append(one)
    is_few = len(rows) * len(every) <= _MOST_PAIRS
    for at, row in rows.items():
        said, words = row["said"], _words(row["said"])
        near = {id(one): one for mark in _marks(said, row["block_key"]) for one in by_mark.get(mark, ())}
        for known in every if is_few else near.values():
            pair = _compared(at, row, words, known)
            if pair is not None:
                yield pair


def _marks_of(known: EarlierRow) -> Iterator[tuple[str, Any]]:
    """The same of an earlier row, and of a comment that was typed."""
    if isinstance(known, TypedComment):
        yield "own", known.number
        yield "where", known.comment.block_key
    else:
        yield from _marks(known.said, known.row.block_key)
    yield "where", known.own.clause


def _marks(said: Mapping[str, Any], block_key: str) -> Iterator[tuple[str, Any]]:
    """By what rows are found that are worth comparing."""
    yield "place", (said["table"], said["row"])
    if said["own"]:
        yield "own", said["own"]
    yield "where", block_key or _where(said)


def _compared(at: int, row: Mapping[str, Any], words: Sequence[str], known: EarlierRow) -> _Pair | None:
    """How likely two rows are states of one; None where nothing says so."""
    from rapidfuzz.distance import Indel

    said, other = row["said"], known.said
    if isinstance(known, TypedComment):
        if not same_comments.may_be(row, known.own) or own_rows.words_of(said) == said_in_row(known.comment):
            return None
        return _compared_with_typed(at, row, Indel.normalized_similarity(words, known.words), known)
    if same_comments.who_of(said) != same_comments.who_of(other):
        return None
    is_there = bool(row["block_key"]) and row["block_key"] == known.row.block_key
    is_in_clause = row["certainty"] is Certainty.PLACED and same_comments.may_be(row, known.own)
    if not (is_there or is_in_clause) and row_copies.is_copy(row["position"]) != row_copies.is_copy(
        known.row.position
    ):
        return None  # a row on several passages says the same on each: its parts are known by their passages
    has_place = is_there or _where(said) == _where(other)
    if not (has_place or is_in_clause) and row["certainty"] is not Certainty.UNPLACED:
        return None  # a row on another passage is another comment
    has_number = bool(said["own"]) and said["own"] == other["own"]
    is_same_row = has_number or (said["table"], said["row"]) == (other["table"], other["row"])
    similar = Indel.normalized_similarity(words, known.words)
    if not (similar >= _SIMILAR or ((has_place or is_in_clause) and (similar >= _SOME or is_same_row))):
        return None
    score = similar + 0.3 * has_place + 0.3 * has_number + 0.2 * is_same_row
    return _Pair(score, at, known, has_place and similar >= _SIMILAR)


def _compared_with_typed(
    at: int, row: Mapping[str, Any], similar: float, known: TypedComment
) -> _Pair | None:
    """The same of a row and a comment that came in no file, in whose clause it may be: whether they are the same is
    always asked."""
    said, comment = row["said"], known.comment
    has_number = bool(said["own"]) and said["own"] == known.number
    if not (has_number or similar >= _SIMILAR or (row["block_key"] and similar >= _SOME)):
        return None
    is_there = row["certainty"] is not Certainty.UNPLACED and row["block_key"] == comment.block_key
    return _Pair(similar + 0.3 * is_there + 0.3 * has_number, at, known, is_similar=False)


def _words(said: Mapping[str, Any]) -> list[str]:
    words = " ".join(said[name] for name in ("comment", "proposal", "rationale"))
    return [one.casefold() for one in redline.pieces(words) if not one.isspace()]


def _where(said: Mapping[str, Any]) -> tuple[Any, ...]:
    """What a row says of its place in the draft."""
    named = sorted((field, words) for field, words in said["where"].items() if field not in _NOT_WHERE)
    return (*named, said["quote"])


def rows_of_missing(upload: FormUpload, missing: Sequence[EarlierRow]) -> list[dict[str, Any]]:
    """Rows that this file may have no more, as they are stored beside its own: which of them it has is asked when they
    are shown, as rows are placed and moved (queries.known_in)."""
    return [
        {
            "row_key": key_of_missing(upload.sha256, one.comment.number), "submitter": "",
            "said": {**one.said, "row_key": one.key, "notes": []},
            "certainty": Certainty.PLACED if one.comment.block_key else Certainty.WHOLE,
            "block_key": one.comment.block_key, "why": "", "perhaps": [], "left_out": left_out.IS_GONE,
            "is_changed": False, "changed_parts": [],
        }
        for one in missing
    ]  # fmt: skip
