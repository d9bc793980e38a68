"""What the clock does to consultations: nothing but telling; the phase itself follows from the dates."""

from consult.consultations import actions, queries


def announce_phases() -> None:
    """Tell of every opening, closing and reminder that nobody was told of yet. Periodic."""
    for identifier, name in queries.due_to_be_told():
        actions.tell_phase(identifier, name)
