"""A page whose reading takes too long is cut and says so; what acts is not cut."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from consult.core import clock
from consult.core.actions import action
from consult.core.database import db
from tests import world
from tests.reading import steps
from tests.web.test_outage_pages import take_part

SECONDS = 2.0
"""What reading may take (READ_SECONDS)."""


@contextmanager
def held(database: str, table: str) -> Iterator[None]:
    """No one can read `table` meanwhile: whatever asks for it waits."""
    with psycopg.connect(database.replace("postgresql+psycopg://", "postgresql://")) as holding:
        holding.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
        yield
        holding.rollback()


@pytest.mark.parametrize(
    ("page", "table"),
    [  # with words and without, and a page that searches nothing
        ("comments?q=lots", "comment_stems"),
        ("comments?clause=lot-size", "comment_stems"),
        ("text/lot-size-1", "comments"),
    ],
)
def test_a_public_page_is_cut_and_says_why(
    app: Flask, client: FlaskClient, database: str, page: str, table: str
) -> None:
    world.consultation(app)
    with held(database, table):
        began = time.monotonic()
        answer = client.get(f"/consultations/{world.SLUG}/{page}")
        took = time.monotonic() - began
    assert (answer.status_code, answer.headers["Retry-After"], answer.mimetype) == (503, "30", "text/html")
    told = answer.get_data(as_text=True)
    assert "This request takes too long" in told
    assert "Narrow your search" in told
    assert "One of the servers does not respond" not in told
    assert SECONDS <= took < SECONDS + 3
    assert client.get(f"/consultations/{world.SLUG}/{page}").status_code == 200


@pytest.mark.parametrize("file", ["comments.csv", "response/dispositions.csv"])
def test_a_file_that_waits_for_a_lock_is_cut_as_a_page_is(
    app: Flask, client: FlaskClient, database: str, file: str
) -> None:
    now = clock.now()
    world.consultation(app, closes_at=now + timedelta(days=1))
    steps.published(app)
    with clock.at(now + timedelta(days=2)):
        steps.respond(app, world.SLUG, text="We looked at it for long.")
        path = f"/consultations/{world.SLUG}/{file}"
        with held(database, "comments"):
            began = time.monotonic()
            answer = client.get(path)
            took = time.monotonic() - began
        assert (answer.status_code, answer.mimetype) == (503, "text/html")
        assert "This request takes too long" in answer.get_data(as_text=True)
        assert SECONDS <= took < SECONDS + 3
        assert client.get(path).status_code == 200


def test_what_was_typed_is_in_the_page_that_says_so(app: Flask, client: FlaskClient, database: str) -> None:
    take_part(app, client)
    path = f"/consultations/{world.SLUG}/sheet/comments/new?block=lot-size-1"
    sent = client.form(path, type="technical", comment="Every word.", proposal="")  # type: ignore[attr-defined]
    with held(database, "blocks"):
        excuse = client.post(path, data=sent)
    assert excuse.status_code == 503
    assert "Every word." in excuse.get_data(as_text=True)


def test_an_action_waits_longer_than_a_page_may(app: Flask, clean: None, database: str) -> None:
    world.consultation(app)
    found: list[str] = []

    @action
    def acting() -> str:
        return world.load().slug

    def act() -> None:
        with app.test_request_context("/"):
            app.preprocess_request()
            db.session.execute(text("SELECT 1"))  # it begins by reading alone, as a view does
            found.append(acting())

    acts = threading.Thread(target=act)
    with held(database, "consultations"):
        acts.start()
        time.sleep(SECONDS + 0.5)
        assert found == []
    acts.join(10)
    assert found == [world.SLUG]


def test_the_longer_time_ends_with_the_action(app: Flask, clean: None) -> None:
    def limit() -> str:
        return str(db.session.execute(text("SHOW statement_timeout")).scalar_one())

    @action
    def acting() -> str:
        return limit()

    with app.test_request_context("/"):
        app.preprocess_request()
        assert [limit(), acting(), limit()] == ["2s", "30s", "2s"]
    with app.app_context():  # a job, the command line
        assert limit() == "30s"
