"""However many consultations there are: each opening and closing is told once, and looking costs the same."""

import threading
from datetime import datetime, timedelta

import pytest
from flask import Flask
from lxml import html
from sqlalchemy import select, text

from consult.consultations import jobs
from consult.consultations.actions.phase_events import SOME
from consult.core import queue
from consult.core.actions import action
from consult.core.database import db
from consult.core.events import Event, record
from tests import world
from tests.reading import steps

MANY = 2 * SOME + 10


def copies(count: int) -> None:
    """So many more consultations like the one that there is, of which no one was told yet."""
    columns = db.session.execute(
        text("SELECT string_agg(quote_ident(column_name), ', ') FROM information_schema.columns"
             " WHERE table_name = 'consultations' AND column_name NOT IN ('id', 'slug')")
    ).scalar_one()  # fmt: skip
    db.session.execute(
        text(f"INSERT INTO consultations (slug, {columns}) SELECT slug || '-' || g, {columns}"
             f" FROM consultations, generate_series(1, {count}) g")
    )  # fmt: skip
    db.session.commit()


def told() -> list[tuple[str, int]]:
    rows = db.session.execute(
        text("SELECT name, count(*) FROM events WHERE name IN ('consultations.opened', 'consultations.closed')"
             " GROUP BY name ORDER BY name")
    )  # fmt: skip
    found = [(name, count) for name, count in rows]
    db.session.rollback()
    return found


def test_each_is_told_once_though_two_workers_tell_at_once(app: Flask, clean: None) -> None:
    world.consultation(app, open=False)
    with app.app_context():
        copies(MANY)

    def work() -> None:
        with app.app_context():
            jobs.record_phase_events()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    with app.app_context():
        jobs.record_phase_events()
        assert told() == [("consultations.closed", MANY + 1), ("consultations.opened", MANY + 1)]


def test_looking_whether_something_is_due_takes_the_same_statements_for_one_and_for_many(
    app: Flask, clean: None
) -> None:
    world.consultation(app, open=False)
    costs = []
    for more in (0, MANY):
        with app.app_context():
            if more:
                copies(more)
            jobs.record_phase_events()
            with steps.statements(app) as seen:
                jobs.record_phase_events()
            costs.append(len(seen))
    assert costs == [1, 1]


def test_the_record_has_the_moments_of_the_clock_however_late_they_are_recorded(
    app: Flask, clean: None
) -> None:
    world.consultation(app, open=False)

    @action
    def remove_name() -> None:
        one = world.load()
        record("submissions.name_removed", one.slug, organisation=one.organisation_id, consultation=one.id)

    with app.app_context():
        remove_name()
        jobs.record_phase_events()
        opened, closed = world.load().opens_at, world.load().closes_at
        recorded = {row.name: row.at for row in db.session.execute(select(Event.name, Event.at))}
    assert closed is not None and opened is not None
    assert recorded["consultations.closed"] >= closed + timedelta(days=4)
    page = html.fromstring(app.test_client().get(f"/consultations/{world.SLUG}/record").get_data())
    shown = [
        (item.find_class("timeline-what")[0].text_content().strip(), item.xpath(".//time/@datetime")[0])
        for item in page.xpath("//ol[@class='timeline']/li")
    ]
    assert [what for what, _at in shown][-3:] == [
        "Comment period started", "Closed", "A name was removed because its account was deleted",
    ]  # fmt: skip
    moments = [datetime.fromisoformat(at) for _what, at in shown]
    assert [found.replace(second=0) for found in moments[-3:-1]] == [
        at.replace(second=0, microsecond=0) for at in (opened, closed)
    ]


def test_one_run_ends_in_time_and_the_next_goes_on(
    app: Flask, clean: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.consultation(app, open=False)
    with app.app_context():
        copies(MANY)
        with monkeypatch.context() as hurried:
            hurried.setattr(queue, "TIME", 0.0)
            jobs.record_phase_events()
        assert told() == []
        jobs.record_phase_events()
        assert told() == [("consultations.closed", MANY + 1), ("consultations.opened", MANY + 1)]
