"""Every comment is screened when it is submitted or amended, and counted no more when it is withdrawn."""

from collections.abc import Collection

from consult.core.outbox import BatchTooLarge
from consult.screening import actions, queries


def screen(event_id: int) -> None:
    """Screen the comments of the submission that an event is about. Idempotent."""
    screen_batch([event_id])


def screen_batch(event_ids: Collection[int]) -> None:
    """Screen the comments of the submissions that events of one consultation are about, at once. Idempotent.

    Raises BatchTooLarge where several have more than MOST comments together: that would take too long for one attempt.
    """
    comments = queries.comments_of_events(event_ids)
    if len(event_ids) > 1 and len(comments) > MOST:
        raise BatchTooLarge
    actions.screen_all(comments)


MOST = 500
"""Comments of several submissions that are screened at once, at most."""


def leave_out(event_id: int) -> None:
    """Count the withdrawn comments of the submission that an event is about with no others. Idempotent."""
    actions.leave_out(queries.withdrawn_of_event(event_id))
