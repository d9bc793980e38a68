"""What follows a submission: the receipt by email. Ids of events in."""

from collections.abc import Mapping

from consult.core import request_ids
from consult.core.declarations import listed_in
from consult.core.events import handles
from consult.submissions import actions, queries


@handles("submissions.submitted")
def acknowledge(event_id: int) -> None:
    """Email the receipt of what was submitted."""
    acknowledge_batch({event_id: request_ids.present()})


@listed_in("BATCH_HANDLERS")
def acknowledge_batch(requests: Mapping[int, str]) -> None:
    """Email the receipts of what was submitted in several events, each for its request."""
    actions.email_receipts({made: requests[event_id] for event_id, made in queries.submitted_in(requests)})
