"""The tick: asks workers for the jobs of the clock when they are due. However many are started, one leads.

Most jobs find nothing most of the time. The tick asks the database, in one statement for all that are due, which of
them have anything to do (`Periodic.waits`), and wakes workers for these alone. Nothing needs to be heard for that: what
waits is a row.

The leader holds a lease and renews it whenever a job is due, and every RENEWAL seconds at least. One that is stopped,
or cannot reach the database, loses it after LEASE seconds, and another goes on; what it asks for when it comes back
carries an old fence, and is not done.
"""

import logging
import os
import signal
import socket
import time
from collections.abc import Sequence
from functools import lru_cache
from uuid import uuid4

from sqlalchemy import TextClause, select, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import SQLAlchemyError

from consult.core import job_timeouts, leases, watchdog
from consult.core.database import read_alone
from consult.core.queue import PeriodicJob, notifier, periodic

log = logging.getLogger(__name__)

TICK = "tick"
"""The name of the leader's lease."""

LEASE = 10.0
"""Seconds after which a leader that gives no sign of life is replaced."""

RENEWAL = 2.5
"""Seconds after which the leader renews its lease where no job is due."""

RUN = 120.0
"""Seconds that one run of a job of the clock may take; for so long one that died keeps others from starting."""


def tick(stop_after: float | None = None) -> None:
    """Ask for each job of `agenda.PERIODIC_JOBS` when it is due, while leading, until told to stop."""
    stopping: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _frame: stopping.append(number))
    me, last = f"{socket.gethostname()} {os.getpid()} {uuid4().hex}", dict[str, float]()
    started = time.monotonic()
    while not stopping and (stop_after is None or time.monotonic() - started < stop_after):
        watchdog.alive()
        with notifier().context():
            try:
                _tick_once(me, last)
            except Exception as trouble:  # noqa: BLE001 -- the database went away: come back when it does
                log.warning("the tick could not reach the database (%s)", type(trouble).__name__)
        time.sleep(1)
    with notifier().context():
        try:
            leases.give_back(TICK, me)
        except SQLAlchemyError as trouble:  # then another leads once the lease is over
            log.warning("the tick could not give its lease back (%s)", type(trouble).__name__)


def _tick_once(me: str, last: dict[str, float]) -> None:
    """One turn; `last`: when the lease was renewed and each job was last asked for, where this process leads."""
    began = time.monotonic()
    due = [
        one for one in periodic().values() if began - last.get(one.name, -1e9) >= one.every.total_seconds()
    ]
    if not due and began - last.get(TICK, -1e9) < RENEWAL:
        return
    fence = leases.take(TICK, me, LEASE)
    if fence is None:
        last.clear()
        return
    last[TICK] = began
    spared = idle([one for one in due if one.waits is not None])
    last.update(dict.fromkeys(spared, began))
    due = [one for one in due if one.name not in spared]
    running = leases.held() if due else set()
    for one in due:
        if time.monotonic() - began > LEASE / 2:
            return  # this process stood still meanwhile: another may lead
        if f"job {one.name}" in running or _ask_for(one, fence):
            last[one.name] = began


def idle(jobs: Sequence[PeriodicJob]) -> set[str]:
    """The names of those of `jobs` that have nothing to do; none where the database does not say so in time."""
    if not jobs:
        return set()
    try:
        (found,) = read_alone(_what_waits(tuple(jobs)), {})
    except SQLAlchemyError as trouble:  # then each of them looks for itself, and may take longer
        log.warning("the database did not tell what waits (%s)", type(trouble).__name__)
        return set()
    return {one.name for one, waits in zip(jobs, found, strict=True) if not waits}


@lru_cache(maxsize=64)
def _what_waits(jobs: tuple[PeriodicJob, ...]) -> TextClause:
    """The statement of one row that tells of each of `jobs` whether it has anything to do.

    Its values are written out: PostgreSQL finds what waits by indexes of such rows alone, and only where it knows that
    the condition is theirs.
    """
    conditions = [one.waits(*one.arguments) for one in jobs if one.waits is not None]
    columns = [condition.label(f"waits_{number}") for number, condition in enumerate(conditions)]
    words = select(*columns).compile(
        dialect=postgresql.dialect(paramstyle="named"),  # type: ignore[no-untyped-call]
        compile_kwargs={"literal_binds": True},
    )
    return text(str(words))


def _ask_for(one: PeriodicJob, fence: int) -> bool:
    if one.alone:
        return notifier().notify_once("consult.core.tick.run", one.name, fence, on=one.on, same=one.name)
    return notifier().notify_once(one.function, *one.arguments, on=one.on)


def run(name: str, fence: int) -> None:
    """Run one job of the clock, unless it runs already or a tick asked for it that leads no more."""
    holder = uuid4().hex
    with notifier().context():
        if fence < leases.fence(TICK) or leases.take(f"job {name}", holder, RUN) is None:
            return
        try:
            with job_timeouts.within(RUN):
                periodic()[name].job(*periodic()[name].arguments)
        finally:
            leases.give_back(f"job {name}", holder)
