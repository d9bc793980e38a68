"""What Prometheus reads: what each process counts as it works, and what is looked up when someone asks.

Web processes count into files that they share (see metric_files.py), so that whichever of them is asked tells of all.
What is looked up is kept for FRESH seconds. Every name begins with `consult_`; docs/operations.md lists them.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from functools import cache

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from redis.exceptions import RedisError
from sqlalchemy import Engine, event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import QueuePool

from consult.core import declarations, metric_files
from consult.core.database import db

log = logging.getLogger(__name__)

FRESH = 5.0
"""Seconds for which what was looked up counts, however often someone asks."""

_BUCKETS = (0.01, 0.03, 0.1, 0.3, 1, 3, 10)

_counted = CollectorRegistry()
# Every one of these has labels: without any it would begin to count before metric_files knows where.
_requests = Counter(
    "consult_requests", "Requests that were answered.", ("method", "route", "status"), registry=_counted
)
_seconds = Histogram(
    "consult_request_seconds",
    "Seconds from when the whole of a request was there until its answer was.",
    ("route", "status"),
    buckets=_BUCKETS,
    registry=_counted,
)
_connections = Gauge(
    "consult_database_connections",
    "Connections to the database of all web processes: what they may keep (size), how many are lent (in_use), how"
    " many there are beyond the size (overflow).",
    ("state",),
    multiprocess_mode="livesum",
    registry=_counted,
)


def request(method: str, route: str, status: int, seconds: float) -> None:
    """Count a request that was answered."""
    _requests.labels(method, route, status).inc()
    _seconds.labels(route, status).observe(seconds)


def watch_pool(engine: Engine) -> None:
    """Count the connections of `engine` as they are lent and given back."""
    pool = engine.pool
    if not isinstance(pool, QueuePool):
        return

    @event.listens_for(pool, "checkout")
    def _lent(*_about: object) -> None:
        _tell(pool.checkedout())

    @event.listens_for(pool, "checkin")
    def _given_back(*_about: object) -> None:
        _tell(max(0, pool.checkedout() - 1))  # it is on its way back

    def _tell(lent: int) -> None:
        _of("size").set(pool.size())
        _of("in_use").set(lent)
        _of("overflow").set(max(0, pool.overflow()))

    _of = cache(_connections.labels)


# -- what is looked up ------------------------------------------------------------------------------------------------

Source = Callable[[], Iterable[Metric]]
"""Looks up some measures; cheap, however many rows there are."""

_sources: list[Source] = []


def wire(sources: Sequence[Source]) -> None:
    """Tell who looks up measures (`agenda.METRICS`)."""
    declarations.holds_functions("METRICS", sources)
    _sources[:] = sources
    _looked_up.forget()


def gauge(name: str, says: str, value: float) -> GaugeMetricFamily:
    """A measure that is one number, for a Source; `name` without the `consult_` at its beginning."""
    return GaugeMetricFamily(f"consult_{name}", says, value=value)


def gauges(name: str, says: str, label: str, values: Iterable[tuple[str, float]]) -> GaugeMetricFamily:
    """A measure with a number for each value of a label."""
    family = GaugeMetricFamily(f"consult_{name}", says, labels=[label])
    for of, value in values:
        family.add_metric([of], value)
    return family


class _SourceCollector(Collector):
    """What the sources found lately."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.forget()

    def forget(self) -> None:
        """Look again when someone asks."""
        self.at, self.found = -FRESH, list[Metric]()

    def describe(self) -> Iterable[Metric]:
        """Nothing is looked up to learn the names."""
        return ()

    def collect(self) -> Iterable[Metric]:
        """All of it."""
        with self.lock:
            if time.monotonic() - self.at >= FRESH:
                self.found, self.at = _look_up(), time.monotonic()
            return self.found


def _look_up() -> list[Metric]:
    """What is away is left out, and said to be."""
    found, answered = list[Metric](), dict[str, float]()
    for source in _sources:
        name = f"{source.__module__.removeprefix('consult.')}.{source.__name__}"
        try:
            measured = list(source())
        except (SQLAlchemyError, RedisError) as trouble:
            log.warning("%s could not be measured (%s)", name, trouble)
            db.session.rollback()
            measured, answered[name] = [], 0
        else:
            answered[name] = 1
        found += measured
    says = "Whether what this source tells could be looked up (1), or is missing here (0)."
    return [*found, gauges("measured", says, "source", answered.items())]


_looked_up = _SourceCollector()
_asked = CollectorRegistry()
_asked.register(_looked_up)


def text() -> bytes:
    """All measures in the format that Prometheus reads; inside an application context."""
    with metric_files.shared() as files:
        counted = generate_latest(_counted if files is None else files)
    return counted + generate_latest(_asked)
