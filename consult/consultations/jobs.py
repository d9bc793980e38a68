"""What the clock does to consultations: nothing but telling; the phase itself follows from the dates."""

from consult.consultations import actions, queries
from consult.core import queue


def announce_phases() -> None:
    """Record the event of every opening, deadline and reminder that has none yet. Periodic."""
    with queue.notifier().context():
        is_due = queries.is_phase_event_due()
    if is_due:
        queue.in_batches(actions.tell_phases)
