"""Hosts whose clocks are wrong: deadlines follow the database's clock, and a host that is far off takes nothing."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import time_machine
from flask import Flask
from lxml import html

from consult.core import clock
from consult.core.database import CLOCK_EVERY, db
from consult.submissions.models import Submission
from consult.web.arrival_time import RECEIVED
from tests import pages
from tests.draft_submissions.test_resent import REVIEW, ready_to_send
from tests.draft_submissions.walking import AT, WHOLE, begin, page
from tests.web.test_outage_pages import outage

OFF = (timedelta(seconds=-3), timedelta(seconds=3))
"""The clocks of two hosts beside the database's."""


@contextmanager
def host_clock(off: timedelta) -> Iterator[None]:
    """This host's clock is wrong by `off`."""
    with time_machine.travel(datetime.now(UTC) + off, tick=True):
        yield


def test_the_time_is_the_databases_whatever_this_host_says(ctx: Flask) -> None:
    true = datetime.now(UTC)
    for off in (*OFF, timedelta(days=400), timedelta(days=-400)):
        with host_clock(off):
            db.session.execute(db.text("SELECT 1"))
            assert abs(clock.now() - true) < timedelta(seconds=2)
            assert abs(clock.skew() - off) < timedelta(seconds=0.5)


def test_the_database_is_asked_again_after_a_while(ctx: Flask) -> None:
    clock.follow(datetime(2020, 1, 1, tzinfo=UTC), clock.ticks() - CLOCK_EVERY + 5)
    db.session.execute(db.text("SELECT 1"))
    assert clock.now().year == 2020
    db.session.remove()
    clock.follow(datetime(2020, 1, 1, tzinfo=UTC), clock.ticks() - CLOCK_EVERY - 1)
    db.session.execute(db.text("SELECT 1"))
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=1)


def test_an_answer_that_took_long_does_not_set_the_clock(ctx: Flask) -> None:
    db.session.execute(db.text("SELECT 1"))
    true, wrong = datetime.now(UTC), datetime.now(UTC) - timedelta(seconds=17)
    clock.follow(wrong, clock.ticks(), off_by=17)
    assert abs(clock.now() - true) < timedelta(seconds=1)
    clock.follow(wrong, clock.ticks(), off_by=clock.GOOD)
    assert abs(clock.now() - wrong) < timedelta(seconds=1)
    clock.follow(datetime.now(UTC), clock.ticks())


def test_waiting_for_a_thread_or_for_the_database_makes_no_one_late(
    app: Flask, client: Any, strict: datetime
) -> None:
    form = ready_to_send(client)
    waited = {RECEIVED: time.monotonic() - 5}
    with clock.at(strict + timedelta(seconds=4)):
        assert client.post(REVIEW, data=form, environ_overrides=waited).status_code == 303
    with app.app_context():
        sent = db.session.query(Submission).one()
        assert sent.received_at is not None and sent.received_at < strict


def test_a_host_whose_clock_is_far_off_takes_nothing_and_keeps_what_was_typed(
    app: Flask, client: Any, slug: str, database: str
) -> None:
    begin(client)
    sent = client.form(WHOLE, comment="A comment that is long enough.")
    with host_clock(timedelta(seconds=-11)):
        answer = client.post(WHOLE, data=sent)
        assert (answer.status_code, client.get(f"{AT}/text").status_code) == (503, 200)
        ready = client.get("/readyz")
        assert (ready.status_code, round(ready.json["clock_ahead_seconds"])) == (503, -11)
    assert "The clock of the server is wrong" in page(answer)
    again = pages.fields(html.fromstring(answer.get_data()))
    assert {name: again[name] for name in sent} == sent
    with host_clock(timedelta(seconds=9)):
        assert client.post(WHOLE, data=again).status_code == 303
        assert client.get("/readyz").status_code == 200


def test_while_the_database_is_away_its_clock_is_still_followed(
    app: Flask, client: Any, slug: str, database: str
) -> None:
    form = ready_to_send(client)
    with host_clock(OFF[1]), outage(database):
        answer = client.post(REVIEW, data=form)
        pressed = clock.now()
    assert answer.status_code == 503
    offered = pages.fields(html.fromstring(answer.get_data()))
    with host_clock(OFF[0]):
        assert client.post(REVIEW, data=offered).status_code == 303
    with app.app_context():
        sent = db.session.query(Submission).one()
        assert sent.received_at is not None and timedelta(0) <= pressed - sent.received_at < timedelta(
            seconds=7
        )
        assert abs(pressed - datetime.now(UTC)) < timedelta(seconds=10)
