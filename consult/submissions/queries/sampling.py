"""Counts over the submissions and comments of a consultation that came first, each in one statement."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from consult.core import clock
from consult.core.database import db
from consult.core.events import Delivery, Event
from consult.stakeholders.models import SPEAKS_FOR_OTHERS, Capacity
from consult.submissions.models import DELETIONS, Comment, CommentVersion, Submission

ACKNOWLEDGE = "consult.submissions.jobs.acknowledge"
"""The handler that writes receipts, as deliveries name it."""

RECEIPT_DUE = timedelta(hours=1)
"""Within this time the receipt of a submission is written."""


@dataclass(frozen=True)
class FirstSubmissions:
    """How many submissions were looked at, and how many of them carry what."""

    submissions: int = 0
    acknowledged: int = 0
    """All but those whose receipt was given up, or waits longer than RECEIPT_DUE."""
    with_capacity: int = 0
    """Those that say for whom: the organisation or the countries, where it is not the submitter alone."""
    declared: int = 0
    confirmed: int = 0
    with_consent: int = 0
    late: int = 0
    late_unmarked: int = 0


def first_submissions(consultation_id: int, late_after: datetime, most: int) -> FirstSubmissions:
    """Of the first `most` submissions: what each carries; late ones came after `late_after`."""
    first = (
        select(Submission)
        .where(Submission.consultation_id == consultation_id)
        .order_by(Submission.received_at, Submission.id)
        .limit(most)
        .subquery()
    )
    column = first.c
    row = db.session.execute(
        select(
            func.count(),
            func.count().filter(column.id.not_in(_without_receipt(consultation_id))),
            func.count().filter(_says_for_whom(column)),
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


def _without_receipt(consultation_id: int) -> Select[int]:
    """The ids of submissions whose receipt was given up or is overdue."""
    made = Event.data["submission"].as_integer()
    return (
        select(made)
        .join(Delivery, Delivery.event_id == Event.id)
        .where(
            Event.consultation_id == consultation_id,
            Event.name == "submissions.submitted",
            made.is_not(None),
            Delivery.handler == ACKNOWLEDGE,
            Delivery.done_at.is_(None),
            or_(Delivery.given_up_at.is_not(None), Event.at < clock.now() - RECEIPT_DUE),
        )
    )


def _says_for_whom(column: Any) -> ColumnElement[bool]:
    """Whether a submission says for whom it was made. Of one whose names were forgotten or removed, it said so."""
    is_forgotten = and_(column.name == "", column.organisation == "")
    has_organisation = or_(column.organisation != "", is_forgotten)
    return or_(
        column.capacity == Capacity.PERSONAL,
        and_(column.capacity == Capacity.ORGANISATION, has_organisation),
        and_(column.capacity == Capacity.OFFICIAL_POSITION, column.country != "", has_organisation),
        and_(column.capacity == Capacity.ON_BEHALF, or_(has_organisation, column.on_behalf_of != [])),
    )


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
        select(
            Comment.id,
            Comment.block_key,
            Comment.proposal,
            Comment.proposal_kind,
            Comment.rationale,
            Comment.edition,
        )
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
            func.count().filter((first.c.proposal != "") | first.c.proposal_kind.in_(DELETIONS)),
            func.count().filter(first.c.rationale != ""),
            func.count().filter(first.c.edition > 1),
            func.count().filter(kept),
        ).select_from(first)
    ).one()
    return FirstComments(*row)
