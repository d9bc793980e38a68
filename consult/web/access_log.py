"""A line and a measure for each request: what was asked of which rule, what was answered, how long it took.

The rule stands for the path, which may hold a code that opens something. Neither the address of the caller nor their
browser is kept. Each request has an id, which is sent back and carried by all that the request starts.
"""

import logging
import time
from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask, request

from consult.core import log_lines, metrics, request_ids
from consult.web.arrival_time import RECEIVED

HEADER = "X-Request-ID"

NO_RULE = "no rule"
"""The rule of what is none of our addresses."""

_RULE = "consult.rule"
"""The key of the WSGI environment that holds the rule of the address, once it is known."""

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

_log = logging.getLogger("consult.access")

Start = Callable[..., Callable[[bytes], Any]]


def tell(method: str, rule: str, status: int, seconds: float, size: int) -> None:
    """Measure a request that was answered, and log it. `size` is that of the body, in bytes."""
    known = method if method in _METHODS else "other"
    metrics.request(known, rule, status, seconds)
    took = round(seconds * 1000, 1)
    log_lines.tell(_log, "request", method=known, route=rule, status=status, duration_ms=took, bytes=size)


class Access:
    """WSGI around `application`: gives each request its id, and tells of it once it is answered."""

    def __init__(self, application: Any, *, trusts_proxy: bool) -> None:
        self.application = application
        self.trusts_proxy = trusts_proxy

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        """Answer one request."""
        said = environ.get("HTTP_X_REQUEST_ID", "") if self.trusts_proxy else ""
        identifier = request_ids.taken_or_made(said)
        began = environ.get(RECEIVED) or time.monotonic()
        environ[_RULE] = "/assets/<name>" if environ["PATH_INFO"].startswith("/assets/") else NO_RULE
        answered = _AnswerStart()

        with request_ids.carried(identifier):
            try:
                start = answered.listening(start_response, identifier)
                pieces: Iterable[bytes] = self.application(environ, start)
            except BaseException:
                _tell(environ, answered, began, 0)
                raise
            if answered.size is not None:
                _tell(environ, answered, began, answered.size)
                return pieces

        def is_sent(size: int) -> None:
            with request_ids.carried(identifier):
                _tell(environ, answered, began, size)

        return _CountedBody(pieces, is_sent)


def _tell(environ: dict[str, Any], answered: "_AnswerStart", began: float, size: int) -> None:
    method = environ["REQUEST_METHOD"]
    sent = 0 if method == "HEAD" or answered.status in {204, 304} else size
    tell(method, environ[_RULE], answered.status, time.monotonic() - began, sent)


class _AnswerStart:
    """What the application said when it began its answer."""

    status = 500
    size: int | None = None

    def listening(self, start_response: Start, identifier: str) -> Start:
        """`start_response`, listened to, with the id of the request among the headers."""

        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Callable[[bytes], Any]:
            self.status = int(status.split(" ", 1)[0])
            said = next((value for name, value in headers if name.lower() == "content-length"), "")
            self.size = int(said) if said.isdecimal() else 0 if self.status in {204, 304} else None
            return start_response(status, [*headers, (HEADER, identifier)], *more)

        return start


class _CountedBody:
    """An answer of which no one knew the size before: its bytes are counted as they leave."""

    def __init__(self, pieces: Iterable[bytes], tell_of: Callable[[int], None]) -> None:
        self.pieces = pieces
        self.tell_of = tell_of
        self.size = 0

    def __iter__(self) -> Any:
        for piece in self.pieces:
            self.size += len(piece)
            yield piece

    def close(self) -> None:
        """The answer has left, or no one waits for it any more."""
        try:
            if hasattr(self.pieces, "close"):
                self.pieces.close()
        finally:
            self.tell_of(self.size)


def register(app: Flask) -> None:
    """Tell of every request of `app`; after all that wraps it."""

    def know_the_rule() -> None:
        request.environ[_RULE] = request.url_rule.rule if request.url_rule else NO_RULE

    app.before_request_funcs.setdefault(None, []).insert(0, know_the_rule)
    if not app.config["ACCESS_LOG"]:
        logging.getLogger("consult.access").setLevel(logging.WARNING)
    hops = app.config["PROXY_COUNT"]
    app.wsgi_app = Access(app.wsgi_app, trusts_proxy=bool(hops))  # type: ignore[method-assign]
