"""Every comment is screened when it is submitted or amended, and counted no more when it is withdrawn."""

from consult.screening import actions, queries


def screen(event_id: int) -> None:
    """Screen the comments of the submission that an event is about. Idempotent."""
    actions.screen_all(queries.comments_of_event(event_id))


def leave_out(event_id: int) -> None:
    """Count the withdrawn comments of the submission that an event is about with no others. Idempotent."""
    actions.leave_out(queries.withdrawn_of_event(event_id))
