"""Rate limits: counted in Redis, in memory while Redis is away; never by counting rows."""

import time
from typing import Any, cast

from flask import Flask, current_app, request
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage, Storage, storage_from_string
from limits.strategies import SlidingWindowCounterRateLimiter
from redis.backoff import NoBackoff
from redis.retry import Retry

from consult.core.errors import Throttled
from consult.core.words import N_

PAUSE_AFTER_FAILURE = 5.0
"""Seconds of counting in memory after Redis failed, so that a hanging Redis does not slow every request."""


class Limits:
    """The counters of one application."""

    def __init__(self, url: str, is_on: bool) -> None:
        self.is_on = is_on
        self.memory: Storage = MemoryStorage()
        options: dict[str, Any] = {
            "socket_timeout": 0.5, "socket_connect_timeout": 0.5, "retry": Retry(NoBackoff(), 0)
        }  # fmt: skip
        shared = storage_from_string(_address(url), **options)
        self.shared = cast("Storage", shared)
        self.away_until = 0.0

    def hit(self, limit: RateLimitItem, *who: str) -> bool:
        """Count one try of `who`; False when that was one too many."""
        if not self.is_on:
            return True
        if time.monotonic() >= self.away_until:
            try:
                return SlidingWindowCounterRateLimiter(self.shared).hit(limit, *who)
            except Exception:  # noqa: BLE001 -- whatever ails Redis, limits go on in this process
                self.away_until = time.monotonic() + PAUSE_AFTER_FAILURE
        return SlidingWindowCounterRateLimiter(self.memory).hit(limit, *who)


def _address(url: str) -> str:
    return "redis+" + url if url.startswith("unix://") else url


def register(app: Flask) -> None:
    """Give `app` its counters."""
    app.extensions["limits"] = Limits(app.config["REDIS_URL"], app.config["RATE_LIMITS"])


def caller() -> str:
    """The network the request comes from: a /24, or a /48 for IPv6, so that nobody's whole address is kept."""
    address = request.remote_addr or "unknown"
    return ":".join(address.split(":")[:3]) if ":" in address else ".".join(address.split(".")[:3])


def limit(rate: str, *who: str) -> None:
    """Count one try of `who` against `rate` ("10 per hour"). Raises Throttled when it was one too many."""
    item = parse(rate)
    if not current_app.extensions["limits"].hit(item, *who):
        raise Throttled(
            N_("Too many tries. Please wait a little and try again."), seconds=int(item.get_expiry())
        )
