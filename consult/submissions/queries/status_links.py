"""The links by which submitters share where their submissions stand, and what is in quarantine."""

from collections.abc import Collection

from sqlalchemy import select

from consult.core.database import among, db
from consult.core.errors import NotFound
from consult.submissions.lifecycle import AWAITING
from consult.submissions.models import Cause, Comment, Quarantine, StatusLink, Submission


def status_link(submission: Submission) -> str:
    """The token of the link that its submitter shares; "" where there is none."""
    found = select(StatusLink.token).where(StatusLink.submission_id == submission.id)
    return str(db.session.execute(found).scalar() or "")


def by_status_link(token: str) -> Submission:
    """The submission whose link this is. Raises NotFound."""
    rows = select(Submission).join(StatusLink, StatusLink.submission_id == Submission.id)
    found = db.session.execute(rows.where(StatusLink.token == token)).scalar()
    if found is None:
        raise NotFound
    return found


def quarantine_of(submission: Submission) -> Cause | None:
    """Why a submission was put in quarantine; None where it was not."""
    found = select(Quarantine.cause).where(Quarantine.submission_id == submission.id)
    return db.session.execute(found).scalar()


def waits_in_quarantine(submission: Submission) -> bool:
    """Whether a submission is in quarantine, and a comment of it is not decided on."""
    waiting = select(Comment.id).where(
        Comment.submission_id == submission.id, Comment.moderation.in_(AWAITING)
    )
    found = select(Quarantine.submission_id).where(
        Quarantine.submission_id == submission.id, waiting.exists()
    )
    return db.session.execute(found).scalar() is not None


def quarantined(submission_ids: Collection[int]) -> set[int]:
    """Which of these submissions are in quarantine."""
    found = select(Quarantine.submission_id).where(among(Quarantine.submission_id, list(submission_ids)))
    return set(db.session.execute(found).scalars())
