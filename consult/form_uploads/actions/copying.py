"""Having a row become a comment on each of the passages that it names, and undoing that."""

from collections.abc import Sequence

from sqlalchemy import select

from consult.core.database import db
from consult.form_uploads import row_copies, saved_rows
from consult.form_uploads.actions.row_changes import note
from consult.form_uploads.models import ASIDE, EACH, STEP, FormUpload, UploadedRow
from consult.form_uploads.row_choices import BY_PERSON


def _copies(upload: FormUpload, row: UploadedRow) -> Sequence[UploadedRow]:
    of_row = UploadedRow.position % STEP == row.position
    rows = select(UploadedRow).where(UploadedRow.upload_id == upload.id, of_row, UploadedRow.position > STEP)
    return db.session.execute(rows, execution_options={"populate_existing": True}).scalars().all()


def make_copies(upload: FormUpload, row: UploadedRow) -> None:
    """Have a row become a comment on each of its passages. Copies that were put aside count again."""
    there = _copies(upload, row)
    for copy in there:
        if ASIDE in (copy.changed_parts or ()):
            copy.left_out = ""
            copy.changed_parts = [one for one in copy.changed_parts or () if one != ASIDE]
    positions = {one.position for one in there}
    for new in row_copies.copies(saved_rows.columns_of(row), upload.consultation_id):
        if new["position"] not in positions:
            db.session.add(UploadedRow(**new))


def remove_copies(upload: FormUpload, row: UploadedRow) -> None:
    """Undo that a row becomes a comment on each of its passages. Copies that a person changed are put aside."""
    if EACH not in (row.changed_parts or ()):
        return
    row.changed_parts = [one for one in row.changed_parts or () if one != EACH]
    for copy in _copies(upload, row):
        if not copy.is_changed:
            db.session.delete(copy)
        elif not copy.left_out:
            copy.left_out = BY_PERSON
            note(copy, ASIDE)
    db.session.flush()
