"""How long the work at hand may take: written by the process that works, read by the one that watches over it.

The moment is kept in memory that both share after a fork. So a process that is stopped, or stuck where no signal
reaches it, is still found out.
"""

import mmap
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager

_shared = mmap.mmap(-1, 8)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """What is done inside has to be over within `seconds`; afterwards the deadline before it holds again."""
    before = _shared[:]
    _shared[:] = struct.pack("d", time.monotonic() + seconds)
    try:
        yield
    finally:
        _shared[:] = before


def has_passed() -> bool:
    """Whether the work at hand takes longer than it may."""
    (until,) = struct.unpack("d", _shared[:])
    return bool(until) and time.monotonic() > until
