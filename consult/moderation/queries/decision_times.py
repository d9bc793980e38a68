"""How fast moderators decide: first decisions within a target, and what waits longer than it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from consult.core.database import db
from consult.moderation.models import Decision
from consult.submissions import queries as submissions


@dataclass(frozen=True)
class Timeliness:
    """First decisions that were looked at, those of them within the target, and comments that wait longer."""

    decided: int
    in_time: int
    overdue: int


def timeliness(consultation_id: int, now: datetime, target: timedelta, sample: int) -> Timeliness:
    """How many of the first `sample` decisions were made within `target`, and how much waits longer."""
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
    filings = submissions.first_filings()
    decided, in_time = db.session.execute(
        select(func.count(), func.count().filter(first.c.decided_at <= filings.filed_at + target))
        .select_from(first)
        .join(filings.rows, filings.comment_id == first.c.comment_id)
    ).one()
    return Timeliness(decided, in_time, submissions.waiting_since_before(consultation_id, now - target))
