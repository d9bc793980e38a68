"""Telling people after something happened, and forgetting what they were told; an event's id in."""

from consult.core.declarations import listed_in
from consult.core.events import handles
from consult.notifications import actions, queries
from consult.notifications.recipients import ABOUT_FILES, DECISIONS, RECIPIENTS


@handles(*RECIPIENTS)
@listed_in("HANDLER_QUEUES")
def tell(event_id: int) -> None:
    """Tell everyone concerned by an event of a consultation."""
    event = queries.event(event_id)
    if event is None or event.consultation_id is None:
        return
    consultation = queries.consultation(event.consultation_id)
    if consultation is not None:
        actions.tell(event, consultation)


@handles("submissions.forgotten")
@listed_in("HANDLER_QUEUES")
def forget_ties(event_id: int) -> None:
    """Names were forgotten: what inboxes say of whose they were leaves too."""
    event = queries.event(event_id)
    consultation = queries.consultation(event.consultation_id or 0) if event is not None else None
    if consultation is not None:
        actions.forget_ties(consultation)


@handles("submissions.address_confirmed")
def tell_what_waited(event_id: int) -> None:
    """An address was confirmed: tell it what no one could be told before."""
    event = queries.event(event_id)
    submission = queries.submission(event.data["submission"]) if event is not None else None
    if event is not None and submission is not None:
        actions.tell_what_waited(event, submission)


@handles(*DECISIONS)
def tell_submitter(event_id: int) -> None:
    """Tell a submitter what a moderator decided about their comment."""
    event = queries.event(event_id)
    comment = queries.comment_of(event) if event is not None else None
    if event is not None and comment is not None:
        actions.tell_submitter(event, comment)


@handles(*ABOUT_FILES)
def tell_submitter_of_file(event_id: int) -> None:
    """Tell a submitter what was found or decided about an attachment."""
    event = queries.event(event_id)
    submission = queries.submission(event.data["submission"]) if event is not None else None
    if event is not None and submission is not None:
        actions.tell_submitter_of_file(event, submission)
