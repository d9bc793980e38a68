"""The events of the clock: a consultation opened, closes soon, closed."""

from datetime import datetime

from consult.consultations import queries
from consult.consultations.actions.events import record_event
from consult.consultations.models import Consultation, next_stamp
from consult.core import clock
from consult.core.actions import action

SOME = 50
"""Consultations whose events are recorded in one transaction."""

_TOLD = {
    "consultations.opened": "told_opened_at",
    "consultations.closing_soon": "told_closing_at",
    "consultations.closed": "told_closed_at",
}


@action
def record_phase_events() -> bool:
    """Record that the clock opened, will soon close, or closed some consultations; whether more may be due."""
    due = queries.phase_events_due(SOME)
    for name, found in due.items():
        told = queries.last_event_times(name, [one.id for one in found]) if found else {}
        for consultation in found:
            _record_phase(name, consultation, told.get(consultation.id))
    return any(len(found) == SOME for found in due.values())


def _record_phase(name: str, consultation: Consultation, told_at: datetime | None) -> None:
    """Record the event, unless the previous release, which stored no mark of it, did so."""
    closes_at = consultation.closes_at if name == "consultations.closing_soon" else None
    if told_at is None or (closes_at is not None and told_at < closes_at - queries.CLOSING_SOON):
        record_event(name.partition(".")[2], consultation, None)
        consultation.stamp = next_stamp()
        told_at = clock.now()
    setattr(consultation, _TOLD[name], told_at)
