"""Every comment is screened when it is submitted or amended, and counted no more when it is withdrawn."""

import time
from collections import Counter
from collections.abc import Collection, Sequence

from consult.core.declarations import declare, listed_in
from consult.core.events import handles
from consult.core.outbox import BatchTooLarge, handle_rest_later
from consult.screening import actions, queries
from consult.submissions.models import Comment

declare("RENAMED", "consult.moderation.jobs.screen")  # its name in deliveries that earlier versions stored


@handles("submissions.submitted", "submissions.amended")
@listed_in("HANDLER_QUEUES")
def screen(event_id: int) -> None:
    """Screen the comments of the submission that an event is about. Idempotent."""
    screen_batch([event_id])


@listed_in("BATCH_HANDLERS")
def screen_batch(event_ids: Collection[int]) -> None:
    """Screen the comments of the submissions that events of one consultation are about, at once. Idempotent.

    Raises BatchTooLarge where several have more than MOST comments together: that would take too long for one attempt;
    or one of several has more than SLICE, for which the others would wait. Of one submission as many are screened as
    there is time for, and the rest in later transactions.
    """
    comments = queries.to_screen(event_ids, MOST + 1)
    largest = max(Counter(one.submission_id for one in comments).values(), default=0)
    if largest > SLICE and len(event_ids) == 1:
        _screen_in_slices(comments)
    elif largest > SLICE or len(comments) > MOST:
        raise BatchTooLarge
    else:
        actions.screen_all(comments)


def _screen_in_slices(comments: Sequence[Comment]) -> None:
    ends = time.monotonic() + SECONDS
    for at in range(0, len(comments), SLICE):
        if at and time.monotonic() > ends:
            handle_rest_later()
            return
        actions.screen_all(comments[at : at + SLICE])
    if len(comments) > MOST:
        handle_rest_later()


MOST = 500
"""Comments that are screened in one transaction, at most."""

SLICE = 20
"""Comments of one large submission that are screened without a look at the clock: each may have thousands to be
compared with."""

SECONDS = 3.0
"""After this time what was screened of a large submission is stored, and the rest waits for its turn."""


@handles("submissions.withdrawn", "submissions.comment_withdrawn")
@listed_in("HANDLER_QUEUES")
def leave_out(event_id: int) -> None:
    """Count the withdrawn comments of the submission that an event is about with no others. Idempotent."""
    actions.leave_out(queries.withdrawn_of_event(event_id))
