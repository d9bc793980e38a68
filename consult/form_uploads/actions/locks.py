"""An upload is locked before its rows are written: two requests at once run one after the other. What a page showed is
compared under the lock."""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import select

from consult.core import jobs
from consult.core.database import db
from consult.core.errors import Conflict, NotFound
from consult.core.stale_check import NO_FORM_VERSION, NoPage, StaleForm
from consult.core.translatable import N_
from consult.draft_submissions.models import DraftSubmission
from consult.form_uploads import queries
from consult.form_uploads.models import FormUpload

COLUMNS_READ_AGAIN = N_(
    "The columns of this form were read again after you opened this page. Nothing was saved. Review the rows as they "
    "are now, and try again."
)
ROWS_CHANGED = N_(
    "Rows of this form were changed after you opened this page. Nothing was saved. Review the rows as they are now, "
    "and try again."
)


class SeenPage(NamedTuple):
    """What a page showed of an upload: the mark of everything, and those of its rows by their positions."""

    whole: str
    rows: Mapping[int, str]


def lock(upload: FormUpload) -> None:
    """Lock an upload. Raises NotFound where it is gone."""
    row = select(FormUpload.id).where(FormUpload.id == upload.id).with_for_update()
    if db.session.execute(row).scalar_one_or_none() is None:
        raise NotFound


def job_key(upload: FormUpload) -> str:
    """What the job is known by that submits the rows of an upload."""
    return f"form {upload.id}"


def require_no_job(upload: FormUpload, message: str) -> None:
    """Raises Conflict with this message where a job submits the rows of an upload, or waits. For the inside of the
    lock."""
    if jobs.unfinished(job_key(upload)) is not None:
        raise Conflict(message)


def compare_page(seen: str | NoPage, upload: FormUpload, draft: DraftSubmission | None) -> None:
    """Raises StaleForm where an upload is not as the page showed it, or the page does not say what it showed. For the
    inside of the lock."""
    if isinstance(seen, NoPage):
        return
    if not seen:
        raise StaleForm(NO_FORM_VERSION)
    there, now = queries.PageMark.read(seen), queries.page_mark(upload, draft)
    if there != now:
        raise StaleForm(changed(there, now))


def changed(seen: queries.PageMark, now: queries.PageMark) -> str:
    """What has changed since, as a marked sentence."""
    return ROWS_CHANGED if seen.columns == now.columns else COLUMNS_READ_AGAIN
