"""Reading: uploads of a draft submission or of an organisation, their rows in short and whole, mappings of columns."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import defer

from consult.comment_forms import queries as imported_rows
from consult.comment_forms import row_keys
from consult.comment_forms.clause_references import Certainty
from consult.comment_forms.content_keys import COMMENT_KEY, place_key
from consult.comment_forms.fields import Field
from consult.comment_forms.rows import NO_TYPE, NOT_A_TYPE, RowNumbering, body_of
from consult.core import queue
from consult.core.database import db, one_found
from consult.core.declarations import listed_in
from consult.core.errors import NotFound
from consult.core.translatable import N_
from consult.draft_submissions import queries as drafts
from consult.draft_submissions.models import DraftComment, DraftSubmission
from consult.form_uploads import own_rows, saved_rows
from consult.form_uploads.models import (
    REREAD,
    STEP,
    TOGETHER,
    ColumnMapping,
    FormUpload,
    RowState,
    UploadedRow,
)
from consult.submissions.models import Subject

IS_EMPTY = N_("The row is empty in this file.")
"""Of a row of our own form whose comment is in the draft submission."""
TO_DELETE = N_("You chose to delete the comment of this row.")
IS_GONE = N_("The row is not in this file any more.")
"""Of a row of an earlier state of the file whose comment is in the draft submission. It is stored beside those of the
file, and counts as none of them."""
DELETE_GONE = N_("The row is not in this file any more, and you chose to delete its comment.")
DELETED_LATER = N_("You deleted the comment of this row with a later file.")
"""Of a row whose comment was deleted as another file has the row no more, or empty."""
OF_EMPTY, OF_GONE = (IS_EMPTY, TO_DELETE), (IS_GONE, DELETE_GONE)
"""That a comment stays, and that it is deleted."""
NOT_OF_FILE = frozenset(OF_GONE)
DELETING = frozenset([*OF_EMPTY, *OF_GONE])

_FRESH = {"populate_existing": True}
"""A request that waited for the lock of an upload reads what the one before it wrote, not what it had read itself."""

_UPLOADS = select(FormUpload).options(defer(FormUpload.tables))
_IS_DISCARDED = func.octet_length(FormUpload.tables) == 0


def of_draft(draft_key: str, reference: str) -> FormUpload:
    """An upload of a draft submission. Raises NotFound."""
    return _one(FormUpload.draft_key == draft_key, FormUpload.reference == reference)


def of_consultation(consultation_id: int, reference: str) -> FormUpload:
    """An upload that an officer enters for a consultation. Raises NotFound."""
    return _one(
        FormUpload.consultation_id == consultation_id,
        FormUpload.draft_key == "",
        FormUpload.reference == reference,
    )


def same_file(
    consultation_id: int, draft_key: str, sha256: str, *, also_discarded: bool = False
) -> FormUpload | None:
    """The upload of the same file before, or None."""
    rows = _UPLOADS.where(
        FormUpload.consultation_id == consultation_id,
        FormUpload.draft_key == draft_key,
        FormUpload.sha256 == sha256,
    )
    if not also_discarded:
        rows = rows.where(~_IS_DISCARDED)
    return db.session.execute(rows).scalar_one_or_none()


def is_discarded(upload: FormUpload) -> bool:
    """Whether an upload was discarded, as it is now."""
    return bool(db.session.execute(select(_IS_DISCARDED).where(FormUpload.id == upload.id)).scalar())


def _one(*conditions: ColumnElement[bool]) -> FormUpload:
    return one_found(_UPLOADS.where(*conditions, ~_IS_DISCARDED))


def uploads(consultation_id: int, draft_key: str = "") -> Sequence[FormUpload]:
    """The uploads of a draft submission, or those that officers enter, the latest first."""
    rows = _UPLOADS.where(
        FormUpload.consultation_id == consultation_id, FormUpload.draft_key == draft_key, ~_IS_DISCARDED
    ).order_by(FormUpload.id.desc())
    return db.session.execute(rows).scalars().all()


class Line(NamedTuple):
    """A row in short, with what becomes of it."""

    position: int
    row_key: str
    submitter: str
    state: RowState
    asks_place: bool = False
    """Whether it waits for its place."""
    asks_type: bool = False
    """Whether it waits for its type."""


def has_no_type() -> ColumnElement[bool]:
    """The condition that a row names no type, or one that was not understood, and that no one has chosen one."""
    notes = UploadedRow.said["notes"]
    return or_(notes.contains([NOT_A_TYPE]), notes.contains([NO_TYPE]))


def lines(upload: FormUpload, known: Mapping[str, RowState]) -> list[Line]:
    """The rows of an upload in short, in their order. `known`: keys of rows that are comments already, with what
    becomes of each."""
    rows = (
        select(
            UploadedRow.position, UploadedRow.row_key, UploadedRow.submitter, UploadedRow.certainty,
            UploadedRow.left_out, has_no_type().label("has_no_type"),
        )
        .where(UploadedRow.upload_id == upload.id)
        .order_by(UploadedRow.position % STEP, UploadedRow.position)
    )  # fmt: skip
    found = []
    for one in db.session.execute(rows):
        if one.left_out in NOT_OF_FILE and one.row_key not in known:
            continue
        state = _state(one, known, upload)
        waits = state is RowState.WAITING
        found.append(
            Line(
                one.position, one.row_key, one.submitter, state,
                waits and one.certainty == Certainty.UNPLACED, waits and one.has_no_type,
            )
        )  # fmt: skip
    return found


_STATES = {
    Certainty.PLACED: RowState.PLACED,
    Certainty.WHOLE: RowState.WHOLE,
    Certainty.UNPLACED: RowState.WAITING,
}


def _state(row: Any, known: Mapping[str, RowState], upload: FormUpload) -> RowState:
    """What becomes of a row. One whose type is not known waits until someone chooses it, and one of a form that
    an officer enters while no one says for whom it speaks."""
    if row.row_key in known and not (row.has_no_type and known[row.row_key] is RowState.CHANGED):
        return known[row.row_key]
    if not row.left_out and (row.has_no_type or (not row.submitter and not upload.draft_key)):
        return RowState.WAITING
    return RowState.LEFT_OUT if row.left_out else _STATES[row.certainty]


def counts(found: Sequence[Line]) -> Mapping[RowState, int]:
    """How many rows become what."""
    return Counter(one.state for one in found)


def rows_at(upload: FormUpload, positions: Collection[int]) -> Sequence[UploadedRow]:
    """These rows of an upload, in their order."""
    rows = select(UploadedRow).where(UploadedRow.upload_id == upload.id, UploadedRow.position.in_(positions))
    return db.session.execute(rows.order_by(UploadedRow.position), execution_options=_FRESH).scalars().all()


def rows_with_keys(upload: FormUpload, row_keys: Collection[str]) -> Sequence[UploadedRow]:
    """The rows of an upload with these keys, in their order."""
    rows = select(UploadedRow).where(UploadedRow.upload_id == upload.id, UploadedRow.row_key.in_(row_keys))
    return db.session.execute(rows.order_by(UploadedRow.position), execution_options=_FRESH).scalars().all()


def row_at(upload: FormUpload, position: int) -> UploadedRow:
    """One row, as it is now. Raises NotFound."""
    found = db.session.get(UploadedRow, (upload.id, position), populate_existing=True)
    if found is None:
        raise NotFound
    return found


def rows_of_submitter(upload: FormUpload, submitter: str) -> Sequence[UploadedRow]:
    """The rows that speak for someone."""
    rows = select(UploadedRow).where(UploadedRow.upload_id == upload.id, UploadedRow.submitter == submitter)
    return db.session.execute(rows.order_by(UploadedRow.position), execution_options=_FRESH).scalars().all()


def place_of(upload: FormUpload, said: Mapping[str, Any]) -> str:
    """The key of the place of a row in its file, which stays however the columns are read."""
    return place_key(upload.sha256, said["table"], said["row"])


def row_at_place(upload: FormUpload, place: str) -> UploadedRow | None:
    """The row at a place (place_of), as it is now; None where it has none any more."""
    rows = select(
        UploadedRow.position, UploadedRow.said["table"].astext, UploadedRow.said["row"].as_integer()
    )
    for position, table, row in db.session.execute(
        rows.where(UploadedRow.upload_id == upload.id).order_by(UploadedRow.position)
    ):
        if place_key(upload.sha256, table, row) == place:
            return row_at(upload, position)
    return None


class SpokenFor(NamedTuple):
    """For whom rows speak."""

    who: Mapping[str, str]
    rows: list[str]
    """The places of all rows that speak for them (place_of)."""


SPEAKERS = ("who", "rows")
"""What tells one state of that from another, for `core.stale_check`."""


def spoken_for(upload: FormUpload, row: UploadedRow) -> SpokenFor:
    """For whom a row speaks, and which others do."""
    rows = rows_of_submitter(upload, row.submitter)
    return SpokenFor(row.said["who"], sorted({place_of(upload, one.said) for one in rows}))


class ReadyRow(NamedTuple):
    """A row that becomes a comment."""

    position: int
    row_key: str
    submitter: str
    said: dict[str, Any]
    certainty: Certainty
    block_key: str


_READY = select(
    UploadedRow.position, UploadedRow.row_key, UploadedRow.submitter, UploadedRow.said, UploadedRow.certainty,
    UploadedRow.block_key,
).where(UploadedRow.left_out == "", UploadedRow.certainty != Certainty.UNPLACED, ~has_no_type())  # fmt: skip


def ready_rows(upload: FormUpload, submitters: Collection[str] | None = None) -> list[ReadyRow]:
    """The rows of a form that an officer enters that are not in doubt nor left out, and name whom they speak for, in
    their order: of all, or of these submitters."""
    rows = _READY.where(UploadedRow.upload_id == upload.id, UploadedRow.submitter != "").order_by(
        UploadedRow.position % STEP, UploadedRow.position
    )
    if submitters is not None:
        rows = rows.where(UploadedRow.submitter.in_(submitters))
    return [ReadyRow(*one) for one in db.session.execute(rows)]


def organisations_named(upload: FormUpload) -> list[str]:
    """The organisations that rows of an upload name as those that comment, of rows that are not left out."""
    named = UploadedRow.said["who"][Field.ORGANISATION.value].astext
    rows = (
        select(named)
        .where(UploadedRow.upload_id == upload.id, UploadedRow.left_out == "", named != "")
        .distinct()
    )
    bodies = [body_of(one, upload.form) for one in db.session.execute(rows).scalars()]
    found = {one.casefold(): one for one in bodies}
    return sorted(found.values())


def are_submitters_named(upload: FormUpload) -> bool:
    """Whether rows of an upload that are not left out name who comments."""
    who = UploadedRow.said["who"]
    named = or_(*(who[one.value].astext != "" for one in (Field.ORGANISATION, Field.NAME, Field.EMAIL)))
    rows = select(UploadedRow.position).where(
        UploadedRow.upload_id == upload.id, UploadedRow.left_out == "", named
    )
    return db.session.execute(rows.limit(1)).first() is not None


def placed_together(upload: FormUpload) -> ColumnElement[bool]:
    """The condition that a row is on the whole draft since a person chose so for all rows that waited."""
    return (
        (UploadedRow.upload_id == upload.id)
        & (UploadedRow.certainty == Certainty.WHOLE)
        & (UploadedRow.left_out == "")
        & UploadedRow.changed_parts.contains([TOGETHER])
    )


def keys_placed_together(upload: FormUpload) -> set[str]:
    """The keys of these rows."""
    return set(db.session.execute(select(UploadedRow.row_key).where(placed_together(upload))).scalars())


def submitters_at(upload: FormUpload, positions: Collection[int]) -> set[str]:
    """The submitters of these rows."""
    rows = select(UploadedRow.submitter).where(
        UploadedRow.upload_id == upload.id, UploadedRow.position.in_(positions)
    )
    return set(db.session.execute(rows).scalars())


def added_to(draft: DraftSubmission) -> set[str]:
    """The keys of rows that are comments of a draft submission."""
    begin = COMMENT_KEY.format("")
    return {key.removeprefix(begin) for key in drafts.keys_of(draft) if key.startswith(begin)}


def known_in(draft: DraftSubmission, upload: FormUpload) -> dict[str, RowState]:
    """The keys of rows of an upload that are comments of a draft submission, with what becomes of each."""
    found = dict.fromkeys(added_to(draft), RowState.ADDED)
    found |= _reread(draft, upload)
    columns = (UploadedRow.row_key, UploadedRow.said, UploadedRow.block_key, UploadedRow.changed_parts)
    rows = (
        select(*columns)
        .where(
            UploadedRow.upload_id == upload.id, UploadedRow.said["row_key"].astext != "",
            UploadedRow.left_out == "", UploadedRow.certainty != Certainty.UNPLACED,
        )
        .order_by(UploadedRow.position % STEP, UploadedRow.position)
    )  # fmt: skip
    keyed = [(own, one) for one in db.session.execute(rows) if (own := own_key(upload, one))]
    comments = comments_by_row_key(draft) if keyed else {}
    first: dict[str, Any] = {}
    for own, one in keyed:
        if own in comments:
            is_second = own_rows.is_second(one, first.setdefault(own, one))
            found[one.row_key] = RowState.RESEMBLES if is_second else own_rows.state(one.said, comments[own])
    return found | _of_deleting(draft, upload, comments)


_OF_DELETING = {
    IS_EMPTY: RowState.EMPTIED,
    TO_DELETE: RowState.DELETES,
    IS_GONE: RowState.GONE,
    DELETE_GONE: RowState.GONE_DELETES,
}


def _of_deleting(
    draft: DraftSubmission, upload: FormUpload, comments: Mapping[str, DraftComment]
) -> dict[str, RowState]:
    """The same of rows that are empty or gone and whose comment is in the draft submission. A row is not gone whose
    comment another row of the file is, or may be."""
    rows = select(UploadedRow.row_key, UploadedRow.said, UploadedRow.block_key, UploadedRow.left_out).where(
        UploadedRow.upload_id == upload.id, UploadedRow.left_out.in_(DELETING)
    )
    found = db.session.execute(rows).all()
    comments = comments or (comments_by_row_key(draft) if found else {})
    is_any_gone = any(one.left_out in NOT_OF_FILE for one in found)
    there = _comments_with_rows(upload) if is_any_gone else set()
    states = {}
    for row in found:
        comment = comments.get(own_key(upload, row))
        is_there = bool(there & {row.said["row_key"], getattr(comment, "key", "")})
        if comment is not None and not (row.left_out in NOT_OF_FILE and is_there):
            states[row.row_key] = _OF_DELETING[row.left_out]
    return states


def _comments_with_rows(upload: FormUpload) -> set[str]:
    """The keys of comments that rows of the file are, or may be: their own keys, and those of rows of exports."""
    rows = select(
        UploadedRow.row_key, UploadedRow.said["row_key"].astext.label("own"), UploadedRow.said, UploadedRow.block_key,
        UploadedRow.certainty,
    ).where(UploadedRow.upload_id == upload.id, UploadedRow.left_out.not_in(NOT_OF_FILE))  # fmt: skip
    found: set[str] = set()
    for one in db.session.execute(rows):
        is_open = one.certainty == Certainty.UNPLACED
        found.add(COMMENT_KEY.format(one.row_key))
        found.add(row_keys.without_mark(one.own) if is_open else own_key(upload, one))
    return found - {""}


def _reread(draft: DraftSubmission, upload: FormUpload) -> dict[str, RowState]:
    """The same of rows that say something else since the columns were read again."""
    rows = select(UploadedRow.row_key, UploadedRow.said, UploadedRow.changed_parts).where(
        UploadedRow.upload_id == upload.id, UploadedRow.left_out == "",
        UploadedRow.said["notes"].contains([REREAD]),
    )  # fmt: skip
    found = db.session.execute(rows).all()
    comments = comments_by_row_key(draft) if found else {}
    return {
        one.row_key: own_rows.state_of_reread(one, comments[key])
        for one in found
        if (key := COMMENT_KEY.format(one.row_key)) in comments
    }


def key_of_row(upload: FormUpload, row: Any) -> str:
    """The key of a row in `comments_by_row_key`."""
    return own_key(upload, row) or COMMENT_KEY.format(row.row_key)


def own_key(upload: FormUpload, row: Any) -> str:
    """The key of a row of our own form, "" for any other (own_rows.own_key)."""
    return own_rows.own_key(row.said, upload.consultation_id, row.block_key)


def comments_by_row_key(draft: DraftSubmission) -> dict[str, DraftComment]:
    """The comments of a draft submission, as they are now, by the keys of the rows in which they are written, and by
    their own."""
    comments = [one for one in drafts.comments_as_they_are(draft) if one.subject != Subject.QUESTION]
    own = {row_keys.of_comment(one.key, draft.consultation_id, one.block_key): one for one in comments}
    return {one.key: one for one in comments} | own


def keys_of_comment(upload: FormUpload, comment: DraftComment) -> set[str]:
    """The keys by which `comments_by_row_key` has a comment."""
    return {comment.key, row_keys.of_comment(comment.key, upload.consultation_id, comment.block_key)}


def keys_of_rows(upload: FormUpload) -> set[str]:
    """The keys of rows of our own forms in an upload, without their marks."""
    rows = select(UploadedRow.said["row_key"].astext).where(UploadedRow.upload_id == upload.id)
    return {row_keys.without_mark(one) for one in db.session.execute(rows).scalars()}


def marked_rows(upload: FormUpload) -> list[dict[str, Any]]:
    """Of each upload of the same draft submission, the latest first: key of a row of our own form that was added → the
    row."""
    key = UploadedRow.said["row_key"].astext
    rows = (
        select(FormUpload.id, UploadedRow.said)
        .join(FormUpload, FormUpload.id == UploadedRow.upload_id)
        .where(
            FormUpload.consultation_id == upload.consultation_id, FormUpload.draft_key == upload.draft_key,
            key.contains("-"), UploadedRow.left_out == "",
        )
        .order_by(FormUpload.id.desc())
    )  # fmt: skip
    found: dict[int, dict[str, Any]] = {}
    for one in db.session.execute(rows):
        found.setdefault(one.id, {})[row_keys.without_mark(one.said["row_key"])] = one.said
    return list(found.values())


def rows_as_written(draft_key: str) -> dict[str, RowNumbering]:
    """The key of the comment of each row of the uploads of a draft submission → how its writer numbered and placed the
    row in the first of them: an export that is uploaded again changes nothing."""
    rows = (
        select(UploadedRow.row_key, UploadedRow.said, UploadedRow.block_key, FormUpload.consultation_id)
        .join(FormUpload, FormUpload.id == UploadedRow.upload_id)
        .where(FormUpload.draft_key == draft_key)
        .order_by(FormUpload.id.desc())
    )
    return {
        own_rows.comment_key(one, one.consultation_id): RowNumbering.of(saved_rows.row_of(one.said))
        for one in db.session.execute(rows)
    }


def said_in(upload: FormUpload) -> Sequence[dict[str, Any]]:
    """What the rows of an upload say."""
    rows = select(UploadedRow.said).where(
        UploadedRow.upload_id == upload.id, UploadedRow.left_out.not_in(NOT_OF_FILE)
    )
    return db.session.execute(rows).scalars().all()


def rows_elsewhere(upload: FormUpload, keys: Collection[str]) -> Sequence[UploadedRow]:
    """The rows of other uploads of the same draft submission that are, or were, comments with these keys, and are not
    left out. `keys`: as in `comments_by_row_key`."""
    own = func.split_part(UploadedRow.said["row_key"].astext, "-", 1)
    begin = COMMENT_KEY.format("")
    of_words = [one.removeprefix(begin) for one in keys if one.startswith(begin)]
    rows = (
        select(UploadedRow)
        .join(FormUpload, FormUpload.id == UploadedRow.upload_id)
        .where(
            FormUpload.consultation_id == upload.consultation_id, FormUpload.draft_key == upload.draft_key,
            FormUpload.id != upload.id, UploadedRow.left_out == "",
            or_(UploadedRow.row_key.in_(of_words), own.in_(keys)),
        )
    )  # fmt: skip
    return db.session.execute(rows.with_for_update(of=UploadedRow), execution_options=_FRESH).scalars().all()


class Identity(NamedTuple):
    """What makes rows of two files of one draft submission the same row: `words`, the key of what they say; else
    `places`, the same words at the same place of the table, or with the same key of our own form."""

    words: str
    places: frozenset[tuple[Any, ...]]


def identities(upload: FormUpload) -> dict[int, Identity]:
    """The same of the rows of an upload, by their positions."""
    rows = select(UploadedRow.position, UploadedRow.row_key, UploadedRow.said).where(
        UploadedRow.upload_id == upload.id, UploadedRow.left_out.not_in(NOT_OF_FILE)
    )
    return {
        one.position: Identity(one.row_key, own_rows.places_of(one.said)) for one in db.session.execute(rows)
    }


def keys_to_delete(upload: FormUpload) -> set[str]:
    """The keys of rows that are gone from the file of an upload and whose comments a person chose to delete."""
    rows = select(UploadedRow.said["row_key"].astext).where(
        UploadedRow.upload_id == upload.id, UploadedRow.left_out == DELETE_GONE
    )
    return set(db.session.execute(rows).scalars())


def submitted_from(upload: FormUpload) -> set[str]:
    """The keys of rows of an upload that are submitted comments, whatever file they came in."""
    return imported_rows.imported(upload.consultation_id, list(row_keys_of(upload)))


def row_keys_of(upload: FormUpload) -> set[str]:
    """The keys of the rows of an upload."""
    keys = select(UploadedRow.row_key).where(UploadedRow.upload_id == upload.id)
    return set(db.session.execute(keys).scalars())


def keys_of_comments(upload: FormUpload, places: Collection[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """The place of each row of an upload that is a comment already, by its table and number → its key: of a draft
    submission where the comment is there, of officers where the row was imported from the same file."""
    if not upload.draft_key:
        keys = {place_key(upload.sha256, *place): place for place in places}
        found = imported_rows.imported_places(upload.consultation_id, list(keys))
        return {keys[one]: key for one, key in found.items()}
    added = rows_that_are_comments(upload)
    rows = select(
        UploadedRow.row_key, UploadedRow.said["table"].astext, UploadedRow.said["row"].as_integer()
    ).where(UploadedRow.upload_id == upload.id)
    return {(table, row): key for key, table, row in db.session.execute(rows) if key in added}


def rows_that_are_comments(upload: FormUpload) -> set[str]:
    """The keys of rows that are comments of the draft submission of an upload."""
    begin = COMMENT_KEY.format("")
    return {key.removeprefix(begin) for key in drafts.keys_in(upload.draft_key) if key.startswith(begin)}


def tables_of(upload: FormUpload) -> bytes:
    """The tables of its file as they are stored."""
    rows = select(FormUpload.tables).where(FormUpload.id == upload.id)
    return db.session.execute(rows).scalar_one()


def mapping(organisation_id: int, headings: str) -> ColumnMapping | None:
    """How columns with these headings were mapped for an organisation, or None."""
    return db.session.get(ColumnMapping, (organisation_id, headings))


KEPT = timedelta(days=90)
"""For so long the upload of an officer is kept."""


def left_behind() -> Select[int]:
    """A select of the ids of uploads that leave: of which the draft submission is gone, submitted or forgotten, or that
    an officer uploaded long ago."""
    is_left = (FormUpload.draft_key != "") & ~drafts.is_draft(FormUpload.draft_key)
    is_old = (FormUpload.draft_key == "") & (FormUpload.uploaded_at < queue.NOW - KEPT)
    return select(FormUpload.id).where(is_left | is_old)


def upload_is_left_behind() -> ColumnElement[bool]:
    """The condition that there is such an upload."""
    return queue.has_rows(left_behind())


@listed_in("PERSONAL_DATA")
def personal_data(user: Any) -> list[dict[str, Any]]:
    """What the forms say that a person uploaded and has not submitted, row by row; for core.account_data."""
    rows = (
        select(FormUpload.file_name, FormUpload.uploaded_at, UploadedRow.said)
        .join(UploadedRow, UploadedRow.upload_id == FormUpload.id)
        .where(FormUpload.draft_key.in_(drafts.keys_of_account(user)))
        .order_by(FormUpload.id, UploadedRow.position)
    )
    return [
        {"file": one.file_name, "uploaded_at": one.uploaded_at.isoformat(), "row": one.said}
        for one in db.session.execute(rows)
    ]
