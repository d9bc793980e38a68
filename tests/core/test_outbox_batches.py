"""Deliveries of one handler in one consultation are handled together, and a bad one keeps none of the others."""

from collections.abc import Collection, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import create_engine, select, text

from consult import agenda
from consult.core import clock, events, job_timeouts, outbox, queue, request_ids
from consult.core.actions import action
from consult.core.database import db
from consult.core.events import Delivery, Event, record_all

batches: list[list[str]] = []
"""The subjects of each call of a handler that ended well."""


def subjects(event_ids: Collection[int]) -> list[str]:
    rows = select(Event.subject).where(Event.id.in_(event_ids)).order_by(Event.id)
    return list(db.session.execute(rows).scalars())


def note_all(event_ids: Collection[int]) -> None:
    found = subjects(event_ids)
    if "bad" in found:
        raise ZeroDivisionError
    if {"large", "long"} & set(found) and len(found) > 1:
        raise outbox.BatchTooLarge
    if "long" in found:
        batches.append(found)
        if batches.count(found) < 3:
            outbox.handle_rest_later()
        return
    if "locked" in found and len(found) > 1:
        db.session.execute(text("SET LOCAL lock_timeout = '10ms'"))
        db.session.execute(text("SELECT pg_advisory_xact_lock(1)"))
    batches.append(found)


def note(event_id: int) -> None:
    note_all([event_id])


def note_alone(event_id: int) -> None:
    note_all([event_id])


def note_requests(requests: Mapping[int, str]) -> None:
    batches.append([requests[event_id] for event_id in sorted(requests)])


def note_request(event_id: int) -> None:
    note_requests({event_id: request_ids.present()})


@pytest.fixture
def told(app: Flask, clean: None) -> Iterator[None]:
    """Events that are handled together, and events that are handled one by one."""
    batches.clear()
    handlers = {"tests.together": (note,), "tests.alone": (note_alone,), "tests.requests": (note_request,)}
    events.wire(handlers, lambda _handlers: None)
    outbox.wire({}, {note: note_all, note_request: note_requests})
    yield
    events.wire(agenda.EVENT_HANDLERS, outbox.wake_workers, agenda.RENAMED, agenda.RENAMED_EVENTS)
    outbox.wire(agenda.HANDLER_QUEUES, agenda.BATCH_HANDLERS)


@action
def say(name: str, *of: str, consultation: int = 1) -> None:
    record_all(name, [(subject, {}) for subject in of], consultation=consultation)


def test_deliveries_of_one_handler_and_consultation_are_handled_together(app: Flask, told: None) -> None:
    with app.app_context():
        say("tests.together", "a", "b")
        say("tests.together", "other", "another", consultation=2)
        say("tests.alone", "x", "y")
        say("tests.together", "c")
        outbox.deliver_all("email")
        assert batches == [["a", "b", "c"], ["other", "another"], ["x"], ["y"]]
        outbox.deliver_all("email")
        assert len(batches) == 4


def test_a_batch_knows_the_request_of_each_event(app: Flask, told: None) -> None:
    with app.app_context():
        for name in ("one", "two"):
            with request_ids.carried(f"request-{name}"):
                say("tests.requests", name)
        outbox.deliver_all("email")
    assert batches == [["request-one", "request-two"]]


def test_a_batch_is_bounded_and_those_of_another_consultation_come_between(app: Flask, told: None) -> None:
    many = [f"a{number}" for number in range(outbox.BATCH_SIZE + 1)]
    with app.app_context():
        say("tests.together", *many[:-1])
        say("tests.together", "other", consultation=2)
        say("tests.together", many[-1])
        outbox.deliver_all("email")
        assert batches == [many[:-1], ["other"], many[-1:]]


def test_a_worker_that_waits_for_more_handles_together_what_comes_meanwhile(
    app: Flask, told: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = ["b", "c"]

    def meanwhile(_seconds: float) -> None:
        say("tests.together", *later)
        later.clear()

    monkeypatch.setattr(queue.notifier(), "linger", 0.01)
    monkeypatch.setattr("consult.core.queue.time.sleep", meanwhile)
    with app.app_context():
        say("tests.together", "a")
        outbox.deliver_all("email")
    assert batches == [["a"], ["b", "c"]]


def test_what_fails_in_a_batch_is_tried_again_later_and_keeps_none_of_the_others(
    app: Flask, told: None, caplog: pytest.LogCaptureFixture
) -> None:
    with app.app_context():
        say("tests.together", "a", "bad", "b")
        outbox.deliver_all("email")
        assert batches == [["a"], ["b"]]
        rows = db.session.execute(select(Delivery).order_by(Delivery.id)).scalars().all()
        assert [(one.done_at is None, one.attempts) for one in rows] == [(False, 1), (True, 1), (False, 1)]
        assert rows[1].due_at > rows[0].done_at + outbox.BATCH_PAUSE
    assert [one.getMessage() for one in caplog.records if one.levelname == "ERROR"] == [
        "3 deliveries failed together, and are tried one by one",
        f"delivery {rows[1].id} failed",
    ]


def test_a_batch_with_too_much_to_do_is_handled_one_by_one_at_once(
    app: Flask, told: None, caplog: pytest.LogCaptureFixture
) -> None:
    with app.app_context():
        say("tests.together", "a", "large", "b")
        outbox.deliver_all("email")
    assert batches == [["a"], ["large"], ["b"]]
    assert [one.getMessage() for one in caplog.records if one.levelname == "ERROR"] == []


def test_a_batch_that_waits_too_long_for_a_lock_is_put_off_whole(
    app: Flask, told: None, database: str
) -> None:
    other = create_engine(database)
    with app.app_context(), other.begin() as holder:
        holder.execute(text("SELECT pg_advisory_xact_lock(1)"))
        say("tests.together", "a", "locked", "b")
        say("tests.alone", "x")
        outbox.deliver_all("email")
        assert batches == [["x"]]
        rows = db.session.execute(select(Delivery).order_by(Delivery.id)).scalars().all()
        assert [one.attempts for one in rows] == [1, 1, 1, 1]
        assert all(one.due_at > clock.now() and "55P03" in one.error for one in rows[:3])
    other.dispose()


def test_two_workers_at_once_handle_each_delivery_once(app: Flask, told: None) -> None:
    names = [f"a{number}" for number in range(90)]
    start = Barrier(2)
    with app.app_context():
        say("tests.together", *names)

    def work(_number: int) -> None:
        with app.app_context():
            start.wait()
            outbox.deliver_all("email")

    with job_timeouts.within(60), ThreadPoolExecutor(2) as pool:  # workers are processes with a deadline each
        list(pool.map(work, range(2)))
    assert sorted(subject for batch in batches for subject in batch) == sorted(names)


def test_what_takes_too_long_for_one_attempt_is_handled_in_several_transactions(
    app: Flask, told: None
) -> None:
    with app.app_context():
        say("tests.together", "long")
        say("tests.alone", "x")
        outbox.deliver_all("email")
        assert batches == [["long"], ["x"]]
        left = select(Delivery.attempts).where(Delivery.done_at.is_(None))
        assert db.session.execute(left).scalars().all() == [0]
        outbox.deliver_all("email")
        outbox.deliver_all("email")
        assert batches == [["long"], ["x"], ["long"], ["long"]]
        assert db.session.execute(left).all() == []


def test_what_comes_meanwhile_does_not_wait_for_the_rest(app: Flask, told: None) -> None:
    with app.app_context():
        say("tests.together", "long")
        outbox.deliver_all("email")
        with clock.at(clock.now() - timedelta(seconds=1)):
            say("tests.together", "a")
        outbox.deliver_all("email")
    assert batches[:3] == [["long"], ["a"], ["long"]]
