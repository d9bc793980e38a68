"""Requests to remove a name."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from consult.consultations.models import Consultation
from consult.core.database import db
from consult.core.errors import NotFound
from consult.moderation.models import NameRequest, NameRequestState
from consult.organisations.models import Role
from consult.organisations.queries import organisation_ids
from consult.submissions.lifecycle import VISIBLE
from consult.submissions.models import Comment, Submission

MOST = 200
"""So many requests are listed at a time, the oldest first."""

_REQUESTS = (
    select(NameRequest)
    .join(Submission, Submission.id == NameRequest.submission_id)
    .join(Consultation, Consultation.id == Submission.consultation_id)
    .options(
        joinedload(NameRequest.submission)
        .joinedload(Submission.consultation)
        .joinedload(Consultation.organisation),
        joinedload(NameRequest.comment),
    )
)


def _of(user: Any) -> Any:
    ids = {*organisation_ids(user, Role.MODERATOR), *organisation_ids(user, Role.OFFICER)}
    return Consultation.organisation_id.in_(ids)


def name_requests(user: Any) -> Sequence[NameRequest]:
    """The open requests in the consultations of a person's organisations, the oldest first."""
    rows = _REQUESTS.where(_of(user), NameRequest.state == NameRequestState.OPEN)
    return db.session.execute(rows.order_by(NameRequest.asked_at, NameRequest.id).limit(MOST)).scalars().all()


def count_name_requests(user: Any) -> int:
    """How many there are."""
    rows = (
        select(func.count())
        .select_from(NameRequest)
        .join(Submission, Submission.id == NameRequest.submission_id)
        .join(Consultation, Consultation.id == Submission.consultation_id)
        .where(_of(user), NameRequest.state == NameRequestState.OPEN)
    )
    return db.session.execute(rows).scalar_one()


def name_request(identifier: int, user: Any) -> NameRequest:
    """One of them, settled or not. Raises NotFound for another organisation's."""
    found = db.session.execute(_REQUESTS.where(_of(user), NameRequest.id == identifier)).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


def name_requests_of(submission: Submission) -> Sequence[NameRequest]:
    """What the submitter asked for, the latest first."""
    rows = select(NameRequest).where(
        NameRequest.submission_id == submission.id, NameRequest.comment_id.is_(None)
    )
    return db.session.execute(rows.order_by(NameRequest.id.desc())).scalars().all()


def public_comments(submission: Submission) -> Sequence[Comment]:
    """The comments of a submission that everyone can read, by number."""
    rows = select(Comment).where(Comment.submission_id == submission.id, Comment.moderation.in_(VISIBLE))
    return db.session.execute(rows.order_by(Comment.number)).scalars().all()


def naming(consultation_id: int, name: str, *, but: Comment | None = None) -> list[str]:
    """References of the public comments of a consultation, other than `but`, in whose words a name stands, twenty at
    most."""
    if not name:
        return []
    rows = (
        select(Submission.reference, Comment.number)
        .join(Submission, Submission.id == Comment.submission_id)
        .where(
            Comment.consultation_id == consultation_id,
            Comment.moderation.in_(VISIBLE),
            Comment.shown_text.icontains(name, autoescape=True),
            Comment.id != (but.id if but is not None else 0),
        )
        .order_by(Comment.id)
        .limit(20)
    )
    return [f"{reference}/{number}" for reference, number in db.session.execute(rows)]
