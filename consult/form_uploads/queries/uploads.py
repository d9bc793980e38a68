"""Uploads of a draft submission or of an organisation, and mappings of columns."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import defer

from consult.core import queue
from consult.core.database import db, one_found
from consult.core.declarations import listed_in
from consult.draft_submissions import queries as drafts
from consult.form_uploads.models import ColumnMapping, FormUpload, UploadedRow

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


def tables_of(upload: FormUpload) -> bytes:
    """The tables of its file as they are stored."""
    rows = select(FormUpload.tables).where(FormUpload.id == upload.id)
    return db.session.execute(rows).scalar_one()


def reading_of(upload: FormUpload) -> tuple[str, list[str], bool, list[str]]:
    """How the columns of an upload are read, as it is now: its form, the headings by which that was recognised, whether
    a person said what the columns hold, and which of them are not used."""
    one = select(FormUpload.form, FormUpload.because, FormUpload.is_mapped, FormUpload.unused)
    form, because, is_mapped, unused = db.session.execute(one.where(FormUpload.id == upload.id)).one()
    return form, because, is_mapped, unused


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
