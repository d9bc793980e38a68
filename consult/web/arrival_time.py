"""When a request had reached us, which is what counts for a deadline: not when we got round to it.

In a crowd requests wait in line before a worker takes them up. A trusted proxy that reads each request whole before it
hands it on can say when that was, in a header of its own ("t=1764064800.123", as nginx writes with `t=$msec`); it has
to overwrite whatever a client sends under that name. Without such a proxy it is when the web server had the whole of
it, by the database's clock: our own server says how long ago that was.

After an outage a request may come a second time. What it says then about its first arrival is in `web.resent_requests`.
"""

import logging
import re
import time
from datetime import UTC, datetime, timedelta

from flask import Flask, current_app, g, request

from consult.core import clock
from consult.web.origins import SAFE
from consult.web.request_sizes import beginning

log = logging.getLogger(__name__)

RECEIVED = "consult.received"
"""The key of the WSGI environment that holds when the whole request was there, in seconds of `time.monotonic`."""

LONGEST_LINE = timedelta(minutes=2)
"""What a proxy says lies longer ago is not believed: it would have given up before."""

_SAID = re.compile(r"(?:t=)?(\d{10})(\.\d{1,6})?", re.ASCII)


def received_at() -> datetime:
    """The moment at which the whole of this request had reached us; the same however often it is asked."""
    if "arrived_at" not in g:
        g.arrived_at = _received_at()
    found: datetime = g.arrived_at
    return found


def _received_at() -> datetime:
    if request.method == "POST":
        beginning(request.form, "key", 1)  # read to its end, and never refused for what it says
    now = clock.now()
    header = current_app.config["ARRIVAL_HEADER"]
    said = _SAID.fullmatch(request.headers.get(header, "")) if header else None
    if said is None:
        return now - _waited()
    at = datetime.fromtimestamp(int(said[1]), UTC) + timedelta(seconds=float(said[2] or 0))
    return at if now - LONGEST_LINE <= at <= now else now - _waited()


def _waited() -> timedelta:
    """How long this request has waited for a thread and its turn since all of it was there."""
    received = request.environ.get(RECEIVED)
    return timedelta(seconds=time.monotonic() - received) if received is not None else timedelta(0)


class WrongClock(Exception):
    """This host's clock differs so much from the database's that it takes nothing."""


def has_right_clock() -> bool:
    """Whether this host's clock differs little enough from the database's."""
    return abs(clock.skew()) <= timedelta(seconds=current_app.config["MAX_CLOCK_SKEW_SECONDS"])


def tell_a_wrong_clock() -> None:
    """Say in the log where the clock is wrong: at the start, that someone sees it before people do."""
    if not has_right_clock():
        log.error("the clock of this host differs from the database's by %s: it takes nothing", clock.skew())


class Unprotected(RuntimeError):
    """The site is reached directly, by a server without limits on slow clients."""


def register(app: Flask) -> None:
    """Have `app` take nothing while the clock is wrong, or where nothing protects it from slow clients."""

    @app.before_request
    def only_with_a_right_clock() -> None:
        if request.method not in SAFE and not has_right_clock():
            raise WrongClock

    if not app.config["DIRECTLY_REACHED"] or app.config["ENVIRONMENT"] != "production":
        return

    @app.before_request
    def only_behind_our_front() -> None:
        if RECEIVED not in request.environ:
            raise Unprotected("DIRECTLY_REACHED is on: start the site with python -m consult.server")
