"""The tick: asks workers for the jobs of the clock when they are due. However many are started, one leads.

The leader holds a lease and renews it every second. One that is stopped, or cannot reach the database, loses it after
LEASE seconds, and another goes on; what it asks for when it comes back carries an old fence, and is not done.
"""

import logging
import os
import signal
import socket
import time
from uuid import uuid4

from sqlalchemy.exc import SQLAlchemyError

from consult.core import job_timeouts, leases, watchdog
from consult.core.queue import Periodic, notifier, periodic

log = logging.getLogger(__name__)

TICK = "tick"
"""The name of the leader's lease."""

LEASE = 10.0
"""Seconds after which a leader that gives no sign of life is replaced."""

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
    began = time.monotonic()
    fence = leases.take(TICK, me, LEASE)
    if fence is None:
        last.clear()
        return
    due = [
        one for one in periodic().values() if began - last.get(one.name, -1e9) >= one.every.total_seconds()
    ]
    running = leases.held() if due else set()
    for one in due:
        if time.monotonic() - began > LEASE / 2:
            return  # this process stood still meanwhile: another may lead
        if f"job {one.name}" in running or _ask_for(one, fence):
            last[one.name] = began


def _ask_for(one: Periodic, fence: int) -> bool:
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
