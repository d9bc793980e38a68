"""Submissions, and what each carries."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from consult.core.database import db
from consult.practices.facts.sampling import SAMPLE
from consult.stakeholders.models import SPEAKS_FOR_OTHERS
from consult.submissions.models import IS_FILED, Submission


@dataclass(frozen=True)
class Submitted:
    """Submissions, and what each carries."""

    submissions: int = 0
    referenced: int = 0
    with_capacity: int = 0
    claims: int = 0
    confirmed: int = 0
    with_consent: int = 0
    late: int = 0
    late_unmarked: int = 0


def submitted_to(consultation_id: int, late_after: datetime) -> Submitted:
    """Of the first submissions: what each carries; late ones came after `late_after`. One statement on their table: it
    counts many things at once over the same first rows."""
    first = (
        select(Submission)
        .where(Submission.consultation_id == consultation_id, IS_FILED)
        .order_by(Submission.received_at, Submission.id)
        .limit(SAMPLE)
        .subquery()
    )
    column = first.c
    row = db.session.execute(
        select(
            func.count(),
            func.count(column.reference),
            func.count(column.capacity),
            func.count().filter(column.capacity.in_(SPEAKS_FOR_OTHERS)),
            func.count(column.confirmed_at),
            func.count().filter(
                column.attribution.is_not(None), column.consented_at.is_not(None), column.consent_policies != {}
            ),
            func.count().filter(column.is_late),
            func.count().filter(~column.is_late, column.received_at > late_after),
        ).select_from(first)
    ).one()  # fmt: skip
    return Submitted(*row)
