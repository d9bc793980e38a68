"""A worker: one process that serves one queue, and a child of it for each job.

The parent watches over the child. One that dies, or passes the deadline of what it does, even where it is stopped or
stuck, is killed, and what it did for others is asked for again at once.
"""

import logging
import time
from typing import Any

from redis.exceptions import RedisError
from rq import Worker
from rq.serializers import JSONSerializer

from consult.core import job_timeouts, log_lines, logs, request_ids, watchdog
from consult.core.database import db
from consult.core.queue import LONGEST, Urgency, notifier

log = logging.getLogger(__name__)

LINGER = 0.25
"""Seconds that a worker which screens waits for more: no one waits for it, and submissions that came in one after the
other are screened together."""


class JobLogging:
    """For workers of RQ, before their class: each job belongs to the request that asked for it, and is told of."""

    def perform_job(self, job: Any, queue: Any, execution: Any) -> bool:
        """Do the job for the request that asked for it. What the tick asks for every few seconds is no line at INFO."""
        identifier = _request_of(job)
        is_named = job.func_name == "consult.core.tick.run"
        name = str(job.args[0]) if is_named else job.func_name
        with request_ids.carried(identifier):
            began = time.monotonic()
            is_done: bool = super().perform_job(job, queue, execution)  # type: ignore[misc]
            log_lines.tell_of_job(
                name,
                is_done=is_done,
                seconds=time.monotonic() - began,
                level=logging.INFO if identifier or is_named else logging.DEBUG,
            )
        return is_done


def _request_of(job: Any) -> str:
    return str(job.meta.get("request_id", ""))


class PreloadedWorker(JobLogging, logs.FailuresWithoutContent, Worker):
    """A worker whose children inherit the loaded application instead of importing it for every job."""

    max_connection_wait_time = 5.0
    """Seconds between two tries while Redis is away."""

    def heartbeat(self, timeout: int | None = None, pipeline: Any = None) -> None:
        """Tell Redis and the process that started us that we are alive."""
        watchdog.alive()
        super().heartbeat(timeout, pipeline)

    def execute_job(self, job: Any, queue: Any) -> None:
        """Do one job, which has a deadline from its first moment."""
        with job_timeouts.within(LONGEST):
            super().execute_job(job, queue)

    def main_work_horse(self, job: Any, queue: Any) -> None:
        """Leave the parent's database connections to the parent."""
        with notifier().context():
            db.engine.dispose(close=False)
        super().main_work_horse(job, queue)

    def maintain_heartbeats(self, job: Any, execution: Any) -> None:
        """Once a second while a child works: end it where it takes too long."""
        if job_timeouts.has_passed():
            with request_ids.carried(_request_of(job)):
                log.error("%s took longer than it may, and is ended", job.func_name)
            self.kill_horse()
            return
        try:
            super().maintain_heartbeats(job, execution)
        except RedisError as trouble:
            log.warning("the queue does not answer (%s)", trouble)

    def handle_work_horse_killed(self, job: Any, retpid: Any, ret_val: Any, rusage: Any) -> None:
        """Ask at once for another turn: what waited behind the item that ended the child shall not wait for it."""
        with request_ids.carried(_request_of(job)):
            log.error("a worker of %s ended in %s (status %s)", self.queue_names()[0], job.func_name, ret_val)
            notifier().notify_once(
                job.func_name, *job.args, on=Urgency(self.queue_names()[0].rpartition("-")[2])
            )


def work(urgency: Urgency, burst: bool = False) -> None:
    """Serve one queue until told to stop; with `burst`, until it is empty."""
    notifier().is_serving = not burst
    notifier().linger = LINGER if urgency == Urgency.SCREENING and not burst else 0.0
    worker = PreloadedWorker(
        [notifier().name_of(urgency)],
        connection=notifier().blocking_connection,
        serializer=JSONSerializer,
        job_monitoring_interval=1,
        maintenance_interval=30,
        worker_ttl=25,
    )
    worker.work(burst=burst, logging_level="WARNING", with_scheduler=False)
