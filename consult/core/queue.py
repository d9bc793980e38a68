"""The queues: RQ tells workers that rows in PostgreSQL wait. What is lost here the tick asks for again.

There is one queue for each urgency, and a worker process serves one of them (with several, RQ's pop can lose a job).
A job is handed an id at most, never a row; each is idempotent, so twice is once. A job that still waits stands for all
that follow: the worker that hears it does everything that waits. The JSON serialiser is used because the default one
unpickles what Redis hands it.
"""

import logging
import time
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any, TypeVar
from uuid import uuid4

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from rq import Queue
from rq.serializers import JSONSerializer
from sqlalchemy import ColumnElement, Select, func, text

from consult.core import clock, declarations, request_ids

log = logging.getLogger(__name__)

ATTEMPTS = 10
"""Tries before something is given up and left for a person to see."""

BATCH = 5.0
"""Seconds after which a worker that still finds something waiting lets what else is in its queue have a turn."""

PAUSE_AFTER_FAILURE = 5.0
"""Seconds without trying Redis after it failed, so that a hanging Redis does not slow every request."""

LONGEST = 300
"""Seconds after which a job is ended, whatever it does; each of its items has a nearer deadline of its own."""


class Urgency(StrEnum):
    """The queues, the most urgent first."""

    EMAIL = "email"
    """Receipts and emails."""
    SCREENING = "screening"
    """Screening comments, telling followers."""
    JOBS = "jobs"
    """What people started and wait for: uploads, actions on many items."""
    MAINTENANCE = "maintenance"
    """What the clock starts."""


@dataclass(frozen=True)
class PeriodicJob:
    """A job of the clock: `job(*arguments)` about every `every`; `agenda.PERIODIC_JOBS` lists them.

    With `alone` it is not started while it runs. Those that only do what waits, and may run twice at once, need not be.
    `waits(*arguments)` is the condition, on the rows at NOW, that there is something to do: the tick asks for all such
    conditions in one statement, and wakes a worker only where one holds. Without it the job is started each time.
    """

    job: Callable[..., None]
    every: timedelta
    on: Urgency = Urgency.MAINTENANCE
    arguments: tuple[str, ...] = ()
    alone: bool = True
    waits: Callable[..., ColumnElement[bool]] | None = None

    @property
    def function(self) -> str:
        """Module and function, as the queue knows it."""
        return f"{self.job.__module__}.{self.job.__name__}"

    @property
    def name(self) -> str:
        """What tells it from the others."""
        return " ".join((self.function, *self.arguments))


class WorkerNotifier:
    """The queues of one application; asking for something never fails its caller."""

    def __init__(self, url: str, name: str, context: Callable[[], AbstractContextManager[Any]]) -> None:
        self.name = name
        self.context = context
        self.connection: Redis = Redis.from_url(
            url, socket_timeout=0.5, socket_connect_timeout=0.5, retry=Retry(NoBackoff(), 0)
        )
        self.blocking_connection: Redis = Redis.from_url(url)
        self.queues = {
            urgency: Queue(self.name_of(urgency), connection=self.connection, serializer=JSONSerializer)
            for urgency in Urgency
        }
        self.silent_until = 0.0
        self.linger = 0.0
        """Seconds that `do_all` waits for more once nothing waits; 0 but in a process whose work need not be done at
        once."""
        self.is_serving = False
        """Whether this process serves a queue until it is told to stop."""
        self.left_out = ""
        """The function that this process calls itself, and asks no one for."""
        self.last_jobs: dict[str, str] = {}
        """The job that was last seen or asked for, by the key in Redis under which its id is."""

    def name_of(self, urgency: Urgency) -> str:
        """The name of a queue in Redis."""
        return f"{self.name}-{urgency}"

    def notify(
        self, function: str, *arguments: Any, on: Urgency = Urgency.EMAIL, job_id: str | None = None
    ) -> bool:
        """Have a worker of the queue `on` call `function(*arguments)`; False where Redis cannot be reached now."""
        if time.monotonic() < self.silent_until:
            return False
        try:
            self.queues[on].enqueue(
                function, *arguments, job_id=job_id, job_timeout=LONGEST, result_ttl=0, failure_ttl=86400,
                meta={"request_id": request_ids.present()},
            )  # fmt: skip
        except RedisError as trouble:
            self._fall_silent(trouble)
            return False
        return True

    def notify_once(
        self, function: str, *arguments: Any, on: Urgency = Urgency.EMAIL, same: str | None = None
    ) -> bool:
        """Have `function(*arguments)` called, which does all that waits; nothing where that is asked for already.

        Calls are the same where function and arguments are, or `same`. False where Redis cannot be reached now.
        """
        if function == self.left_out:
            return True
        if time.monotonic() < self.silent_until:
            return False
        key = self.queues[on].key
        last = self._last_of(on, same or " ".join((function, *map(str, arguments))))
        try:
            job_name = self.connection.get(last)
            name = job_name.decode() if isinstance(job_name, bytes) else job_name
            if name and self.connection.lpos(key, name) is not None:
                self.last_jobs[last] = name
                return True  # no one heard it yet: anyone who does finds what is waiting now, too
            job_id = uuid4().hex
            self.connection.set(last, job_id, ex=3600)
        except RedisError as trouble:
            self._fall_silent(trouble)
            return False
        self.last_jobs[last] = job_id
        return self.notify(function, *arguments, on=on, job_id=job_id)

    @contextmanager
    def leaving_out(self, function: str) -> Iterator[None]:
        """Ask no one for `function` in this block, after which the caller does all that waits for it."""
        before, self.left_out = self.left_out, function
        try:
            yield
        finally:
            self.left_out = before

    def notify_queues_once(self, function: str, queues: Collection[Urgency]) -> bool:
        """`notify_once` in each of these queues with its name as the argument; one question to Redis where the jobs
        that this process knows wait in all of them."""
        if time.monotonic() < self.silent_until:
            return False
        known = {on: self.last_jobs.get(self._last_of(on, f"{function} {on.value}")) for on in queues}
        if all(known.values()):
            try:
                if self._are_waiting({self.queues[on].key: str(name) for on, name in known.items()}):
                    return True
            except RedisError as trouble:
                self._fall_silent(trouble)
                return False
        asked = [self.notify_once(function, on.value, on=on) for on in known]
        return all(asked)

    def _are_waiting(self, jobs: Mapping[str, str]) -> bool:
        """Whether all these jobs wait, by the keys of their queues; asked in one round trip, without the objects that a
        pipeline makes. Raises RedisError."""
        pool = self.connection.connection_pool
        connection: Any = pool.get_connection()
        try:
            connection.send_packed_command(connection.pack_commands([("LPOS", *one) for one in jobs.items()]))
            places = [connection.read_response() for _job in jobs]
        except BaseException:
            connection.disconnect()  # an answer that no one read would be that of the next question
            raise
        finally:
            pool.release(connection)
        return None not in places

    def _last_of(self, on: Urgency, call: str) -> str:
        return f"{self.queues[on].key}:rung:{call}"

    def _fall_silent(self, trouble: RedisError) -> None:
        self.silent_until = time.monotonic() + PAUSE_AFTER_FAILURE
        log.warning("the queue does not answer (%s); the tick will ask again", trouble)

    def is_answering(self) -> bool:
        """Whether Redis answers now."""
        try:
            return bool(self.connection.ping())
        except RedisError:
            return False


_notifier: list[WorkerNotifier] = []
_periodic: dict[str, PeriodicJob] = {}


def wire(worker_notifier: WorkerNotifier, every: Sequence[PeriodicJob]) -> None:
    """Use `worker_notifier` from now on; `every` is `agenda.PERIODIC_JOBS`."""
    declarations.holds_functions("PERIODIC_JOBS", (one.job for one in every))
    _notifier[:] = [worker_notifier]
    _periodic.clear()
    _periodic.update({periodic.name: periodic for periodic in every})


def notifier() -> WorkerNotifier:
    """The application's queues."""
    return _notifier[0]


def periodic() -> Mapping[str, PeriodicJob]:
    """The jobs of the clock, by name."""
    return _periodic


Item = TypeVar("Item", bound=Hashable)


def do_all(
    again: Callable[[], object], waiting: Callable[[], Sequence[Item]], do: Callable[[Item], object]
) -> None:
    """Do what waits, each once, and look again until nothing new waits; after BATCH seconds ask for another turn.

    Where something waited, `notifier().linger` seconds later it looks once more before it ends, so that what comes in
    meanwhile is done together, and not by a process for each.

    `waiting` gives the ids of some that wait, or tuples of those that are done together; `do` leaves alone what another
    worker is doing, and raises where going on makes no sense now. `again` asks for another turn. Each belongs to the
    request that wrote its row, and not to the one that was heard first.
    """
    ends, tried = time.monotonic() + BATCH, set[Item]()
    has_lingered = False
    while True:
        with notifier().context():
            fresh = [identifier for identifier in waiting() if identifier not in tried]
        if not fresh:
            linger = notifier().linger
            if has_lingered or not linger or not tried or time.monotonic() + linger > ends:
                return
            time.sleep(linger)
            has_lingered = True
            continue
        has_lingered = False
        for identifier in fresh:
            if time.monotonic() > ends:
                again()
                return
            tried.add(identifier)
            with request_ids.carried(""):
                do(identifier)


TIME = 20.0
"""Seconds after which a job of the clock leaves the rest for the next time."""


def in_batches(*jobs: Callable[[], bool]) -> None:
    """Call each of `jobs`, which does a bounded part and tells whether more may wait, until nothing does.

    After TIME what is left waits for the next time: no job of the clock runs for long.
    """
    ends = time.monotonic() + TIME
    for some in jobs:
        while time.monotonic() < ends and some():
            pass


def pause(attempts: int) -> timedelta:
    """How long something waits that failed for the `attempts`th time: half a minute at first, an hour at last."""
    return timedelta(seconds=min(15 * 2 ** min(attempts, 10), 3600))


NOW = func.statement_timestamp()
"""The present moment in a condition that is built once (`Periodic.waits`): the database's clock is ours."""


def has_rows(rows: Select[Any]) -> ColumnElement[bool]:
    """The condition that there is any of `rows`, in few words: which columns they have does not matter."""
    return rows.order_by(None).with_only_columns(text("1"), maintain_column_froms=True).exists()


def is_due(attempts: Any, due_at: Any, now: Any = None) -> Any:
    """The condition that a row waits no longer: it was never tried, or its pause is over (by `now`)."""
    return (attempts == 0) | (due_at <= (clock.now() if now is None else now))
