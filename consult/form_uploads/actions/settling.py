"""What becomes of an upload whose draft submission is gone: its rows stand beside the comments that were submitted, and
the upload leaves."""

import hashlib

from sqlalchemy import delete, select

from consult.comment_forms import actions as importing
from consult.comment_forms.models import Channel
from consult.core import queue
from consult.core.actions import action
from consult.core.database import db
from consult.core.declarations import listed_in
from consult.form_uploads import own_rows, queries, saved_rows
from consult.form_uploads.models import FormUpload, UploadedRow
from consult.submissions import queries as submissions


@listed_in("PERIODIC_JOBS")
def settle() -> None:
    """Settle every upload whose draft submission was submitted or forgotten. Periodic."""
    queue.in_batches(_settle_one)


@action
def _settle_one() -> bool:
    """Settle one upload; whether there may be more."""
    rows = select(FormUpload).where(FormUpload.id.in_(queries.left_behind())).order_by(FormUpload.id)
    upload = db.session.execute(rows.limit(1).with_for_update(skip_locked=True)).scalar_one_or_none()
    if upload is None:
        return False
    _keep_rows(upload)
    db.session.execute(delete(FormUpload).where(FormUpload.id == upload.id))
    return True


def _keep_rows(upload: FormUpload) -> None:
    """Keep the rows of the comments that were submitted; there are none where the draft submission was forgotten."""
    filed = submissions.by_key(upload.draft_key) if upload.draft_key else None
    if filed is None or filed.received_at is None:
        return
    ids = {one.key: one.id for one in submissions.comments_of(filed)}
    rows = db.session.execute(select(UploadedRow).where(UploadedRow.upload_id == upload.id)).scalars()
    found = [
        (ids[key], _own_key(upload, one.row_key), saved_rows.row_of(one.said))
        for one in rows
        if (key := own_rows.comment_key(one, upload.consultation_id)) in ids
    ]
    importing.keep_rows(
        upload.consultation_id,
        found,
        form=upload.form,
        sha256=upload.sha256,
        received_at=filed.received_at,
        channel=upload.channel or Channel.FORM,
    )


def _own_key(upload: FormUpload, row_key: str) -> str:
    """The key of a row of this submitter alone: what one person submits keeps no one from submitting the same, nor an
    officer from entering the form of someone else."""
    return hashlib.sha256(f"{upload.draft_key}{row_key}".encode()).hexdigest()
