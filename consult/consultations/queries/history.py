"""Events of a consultation, who took part in preparing it, and which events are due."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, DateTime, Row, Select, bindparam, func, or_, select

from consult.consultations.labels import RECORDED
from consult.consultations.lifecycle import State
from consult.consultations.models import Consultation
from consult.core import clock, queue
from consult.core.database import db
from consult.core.events import Event

CLOSING_SOON = timedelta(days=7)
"""How long before the deadline subscribers are reminded."""


def record(consultation: Consultation) -> Sequence[Row[*tuple[Any, ...]]]:
    """The public events of the consultation, in order."""
    rows = (
        select(Event.id, Event.name, Event.at, Event.data)
        .where(Event.consultation_id == consultation.id, Event.name.in_(RECORDED))
        .order_by(Event.id)
    )
    return db.session.execute(rows).all()


PREPARING_EVENTS = tuple(
    f"consultations.{what}"
    for what in (
        "prepared", "changed", "scope_attested", "document_added", "document_removed", "question_added",
        "question_changed", "question_removed", "reordered", "proposed", "language_added", "language_removed",
        "languages_chosen", "original_named", "pairs_decided", "translation_prepared", "original_language_stated",
    )
)  # fmt: skip
"""Events that make a person one of those who prepared it."""


def preparers(consultation: Consultation) -> frozenset[int]:
    """Ids of people who took part in preparing it; none of them may approve it."""
    rows = (
        select(Event.actor_id)
        .where(
            Event.consultation_id == consultation.id,
            Event.name.in_(PREPARING_EVENTS),
            Event.actor_id.is_not(None),
        )
        .distinct()
    )
    found = {actor for actor in db.session.execute(rows).scalars() if actor is not None}
    return frozenset(found | {consultation.author_id})


def sent_back(consultation: Consultation) -> Row[*tuple[Any, ...]] | None:
    """When and with which word (`data`) it was last sent back to preparation, or None."""
    rows = (
        select(Event.at, Event.data)
        .where(Event.consultation_id == consultation.id, Event.name == "consultations.sent_back")
        .order_by(Event.id.desc())
        .limit(1)
    )
    return db.session.execute(rows).one_or_none()


def last_event_at(consultation: Consultation, name: str) -> datetime | None:
    """When `name` was last recorded for the consultation, or None."""
    return db.session.execute(
        select(func.max(Event.at)).where(Event.consultation_id == consultation.id, Event.name == name)
    ).scalar_one()


_NOW: BindParameter[datetime] = bindparam("now", type_=DateTime(timezone=True))
_ANNOUNCED = select(Consultation).where(Consultation.state == State.ANNOUNCED)


def _due(now: ColumnElement[datetime]) -> dict[str, Select[Consultation]]:
    """By the name of the event, the consultations whose opening, deadline or reminder has no event yet. Each is found
    by an index of its own, however many consultations there are."""
    return {
        "consultations.opened": _ANNOUNCED.where(
            Consultation.opens_at <= now, Consultation.told_opened_at.is_(None)
        ).order_by(Consultation.opens_at),
        "consultations.closing_soon": _ANNOUNCED.where(
            Consultation.closes_at > now,
            Consultation.closes_at <= now + CLOSING_SOON,
            Consultation.closes_at - Consultation.opens_at > 2 * CLOSING_SOON,
            or_(
                Consultation.told_closing_at.is_(None),
                Consultation.told_closing_at < Consultation.closes_at - CLOSING_SOON,
            ),
        ).order_by(Consultation.closes_at),
        "consultations.closed": _ANNOUNCED.where(
            Consultation.closes_at <= now, Consultation.told_closed_at.is_(None)
        ).order_by(Consultation.closes_at),
    }


_DUE = _due(_NOW)
_IS_ANY_DUE = select(or_(*(rows.exists() for rows in _DUE.values())))


def phase_event_waits() -> ColumnElement[bool]:
    """The condition that a consultation has an opening, deadline or reminder without an event."""
    return or_(*(queue.has_rows(rows) for rows in _due(queue.NOW).values()))


def is_phase_event_due() -> bool:
    """Whether any consultation has an opening, deadline or reminder without an event: one statement, as the clock asks
    every few seconds and mostly in vain."""
    return bool(db.session.execute(_IS_ANY_DUE, {"now": clock.now()}).scalar_one())


def phase_events_due(limit: int) -> dict[str, Sequence[Consultation]]:
    """By the name of the event, some consultations whose opening, deadline or reminder has no event yet.

    Their rows are locked until the end of the action; rows locked by another transaction are left out.
    """
    now = clock.now()
    return {
        name: db.session.execute(
            rows.limit(limit).with_for_update(skip_locked=True, of=Consultation), {"now": now}
        )
        .scalars()
        .all()
        for name, rows in _DUE.items()
    }


def last_event_times(name: str, ids: Sequence[int]) -> dict[int, datetime]:
    """The time of the last event `name`, for each of these consultations that has one."""
    rows = select(Event.consultation_id, func.max(Event.at)).where(
        Event.consultation_id.in_(ids), Event.name == name
    )
    return {
        row[0]: row[1] for row in db.session.execute(rows.group_by(Event.consultation_id)).all() if row[0]
    }
