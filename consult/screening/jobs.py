"""Every comment is screened when it is submitted or amended, and counted no more when it is withdrawn."""

from collections.abc import Sequence

from consult.screening import actions, queries


def screen(event_id: int) -> None:
    """Screen the comments of the submission that an event is about. Idempotent."""
    screen_batch([event_id])


def screen_batch(event_ids: Sequence[int]) -> None:
    """Screen the comments of the submissions that events of one consultation are about, at once. Idempotent."""
    actions.screen_all(queries.comments_of_events(event_ids))


def leave_out(event_id: int) -> None:
    """Count the withdrawn comments of the submission that an event is about with no others. Idempotent."""
    actions.leave_out(queries.withdrawn_of_event(event_id))
