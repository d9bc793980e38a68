"""For whom the rows speak that officers enter."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import or_, select

from consult.comment_forms.clause_references import Certainty
from consult.comment_forms.content_keys import place_key
from consult.comment_forms.fields import Field
from consult.comment_forms.rows import body_of
from consult.core.database import db
from consult.form_uploads.models import STEP, FormUpload, UploadedRow
from consult.form_uploads.queries.lines import has_no_type, has_unknown_country
from consult.form_uploads.queries.rows import _FRESH, row_at


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
).where(UploadedRow.left_out == "", UploadedRow.certainty != Certainty.UNPLACED, ~has_no_type(),
    ~has_unknown_country(),
)  # fmt: skip


def ready_rows(upload: FormUpload, submitters: Collection[str] | None = None) -> list[ReadyRow]:
    """The rows of a form that an officer enters that are not in doubt nor left out, and name whom they speak for, in
    their order: of all, or of these submitters."""
    rows = _READY.where(UploadedRow.upload_id == upload.id, UploadedRow.submitter != "").order_by(
        UploadedRow.position % STEP, UploadedRow.position
    )
    if submitters is not None:
        rows = rows.where(UploadedRow.submitter.in_(submitters))
    return [ReadyRow(*one) for one in db.session.execute(rows)]
