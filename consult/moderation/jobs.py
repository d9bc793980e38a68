"""What follows by itself: every comment is screened when it is submitted or amended; an event's id in."""

from consult.moderation import actions, queries


def screen(event_id: int) -> None:
    """Screen the comments of the submission that an event is about; twice is once."""
    actions.screen_all(queries.comments_of_event(event_id))
