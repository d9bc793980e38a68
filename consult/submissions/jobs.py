"""What follows a submission: the receipt by email. An event's id in."""

from consult.submissions import actions, queries


def acknowledge(event_id: int) -> None:
    """Email the receipt of what was submitted."""
    submission = queries.submitted_in(event_id)
    if submission is not None:
        actions.email_receipt(submission)
