"""How fast moderators decide: first decisions within a target, and what waits longer than it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, func, or_, select, text

from consult.core.database import db
from consult.moderation.models import Decision
from consult.submissions.models import Comment, CommentVersion

_IS_WAITING = text("comments.moderation IN ('received', 'in_review')")
"""Written out as the partial index has it, so that it is used."""


@dataclass(frozen=True)
class Timeliness:
    """First decisions that were looked at, those of them within the target, and comments that wait longer."""

    decided: int
    in_time: int
    overdue: int


def timeliness(consultation_id: int, now: datetime, target: timedelta, sample: int) -> Timeliness:
    """How many of the first `sample` decisions were made within `target`, and how much waits longer, in two statements.

    Joined with the editions of comments, for that is where the moment of filing is kept.
    """
    earliest = (
        select(Decision.comment_id, Decision.decided_at)
        .where(Decision.consultation_id == consultation_id, Decision.edition == 1)
        .order_by(Decision.decided_at)
        .limit(sample)
        .subquery()
    )
    first = (
        select(earliest.c.comment_id, func.min(earliest.c.decided_at).label("decided_at"))
        .group_by(earliest.c.comment_id)
        .subquery()
    )
    filed = CommentVersion
    decided, in_time = db.session.execute(
        select(func.count(), func.count().filter(first.c.decided_at <= filed.filed_at + target))
        .select_from(first)
        .join(filed, (filed.comment_id == first.c.comment_id) & (filed.edition == 1))
    ).one()
    overdue = db.session.execute(
        select(func.count())
        .select_from(Comment)
        .where(
            Comment.consultation_id == consultation_id,
            or_(
                and_(_IS_WAITING, Comment.filed_at < now - target),
                Comment.amendment_waits_since < now - target,
            ),
        )
    ).scalar_one()
    return Timeliness(decided, in_time, overdue)
