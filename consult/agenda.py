"""Three tables of everything that follows by itself: gates before verbs, jobs after events, jobs of the clock."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from consult.core import mail, queue
from consult.core.events import Handler
from consult.core.gates import Gate
from consult.core.queue import Periodic

BEFORE: Mapping[str, Sequence[Gate]] = {}

AFTER: Mapping[str, Sequence[Handler]] = {}

EVERY: Sequence[Periodic] = (
    Periodic(queue.sweep, timedelta(seconds=15)),
    Periodic(mail.sweep, timedelta(seconds=15)),
)
