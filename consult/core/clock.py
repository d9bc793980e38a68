"""The one source of time: the clock of the database, which all hosts share.

A host's own clock may be wrong by seconds. So the database is asked for its time now and then (core.database), and in
between a clock that no one sets counts on from there, also while the database is away.
"""

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

_set: ContextVar[datetime | None] = ContextVar("clock", default=None)


def ticks() -> float:
    """Seconds of a clock that no one sets, which also runs while the host sleeps."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


@dataclass(frozen=True)
class _Reading:
    """The database's clock showed `at` at `ticks`."""

    at: datetime
    ticks: float
    off_by: float
    """Seconds by which it may be wrong."""
    asked: float
    """The last time that the database was asked, by `ticks`."""

    def now(self) -> datetime:
        return self.at + timedelta(seconds=ticks() - self.ticks)


class _Database:
    """The database's clock as this process last read it; None before it did."""

    reading: _Reading | None = None


_database = _Database()


def now() -> datetime:
    """This instant, in UTC: by the database's clock once it was asked, by this host's before."""
    return _set.get() or true_now()


def true_now() -> datetime:
    """This instant as `now`, also while a story is told: for signatures, whose age is compared with later ones."""
    reading = _database.reading
    return reading.now() if reading else datetime.now(UTC)


GOOD = 0.1
"""Seconds by which a reading of the database's clock may be wrong without being doubted."""


def follow(at: datetime, ticks: float, off_by: float = 0.0) -> None:
    """Take the database's clock for ours: it showed `at` at `ticks`, give or take `off_by` seconds.

    A reading that is neither good nor better than the one before is not taken: on a busy host an answer may wait for
    many seconds, and no one knows when in between the clock showed that.
    """
    known = _database.reading
    if known is not None and off_by > max(GOOD, known.off_by):
        _database.reading = replace(known, asked=ticks)
    else:
        _database.reading = _Reading(at.astimezone(UTC), ticks, off_by, ticks)


def age() -> float:
    """Seconds since the database was last asked for the time; infinite where it never was."""
    reading = _database.reading
    return ticks() - reading.asked if reading else math.inf


def skew() -> timedelta:
    """How far this host's own clock is ahead of the database's; zero where that was never read."""
    reading = _database.reading
    return datetime.now(UTC) - reading.now() if reading else timedelta(0)


@contextmanager
def at(instant: datetime) -> Iterator[None]:
    """Act as if it were `instant`: how the demo and tests tell stories that take months."""
    token = _set.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _set.reset(token)
