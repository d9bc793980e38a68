"""Every comment is screened when it is submitted or amended."""

from consult.screening import actions, queries


def screen(event_id: int) -> None:
    """Screen the comments of the submission that an event is about. Idempotent."""
    actions.screen_all(queries.comments_of_event(event_id))
