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
from consult.web.arrival import RECEIVED
from tests import pages, world
from tests.submissions.test_resent import REVIEW, ready_to_send
from tests.submissions.walking import AT, WHOLE, begin, page
from tests.web.test_outage import outage

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


def test_posts_around_the_closing_count_alike_on_hosts_with_different_clocks(app: Flask, clean: None) -> None:
    """Four in time, four too late, half of them on a host that is 3 s slow and half on one that is 3 s fast."""
    with app.app_context():
        db.session.execute(db.text("SELECT 1"))
    opens, closes_at = clock.now(), clock.now() + timedelta(seconds=60)
    world.consultation(app, closes_at=closes_at, late={"accept": False, "grace_minutes": 0})
    clients: list[Any] = [app.test_client() for _ in range(8)]
    forms = [ready_to_send(client) for client in clients]
    assert clock.now() - opens < timedelta(seconds=55)
    # the closing comes when everybody is ready, not after a minute
    with app.app_context():
        closes_at = clock.now() + timedelta(seconds=1.5)
        db.session.execute(db.text("UPDATE consultations SET closes_at = :at"), {"at": closes_at})
        db.session.commit()
    answers = []
    for number, (client, form) in enumerate(zip(clients, forms, strict=True)):
        if number == 4:
            time.sleep(max(0.0, (closes_at - clock.now()).total_seconds()) + 0.3)
        with host_clock(OFF[number % 2]):
            answers.append(client.post(REVIEW, data=form).status_code)
    assert answers == [303] * 4 + [409] * 4


def test_waiting_for_a_thread_or_for_the_database_makes_nobody_late(
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
    assert "The clock of the server that you reached is wrong" in page(answer)
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
