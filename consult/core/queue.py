"""The doorbell: RQ tells a worker that rows in PostgreSQL wait. What is lost here is rung again by the sweeper.

A job is handed an id at most, never a row; each is idempotent, so twice is once. A ring that was not heard yet stands
for all that follow: the worker that hears it does everything that waits, so a crowd neither fills the queue nor costs
a process for each of its letters. One queue per worker process (with several, RQ's pop can lose a job) and the JSON
serialiser (the default one unpickles what Redis hands it).
"""

import logging
import os
import signal
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from rq import Queue, Worker
from rq.serializers import JSONSerializer
from sqlalchemy import or_, select, text

from consult.core import clock, logs
from consult.core.actions import action
from consult.core.database import db
from consult.core.events import GRACE, Delivery, handler_named

log = logging.getLogger(__name__)

ATTEMPTS = 10
"""Tries before a delivery is given up and left for a person to see."""

BATCH = 20.0
"""Seconds after which a worker that still finds something waiting hands over to another turn."""

PAUSE_AFTER_FAILURE = 5.0
"""Seconds without trying Redis after it failed, so that a hanging Redis does not slow every request."""


@dataclass(frozen=True)
class Periodic:
    """A job of the clock: `job()` about every `every`; `agenda.EVERY` lists them."""

    job: Callable[[], None]
    every: timedelta

    @property
    def name(self) -> str:
        """Module and function, as the queue knows it."""
        return f"{self.job.__module__}.{self.job.__name__}"


class Doorbell:
    """The queue of one application; rings without ever failing its caller."""

    def __init__(self, url: str, name: str, context: Callable[[], AbstractContextManager[Any]]) -> None:
        self.name = name
        self.context = context
        self.ringing: Redis = Redis.from_url(
            url, socket_timeout=0.5, socket_connect_timeout=0.5, retry=Retry(NoBackoff(), 0)
        )
        self.waiting: Redis = Redis.from_url(url)
        self.queue = Queue(name, connection=self.ringing, serializer=JSONSerializer)
        self.silent_until = 0.0

    def ring(self, function: str, *arguments: Any, job_id: str | None = None) -> bool:
        """Have a worker call `function` with `arguments`; False where Redis cannot be reached now."""
        if time.monotonic() < self.silent_until:
            return False
        try:
            self.queue.enqueue(
                function, *arguments, job_id=job_id, job_timeout=600, result_ttl=0, failure_ttl=86400
            )
        except RedisError as trouble:
            self._fall_silent(trouble)
            return False
        return True

    def ring_once(self, function: str) -> bool:
        """Have a worker call `function`, which does all that waits; nothing where it is called already.

        False where Redis cannot be reached now.
        """
        if time.monotonic() < self.silent_until:
            return False
        last = f"{self.queue.key}:rung:{function}"
        try:
            rung = self.ringing.get(last)
            name = rung.decode() if isinstance(rung, bytes) else rung
            if name and self.ringing.lpos(self.queue.key, name) is not None:
                return True  # nobody heard it yet: whoever does finds what is waiting now, too
            job_id = uuid4().hex
            self.ringing.set(last, job_id, ex=3600)
        except RedisError as trouble:
            self._fall_silent(trouble)
            return False
        return self.ring(function, job_id=job_id)

    def _fall_silent(self, trouble: RedisError) -> None:
        self.silent_until = time.monotonic() + PAUSE_AFTER_FAILURE
        log.warning("the queue does not answer (%s); the sweeper will ring again", trouble)

    def is_answering(self) -> bool:
        """Whether Redis answers now."""
        try:
            return bool(self.ringing.ping())
        except RedisError:
            return False


_bell: list[Doorbell] = []
_periodic: dict[str, Periodic] = {}


def wire(bell: Doorbell, every: Sequence[Periodic]) -> None:
    """Use `bell` from now on; `every` is `agenda.EVERY`."""
    _bell[:] = [bell]
    _periodic.clear()
    _periodic.update({periodic.name: periodic for periodic in every})


def bell() -> Doorbell:
    """The application's doorbell."""
    return _bell[0]


def ring_deliveries(ids: Sequence[int]) -> None:
    """Ring for waiting deliveries."""
    if ids:
        bell().ring_once("consult.core.queue.deliver_all")


def do_all(function: str, waiting: Callable[[], Sequence[int]], do: Callable[[int], object]) -> None:
    """Do what waits, each once, and look again until nothing new waits; after BATCH seconds ring for another turn.

    `waiting` gives the ids of some that wait; `do` leaves alone what another worker is doing, and raises where going
    on makes no sense now.
    """
    ends, tried = time.monotonic() + BATCH, set[int]()
    while True:
        with bell().context():
            fresh = [identifier for identifier in waiting() if identifier not in tried]
        if not fresh:
            return
        for identifier in fresh:
            if time.monotonic() > ends:
                bell().ring_once(function)
                return
            tried.add(identifier)
            do(identifier)


# -- what workers run ------------------------------------------------------------------------------------------------


def deliver_all() -> None:
    """Handle every delivery that waits."""
    do_all("consult.core.queue.deliver_all", _waiting, deliver)


def _waiting() -> Sequence[int]:
    rows = (
        select(Delivery.id)
        .where(
            Delivery.done_at.is_(None),
            Delivery.given_up_at.is_(None),
            or_(Delivery.attempts == 0, Delivery.due_at <= clock.now()),
        )
        .order_by(Delivery.due_at, Delivery.id)
        .limit(200)
    )
    return db.session.execute(rows).scalars().all()


def deliver(identifier: int) -> None:
    """Handle one delivery; what fails waits longer each time and is given up after ATTEMPTS."""
    with bell().context():
        try:
            _handle(identifier)
        except Exception as trouble:
            log.exception("delivery %s failed", identifier)
            _put_off(identifier, logs.facts(trouble))


class UnknownHandler(Exception):
    """This worker's version has no such handler."""


@action
def _handle(identifier: int) -> None:
    delivery = _locked(identifier)
    if delivery is None:
        return
    handler = handler_named(delivery.handler)
    if handler is None:  # a version of tomorrow wrote it, or one of yesterday: another worker may know
        raise UnknownHandler
    handler(delivery.event_id)
    delivery.done_at = clock.now()


@action
def _put_off(identifier: int, error: str) -> None:
    delivery = _locked(identifier)
    if delivery is None:
        return
    delivery.attempts += 1
    delivery.error = error[:2000]
    delivery.due_at = clock.now() + timedelta(seconds=min(15 * 2**delivery.attempts, 3600))
    if delivery.attempts >= ATTEMPTS:
        delivery.given_up_at = clock.now()


def _locked(identifier: int) -> Delivery | None:
    waiting = select(Delivery).where(
        Delivery.id == identifier, Delivery.done_at.is_(None), Delivery.given_up_at.is_(None)
    )
    return db.session.execute(waiting.with_for_update(skip_locked=True)).scalar_one_or_none()


def sweep() -> None:
    """Ring again for deliveries whose bell was lost. Periodic."""
    overdue = (
        select(Delivery.id)
        .where(
            Delivery.done_at.is_(None), Delivery.given_up_at.is_(None), Delivery.due_at < clock.now() - GRACE
        )
        .limit(1)
    )
    ring_deliveries(db.session.execute(overdue).scalars().all())


def run_periodic(name: str) -> None:
    """Run one job of the clock."""
    with bell().context():
        _periodic[name].job()


# -- the two long-running processes ----------------------------------------------------------------------------------


class PreloadedWorker(logs.Discreet, Worker):
    """A worker whose horses inherit the loaded application instead of importing it for every job."""

    max_connection_wait_time = 5.0
    """Seconds between two tries while Redis is away."""

    def main_work_horse(self, job: Any, queue: Any) -> None:
        """Leave the parent's database connections to the parent."""
        with bell().context():
            db.engine.dispose(close=False)
        super().main_work_horse(job, queue)


def work(burst: bool = False) -> None:
    """Serve the queue until told to stop; with `burst`, until it is empty."""
    worker = PreloadedWorker(
        [bell().name],
        connection=bell().waiting,
        serializer=JSONSerializer,
        job_monitoring_interval=5,
        maintenance_interval=30,
        worker_ttl=60,
    )
    worker.work(burst=burst, logging_level="WARNING", with_scheduler=False)


TICK_LOCK = 7_236_518_411
"""The advisory lock that makes the tick one of its kind, however many are started."""


def tick(stop_after: float | None = None) -> None:
    """Ring for each job of `agenda.EVERY` when it is due; a second tick waits for the first to go."""
    stopping: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _frame: stopping.append(number))
    last: dict[str, float] = {}
    started = time.monotonic()
    with bell().context():
        while not stopping and (stop_after is None or time.monotonic() - started < stop_after):
            try:
                _tick_while_leading(stopping, last, started, stop_after)
            except Exception as trouble:  # noqa: BLE001 -- the database went away: come back when it does
                log.warning("the tick lost its lock (%s: %s)", type(trouble).__name__, os.getpid())
                time.sleep(1)


def _tick_while_leading(
    stopping: list[int], last: dict[str, float], started: float, stop_after: float | None
) -> None:
    with db.engine.connect() as leading:
        while not stopping and (stop_after is None or time.monotonic() - started < stop_after):
            if leading.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": TICK_LOCK}).scalar_one():
                break
            leading.rollback()
            time.sleep(1)
        while not stopping and (stop_after is None or time.monotonic() - started < stop_after):
            leading.execute(text("SELECT 1"))
            leading.rollback()
            for periodic in _periodic.values():
                is_due = time.monotonic() - last.get(periodic.name, -1e9) >= periodic.every.total_seconds()
                if is_due and bell().ring("consult.core.queue.run_periodic", periodic.name):
                    last[periodic.name] = time.monotonic()
            time.sleep(0.5)
