"""Keeping an uploaded form with its rows, and mapping its columns."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import delete, insert, select, true
from sqlalchemy.dialects.postgresql import insert as insert_or_update

from consult.accounts.models import User
from consult.comment_forms import row_keys
from consult.comment_forms.content_keys import place_key
from consult.comment_forms.fields import Field
from consult.comment_forms.models import Channel
from consult.comment_forms.recognition import Column, headings_mark
from consult.consultations.models import Consultation
from consult.core import clock
from consult.core.actions import action
from consult.core.database import db, table
from consult.core.errors import NotFound, NotPossible
from consult.core.inserting import add_once, insert_once
from consult.core.stale_check import NO_PAGE, NoPage, compare
from consult.core.translatable import N_
from consult.documents.tables.table import TableFile
from consult.draft_submissions import queries as drafts
from consult.draft_submissions.models import DraftComment, DraftSubmission
from consult.form_uploads import (
    earlier_rows,
    left_out,
    own_rows,
    queries,
    row_copies,
    saved_rows,
    understanding,
)
from consult.form_uploads.actions.locks import compare_page, lock, require_no_job
from consult.form_uploads.models import (
    ASIDE,
    KEY_BEFORE,
    PLACE,
    RECOGNISED,
    REPLACE,
    REREAD,
    RESEMBLES,
    ColumnMapping,
    FormUpload,
    UploadedRow,
)
from consult.form_uploads.row_choices import KEPT
from consult.form_uploads.understanding import UnderstoodFile

MOST_KEPT = 10
"""Uploads of one draft submission at once: what a person corrected in one is not removed for another."""
TOO_MANY_KEPT = N_("You have uploaded ten forms. Remove one of them before you upload another.")
NOT_DISCARDED = N_(
    "The rows of this form are being submitted. The form was not discarded. Discard it once all rows are submitted."
)
RECEIPT_NOT_CHANGED = N_(
    "The rows of this form are being submitted. The receipt was not changed. Change it once all rows are submitted."
)

RECEIPT = ("channel", "received_at", "language")
"""What tells one state of the receipt of a form from another, for `core.stale_check`."""

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
    understood: UnderstoodFile | None,
    *,
    draft_key: str = "",
    entry: StaffEntry | None = None,
    channel: Channel | None = None,
) -> FormUpload:
    """Keep a file with its rows where it was `understood`. The same file again is the same upload, also after it was
    discarded. `draft_key`: the draft submission that its rows go to; `entry`: of a form that an officer enters;
    `channel`: of one that did not come by the website. Raises NotPossible where ten of a draft submission are kept."""
    columns = _columns_of(consultation, file, draft_key, entry, channel)
    made = add_once(FormUpload, _UPLOAD, columns)
    if made is None:
        known = queries.same_file(consultation.id, draft_key, file.sha256, also_discarded=True)
        assert known is not None  # noqa: S101 -- its insertion has waited for the one that made it
        lock(known)
        if not queries.is_discarded(known):
            return known
        for name, value in columns.items():
            setattr(known, name, value)
        db.session.flush()
        made = known
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
        "is_mapped": False, "notes": list(file.tables.remarks), "unused": [],
        "channel": entry.channel if entry is not None else channel,
        "received_at": entry.received_at if entry is not None else None,
        "language": entry.language if entry is not None else "", "uploaded_at": clock.now(),
    }  # fmt: skip


@action
def correct_receipt(upload: FormUpload, entry: StaffEntry, *, seen: str | NoPage) -> None:
    """Say of a form how and when it reached the organisation, and its language; for what is submitted from now on.
    `seen`: the mark of what the page showed of it (RECEIPT). Raises StaleForm where someone else changed it, and
    Conflict while a job submits its rows: all of them have one receipt."""
    lock(upload)
    require_no_job(upload, RECEIPT_NOT_CHANGED)
    db.session.refresh(upload, RECEIPT)
    compare(seen, upload, *RECEIPT)
    upload.channel, upload.received_at, upload.language = entry.channel, entry.received_at, entry.language


@action
def map_columns(
    upload: FormUpload,
    consultation: Consultation,
    understood: UnderstoodFile,
    offered: Sequence[Column],
    fields: Sequence[Field],
    *,
    seen: str | NoPage = NO_PAGE,
) -> None:
    """Read an upload again by what a person says its columns hold, and remember that for the organisation. What a
    person has changed in rows stays as it is, and rows that are comments stay those. What an officer said is changed by
    officers alone. `seen`: the mark of how the page said that they are read (understanding.columns_shown). Raises
    StaleForm where that has changed since."""
    lock(upload)
    compare(seen, understanding.columns_shown(upload, offered, consultation), *understanding.COLUMNS_SEEN)
    _write(upload, consultation, understood)
    is_of_staff = not upload.draft_key
    values = {
        "fields": [field.value for one, field in zip(offered, fields, strict=True) if one.heading],
        "is_of_staff": is_of_staff, "changed_at": clock.now(),
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


def _write(upload: FormUpload, consultation: Consultation, understood: UnderstoodFile) -> None:
    """Write the rows of an upload; what a person decided of the same rows before, also of another file for the same
    draft submission, stays decided. A row is the same where it stands in the same place of the same file, however it is
    read, and in another file where it says the same."""
    found, draft = understood.found, drafts.opened_by_key(upload.draft_key) if upload.draft_key else None
    comments = queries.comments_by_row_key(draft) if isinstance(draft, DraftSubmission) else {}
    read = understanding.rows_of(found, consultation, is_of_staff=not upload.draft_key, of_comments=comments)
    same, alike = _changed_here(upload), _changed_elsewhere(upload) if upload.draft_key else {}
    is_said = {"", left_out.IS_EMPTY}
    keyed = [one["said"] for one in read if one["said"]["row_key"] and one["left_out"] in is_said]
    marked = own_rows.continued(keyed, queries.marked_rows(upload)) if keyed and upload.draft_key else {}
    kept = queries.keys_of_comments(upload, [_place(one["said"]) for one in read])
    before = {_place(said): said for said in queries.said_in(upload)} if kept or comments else {}
    rows = []
    for one in _with_keys_of_comments(upload, read, kept):
        place = _place(one["said"])
        decided = same.get(place) or alike.get(one["row_key"])
        row = _as_decided(one, decided, marked)
        if place in kept and place in before:
            row = _compared(row, before[place])
        rows.append(row)
    rows = _with_decided_copies(rows, same, alike, upload.consultation_id)
    rows = _with_earlier_rows(upload, rows, comments, kept, before) if comments else rows
    if not upload.draft_key:
        understanding.say_submitters(rows, found.form.form, consultation)
    db.session.execute(delete(UploadedRow).where(UploadedRow.upload_id == upload.id))
    if rows:
        db.session.execute(insert(table(UploadedRow)), [{"upload_id": upload.id, **one} for one in rows])
    upload.form, upload.because = found.form.form, list(found.form.because)
    upload.is_mapped, upload.notes = understood.is_mapped, list(found.notes)
    upload.unused = list(found.form.unused)
    db.session.flush()


def _with_earlier_rows(
    upload: FormUpload,
    rows: Sequence[dict[str, Any]],
    comments: Mapping[str, DraftComment],
    kept: Collection[tuple[str, int]],
    before: Mapping[tuple[str, int], Mapping[str, Any]],
) -> list[dict[str, Any]]:
    """The rows, those without a key held against the rows of other files (earlier_rows), and behind them those that
    the file may have no more. What was found of a row of this file before counts."""
    known = [
        _with_key_of_before(one, before.get(_place(one["said"])), upload.consultation_id) for one in rows
    ]
    settled = {at for at, one in enumerate(known) if _place(one["said"]) in kept}
    of_before = earlier_rows.earlier(upload, comments)
    found, missing = earlier_rows.known_again(known, of_before, settled)
    if len(whole := row_copies.with_copies(found, upload.consultation_id)) > len(found):
        there = {one["position"] for one in found}
        settled = {at for at, one in enumerate(whole) if one["position"] in there}
        found, missing = earlier_rows.known_again(whole, of_before, settled)
    deleted = queries.keys_to_delete(upload)
    gone = [
        {**one, "position": position, "left_out": left_out.DELETE_GONE}
        if one["said"]["row_key"] in deleted else {**one, "position": position}
        for position, one in enumerate(earlier_rows.rows_of_missing(upload, missing), len(rows) + 1)
    ]  # fmt: skip
    typed = [{**one, "said": own_rows.with_type_of_comment(one["said"], comments)} for one in found]
    return [*typed, *gone]


def _with_decided_copies(
    rows: Sequence[dict[str, Any]],
    same: Mapping[tuple[str, int], UploadedRow],
    elsewhere: Mapping[str, UploadedRow],
    consultation_id: int,
) -> list[dict[str, Any]]:
    """The rows and their copies (row_copies), with what was decided of these: in this upload (`same`), or in
    another one (`elsewhere`), where it was not put aside."""
    counting = {key: one for key, one in elsewhere.items() if ASIDE not in (one.changed_parts or ())}
    return [
        _as_decided(one, same.get(_place(one["said"])) or counting.get(one["row_key"]), {})
        if row_copies.is_copy(one["position"])
        else one
        for one in row_copies.with_copies(rows, consultation_id)
    ]


def _with_key_of_before(
    row: dict[str, Any], before: Mapping[str, Any] | None, consultation_id: int
) -> dict[str, Any]:
    """The row with the key of the comment that was found of it, where it is on the passage of that, or its writer has
    chosen which comment it is."""
    said = row["said"]
    if before is None or said["row_key"] or not before["row_key"]:
        return row
    is_chosen = any(one.startswith(KEY_BEFORE) for one in row["changed_parts"] or ())
    if not is_chosen and not own_rows.own_key(before, consultation_id, row["block_key"]):
        return row
    told = [one for one in before["notes"] if one in {RECOGNISED, RESEMBLES}]
    return {**row, "said": {**said, "row_key": before["row_key"], "notes": [*said["notes"], *told]}}


def _place(said: Mapping[str, Any]) -> tuple[str, int]:
    """Where a row stands in its file: the name of its table, and its number there."""
    return said["table"], said["row"]


def _compared(row: dict[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """A row that is a comment already, with a note where it reads differently than `before`. What was chosen of an
    earlier difference counts while it reads the same."""
    said = row["said"]
    is_other = own_rows.words_of(said) != own_rows.words_of(before)
    if not (is_other or own_rows.is_reread(before)):
        return row
    row = {**row, "said": {**said, "notes": [*own_rows.not_reread(said)["notes"], REREAD]}}
    if is_other:
        parts = row["changed_parts"]
        row["changed_parts"] = parts and [one for one in parts if one != REPLACE]
        row["left_out"] = "" if row["left_out"] == KEPT else row["left_out"]
    return row


def _with_keys_of_comments(
    upload: FormUpload, rows: Sequence[dict[str, Any]], kept: Mapping[tuple[str, int], str]
) -> list[dict[str, Any]]:
    """Rows as they are read now: those that are comments already have the keys that they had when they became
    comments. `kept`: these keys by the places of the rows."""
    taken, found = set(kept.values()), []
    for one in rows:
        place, key = _place(one["said"]), one["row_key"]
        if place not in kept and key in taken:  # read as another row that is a comment was read before
            key = place_key(upload.sha256, *place)
        found.append({**one, "row_key": kept.get(place, key)})
    return found


def _as_decided(
    row: dict[str, Any], decided: UploadedRow | None, marked: Mapping[str, str]
) -> dict[str, Any]:
    """A row with what was decided of it. The key of our own form has the mark that the file says, else the last one."""
    said, after = dict(row["said"]), dict(row)
    if decided is not None:
        parts = decided.changed_parts if decided.changed_parts is not None else [*said, PLACE]
        if PLACE in parts:
            after |= {name: getattr(decided, name) for name in _PLACE}
        after |= {"is_changed": True, "changed_parts": decided.changed_parts}
        said |= {
            name: decided.said[name]
            for name in parts
            if name in said.keys() & decided.said.keys() - {*_OF_FILE}
        }
    key = said["row_key"]
    if key and not row_keys.mark_in(key):
        key = marked.get(key, key)
    if decided is not None and row_keys.without_number(decided.said["row_key"]) == row_keys.without_number(
        key
    ):
        key = decided.said["row_key"] if "." in decided.said["row_key"] else key  # added as another comment
    return {**after, "said": {**said, "row_key": key}}


_PLACE = ("certainty", "block_key", "why", "perhaps", "left_out")
_OF_FILE = ("table", "row", "row_key")
"""Of what a row says, what no person changes."""


def _changed_here(upload: FormUpload) -> dict[tuple[str, int], UploadedRow]:
    """Place of a row of this upload → the row where a person decided on it."""
    rows = select(UploadedRow).where(
        UploadedRow.upload_id == upload.id,
        UploadedRow.is_changed,
        UploadedRow.left_out.not_in(left_out.NOT_OF_FILE),
    )
    found = db.session.execute(rows, execution_options={"populate_existing": True}).scalars().all()
    return {_place(one.said): one for one in found}


def _changed_elsewhere(upload: FormUpload) -> dict[str, UploadedRow]:
    """Row key → the row where a person decided on it, in other uploads of the same draft submission."""
    rows = (
        select(UploadedRow)
        .join(FormUpload, FormUpload.id == UploadedRow.upload_id)
        .where(
            FormUpload.consultation_id == upload.consultation_id, FormUpload.draft_key == upload.draft_key,
            FormUpload.id != upload.id, UploadedRow.is_changed,
        )
        .order_by(FormUpload.id)
    )  # fmt: skip
    return {one.row_key: one for one in db.session.execute(rows).scalars()}


@action
def discard(
    upload: FormUpload, draft: DraftSubmission | None = None, *, seen: str | NoPage = NO_PAGE
) -> None:
    """Forget an upload with its rows; comments that were added stay. Of a draft submission the rows that are comments
    stay with them. `seen`: the mark of the page that showed the rows (queries.page_mark). Raises StaleForm where they
    have changed since, and Conflict while a job submits them."""
    try:
        lock(upload)
    except NotFound:  # by another press
        return
    require_no_job(upload, NOT_DISCARDED)
    compare_page(seen, upload, draft)
    kept = queries.added_to(upload.draft_key) if upload.draft_key else set()
    if not kept & queries.row_keys_of(upload):
        db.session.execute(delete(FormUpload).where(FormUpload.id == upload.id))
        return
    rows = delete(UploadedRow).where(UploadedRow.upload_id == upload.id, UploadedRow.row_key.not_in(kept))
    db.session.execute(rows)
    upload.tables, upload.notes, upload.unused = b"", [], []
