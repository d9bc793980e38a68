"""Measures that are looked up for Prometheus: queues, deliveries, emails, and who shows a sign of life.

All of them cost about the same however many rows there are: an index tells, and no one counts further than MOST.
"""

from collections.abc import Iterable
from typing import Any

from prometheus_client.core import Metric
from rq import Worker
from rq.job import Job
from rq.registry import FailedJobRegistry
from sqlalchemy import Select, and_, func, literal, select, text

from consult.core import clock, leases
from consult.core.database import db
from consult.core.declarations import listed_in
from consult.core.events import Delivery
from consult.core.mail import Email
from consult.core.metrics import gauge, gauges
from consult.core.queue import Urgency, notifier
from consult.core.tick import LEASE, TICK

MOST = 100_000
"""Rows that are counted; where there are more, the number says so by being one greater."""


def count(rows: Select[Any]) -> int:
    """How many rows there are, up to MOST + 1."""
    some = rows.with_only_columns(literal(1), maintain_column_froms=True).limit(MOST + 1).subquery()
    return int(db.session.execute(select(func.count()).select_from(some)).scalar_one())


def age(moment: Any) -> float:
    """Seconds since a moment of the database; 0 where there is none, or it is still to come."""
    return max(0.0, (clock.now() - moment).total_seconds()) if moment is not None else 0.0


@listed_in("METRICS")
def deliveries() -> Iterable[Metric]:
    """What is to be told."""
    open_ = and_(Delivery.done_at.is_(None), Delivery.given_up_at.is_(None))
    oldest = db.session.execute(select(func.min(Delivery.due_at)).where(open_)).scalar_one()
    yield gauge("outbox_waiting", "Deliveries that wait.", count(select(Delivery).where(open_)))
    yield gauge("outbox_oldest_seconds", "How long the delivery is overdue that is most.", age(oldest))
    given_up = select(Delivery).where(Delivery.given_up_at.is_not(None))
    yield gauge("outbox_given_up", "Deliveries that were given up.", count(given_up))


@listed_in("METRICS")
def emails() -> Iterable[Metric]:
    """What is to be sent."""
    waiting = Email.status == text("'waiting'")
    numbers = {
        "waiting": select(Email).where(waiting),
        "failed": select(Email).where(waiting, Email.attempts > 0),
        "given_up": select(Email).where(Email.status == text("'given_up'")),
    }
    says = "Emails: all that wait, those of them that failed before, and those that were given up."
    yield gauges("emails", says, "state", ((state, count(rows)) for state, rows in numbers.items()))


@listed_in("METRICS")
def queues() -> Iterable[Metric]:
    """What RQ holds for each queue, and its workers."""
    sizes, ages, failed, workers, silent = [], [], [], [], []
    for urgency in Urgency:
        queue = notifier().queues[urgency]
        sizes.append((urgency.value, float(queue.count)))
        ages.append((urgency.value, _age_of_first(queue)))
        failed.append((urgency.value, float(FailedJobRegistry(queue=queue).count)))
        beats = [one.last_heartbeat for one in Worker.all(queue=queue) if one.last_heartbeat]
        workers.append((urgency.value, float(len(beats))))
        silent += [(urgency.value, age(max(beats)))] if beats else []
    yield gauges("queue_jobs", "Jobs that wait in a queue.", "queue", sizes)
    yield gauges("queue_oldest_seconds", "How long the first job of a queue waits.", "queue", ages)
    yield gauges("queue_failed_jobs", "Jobs that failed within a day.", "queue", failed)
    yield gauges("workers", "Workers that serve a queue.", "queue", workers)
    yield gauges("worker_silent_seconds", "How long ago a worker showed a sign of life.", "queue", silent)


def _age_of_first(queue: Any) -> float:
    for identifier in queue.get_job_ids(0, 1):
        job: Job | None = queue.fetch_job(identifier)
        if job is not None and job.enqueued_at is not None:
            return age(job.enqueued_at)
    return 0.0


@listed_in("METRICS")
def tick() -> Iterable[Metric]:
    """Whether a tick leads."""
    silent = leases.silent(TICK, LEASE)
    yield gauge("tick_leads", "Whether a tick leads (1), or none does (0).", float(TICK in leases.held()))
    if silent is not None:
        yield gauge("tick_silent_seconds", "How long ago the leading tick showed a sign of life.", silent)
