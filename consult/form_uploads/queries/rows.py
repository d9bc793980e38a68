"""The rows of an upload, and those of other uploads of the same draft submission."""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, or_, select

from consult.comment_forms import row_keys
from consult.comment_forms.clause_references import Certainty
from consult.comment_forms.content_keys import COMMENT_KEY
from consult.comment_forms.rows import RowNumbering
from consult.core.database import db
from consult.core.errors import NotFound
from consult.form_uploads import left_out, own_rows, saved_rows
from consult.form_uploads.models import STEP, TOGETHER, FormUpload, UploadedRow

_FRESH = {"populate_existing": True}
"""A request that waited for the lock of an upload reads what the one before it wrote, not what it had read itself."""


def rows_at(upload: FormUpload, positions: Collection[int]) -> Sequence[UploadedRow]:
    """These rows of an upload, in their order."""
    rows = select(UploadedRow).where(UploadedRow.upload_id == upload.id, UploadedRow.position.in_(positions))
    return db.session.execute(rows.order_by(UploadedRow.position), execution_options=_FRESH).scalars().all()


def positions_together(upload: FormUpload, positions: Collection[int]) -> list[list[int]]:
    """The positions of each of these rows that has copies, or is one, with those of its row and the other copies."""
    numbers = {one % STEP for one in positions}
    rows = select(UploadedRow.position).where(
        UploadedRow.upload_id == upload.id, (UploadedRow.position % STEP).in_(numbers)
    )
    found: dict[int, list[int]] = {}
    for one in db.session.execute(rows.order_by(UploadedRow.position)).scalars():
        found.setdefault(one % STEP, []).append(one)
    return [group for group in found.values() if len(group) > 1]


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


def said_in(upload: FormUpload) -> Sequence[dict[str, Any]]:
    """What the rows of an upload say."""
    rows = select(UploadedRow.said).where(
        UploadedRow.upload_id == upload.id, UploadedRow.left_out.not_in(left_out.NOT_OF_FILE)
    )
    return db.session.execute(rows).scalars().all()


def row_keys_of(upload: FormUpload) -> set[str]:
    """The keys of the rows of an upload."""
    keys = select(UploadedRow.row_key).where(UploadedRow.upload_id == upload.id)
    return set(db.session.execute(keys).scalars())


def keys_of_rows(upload: FormUpload) -> set[str]:
    """The keys of rows of our own forms in an upload, without their marks."""
    rows = select(UploadedRow.said["row_key"].astext).where(UploadedRow.upload_id == upload.id)
    return {row_keys.without_mark(one) for one in db.session.execute(rows).scalars()}


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


class Identity(NamedTuple):
    """What makes rows of two files of one draft submission the same row: `words`, the key of what they say; else
    `places`, the same words at the same place of the table, or with the same key of our own form."""

    words: str
    places: frozenset[tuple[Any, ...]]


def identities(upload: FormUpload) -> dict[int, Identity]:
    """The same of the rows of an upload, by their positions."""
    rows = select(UploadedRow.position, UploadedRow.row_key, UploadedRow.said).where(
        UploadedRow.upload_id == upload.id, UploadedRow.left_out.not_in(left_out.NOT_OF_FILE)
    )
    return {
        one.position: Identity(one.row_key, own_rows.places_of(one.said)) for one in db.session.execute(rows)
    }


def keys_to_delete(upload: FormUpload) -> set[str]:
    """The keys of rows that are gone from the file of an upload and whose comments a person chose to delete."""
    rows = select(UploadedRow.said["row_key"].astext).where(
        UploadedRow.upload_id == upload.id, UploadedRow.left_out == left_out.DELETE_GONE
    )
    return set(db.session.execute(rows).scalars())
