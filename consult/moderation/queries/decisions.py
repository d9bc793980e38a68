"""Decisions on comments, and every reason for which they were made."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import joinedload

from consult.core.database import db
from consult.moderation.models import (
    Decision,
    Reason,
    Redaction,
)
from consult.submissions import queries as submissions
from consult.submissions.models import Comment, Submission


def decision(identifier: int) -> Decision:
    """One decision."""
    return db.session.get_one(Decision, identifier, options=[joinedload(Decision.decided_by)])


def decisions(comment: Comment) -> Sequence[Decision]:
    """Every decision on a comment, the first one first."""
    rows = (
        select(Decision)
        .where(Decision.comment_id == comment.id)
        .options(joinedload(Decision.decided_by))
        .order_by(Decision.id)
    )
    return db.session.execute(rows).scalars().all()


def last_decision(comment: Comment) -> Decision | None:
    """The latest decision on a comment, or None."""
    rows = (
        select(Decision)
        .where(Decision.comment_id == comment.id)
        .options(joinedload(Decision.decided_by))
        .order_by(Decision.id.desc())
        .limit(1)
    )
    return db.session.execute(rows).scalar_one_or_none()


def last_decisions(comments: Sequence[Comment]) -> dict[int, Decision]:
    """Comment id → the latest decision on it, in one statement; only those that have one."""
    rows = (
        select(Decision)
        .where(Decision.comment_id.in_([one.id for one in comments]))
        .ext(distinct_on(Decision.comment_id))
        .order_by(Decision.comment_id, Decision.id.desc())
    )
    return {row.comment_id: row for row in db.session.execute(rows).scalars()}


def decision_since(submission: Submission, at: datetime) -> Decision | None:
    """The latest decision on a comment of a submission since a moment, or None."""
    rows = (
        select(Decision)
        .where(Decision.comment_id.in_(submissions.comment_ids_of(submission.id)), Decision.decided_at >= at)
        .order_by(Decision.id.desc())
        .limit(1)
    )
    return db.session.execute(rows).scalar_one_or_none()


def reasons_for(made: Sequence[Decision]) -> dict[int, list[Reason]]:
    """Decision's id → every reason for which it was made: that of the decision, then those of the words it hid."""
    found = {one.id: [one.reason] if one.reason else [] for one in made}
    rows = select(Redaction.decision_id, Redaction.reason).where(Redaction.decision_id.in_(found))
    for decision_id, reason in db.session.execute(rows.order_by(Redaction.id)):
        if reason not in found[decision_id]:
            found[decision_id].append(reason)
    return found
