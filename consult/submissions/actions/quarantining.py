"""Marking a submission for moderators when it is filed."""

from sqlalchemy import literal, select
from sqlalchemy.dialects.postgresql import insert

from consult.core.actions import action
from consult.core.database import db
from consult.submissions.models import Cause, Quarantine, Submission


@action
def quarantine(reference: str, cause: Cause) -> None:
    """Mark the submission with this reference; again changes nothing."""
    found = select(Submission.id, literal(cause, Quarantine.__table__.c.cause.type)).where(
        Submission.reference == reference
    )
    marked = insert(Quarantine).from_select(["submission_id", "cause"], found)
    db.session.execute(marked.on_conflict_do_nothing())
