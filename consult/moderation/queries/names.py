"""Requests to remove a name."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ARRAY, BigInteger, Select, bindparam, func, select
from sqlalchemy.orm import joinedload

from consult.core.database import db, one_found
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


def offices(user: Any) -> list[int]:
    """The ids of the organisations for which someone settles requests."""
    return list({*organisation_ids(user, Role.MODERATOR), *organisation_ids(user, Role.OFFICER)})


_OFFICES = bindparam("offices", type_=ARRAY(BigInteger))

_IS_THEIRS = NameRequest.submission_id.in_(submissions.submission_ids_to(_OFFICES))
"""That a request is about a submission to one of the organisations `offices`."""


def name_requests(user: Any) -> Sequence[NameRequest]:
    """The open requests in the consultations of a person's organisations, the oldest first."""
    rows = _REQUESTS.where(_IS_THEIRS, NameRequest.state == NameRequestState.OPEN)
    rows = rows.order_by(NameRequest.asked_at, NameRequest.id).limit(MOST)
    return db.session.execute(rows, {"offices": offices(user)}).scalars().all()


def open_name_requests() -> Select[int]:
    """How many open requests there are in the consultations of the organisations `offices`."""
    rows = select(func.count().label("number")).select_from(NameRequest)
    return rows.where(_IS_THEIRS, NameRequest.state == NameRequestState.OPEN)


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
    rows = _REQUESTS.where(_IS_THEIRS, NameRequest.id == identifier)
    return one_found(rows, {"offices": offices(user)})


def name_requests_of(submission: Submission) -> Sequence[NameRequest]:
    """What the submitter asked for, the latest first."""
    rows = select(NameRequest).where(
        NameRequest.submission_id == submission.id, NameRequest.comment_id.is_(None)
    )
    return db.session.execute(rows.order_by(NameRequest.id.desc())).scalars().all()
