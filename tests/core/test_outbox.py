"""With the queue server away everything goes on, and is told later, once; worker and tick are the real processes."""

import json
import os
import signal
import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
from flask import Flask
from flask.testing import FlaskClient
from rq import SimpleWorker
from sqlalchemy import func, select

from consult import agenda
from consult.core import mail, queue
from consult.core.database import db
from consult.core.events import Delivery
from consult.core.mail import Email, EmailStatus
from consult.core.queue import JSONSerializer, Urgency, WorkerNotifier
from consult.embedded import Servers
from consult.setup.environment import ROOT
from tests import world

pytestmark = pytest.mark.xdist_group("outbox")


@pytest.fixture
def valkey(app: Flask, clean: None, tmp_path: Path) -> Iterator[Servers]:
    """A Valkey of our own, which a test may stop and start, as the application's queue."""
    servers = Servers(tmp_path, throwaway=True, postgres=False).start()
    before = queue.notifier()
    queue.wire(WorkerNotifier(servers.redis_url, before.name, app.app_context), agenda.PERIODIC_JOBS)
    yield servers
    queue.wire(before, agenda.PERIODIC_JOBS)
    servers.stop()


def waiting(app: Flask) -> int:
    with app.app_context():
        rows = select(func.count()).select_from(Delivery).where(Delivery.done_at.is_(None))
        return db.session.execute(rows).scalar_one()


def emails_sent_to(app: Flask, email: str) -> int:
    with app.app_context():
        return sum(one.to == email for one in mail.latest())


def drain() -> None:
    """What a worker does with all that it was notified of."""
    notifier = queue.notifier()
    names = [notifier.name_of(urgency) for urgency in Urgency]
    SimpleWorker(names, connection=notifier.blocking_connection, serializer=JSONSerializer).work(
        burst=True, logging_level="ERROR"
    )


def hear() -> None:
    """What a tick asks for every few seconds."""
    for one in agenda.PERIODIC_JOBS:
        if not one.alone:
            queue.notifier().notify_once(one.function, *one.arguments, on=one.on)
    drain()


def job_count(urgency: Urgency) -> int:
    return int(queue.notifier().queues[urgency].count)


def test_while_the_queue_is_away_submissions_are_taken_and_told_of_later_once(
    app: Flask, client: FlaskClient, valkey: Servers
) -> None:
    world.consultation(app)
    valkey.stop()
    queue.notifier().silent_until = 0
    began = time.monotonic()
    reference = world.submission(app, email="wanjiru@highlands.example")
    assert time.monotonic() - began < 5
    assert client.get("/sign-in").status_code == 200
    assert waiting(app) > 0
    assert emails_sent_to(app, "wanjiru@highlands.example") == 0

    valkey.start()
    queue.notifier().silent_until = 0
    hear()
    hear()
    assert waiting(app) == 0
    with app.app_context():
        found = [email for email in mail.latest() if email.to == "wanjiru@highlands.example"]
        assert sorted(email.subject for email in found) == [
            "Announced: Sampling of seed lots", f"Received: {reference}, Sampling of seed lots",
        ]  # fmt: skip
        assert {email.status for email in mail.latest()} == {EmailStatus.SENT}


def test_a_queue_that_does_not_answer_is_left_alone_for_a_moment(app: Flask, valkey: Servers) -> None:
    notifier = queue.notifier()
    assert (notifier.is_answering(), notifier.notify("builtins.print")) == (True, True)
    valkey.stop()
    assert (notifier.is_answering(), notifier.notify("builtins.print")) == (False, False)
    assert notifier.silent_until > time.monotonic()
    valkey.start()
    assert notifier.notify("builtins.print") is False
    notifier.silent_until = 0
    assert notifier.notify("builtins.print") is True


def test_several_queues_are_notified_once_until_one_of_their_jobs_is_taken(
    app: Flask, valkey: Servers
) -> None:
    notifier = queue.notifier()
    both = (Urgency.EMAIL, Urgency.SCREENING)

    def counts() -> list[int]:
        assert notifier.notify_queues_once("consult.core.outbox.deliver_all", both) is True
        return [job_count(urgency) for urgency in both]

    assert [counts(), counts()] == [[1, 1], [1, 1]]
    notifier.connection.lpop(notifier.queues[Urgency.SCREENING].key)
    assert [counts(), counts()] == [[1, 1], [1, 1]]
    assert notifier.notify_once("consult.core.outbox.deliver_all", "email") is True
    assert job_count(Urgency.EMAIL) == 1


def test_one_notification_of_the_worker_stands_for_all_until_it_is_taken(app: Flask, valkey: Servers) -> None:
    notifier = queue.notifier()
    emails = notifier.queues[Urgency.EMAIL]

    def notify() -> bool:
        return notifier.notify_once("consult.core.outbox.deliver_all", "email")

    for _ in range(3):
        assert notify() is True
    assert emails.count == 1
    assert notifier.notify_once("consult.core.mail_sending.send_all") is True
    assert emails.count == 2
    assert notifier.notify_once("consult.core.outbox.deliver_all", "screening", on=Urgency.SCREENING) is True
    assert (emails.count, job_count(Urgency.SCREENING)) == (2, 1)
    notifier.connection.lpop(
        emails.key
    )  # a worker takes it: what comes later notifies again, whatever else waits
    assert notify() is True
    assert emails.count == 2
    emails.empty()  # a notification that was lost stands for nothing
    assert notify() is True
    assert emails.count == 1
    valkey.stop()
    assert notify() is False


def test_what_waits_in_the_queue_is_ids_in_json(app: Flask, valkey: Servers) -> None:
    queue.notifier().notify("consult.core.outbox.deliver", 7)
    client = redis.Redis.from_url(valkey.redis_url)
    (job,) = [key for key in client.keys("rq:job:*") if client.type(key) == b"hash"]
    told = json.loads(zlib.decompress(client.hget(job, "data")))
    assert told == ["consult.core.outbox.deliver", None, [7], {}]


class Process:
    """`flask worker` or `flask tick`, as an operator starts it."""

    def __init__(self, app: Flask, tmp_path: Path, name: str, *options: str, **more: str) -> None:
        notifier = queue.notifier()
        kwargs = notifier.blocking_connection.connection_pool.connection_kwargs
        around = {
            **os.environ,
            "CONSULT_ENV": "demo",
            "SECRET_KEY": app.config["SECRET_KEY"],
            "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
            "REDIS_URL": f"unix://{kwargs['path']}",
            "CONSULT_QUEUE": notifier.name,
            "CONSULT_DATA": str(tmp_path / "data"),
            "CONSULT_ASSETS": str(app.config["ASSETS_DIR"]),
            "FLASK_APP": "wsgi",
            **more,
        }
        self.log = tmp_path / f"{name}-{time.monotonic_ns()}.log"
        with self.log.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "flask", name, *options], cwd=ROOT, env=around, stdout=out, stderr=out
            )

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)


def until(done: Callable[[], Any], seconds: float = 40) -> None:
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.1)


def test_a_worker_does_all_that_waits_in_its_queue_when_it_is_notified_once(
    app: Flask, valkey: Servers, tmp_path: Path
) -> None:
    world.consultation(app)
    world.submission(app, email="wanjiru@highlands.example")
    # one notification stands for all deliveries
    assert (job_count(Urgency.EMAIL), job_count(Urgency.SCREENING)) == (1, 1)
    for urgency in (Urgency.SCREENING, Urgency.EMAIL):
        worker = Process(app, tmp_path, "worker", "--burst", "--queue", urgency)
        assert worker.process.wait(60) == 0, worker.log.read_text()
        assert [line for line in worker.log.read_text().splitlines() if " info " not in line] == []
    assert (waiting(app), job_count(Urgency.EMAIL), job_count(Urgency.SCREENING)) == (0, 0, 0)
    assert emails_sent_to(app, "wanjiru@highlands.example") == 2  # the receipt, and that it was announced
    with app.app_context():
        sent = db.session.execute(select(func.count()).where(Email.status == EmailStatus.SENT)).scalar_one()
        assert sent == len(mail.latest())


def test_a_worker_stops_when_told(app: Flask, valkey: Servers, tmp_path: Path) -> None:
    worker = Process(app, tmp_path, "worker")
    client = redis.Redis.from_url(valkey.redis_url)
    # registered is not yet ready to be told: it listens for signals once it waits for work
    until(lambda: [client.hget(name, "state") for name in client.smembers("rq:workers")] == [b"idle"])
    assert worker.stop() == 0
    assert client.scard("rq:workers") == 0
