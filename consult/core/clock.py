"""The one source of time: the clock of the database, which all hosts share.

A host's own clock may be wrong by seconds. So the database is asked for its time now and then (core.database), and in
between a clock that nobody sets counts on from there, also while the database is away.
"""

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

_set: ContextVar[datetime | None] = ContextVar("clock", default=None)


@dataclass(frozen=True)
class _Reading:
    at: datetime
    ticks: float


_database: list[_Reading] = []


def now() -> datetime:
    """This instant, in UTC: by the database's clock once it was asked, by this host's before."""
    return _set.get() or (_followed(_database[0]) if _database else datetime.now(UTC))


def ticks() -> float:
    """Seconds of a clock that nobody sets, which also runs while the host sleeps."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def follow(at: datetime, ticks: float) -> None:
    """Take the database's clock for ours: it showed `at` at `ticks`."""
    _database[:] = [_Reading(at.astimezone(UTC), ticks)]


def age() -> float:
    """Seconds since the database's clock was last asked; infinite where it never was."""
    return ticks() - _database[0].ticks if _database else math.inf


def skew() -> timedelta:
    """How far this host's own clock is ahead of the database's; zero where that was never asked."""
    return datetime.now(UTC) - _followed(_database[0]) if _database else timedelta(0)


def _followed(reading: _Reading) -> datetime:
    return reading.at + timedelta(seconds=ticks() - reading.ticks)


@contextmanager
def at(instant: datetime) -> Iterator[None]:
    """Act as if it were `instant`: how the demo and tests tell stories that take months."""
    token = _set.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _set.reset(token)
