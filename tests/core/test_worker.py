"""One delivery that ends, blocks or freezes its worker does not hold up the others; nor does a frozen worker."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from consult import agenda
from consult.core import events, job_timeouts, jobs, outbox, queue
from consult.core.actions import action
from consult.core.database import db
from consult.core.events import Delivery, Event, record, record_all
from consult.core.processes import Process as Kept
from consult.core.queue import Urgency
from consult.embedded import Servers
from tests.core import hostile_handlers
from tests.core.test_outbox import Process, until, valkey

pytestmark = pytest.mark.xdist_group("outbox")

__all__ = ["valkey"]


@pytest.fixture
def handlers(app: Flask) -> Iterator[None]:
    before = outbox.DEADLINE
    hostile_handlers.wire()
    yield
    outbox.DEADLINE = before
    events.wire(agenda.EVENT_HANDLERS, outbox.wake_workers, agenda.RENAMED, agenda.RENAMED_EVENTS)
    outbox.wire(agenda.HANDLER_QUEUES, agenda.BATCH_HANDLERS)
    jobs.wire(agenda.JOBS)


@action
def say(*names: str) -> None:
    for number, name in enumerate(names):
        record(name, f"thing-{number}")


def good_ones_left(app: Flask) -> int:
    with app.app_context():
        good = select(func.count()).where(
            Delivery.done_at.is_(None), Delivery.handler == f"{hostile_handlers.__name__}.note"
        )
        return db.session.execute(good).scalar_one()


@pytest.mark.parametrize("what", ["killing", "sticking", "freezing"])
def test_a_delivery_that_takes_its_worker_along_delays_those_behind_it_by_seconds(
    app: Flask, valkey: Servers, handlers: None, tmp_path: Path, what: str
) -> None:
    with app.app_context():
        say(f"tests.{what}", *["tests.good"] * 20)
    worker = Process(app, tmp_path, "worker", FLASK_APP="tests.core.hostile_handlers:make")
    try:
        until(lambda: good_ones_left(app) < 20, 30)  # it has started
        until(lambda: good_ones_left(app) == 0, outbox.DEADLINE + 8)
        with app.app_context():
            poisoned = db.session.execute(select(Delivery).where(Delivery.done_at.is_(None))).scalar_one()
            assert (poisoned.attempts, poisoned.error) == (1, "its worker ended before it did")
    finally:
        worker.stop()


def test_a_delivery_that_takes_its_worker_along_delays_those_of_its_batch_by_seconds(
    app: Flask, valkey: Servers, handlers: None, tmp_path: Path
) -> None:
    with app.app_context():
        say_together(*[f"thing-{number}" for number in range(10)], "poison", *map(str, range(10)))
    worker = Process(app, tmp_path, "worker", FLASK_APP="tests.core.hostile_handlers:make")

    def open_ones() -> list[str]:
        queue.notifier().notify_once("consult.core.outbox.deliver_all", "email")  # as the tick does
        with app.app_context():
            rows = select(Event.subject).join(Delivery, Delivery.event_id == Event.id)
            return list(db.session.execute(rows.where(Delivery.done_at.is_(None))).scalars())

    try:
        until(lambda: open_ones() == ["poison"], 30)
        with app.app_context():
            attempts = (
                db.session.execute(select(Delivery.attempts).order_by(Delivery.attempts)).scalars().all()
            )
            assert attempts == [2] * 21
    finally:
        worker.stop()


@action
def say_together(*subjects: str) -> None:
    record_all("tests.together", [(subject, {}) for subject in subjects])


def test_a_delivery_whose_worker_ended_too_often_is_given_up_and_can_be_tried_again(
    app: Flask, handlers: None, clean: None, caplog: pytest.LogCaptureFixture
) -> None:
    with app.app_context():
        say("tests.good")
        delivery = db.session.execute(select(Delivery)).scalar_one()
        delivery.attempts = outbox.ATTEMPTS
        delivery.error = "its worker ended before it did"
        db.session.commit()
        outbox.deliver(delivery.id)
        db.session.expire_all()
        assert delivery.given_up_at is not None
        assert [one.getMessage() for one in caplog.records if one.levelname == "ERROR"] == [
            f"delivery {delivery.id} ({hostile_handlers.__name__}.note) is given up after 10 attempts; see flask outbox list"
        ]
        assert outbox.retry() == 1
        outbox.deliver(delivery.id)
        db.session.expire_all()
        assert (delivery.done_at is None, delivery.attempts) == (False, 1)


def test_a_job_whose_worker_is_killed_goes_on_does_each_item_once_and_names_the_one_that_it_cannot_do(
    app: Flask, valkey: Servers, handlers: None, tmp_path: Path
) -> None:
    with app.app_context():
        facts = {"key": "k", "title": "All", "back": "/dashboard", "by": 1}
        reference = jobs.start("tests.all_but_one", range(1, 121), **facts).reference
    worker = Process(app, tmp_path, "worker", "--queue", "jobs", FLASK_APP="tests.core.hostile_handlers:make")

    def is_done() -> bool:
        queue.notifier().notify_once("consult.core.jobs.run_all", on=Urgency.JOBS)  # as the tick does
        with app.app_context():
            return jobs.get(reference).is_done

    try:
        until(is_done, 60)
    finally:
        worker.stop()
    with app.app_context():
        job = jobs.get(reference)
        assert (job.position, job.done, job.skipped) == (120, 119, [["75", jobs.FAILED, {}]])
        subjects = db.session.execute(select(Event.subject).where(Event.name == "tests.done")).scalars().all()
        assert sorted(subjects) == sorted(f"item-{item}" for item in range(1, 121) if item != 75)


def test_a_deadline_is_seen_by_the_process_that_watches() -> None:
    with job_timeouts.within(0.1):
        if os.fork() == 0:
            with job_timeouts.within(0.3):
                time.sleep(2)
            os._exit(0)
        time.sleep(0.2)
        assert job_timeouts.has_passed() is False
        time.sleep(0.3)
        assert job_timeouts.has_passed() is True
        os.wait()
    assert job_timeouts.has_passed() is False


def test_a_process_that_freezes_is_killed_and_started_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("consult.core.processes.SILENCE", 1.5)
    code = (
        "import os, time\nfrom consult.core import watchdog\nwatchdog.wire(os.environ['NOTIFY_SOCKET'])\n"
        "while True: watchdog.alive(); time.sleep(0.2)"
    )
    said: list[str] = []
    kept = Kept("it", ["python3", "-c", code], None, Path.cwd())
    kept.start()

    def look(done: object) -> bool:
        kept.look_after(said.append)
        return bool(done())  # type: ignore[operator]

    try:
        until(lambda: look(lambda: kept.seen is not None))
        assert kept.running is not None
        first = kept.running.pid
        os.kill(first, signal.SIGSTOP)
        until(
            lambda: look(
                lambda: kept.running is not None and kept.running.pid != first and kept.seen is not None
            ),
            10,
        )
        assert said == ["it gives no sign of life; it is killed", "it ended with -9; starting it again"]
    finally:
        kept.kill()


def test_a_process_that_never_gives_a_sign_of_life_is_killed_and_started_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("consult.core.processes.STARTING", 0.5)
    said: list[str] = []
    kept = Kept("it", ["sleep", "60"], None, Path.cwd())
    kept.start()
    try:
        until(lambda: kept.look_after(said.append) or len(said) > 1, 10)
        assert said[:2] == ["it gives no sign of life; it is killed", "it ended with -9; starting it again"]
    finally:
        kept.kill()
