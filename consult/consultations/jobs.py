"""The job of the clock for consultations: it records the events of phases, which follow from the dates alone."""

from consult.consultations import actions, queries
from consult.core import queue
from consult.core.declarations import listed_in


@listed_in("PERIODIC_JOBS")
def record_phase_events() -> None:
    """Record the event of every opening, deadline and reminder that has none yet. Periodic."""
    with queue.notifier().context():
        is_due = queries.is_phase_event_due()
    if is_due:
        queue.in_batches(actions.record_phase_events)


announce_phases = record_phase_events
"""The name by which the tick of the version before asks for this job, while both versions run."""
