"""Rate limits: counted in Redis, in memory while Redis is away; never by counting rows."""

import hashlib
import hmac
import time
from collections.abc import Callable
from functools import cache
from ipaddress import ip_address, ip_network
from typing import Any, cast

from flask import Flask, current_app, request
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage, Storage, storage_from_string
from limits.strategies import SlidingWindowCounterRateLimiter
from redis.backoff import NoBackoff
from redis.retry import Retry

from consult.core.errors import Throttled
from consult.core.translatable import N_

PAUSE_AFTER_FAILURE = 5.0
"""Seconds of counting in memory after Redis failed, so that a hanging Redis does not slow every request."""


class Limits:
    """The counters of one application."""

    def __init__(self, url: str, is_on: bool, secret: str) -> None:
        self.is_on = is_on
        self.secret = secret.encode()
        self.memory: Storage = MemoryStorage()
        options: dict[str, Any] = {
            "socket_timeout": 0.5, "socket_connect_timeout": 0.5, "retry": Retry(NoBackoff(), 0)
        }  # fmt: skip
        shared = storage_from_string(_address(url), **options)
        self.shared = cast("Storage", shared)
        self.away_until = 0.0

    def hit(self, limit: RateLimitItem, *who: str) -> bool:
        """Count one try of `who`; False when that was one too many."""
        return self._ask(lambda counters: counters.hit(limit, *self._unnamed(who)))

    def allows_more(self, limit: RateLimitItem, *who: str) -> bool:
        """Whether `who` has a try left; counts none."""
        return self._ask(lambda counters: counters.test(limit, *self._unnamed(who)))

    def _unnamed(self, who: tuple[str, ...]) -> list[str]:
        """What is counted, and then nothing that tells of whom: addresses are no names of keys in Redis."""
        what, *whom = who
        return [what] + [
            hmac.new(self.secret, one.encode(errors="replace"), hashlib.sha256).hexdigest()[:32]
            for one in whom
        ]

    def _ask(self, question: Callable[[SlidingWindowCounterRateLimiter], bool]) -> bool:
        if not self.is_on:
            return True
        if time.monotonic() >= self.away_until:
            try:
                return question(SlidingWindowCounterRateLimiter(self.shared))
            except Exception:  # noqa: BLE001 -- whatever ails Redis, limits go on in this process
                self.away_until = time.monotonic() + PAUSE_AFTER_FAILURE
        return question(SlidingWindowCounterRateLimiter(self.memory))


def _address(url: str) -> str:
    return "redis+" + url if url.startswith("unix://") else url


def register(app: Flask) -> None:
    """Give `app` its counters."""
    app.extensions["limits"] = Limits(
        app.config["REDIS_URL"], app.config["RATE_LIMITS"], app.config["SECRET_KEY"]
    )


def caller() -> str:
    """The network the request comes from: a /24, or a /48 for IPv6, so that no one's whole address is kept."""
    told = request.remote_addr or "unknown"
    try:
        address = ip_address(told)
    except ValueError:
        return told
    address = (
        getattr(address, "ipv4_mapped", None) or address
    )  # what listens to both kinds tells the older like this
    return str(ip_network((address.packed, 24 if address.version == 4 else 48), strict=False))


def are_on() -> bool:
    """Whether anything is limited at all."""
    return bool(current_app.extensions["limits"].is_on)


_parsed = cache(parse)


def hit(rate: str, *who: str) -> bool:
    """Count one try of `who` against `rate`; False when that was one too many."""
    return bool(current_app.extensions["limits"].hit(_parsed(rate), *who))


def allows_more(rate: str, *who: str) -> bool:
    """Whether `who` has a try left against `rate`; counts none."""
    return bool(current_app.extensions["limits"].allows_more(_parsed(rate), *who))


def limit(rate: str, *who: str) -> None:
    """Count one try of `who` against `rate` ("10 per hour"). Raises Throttled when it was one too many."""
    if not hit(rate, *who):
        raise Throttled(TOO_MANY, seconds=seconds_of(rate))


TOO_MANY = N_("Too many attempts. Wait a few minutes and try again.")


def seconds_of(rate: str) -> int:
    """The seconds over which a rate counts."""
    return int(_parsed(rate).get_expiry())
