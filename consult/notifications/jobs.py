"""Telling people after something happened, and forgetting what they were told; an event's id in."""

from consult.notifications import actions, queries


def tell(event_id: int) -> None:
    """Tell everyone concerned by an event of a consultation."""
    event = queries.event(event_id)
    if event is None or event.consultation_id is None:
        return
    consultation = queries.consultation(event.consultation_id)
    if consultation is not None:
        actions.tell(event, consultation)


def forget_ties(event_id: int) -> None:
    """Names were forgotten: what inboxes say of whose they were leaves too."""
    event = queries.event(event_id)
    consultation = queries.consultation(event.consultation_id or 0) if event is not None else None
    if consultation is not None:
        actions.forget_ties(consultation)


def tell_what_waited(event_id: int) -> None:
    """An address was confirmed: tell it what no one could be told before."""
    event = queries.event(event_id)
    submission = queries.submission(event.data["submission"]) if event is not None else None
    if event is not None and submission is not None:
        actions.tell_what_waited(event, submission)


def tell_submitter(event_id: int) -> None:
    """Tell a submitter what a moderator decided about their comment."""
    event = queries.event(event_id)
    comment = queries.comment_of(event) if event is not None else None
    if event is not None and comment is not None:
        actions.tell_submitter(event, comment)


def tell_submitter_of_file(event_id: int) -> None:
    """Tell a submitter what was found or decided about an attachment."""
    event = queries.event(event_id)
    submission = queries.submission(event.data["submission"]) if event is not None else None
    if event is not None and submission is not None:
        actions.tell_submitter_of_file(event, submission)
