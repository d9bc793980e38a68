"""Summaries and their editions, who wrote in them, and notices that the response comes later."""

from collections.abc import Sequence

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import joinedload

from consult.core.database import db
from consult.core.events import Event
from consult.responses.lifecycle import Disposition
from consult.summaries.lifecycle import State
from consult.summaries.models import HoldingNotice, ResponseSummary


def latest(consultation_id: int) -> ResponseSummary | None:
    """The newest edition of the summary, whatever its state."""
    rows = (
        select(ResponseSummary)
        .where(ResponseSummary.consultation_id == consultation_id)
        .options(joinedload(ResponseSummary.author), joinedload(ResponseSummary.approved_by))
        .order_by(ResponseSummary.edition.desc())
        .limit(1)
    )
    return db.session.execute(rows).scalar_one_or_none()


def editions(consultation_id: int) -> Sequence[ResponseSummary]:
    """The published editions, the newest first."""
    rows = select(ResponseSummary).where(
        ResponseSummary.consultation_id == consultation_id, ResponseSummary.state == State.PUBLISHED
    )
    return db.session.execute(rows.order_by(ResponseSummary.edition.desc())).scalars().all()


def published(consultation_id: int) -> ResponseSummary | None:
    """The newest published edition, or None."""
    return next(iter(editions(consultation_id)), None)


_WRITTEN = ("responses.drafted", "responses.edited")
_ANSWERED = tuple(f"responses.{what}" for what in ("answered", "grouped", "opened", "changed", "removed"))


def hands(summary: ResponseSummary) -> set[int]:
    """Ids of everyone who wrote something of this edition, or of the responses and issues that it publishes."""
    rows = select(Event.actor_id).where(
        Event.consultation_id == summary.consultation_id,
        or_(and_(Event.subject == subject_of(summary), Event.name.in_(_WRITTEN)), Event.name.in_(_ANSWERED)),
    )
    return {summary.author_id} | {found for found in db.session.execute(rows).scalars() if found is not None}


def subject_of(summary: ResponseSummary) -> str:
    """The reference of a summary in the log."""
    return f"{summary.consultation.slug}/response/{summary.edition}"


def holding_notices(consultation_id: int) -> Sequence[HoldingNotice]:
    """Notices that the response comes later, the newest first."""
    rows = select(HoldingNotice).where(HoldingNotice.consultation_id == consultation_id)
    return db.session.execute(rows.order_by(HoldingNotice.id.desc())).scalars().all()


def disposition_counts(consultation_id: int) -> dict[Disposition, int]:
    """How many comments have each disposition, as the newest edition published them; none before the first."""
    newest = published(consultation_id)
    return {Disposition(k): n for k, n in newest.figures["dispositions"].items()} if newest else {}
