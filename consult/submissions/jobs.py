"""What follows a submission: the receipt by mail. An event's id in."""

from consult.submissions import actions, queries


def acknowledge(event_id: int) -> None:
    """Mail the receipt of what was submitted."""
    submission = queries.submitted_in(event_id)
    if submission is not None:
        actions.acknowledge(submission)
