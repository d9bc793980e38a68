"""Signs of life of the worker processes, through a pipe that the main process makes before it starts them.

A pipe needs no disk, no port and no clock that can be set. A process that is stopped, whose event loop is blocked, or
whose threads are stuck (see AsgiApplication.is_well) sends nothing.
"""

import asyncio
import os
from collections.abc import Callable
from contextlib import suppress

EVERY = 1.0
"""Seconds between two signs of life."""

_SIZE = 8
_pipe: list[int] = []


def open_pipe() -> None:
    """Make the pipe; in the main process, before any worker is forked."""
    _pipe[:] = os.pipe()
    for end in _pipe:
        os.set_blocking(end, False)


async def beat(is_well: Callable[[], bool]) -> None:
    """Send this process's signs of life as long as it `is_well`; nothing where no one listens."""
    while _pipe:
        if is_well():
            with suppress(
                BlockingIOError
            ):  # the main process does not read just now: it will find enough signs
                os.write(_pipe[1], os.getpid().to_bytes(_SIZE, "little"))
        await asyncio.sleep(EVERY)


def heard() -> set[int]:
    """The ids of the processes that have sent a sign of life since the last call."""
    try:
        signs = os.read(_pipe[0], 65536)
    except BlockingIOError:
        return set()
    return {int.from_bytes(signs[at : at + _SIZE], "little") for at in range(0, len(signs), _SIZE)}
