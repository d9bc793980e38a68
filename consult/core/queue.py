"""The doorbell: RQ tells a worker that a row in PostgreSQL waits. What is lost here is rung again by the sweeper.

A job is handed an id, never a row; each is idempotent, so twice is once. One queue per worker process (with several,
RQ's pop can lose a job) and the JSON serialiser (the default one unpickles what Redis hands it).
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

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from rq import Queue, Worker
from rq.serializers import JSONSerializer
from sqlalchemy import select, text

from consult.core import clock
from consult.core.actions import action
from consult.core.database import db
from consult.core.events import GRACE, Delivery, handler_named

log = logging.getLogger(__name__)

ATTEMPTS = 10
"""Tries before a delivery is given up and left for a person to see."""

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
            self.silent_until = time.monotonic() + PAUSE_AFTER_FAILURE
            log.warning("the queue does not answer (%s); the sweeper will ring again", trouble)
            return False
        return True

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
    """Ring once for each waiting delivery."""
    for identifier in ids:
        if not bell().ring("consult.core.queue.deliver", identifier):
            return


# -- what workers run ------------------------------------------------------------------------------------------------


def deliver(identifier: int) -> None:
    """Handle one delivery; what fails waits longer each time and is given up after ATTEMPTS."""
    with bell().context():
        try:
            _handle(identifier)
        except Exception as trouble:
            log.exception("delivery %s failed", identifier)
            _put_off(identifier, f"{type(trouble).__name__}: {trouble}")


@action
def _handle(identifier: int) -> None:
    delivery = _locked(identifier)
    if delivery is None:
        return
    handler = handler_named(delivery.handler)
    if handler is not None:
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
        .order_by(Delivery.due_at)
        .limit(1000)
    )
    ring_deliveries(db.session.execute(overdue).scalars().all())


def run_periodic(name: str) -> None:
    """Run one job of the clock."""
    with bell().context():
        _periodic[name].job()


# -- the two long-running processes ----------------------------------------------------------------------------------


class PreloadedWorker(Worker):
    """A worker whose horses inherit the loaded application instead of importing it for every job."""

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
                if time.monotonic() - last.get(periodic.name, -1e9) >= periodic.every.total_seconds():
                    last[periodic.name] = time.monotonic()
                    bell().ring("consult.core.queue.run_periodic", periodic.name)
            time.sleep(0.5)
