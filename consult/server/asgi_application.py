"""The ASGI application in front of the WSGI application: it waits for slow clients, so that no thread has to.

The event loop receives a request whole, a thread answers it whole, and the event loop sends the answer. Threads are few
and hold a database connection; what a client does slowly costs a little memory and one connection.
"""

import asyncio
import io
import logging
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from consult.core import request_ids
from consult.server import heartbeat, wsgi_bridge
from consult.server.request_bodies import Bodies, ClientLeft, Pace, Receive, TooLarge, TooSlow
from consult.server.worker_limits import Limits
from consult.web import access_log
from consult.web.arrival_time import RECEIVED

log = logging.getLogger(__name__)

Send = Callable[[dict[str, Any]], Awaitable[None]]

_REFUSALS = {
    400: "The request is not complete.",
    408: "The request did not arrive in time.",
    413: "The request is too large.",
}


class AsgiApplication:
    """Serves `application`, which is WSGI, with `limits.threads` threads."""

    def __init__(self, application: wsgi_bridge.WsgiApplication, limits: Limits) -> None:
        self.application = application
        self.limits = limits
        pace = Pace(limits.body_grace, limits.body_rate, limits.body_longest)
        self.bodies = Bodies(pace, limits.largest_body, limits.most_bodies)
        self.threads = ThreadPoolExecutor(limits.threads, "request")
        self.most_large = max(1, limits.threads - 1)
        self.large_turns = asyncio.Semaphore(self.most_large)
        """Large requests take turns, so that a thread is left for others; to store a file takes as long as the disk."""
        self.large_waiting = 0
        self.busy: dict[object, tuple[float, bool]] = {}
        """When each request that a thread works on was begun, and whether it is large."""

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Serve one connection of the ASGI server."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._serve(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        beating = asyncio.ensure_future(heartbeat.beat(self.is_well))
        await send({"type": "lifespan.startup.complete"})
        await receive()
        beating.cancel()
        await send({"type": "lifespan.shutdown.complete"})

    def is_well(self) -> bool:
        """Whether requests get done: False where all threads are busy with one for too long, or all that large ones may
        have while another large one waits."""
        long_ago = time.monotonic() - self.limits.stuck_seconds
        stuck = [is_large for began, is_large in list(self.busy.values()) if began < long_ago]
        has_turns = not self.large_waiting or sum(stuck) < self.most_large
        return len(stuck) < self.limits.threads and has_turns

    async def _serve(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        began = time.monotonic()
        try:
            environ = await self._environ(scope, receive)
        except TooSlow:
            await _refuse(scope, send, 408, began)
        except TooLarge:
            await _refuse(scope, send, 413, began)
        except ClientLeft:  # or sent what the server could not read on from, and still waits for an answer
            await _refuse(scope, send, 400, began)
        else:
            with environ["wsgi.input"]:
                answer = await (
                    self._in_turn(environ) if self._is_large(environ) else self._answered(environ)
                )
            try:
                await self._send(answer, scope["method"], send)
            except TimeoutError:
                log.info("a client did not read its answer")  # the server closes the connection

    async def _environ(self, scope: dict[str, Any], receive: Receive) -> dict[str, Any]:
        headers = dict(scope["headers"])
        declared = int(headers.get(b"content-length", b"0")) if b"transfer-encoding" not in headers else None
        if declared == 0:
            return self._stamped(wsgi_bridge.environ_of(scope, io.BytesIO(), None))
        if declared is not None and declared > self.limits.largest_body:
            return self._stamped(
                wsgi_bridge.environ_of(scope, io.BytesIO(), declared)
            )  # the application says so
        body = await self.bodies.receive(receive)
        size = body.seek(0, io.SEEK_END)
        body.seek(0)
        return self._stamped(wsgi_bridge.environ_of(scope, body, size))

    @staticmethod
    def _stamped(environ: dict[str, Any]) -> dict[str, Any]:
        environ[RECEIVED] = time.monotonic()
        return environ

    def _is_large(self, environ: dict[str, Any]) -> bool:
        """Whether a request carries files, of whatever size, or is as long as if it did."""
        has_files = environ.get("CONTENT_TYPE", "").lower().startswith("multipart/form-data")
        return has_files or int(environ.get("CONTENT_LENGTH", 0)) >= self.limits.large_body

    async def _in_turn(self, environ: dict[str, Any]) -> wsgi_bridge.Answer:
        self.large_waiting += 1
        try:
            await self.large_turns.acquire()
        finally:
            self.large_waiting -= 1
        try:
            return await self._answered(environ, is_large=True)
        finally:
            self.large_turns.release()

    async def _answered(self, environ: dict[str, Any], *, is_large: bool = False) -> wsgi_bridge.Answer:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.threads, self._answer, environ, is_large)

    def _answer(self, environ: dict[str, Any], is_large: bool) -> wsgi_bridge.Answer:
        this = object()
        self.busy[this] = (time.monotonic(), is_large)
        try:
            return wsgi_bridge.call(self.application, environ)
        finally:
            del self.busy[this]

    async def _send(self, answer: wsgi_bridge.Answer, method: str, send: Send) -> None:
        with answer.body as body:
            await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
            piece = body.read(wsgi_bridge.PIECE) if method != "HEAD" else b""
            if len(piece) < wsgi_bridge.PIECE:  # all of it: the server takes that at once
                await send({"type": "http.response.body", "body": piece, "more_body": False})
                return
            while len(piece) == wsgi_bridge.PIECE:
                await self._in_time(send({"type": "http.response.body", "body": piece, "more_body": True}))
                piece = body.read(wsgi_bridge.PIECE)
            await self._in_time(send({"type": "http.response.body", "body": piece, "more_body": False}))

    async def _in_time(self, sending: Awaitable[None]) -> None:
        async with asyncio.timeout(self.limits.send_seconds):
            await sending


async def _refuse(scope: dict[str, Any], send: Send, status: int, began: float) -> None:
    """Answer a request that did not come whole, and tell of it: the application does not hear of it."""
    body = f"<!doctype html><html lang=en><title>Consult</title><p>{_REFUSALS[status]}</p>".encode()
    headers = [
        (b"content-type", b"text/html; charset=utf-8"), (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"), (b"connection", b"close"), (b"x-content-type-options", b"nosniff"),
        (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    ]  # fmt: skip
    with request_ids.carried(request_ids.taken_or_made("")):
        headers.append((access_log.HEADER.lower().encode(), request_ids.present().encode()))
        access_log.tell(scope["method"], "not received", status, time.monotonic() - began, len(body))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})
