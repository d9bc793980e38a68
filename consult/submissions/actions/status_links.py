"""The link by which a submitter shares where a submission stands."""

import secrets

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from consult.core import clock
from consult.core.actions import action
from consult.core.database import db
from consult.submissions.actions.locks import lock
from consult.submissions.models import StatusLink, Submission


@action
def share_status(submission: Submission) -> None:
    """Make the link; again changes nothing."""
    lock(submission)
    made = {"submission_id": submission.id, "token": secrets.token_urlsafe(16), "made_at": clock.now()}
    db.session.execute(insert(StatusLink).values(made).on_conflict_do_nothing())


@action
def end_status_link(submission: Submission) -> None:
    """End the link: its address opens nothing any more, and a link that is made later has another."""
    lock(submission)
    db.session.execute(delete(StatusLink).where(StatusLink.submission_id == submission.id))
