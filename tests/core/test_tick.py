"""The jobs of the clock: one tick leads, is replaced when it stops or freezes, and asks for nothing twice."""

import signal
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text

from consult import agenda
from consult.core import leases, queue, tick
from consult.core.queue import PeriodicJob, Urgency
from consult.embedded import Servers
from tests.core.test_outbox import Process, drain, job_count, until, valkey

pytestmark = pytest.mark.xdist_group("outbox")

__all__ = ["valkey"]

ALWAYS = [one for one in agenda.PERIODIC_JOBS if one.waits is None]
"""What is asked for each time."""

FIRST = len(ALWAYS) + 1
"""Jobs that an empty database has at first: of the others only stored HTML seems to be made in an earlier way."""


def test_of_two_ticks_one_leads_and_the_other_takes_over_at_once(
    app: Flask, valkey: Servers, tmp_path: Path
) -> None:
    first = Process(app, tmp_path, "tick")
    until(lambda: job_count(Urgency.MAINTENANCE) >= len(ALWAYS))
    second = Process(app, tmp_path, "tick")
    time.sleep(3)
    assert job_count(Urgency.MAINTENANCE) == FIRST
    drain()
    assert first.stop() == 0, first.log.read_text()
    until(lambda: job_count(Urgency.MAINTENANCE) >= len(ALWAYS), 8)
    assert second.stop() == 0, second.log.read_text()


def test_a_leading_tick_that_is_frozen_is_replaced_and_does_nothing_when_it_thaws(
    app: Flask, valkey: Servers, tmp_path: Path
) -> None:
    first = Process(app, tmp_path, "tick")
    until(lambda: job_count(Urgency.MAINTENANCE) >= len(ALWAYS))
    second = Process(app, tmp_path, "tick")
    first.process.send_signal(signal.SIGSTOP)
    drain()
    frozen_at = time.monotonic()
    until(lambda: job_count(Urgency.MAINTENANCE) >= len(ALWAYS), tick.LEASE + 10)
    assert time.monotonic() - frozen_at < tick.LEASE + 10
    with app.app_context():
        assert leases.fence(tick.TICK) == 2
    drain()
    first.process.send_signal(signal.SIGCONT)
    time.sleep(3)
    with app.app_context():
        assert leases.fence(tick.TICK) == 2
    assert job_count(Urgency.MAINTENANCE) == 0
    assert (first.stop(), second.stop()) == (0, 0), first.log.read_text() + second.log.read_text()


ran: list[str] = []


def note() -> None:
    ran.append("ran")


@pytest.fixture
def noting(ctx: Flask) -> Iterator[str]:
    """The name of a job of the clock that notes its runs."""
    ran.clear()
    periodic = PeriodicJob(note, timedelta(hours=1))
    queue.wire(queue.notifier(), [periodic])
    yield periodic.name
    queue.wire(queue.notifier(), agenda.PERIODIC_JOBS)


def test_what_a_former_leader_asked_for_is_not_done(noting: str) -> None:
    assert leases.take(tick.TICK, "first", 0) == 1
    tick.run(noting, 1)
    assert ran == ["ran"]
    time.sleep(0.01)
    assert leases.take(tick.TICK, "second", 10) == 2
    tick.run(noting, 1)
    assert ran == ["ran"]
    tick.run(noting, 2)
    assert ran == ["ran", "ran"]


def test_a_job_that_waits_or_runs_is_not_asked_for_again(noting: str) -> None:
    tick._tick_once("me", {})
    tick._tick_once("me", {})
    assert job_count(Urgency.MAINTENANCE) == 1
    queue.notifier().queues[Urgency.MAINTENANCE].empty()
    assert leases.take(f"job {noting}", "a run of it", 60) == 1
    tick._tick_once("me", {})
    assert job_count(Urgency.MAINTENANCE) == 0
    tick.run(noting, 1)
    assert ran == []
    leases.give_back(f"job {noting}", "a run of it")
    tick._tick_once("me", {})
    assert job_count(Urgency.MAINTENANCE) == 1
    tick.run(noting, 1)
    assert ran == ["ran"]


def test_a_leader_without_a_job_that_is_due_renews_its_lease_now_and_then(noting: str) -> None:
    last: dict[str, float] = {}
    tick._tick_once("me", last)
    leases.give_back(tick.TICK, "me")
    tick._tick_once("me", last)
    assert leases.held() == set()
    last[tick.TICK] -= tick.RENEWAL
    tick._tick_once("me", last)
    assert leases.held() == {tick.TICK}
    assert leases.take(tick.TICK, "other", 10) is None


def test_a_job_with_nothing_to_do_is_not_asked_for_until_there_is(ctx: Flask) -> None:
    names = select(text("1")).where(text("EXISTS (SELECT 1 FROM leases WHERE name = 'work')"))
    periodic = PeriodicJob(note, timedelta(hours=1), waits=lambda: queue.has_rows(names))
    queue.wire(queue.notifier(), [periodic])
    try:
        last: dict[str, float] = {}
        tick._tick_once("me", last)
        assert (job_count(Urgency.MAINTENANCE), periodic.name in last) == (0, True)
        leases.take("work", "someone", 10)
        tick._tick_once("me", last)
        assert job_count(Urgency.MAINTENANCE) == 0  # it was asked for just now
        tick._tick_once("me", {})
        assert job_count(Urgency.MAINTENANCE) == 1
    finally:
        queue.wire(queue.notifier(), agenda.PERIODIC_JOBS)


def test_a_lease_is_renewed_by_its_holder_and_taken_once_it_is_over(ctx: Flask) -> None:
    assert [leases.take("a", "one", 10), leases.take("a", "one", 10), leases.take("a", "two", 10)] == [
        1,
        1,
        None,
    ]
    assert leases.held() == {"a"}
    leases.give_back("a", "two")
    assert leases.held() == {"a"}
    leases.give_back("a", "one")
    assert (leases.held(), leases.take("a", "two", 10), leases.take("a", "one", 10)) == (set(), 2, None)
