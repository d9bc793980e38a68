"""Summaries and their editions, who wrote in them, and notices that the response comes later."""

from collections.abc import Sequence

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import joinedload

from consult.consultations.lifecycle import PUBLIC
from consult.consultations.lifecycle import State as ConsultationState
from consult.consultations.models import Consultation
from consult.core.database import db
from consult.core.events import Event
from consult.core.words import N_
from consult.responses.lifecycle import EDITABLE, State
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


def obstacle(consultation: Consultation) -> str:
    """Why answers cannot change now, in words to be translated; "" where they can: the consultation is public, and no
    summary waits, is approved or is the newest published."""
    if consultation.state not in PUBLIC or consultation.state == ConsultationState.WITHDRAWN:
        return N_("There is nothing to answer: the consultation is not announced, or was withdrawn.")
    summary = latest(consultation.id)
    if summary is None or summary.state in EDITABLE:
        return ""
    if summary.state == State.PUBLISHED:
        return N_("The response is published. Begin a new edition to change answers.")
    return N_("The summary waits for approval or publication. Send it back to change answers.")


def editions(consultation_id: int) -> Sequence[Summary]:
    """The published editions, the newest first."""
    rows = select(Summary).where(Summary.consultation_id == consultation_id, Summary.state == State.PUBLISHED)
    return db.session.execute(rows.order_by(Summary.edition.desc())).scalars().all()


def published(consultation_id: int) -> Summary | None:
    """The newest published edition, or None."""
    return next(iter(editions(consultation_id)), None)


_WRITTEN = ("responses.drafted", "responses.edited")
_ANSWERED = tuple(f"responses.{what}" for what in ("answered", "grouped", "opened", "changed", "removed"))


def hands(summary: Summary) -> set[int]:
    """Ids of everybody who wrote something of this edition, or of the answers and issues that it publishes."""
    rows = select(Event.actor_id).where(
        Event.consultation_id == summary.consultation_id,
        or_(and_(Event.subject == subject_of(summary), Event.name.in_(_WRITTEN)), Event.name.in_(_ANSWERED)),
    )
    return {summary.author_id} | {found for found in db.session.execute(rows).scalars() if found is not None}


def subject_of(summary: Summary) -> str:
    """The reference of a summary in the log."""
    return f"{summary.consultation.slug}/response/{summary.edition}"


def holding_notices(consultation_id: int) -> Sequence[HoldingNotice]:
    """Notices that the response comes later, the newest first."""
    rows = select(HoldingNotice).where(HoldingNotice.consultation_id == consultation_id)
    return db.session.execute(rows.order_by(HoldingNotice.id.desc())).scalars().all()
