"""Three tables of everything that follows by itself: gates before verbs, jobs after events, jobs of the clock."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from consult.core import mail, queue
from consult.core.events import Handler
from consult.core.gates import Gate
from consult.core.queue import Periodic
from consult.notifications import jobs as notifications
from consult.notifications.audience import DECISIONS, TELLINGS

BEFORE: Mapping[str, Sequence[Gate]] = {}

AFTER: Mapping[str, Sequence[Handler]] = {
    **dict.fromkeys(TELLINGS, [notifications.tell]),
    **dict.fromkeys(DECISIONS, [notifications.tell_submitter]),
}

EVERY: Sequence[Periodic] = (
    Periodic(queue.sweep, timedelta(seconds=15)),
    Periodic(mail.sweep, timedelta(seconds=15)),
)
