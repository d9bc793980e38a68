"""Keeping an uploaded form with its rows, and mapping its columns."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import delete, insert, select, true
from sqlalchemy.dialects.postgresql import insert as insert_or_update

from consult.accounts.models import User
from consult.comment_forms import row_keys
from consult.comment_forms.fields import Field
from consult.comment_forms.models import Channel
from consult.comment_forms.recognition import Column, headings_mark
from consult.consultations.models import Consultation
from consult.core import clock
from consult.core.actions import action
from consult.core.database import db, table
from consult.core.errors import NotPossible
from consult.core.inserting import add_once, insert_once
from consult.core.translatable import N_
from consult.documents.tables.table import TableFile
from consult.form_uploads import queries, saved_rows, understanding
from consult.form_uploads.actions.locks import lock
from consult.form_uploads.models import ColumnMapping, FormUpload, UploadedRow
from consult.form_uploads.understanding import Understood

MOST_KEPT = 10
"""Uploads of one draft submission at once: what a person corrected in one is not removed for another."""
TOO_MANY_KEPT = N_("You have uploaded ten forms. Remove one of them before you upload another.")

_UPLOAD = insert_once(FormUpload)


class UploadedFile(NamedTuple):
    """A file that was read."""

    name: str
    size: int
    sha256: str
    tables: TableFile


class StaffEntry(NamedTuple):
    """What an officer says of a form: who enters it, how and when it reached the organisation, in which language."""

    user: User
    channel: Channel
    received_at: datetime
    language: str


@action
def keep(
    consultation: Consultation,
    file: UploadedFile,
    understood: Understood | None,
    *,
    draft_key: str = "",
    entry: StaffEntry | None = None,
    channel: Channel | None = None,
) -> FormUpload:
    """Keep a file with its rows where it was `understood`. The same file again is the same upload. `draft_key`: the
    draft submission that its rows go to; `entry`: of a form that an officer enters; `channel`: of one that
    did not come by the website. Raises NotPossible where ten of
    a draft submission are kept."""
    made = add_once(FormUpload, _UPLOAD, _columns_of(consultation, file, draft_key, entry, channel))
    if made is None:
        known = queries.same_file(consultation.id, draft_key, file.sha256)
        assert known is not None  # noqa: S101 -- its insertion has waited for the one that made it
        return known
    if draft_key and len(queries.uploads(consultation.id, draft_key)) > MOST_KEPT:
        raise NotPossible(TOO_MANY_KEPT)
    if understood is not None:
        _write(made, consultation, understood)
    return made


def _columns_of(
    consultation: Consultation,
    file: UploadedFile,
    draft_key: str,
    entry: StaffEntry | None,
    channel: Channel | None,
) -> dict[str, Any]:
    return {
        "reference": secrets.token_urlsafe(9), "consultation_id": consultation.id, "draft_key": draft_key,
        "user_id": entry.user.id if entry is not None else None, "file_name": file.name[-200:], "size": file.size,
        "sha256": file.sha256, "tables": saved_rows.packed(file.tables), "form": "", "because": [],
        "is_mapped": False, "notes": list(file.tables.remarks),
        "channel": entry.channel if entry is not None else channel,
        "received_at": entry.received_at if entry is not None else None,
        "language": entry.language if entry is not None else "", "uploaded_at": clock.now(),
    }  # fmt: skip


@action
def correct_receipt(upload: FormUpload, entry: StaffEntry) -> None:
    """Say of a form how and when it reached the organisation, and its language; for what is submitted from now on."""
    lock(upload)
    upload.channel, upload.received_at, upload.language = entry.channel, entry.received_at, entry.language


@action
def map_columns(
    upload: FormUpload,
    consultation: Consultation,
    understood: Understood,
    offered: Sequence[Column],
    fields: Mapping[str, Field],
) -> None:
    """Read an upload again by what a person says its columns hold, and remember that for the organisation. Rows that
    a person has changed stay as they are. What an officer said is changed by officers alone."""
    lock(upload)
    _write(upload, consultation, understood)
    is_of_staff = not upload.draft_key
    values = {
        "fields": [fields[one.heading].value for one in offered], "is_of_staff": is_of_staff,
        "changed_at": clock.now(),
    }  # fmt: skip
    rows = table(ColumnMapping)
    write = insert_or_update(rows).values(
        organisation_id=consultation.organisation_id, headings=headings_mark(offered), **values
    )
    may_change = true() if is_of_staff else ~rows.c.is_of_staff
    db.session.execute(
        write.on_conflict_do_update(
            index_elements=["organisation_id", "headings"], set_=values,
            where=may_change,
        )
    )  # fmt: skip


def _write(upload: FormUpload, consultation: Consultation, understood: Understood) -> None:
    """Write the rows of an upload; what a person decided of the same rows before, also of another file for the same
    draft submission, stays decided."""
    found = understood.found
    kept = _changed(upload)
    marked = queries.marked_keys(upload) if upload.draft_key else {}
    rows = [
        {"upload_id": upload.id, **_as_decided(one, kept.get(one["row_key"], {}), marked)}
        for one in understanding.rows_of(found, consultation, is_of_staff=not upload.draft_key)
    ]
    db.session.execute(delete(UploadedRow).where(UploadedRow.upload_id == upload.id))
    if rows:
        db.session.execute(insert(table(UploadedRow)), rows)
    upload.form, upload.because = found.form.form, list(found.form.because)
    upload.is_mapped, upload.notes = understood.is_mapped, list(found.notes)
    db.session.flush()


def _as_decided(row: dict[str, Any], decided: Mapping[str, Any], marked: Mapping[str, str]) -> dict[str, Any]:
    """A row with what was decided of it. The key of our own form has the mark that the file says, else the last one."""
    after = {**row, **decided}
    key = row["said"]["row_key"]
    if key and not row_keys.mark_in(key):
        key = marked.get(key, key)
    return {**after, "said": {**after["said"], "row_key": key}}


_DECIDED = ("said", "submitter", "certainty", "block_key", "why", "perhaps", "left_out", "is_changed")


def _changed(upload: FormUpload) -> dict[str, dict[str, Any]]:
    """Row key → what a person decided of it."""
    of = (FormUpload.consultation_id == upload.consultation_id) & (FormUpload.draft_key == upload.draft_key)
    rows = (
        select(UploadedRow)
        .join(FormUpload, FormUpload.id == UploadedRow.upload_id)
        .where(of, UploadedRow.is_changed)
        .order_by(FormUpload.id)
    )
    return {
        one.row_key: {name: getattr(one, name) for name in _DECIDED}
        for one in db.session.execute(rows).scalars()
    }


@action
def discard(upload: FormUpload) -> None:
    """Forget an upload with its rows; comments that were added stay."""
    db.session.execute(delete(FormUpload).where(FormUpload.id == upload.id))
