"""Counts over the submissions and comments of a consultation that came first, each in one statement."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, select

from consult.core.database import db
from consult.stakeholders.models import SPEAKS_FOR_OTHERS
from consult.submissions.models import IS_FILED, Comment, CommentVersion, Submission


@dataclass(frozen=True)
class FirstSubmissions:
    """How many submissions were looked at, and how many of them carry what."""

    submissions: int = 0
    referenced: int = 0
    with_capacity: int = 0
    claims: int = 0
    confirmed: int = 0
    with_consent: int = 0
    late: int = 0
    late_unmarked: int = 0


def first_submissions(consultation_id: int, late_after: datetime, most: int) -> FirstSubmissions:
    """Of the first `most` submissions: what each carries; late ones came after `late_after`."""
    first = (
        select(Submission)
        .where(Submission.consultation_id == consultation_id, IS_FILED)
        .order_by(Submission.received_at, Submission.id)
        .limit(most)
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
    return FirstSubmissions(*row)


@dataclass(frozen=True)
class FirstComments:
    """How many comments were looked at, and how many of them have what."""

    comments: int
    anchored: int
    """On a passage."""
    proposing: int
    reasoned: int
    changed: int
    """After submitting."""
    originals: int
    """Whose present words are among the versions that are kept."""


def first_comments(consultation_id: int, most: int) -> FirstComments:
    """Of the first `most` comments that were filed: their structure, and whether the original is kept."""
    first = (
        select(Comment.id, Comment.block_key, Comment.proposal, Comment.rationale, Comment.edition)
        .where(Comment.consultation_id == consultation_id, Comment.filed_at.is_not(None))
        .order_by(Comment.id)
        .limit(most)
        .subquery()
    )
    kept = exists().where(CommentVersion.comment_id == first.c.id, CommentVersion.edition == first.c.edition)
    row = db.session.execute(
        select(
            func.count(),
            func.count().filter(first.c.block_key != ""),
            func.count().filter(first.c.proposal != ""),
            func.count().filter(first.c.rationale != ""),
            func.count().filter(first.c.edition > 1),
            func.count().filter(kept),
        ).select_from(first)
    ).one()
    return FirstComments(*row)
