"""However many consultations there are: each opening and closing is told once, and looking costs the same."""

import threading

import pytest
from flask import Flask
from sqlalchemy import text

from consult.consultations import jobs
from consult.consultations.actions.phase_events import SOME
from consult.core import queue
from consult.core.database import db
from tests import world
from tests.reading import deeds

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
            with deeds.statements(app) as seen:
                jobs.record_phase_events()
            costs.append(len(seen))
    assert costs == [1, 1]


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
