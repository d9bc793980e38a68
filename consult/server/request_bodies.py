"""Receiving a request's body without letting anyone be slow about it.

A body is read by the event loop, never by a thread: however many clients send theirs slowly, all threads stay free for
others. Each has to keep to a deadline and a minimum rate; where too many arrive at once, the oldest is given up.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import Any

Receive = Callable[[], Awaitable[dict[str, Any]]]

IN_MEMORY = 256 * 1024
"""Bytes of a body that are kept in memory; what is longer goes to a temporary file."""


class TooSlow(Exception):
    """The body did not arrive in time."""


class TooLarge(Exception):
    """The body is larger than the application takes."""


class ClientLeft(Exception):
    """The client closed the connection before its request was complete."""


@dataclass(frozen=True)
class Pace:
    """A body may take `grace` seconds, then `rate` bytes a second on average; `longest` seconds in all."""

    grace: float
    rate: float
    longest: float

    def ends(self, received: int) -> float:
        """Seconds after the beginning at which the next bytes have to be there, once `received` bytes are."""
        return min(self.grace + received / self.rate, self.longest)


class Bodies:
    """The bodies that are being received by one worker process; at most `most` at a time."""

    def __init__(self, pace: Pace, largest: int, most: int) -> None:
        self.pace = pace
        self.largest = largest
        self.most = most
        self.arriving: dict[asyncio.Task[Any], None] = {}

    async def receive(self, receive: Receive) -> "SpooledTemporaryFile[bytes]":
        """The whole body, rewound. Raises TooSlow, TooLarge or ClientLeft."""
        reading = asyncio.ensure_future(self._read(receive))
        self.arriving[reading] = None
        while len(self.arriving) > self.most:
            oldest = next(iter(self.arriving))
            del self.arriving[oldest]
            oldest.cancel()
        try:
            return await reading
        except asyncio.CancelledError:
            raise TooSlow from None
        finally:
            self.arriving.pop(reading, None)

    async def _read(self, receive: Receive) -> "SpooledTemporaryFile[bytes]":
        body: SpooledTemporaryFile[bytes] = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 -- closed by who gets it
        try:
            await self._copy(receive, body)
        except BaseException:
            body.close()
            raise
        return body

    async def _copy(self, receive: Receive, body: "SpooledTemporaryFile[bytes]") -> None:
        began, size, more = time.monotonic(), 0, True
        while more:
            message = await self._next(receive, began + self.pace.ends(size))
            size += len(message.get("body", b""))
            if size > self.largest:
                raise TooLarge
            body.write(message.get("body", b""))
            more = message.get("more_body", False)
        body.seek(0)

    async def _next(self, receive: Receive, until: float) -> dict[str, Any]:
        try:
            async with asyncio.timeout(max(0.0, until - time.monotonic())):
                message = await receive()
        except TimeoutError:
            raise TooSlow from None
        if message["type"] == "http.disconnect":
            raise ClientLeft
        return message
