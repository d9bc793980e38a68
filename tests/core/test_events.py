"""The log that is also the outbox: what is recorded, for whom, and what a rolled back action leaves."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from consult import agenda
from consult.core import clock, events, outbox, preconditions, queue
from consult.core.actions import action, after_commit
from consult.core.database import db
from consult.core.events import Delivery, Event, record

handled: list[int] = []


def note(event_id: int) -> None:
    handled.append(event_id)


def stumble(event_id: int) -> None:
    raise ZeroDivisionError("on purpose")


@pytest.fixture
def told(ctx: Flask) -> Iterator[list[Any]]:
    """Two events of our own: one that is handled, one whose handler always fails."""
    rung: list[Any] = []
    handled.clear()
    events.wire({"tests.noted": (note,), "tests.stumbled": (stumble,)}, rung.extend)
    yield rung
    events.wire(agenda.EVENT_HANDLERS, outbox.wake_workers, agenda.RENAMED, agenda.RENAMED_EVENTS)


@action
def say(name: str, subject: str, **data: object) -> None:
    record(name, subject, **data)


@action
def say_twice_and_fail() -> None:
    say("tests.noted", "one")
    say("tests.noted", "two")
    raise ZeroDivisionError


def deliver(hours: int = 0) -> None:
    """Deliver what there is, some hours from now."""
    with clock.at(clock.now() + timedelta(hours=hours)):
        outbox.deliver(db.session.execute(select(Delivery.id)).scalar_one())


def count(what: type[Event] | type[Delivery]) -> int:
    return db.session.execute(select(func.count()).select_from(what)).scalar_one()


def test_an_event_has_one_delivery_per_handler_and_workers_are_woken_after_the_commit(
    told: list[Any],
) -> None:
    say("tests.noted", "a-thing", colour="blue")
    event = db.session.execute(select(Event)).scalar_one()
    assert (event.name, event.subject, event.data) == ("tests.noted", "a-thing", {"colour": "blue"})
    delivery = db.session.execute(select(Delivery)).scalar_one()
    assert (delivery.event_id, delivery.handler, delivery.done_at) == (
        event.id,
        f"{__name__}.note",
        None,
    )
    assert told == [f"{__name__}.note"]


def test_an_event_that_no_one_handles_is_recorded_all_the_same(told: list[Any]) -> None:
    say("tests.unheard", "a-thing")
    assert (count(Event), count(Delivery), told) == (1, 0, [])
    assert events.has_happened("tests.unheard", "a-thing") is True
    assert events.has_happened("tests.unheard", "another") is False


def test_a_verb_that_fails_leaves_nothing_and_tells_no_one(told: list[Any]) -> None:
    with pytest.raises(ZeroDivisionError):
        say_twice_and_fail()
    assert (count(Event), count(Delivery), told) == (0, 0, [])


def test_outside_an_action_nothing_is_recorded_or_promised(told: list[Any]) -> None:
    with pytest.raises(RuntimeError):
        record("tests.noted", "a-thing")
    with pytest.raises(RuntimeError):
        after_commit(lambda: None)


def test_what_cannot_be_told_after_the_commit_does_not_undo_it(told: list[Any]) -> None:
    @action
    def act() -> None:
        record("tests.unheard", "a-thing")
        after_commit(lambda: 1 / 0)  # type: ignore[arg-type, return-value]
        after_commit(lambda: told.append(7))

    act()
    assert (count(Event), told) == (1, [7])


def test_a_delivery_is_handled_once_however_often_it_is_rung(told: list[Any]) -> None:
    say("tests.noted", "a-thing")
    for _ in range(3):
        deliver()
    assert handled == [db.session.execute(select(Event.id)).scalar_one()]
    assert db.session.execute(select(Delivery.done_at)).scalar_one() is not None


def test_a_delivery_that_fails_waits_longer_each_time_and_is_given_up(told: list[Any]) -> None:
    say("tests.stumbled", "a-thing")
    pauses = []
    for _ in range(queue.ATTEMPTS + 2):
        before = db.session.execute(select(Delivery.due_at)).scalar_one()
        with clock.at(before + timedelta(seconds=1)):
            outbox.deliver(db.session.execute(select(Delivery.id)).scalar_one())
            now = clock.now()
        db.session.expire_all()
        due = db.session.execute(select(Delivery.due_at)).scalar_one()
        pauses.append(round((due - now).total_seconds()))
    delivery = db.session.execute(select(Delivery)).scalar_one()
    assert pauses[:4] == [30, 60, 120, 240]
    assert (delivery.attempts, delivery.error, delivery.done_at) == (
        queue.ATTEMPTS,
        "ZeroDivisionError",
        None,
    )
    assert delivery.given_up_at is not None


def test_a_delivery_that_this_worker_does_not_know_waits_for_one_that_does(told: list[Any]) -> None:
    say("tests.noted", "a-thing")
    known = events._functions.pop(f"{__name__}.note")
    deliver()
    delivery = db.session.execute(select(Delivery)).scalar_one()
    assert (handled, delivery.done_at, delivery.attempts, delivery.error) == (
        [], None, 1, "UnknownHandler",
    )  # fmt: skip
    events._functions[f"{__name__}.note"] = known
    deliver(hours=1)
    db.session.refresh(delivery)
    assert (handled, delivery.done_at is None) == ([delivery.event_id], False)


def test_every_handler_and_precondition_of_the_agenda_is_one_that_is_found() -> None:
    for handlers in agenda.EVENT_HANDLERS.values():
        for handler in handlers:
            assert events.handler_named(events.name_of(handler)) is handler
    assert {periodic.name for periodic in agenda.PERIODIC_JOBS} == set(queue.periodic())
    assert preconditions._preconditions == {one: tuple(found) for one, found in agenda.PRECONDITIONS.items()}


def test_deliveries_leave_a_month_after_they_were_handled(ctx: Flask) -> None:
    now = clock.now()
    db.session.add(Event(id=1, name="seeds.sown", subject="s", at=now, data={}))
    db.session.flush()
    past = now - timedelta(days=31)
    rows = {
        "handled long ago": {"done_at": past},
        "handled now": {"done_at": now},
        "given up long ago": {"given_up_at": past},
        "waits": {},
    }
    for name, moments in rows.items():
        db.session.add(Delivery(event_id=1, handler=name, due_at=past, **moments))
    db.session.commit()
    outbox.forget_old()
    left = db.session.execute(db.select(Delivery.handler).order_by(Delivery.id)).scalars().all()
    assert left == ["handled now", "given up long ago", "waits"]
