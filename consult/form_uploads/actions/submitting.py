"""Submitting what an officer entered: for each submitter in the form one submission, at once or by a job."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import update

from consult.accounts import queries as accounts
from consult.accounts.models import User
from consult.comment_forms import actions as importing
from consult.comment_forms.importing import as_comment
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.core import jobs
from consult.core.actions import action
from consult.core.database import db
from consult.core.errors import DomainError, NotPermitted, NotPossible
from consult.core.jobs import Job, Outcome
from consult.core.stale_check import NO_PAGE, NoPage
from consult.core.translatable import N_
from consult.draft_submissions import actions as drafting
from consult.form_uploads import policy, queries, saved_rows
from consult.form_uploads.actions import locks
from consult.form_uploads.actions.adding import refusal
from consult.form_uploads.actions.locks import compare_page, lock
from consult.form_uploads.models import FormUpload, UploadedRow

KIND = jobs.JobKind("form_uploads.submit")
TITLE = N_("Submit a comment form for %(title)s")
AT_ONCE = 300
"""So many rows are submitted at once; more of them by a job."""
GONE = N_("The form was removed.")
CHANGED = N_("These rows were changed after someone chose to submit them. None of them was submitted.")
MAY_NOT = N_("The person who started this may no longer enter forms for this consultation.")


class SubmittedRows(NamedTuple):
    """How many submissions and comments were made, and how many rows the rules refused."""

    submissions: int
    comments: int
    refused: int


@action
def submit(
    upload: FormUpload,
    consultation: Consultation,
    *,
    by: User,
    back: str,
    seen: str | NoPage = NO_PAGE,
) -> SubmittedRows | Job:
    """Submit every row that is not in doubt, nor left out, nor submitted before; of many rows by a job, which submits
    them as they are now. `back`: the path of the page that asked; `seen`: the mark of what it showed
    (queries.page_mark). Raises StaleForm where that has changed, and as submissions.actions.file, before anything is
    written."""
    lock(upload)
    compare_page(seen, upload, None)
    found = queries.ready_rows(upload)
    if len(found) <= AT_ONCE:
        return _submit(upload, consultation, {one.submitter for one in found}, by)
    together = _by_submitter(found)
    first = {submitter: rows[0].position for submitter, rows in together.items()}
    marks = {str(first[submitter]): queries.ready_mark(rows) for submitter, rows in together.items()}
    return jobs.start(
        KIND, list(first.values()), key=locks.job_key(upload), title=TITLE, values={"title": consultation.title},
        back=back, by=by.id, organisation=consultation.organisation_id, consultation=consultation.id,
        upload=upload.id, marks=marks,
    )  # fmt: skip


def _by_submitter(found: Sequence[queries.ReadyRow]) -> dict[str, list[queries.ReadyRow]]:
    together: dict[str, list[queries.ReadyRow]] = {}
    for one in found:
        together.setdefault(one.submitter, []).append(one)
    return together


def submit_part(job: Job, positions: Sequence[int]) -> Outcome:
    """Submit the rows of some submitters as a job says, each known by the position of its first row."""
    outcome = Outcome()
    upload = db.session.get(FormUpload, job.arguments["upload"])
    consultation = consultations.by_id(job.consultation_id)
    by = accounts.get(job.started_by)
    try:
        if upload is None:
            raise NotPossible(GONE)
        if not policy.enter(by, consultation):
            raise NotPermitted(MAY_NOT)
        lock(upload)
        same = _same_as_chosen(upload, positions, job.arguments.get("marks", {}))
        if same:
            _submit(upload, consultation, set(same.values()), by)
        outcome.done = len(same)
        for one in positions:
            if one not in same:
                outcome.skip(one, CHANGED)
    except DomainError as trouble:
        for one in positions:
            outcome.skip(one, trouble.message, **trouble.values)
    return outcome


def _same_as_chosen(upload: FormUpload, positions: Sequence[int], marks: Mapping[str, str]) -> dict[int, str]:
    """Position of the first row of each submitter → the submitter, of those whose rows are what they were when someone
    chose to submit them. `marks`: of these rows then, by the same positions."""
    submitters = {one.position: one.submitter for one in queries.rows_at(upload, positions)}
    rows = _by_submitter(queries.ready_rows(upload, set(submitters.values())))
    return {
        position: submitter
        for position, submitter in submitters.items()
        if marks.get(str(position)) == queries.ready_mark(rows.get(submitter, []))
    }


def _submit(
    upload: FormUpload, consultation: Consultation, submitters: Collection[str], by: User
) -> SubmittedRows:
    """Submit the rows of these submitters; a row that the rules refuse waits or is left out, with the reason."""
    assert upload.received_at is not None and upload.channel is not None  # noqa: S101, PT018 -- entered by an officer
    lock(upload)  # what is corrected meanwhile is either submitted or refused
    rows = {one.row_key: one for one in queries.ready_rows(upload, submitters)}
    placed = {key: saved_rows.placed(row) for key, row in rows.items()}
    comments = [as_comment(one, upload.language, key) for key, one in placed.items()]
    _fits, refused = drafting.fitting(comments, consultation.id, consultation.version_id)
    for key, trouble in refused.items():
        _refuse(upload, rows[key], trouble)
    keyed = [(one, key) for key, one in placed.items() if key not in refused]
    made = importing.file_rows(
        consultation, keyed,
        importing.ImportedFile(
            upload.form, upload.sha256, upload.channel, upload.received_at, upload.language, by
        ),
    )  # fmt: skip
    return SubmittedRows(len(made.submissions), made.comments, len(refused))


def _refuse(upload: FormUpload, row: queries.ReadyRow, trouble: DomainError) -> None:
    where = (UploadedRow.upload_id == upload.id) & (UploadedRow.position == row.position)
    db.session.execute(update(UploadedRow).where(where).values(refusal(trouble, row.block_key)))
