"""How long a decision waits before it takes effect, and can be undone; set once, when the application is made.
Decisions that wait are made and undone in `actions.pending_decisions` and `actions.pending_attachment_decisions`."""

from datetime import timedelta

_time = [timedelta(0)]


def wire(seconds: int) -> None:
    """Tell how many seconds there are (the setting UNDO_SECONDS); with 0 every decision takes effect at once."""
    _time[:] = [timedelta(seconds=seconds)]


def time() -> timedelta:
    """How long a decision waits."""
    return _time[0]
