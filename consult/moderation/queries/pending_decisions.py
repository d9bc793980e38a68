"""Decisions that wait to take effect, and the outcome of those that did."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import joinedload

from consult.accounts.models import User
from consult.core import clock, queue
from consult.core.database import db
from consult.core.errors import NotFound
from consult.moderation.models import PendingDecision
from consult.moderation.queries.conflicts import ME
from consult.organisations.models import Role
from consult.organisations.queries import organisation_ids
from consult.submissions import queries as submissions
from consult.submissions.models import Comment

_WAITS = PendingDecision.outcome.is_(None)


def pending_of(comment: Comment) -> PendingDecision | None:
    """The decision on a comment that waits to take effect, or None."""
    rows = select(PendingDecision).where(PendingDecision.comment_id == comment.id, _WAITS)
    return db.session.execute(rows.options(joinedload(PendingDecision.decided_by))).scalar_one_or_none()


def pending_among(comments: Collection[Comment]) -> set[int]:
    """The ids of those on which a decision waits to take effect."""
    ids = [one.id for one in comments]
    rows = select(PendingDecision.comment_id).where(PendingDecision.comment_id.in_(ids), _WAITS)
    return set(db.session.execute(rows).scalars())


def ended(comment: Comment) -> Sequence[PendingDecision]:
    """The decisions on a comment that were undone or lapsed, the first one first."""
    rows = (
        select(PendingDecision)
        .where(PendingDecision.comment_id == comment.id, PendingDecision.outcome.in_(["undone", "lapsed"]))
        .options(joinedload(PendingDecision.decided_by), joinedload(PendingDecision.ended_by))
        .order_by(PendingDecision.id)
    )
    return db.session.execute(rows).scalars().all()


def made_together(together: str, user: Any = None) -> Sequence[PendingDecision]:
    """The decisions of one press, by their comments. Raises NotFound; with `user` also where one of them is on a
    comment of a consultation that they do not moderate."""
    rows = (
        select(PendingDecision)
        .where(PendingDecision.together == together)
        .options(joinedload(PendingDecision.comment).options(submissions.WITH_SUBMISSION_AND_CONSULTATION))
        .order_by(PendingDecision.comment_id)
        .execution_options(populate_existing=True)
    )
    found = db.session.execute(rows).scalars().all()
    asked = {row.comment.submission.consultation.organisation_id for row in found}
    if not found or (user is not None and not asked <= set(organisation_ids(user, Role.MODERATOR))):
        raise NotFound
    return found


def decision_waits() -> ColumnElement[bool]:
    """The condition that the time of a decision has come."""
    is_due = PendingDecision.takes_effect_at <= queue.NOW
    return queue.has_rows(select(PendingDecision).where(_WAITS, is_due))


def due_decisions(at: datetime | None = None) -> Sequence[str]:
    """The names of what was made together and takes effect by now, the oldest first."""
    rows = (
        select(PendingDecision.together)
        .where(_WAITS, PendingDecision.takes_effect_at <= (at or clock.now()))
        .group_by(PendingDecision.together)
        .order_by(func.min(PendingDecision.id))
    )
    return db.session.execute(rows).scalars().all()


@dataclass(frozen=True)
class WaitingDecision:
    """What one press decided and can be undone: of the first of its comments, and how many there are."""

    together: str
    verb: str
    count: int
    path: str
    takes_effect_at: datetime


def pending_by(user: User) -> list[WaitingDecision]:
    """What a moderator decided that waits to take effect, the latest first."""
    return decided(db.session.execute(pending_decisions(), {"me": user.id}))


def decided(rows: Iterable[Any]) -> list[WaitingDecision]:
    """The rows of `pending_decisions`."""
    return [WaitingDecision(row.together, row.verb, row.number, row.path, row.at) for row in rows]


@cache
def pending_decisions() -> Select[*tuple[Any, ...]]:
    """What the account ME decided that waits to take effect, the latest first."""
    comments = submissions.comment_references()
    return (
        select(
            PendingDecision.together,
            PendingDecision.verb,
            func.count().label("number"),
            func.min(PendingDecision.takes_effect_at).label("at"),
            func.min(comments.reference).label("path"),
        )
        .join(comments.rows, comments.comment_id == PendingDecision.comment_id)
        .where(PendingDecision.decided_by_id == ME, _WAITS)
        .group_by(PendingDecision.together, PendingDecision.verb)
        .order_by(func.max(PendingDecision.id).desc())
    )
