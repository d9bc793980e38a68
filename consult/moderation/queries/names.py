"""Requests to remove a name."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from consult.core.database import db
from consult.core.errors import NotFound
from consult.moderation.models import NameRequest, NameRequestState
from consult.organisations.models import Role
from consult.organisations.queries import organisation_ids
from consult.submissions import queries as submissions
from consult.submissions.models import Submission

MOST = 200
"""So many requests are listed at a time, the oldest first."""

_REQUESTS = select(NameRequest).options(
    joinedload(NameRequest.submission).options(submissions.WITH_CONSULTATION), joinedload(NameRequest.comment)
)


def _of(user: Any) -> ColumnElement[bool]:
    ids = {*organisation_ids(user, Role.MODERATOR), *organisation_ids(user, Role.OFFICER)}
    return NameRequest.submission_id.in_(submissions.submission_ids_to(ids))


def name_requests(user: Any) -> Sequence[NameRequest]:
    """The open requests in the consultations of a person's organisations, the oldest first."""
    rows = _REQUESTS.where(_of(user), NameRequest.state == NameRequestState.OPEN)
    return db.session.execute(rows.order_by(NameRequest.asked_at, NameRequest.id).limit(MOST)).scalars().all()


def count_name_requests(user: Any) -> int:
    """How many there are."""
    rows = (
        select(func.count())
        .select_from(NameRequest)
        .where(_of(user), NameRequest.state == NameRequestState.OPEN)
    )
    return db.session.execute(rows).scalar_one()


def name_request_counts(consultation_ids: Sequence[int]) -> dict[int, int]:
    """Consultation id → how many open requests there are; only of those with one."""
    sent = submissions.submission_keys(consultation_ids)
    rows = (
        select(sent.consultation_id, func.count())
        .select_from(NameRequest)
        .join(sent.rows, sent.id == NameRequest.submission_id)
        .where(NameRequest.state == NameRequestState.OPEN)
        .group_by(sent.consultation_id)
    )
    return {row[0]: row[1] for row in db.session.execute(rows)}


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
