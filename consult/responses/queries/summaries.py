"""Summaries and their editions, who wrote in them, and notices that the response comes later."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from consult.core.database import db
from consult.core.events import Event
from consult.responses.lifecycle import State
from consult.responses.models import HoldingNotice, Summary


def latest(consultation_id: int) -> Summary | None:
    """The newest edition of the summary, whatever its state."""
    rows = (
        select(Summary)
        .where(Summary.consultation_id == consultation_id)
        .options(joinedload(Summary.author), joinedload(Summary.approved_by))
        .order_by(Summary.edition.desc())
        .limit(1)
    )
    return db.session.execute(rows).scalar_one_or_none()


def editions(consultation_id: int) -> Sequence[Summary]:
    """The published editions, the newest first."""
    rows = select(Summary).where(Summary.consultation_id == consultation_id, Summary.state == State.PUBLISHED)
    return db.session.execute(rows.order_by(Summary.edition.desc())).scalars().all()


def published(consultation_id: int) -> Summary | None:
    """The newest published edition, or None."""
    return next(iter(editions(consultation_id)), None)


def hands(summary: Summary) -> set[int]:
    """Ids of everybody who wrote something of this edition."""
    rows = select(Event.actor_id).where(
        Event.subject == subject_of(summary), Event.name.in_(("responses.drafted", "responses.edited"))
    )
    return {summary.author_id} | {found for found in db.session.execute(rows).scalars() if found is not None}


def subject_of(summary: Summary) -> str:
    """The reference of a summary in the log."""
    return f"{summary.consultation.slug}/response/{summary.edition}"


def holding_notices(consultation_id: int) -> Sequence[HoldingNotice]:
    """Notices that the response comes later, the newest first."""
    rows = select(HoldingNotice).where(HoldingNotice.consultation_id == consultation_id)
    return db.session.execute(rows.order_by(HoldingNotice.id.desc())).scalars().all()
