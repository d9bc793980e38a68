"""Submitting what an officer entered, as received when it reached the organisation."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

from consult.accounts.models import User
from consult.attachments import actions as attached
from consult.attachments.lifecycle import WITH_FILE
from consult.comment_forms.models import Channel
from consult.consultations.models import Consultation
from consult.core import clock
from consult.core.actions import action
from consult.core.database import db
from consult.core.events import record
from consult.core.stale_check import NO_PAGE, NoPage, compare
from consult.draft_submissions import actions as drafting
from consult.staff_entries import queries
from consult.staff_entries.actions.writing import draft_of
from consult.staff_entries.models import PAGE, Entry
from consult.submissions import actions as submissions
from consult.submissions import queries as submitted
from consult.submissions.models import Attribution, Route, Submission
from consult.submissions.rules import NewAnswer, NewComment


@dataclass(frozen=True)
class EnteredSubmission:
    """What an officer says of comments. `who`: as submissions.actions.file takes it; `answers`: to questions, whose
    words are among the comments; `attached`: the references of the files that are attached to the submission, where
    moderators decide on them; the others are kept as its record; `seen`: the mark (queries.mark) of what was typed."""

    channel: Channel
    received_at: datetime
    who: Mapping[str, Any]
    attribution: Attribution
    comments: Sequence[NewComment]
    answers: Sequence[NewAnswer] = ()
    attached: Collection[str] = ()
    seen: str | NoPage = NO_PAGE


@action
def submit(entry: Entry, consultation: Consultation, said: EnteredSubmission, *, by: User) -> str:
    """Submit an entry. Returns the reference of the submission. Raises as submissions.actions.file; AlreadySubmitted;
    NotFound where it was discarded; StaleForm where something else was typed into it than `said` was made of."""
    draft = draft_of(entry)
    compare(said.seen, queries.with_words(queries.read_again(entry)), "written")
    files = [one for one in queries.files_of(entry) if one.state in WITH_FILE]
    reference = submissions.file(
        consultation.id, key=draft.key, who=said.who, comments=said.comments, answers=said.answers,
        attachments=[one.id for one in files], attribution=said.attribution, route=Route.STAFF,
        received_at=said.received_at,
        begun_at=min(entry.begun_at, said.received_at),
    )  # fmt: skip
    may_attach = queries.may_attach(consultation.id)
    attached.keep_as_record(
        [one.id for one in files if not may_attach or one.reference not in set(said.attached)]
    )
    entry.channel, entry.received_at, entry.entered_at = said.channel, said.received_at, clock.now()
    entry.submitted_mark = queries.mark(entry.typed)
    page = {name: values for name, values in entry.typed.items() if name == PAGE}
    entry.typed, entry.user_id, entry.changed_at = page, by.id, entry.entered_at
    entry.submission_id, entry.draft_id = submitted.by_reference(reference).id, None
    db.session.flush()
    drafting.discard(draft.id)
    record(
        "staff_entries.submitted", reference, by=by.id, organisation=consultation.organisation_id,
        consultation=consultation.id, submission=entry.submission_id, channel=said.channel.value,
    )  # fmt: skip
    return reference


@action
def add_record(submission: Submission, name: str, file: BinaryIO, *, description: str) -> None:
    """Add an original to what an officer entered and submitted: one was refused, say. It is kept for the organisation
    and never published; a file that is attached to the submission already stays what it is. Raises NotPossible."""
    submissions.lock_submission(submission)
    now = clock.now()
    made = attached.attach_filed(
        submission.id, submission.consultation_id, name, file, description=description,
        limits=queries.limits_of(submission.consultation_id), filed_at=now,
    )  # fmt: skip
    if made.filed_at == now:
        attached.keep_as_record([made.id])
