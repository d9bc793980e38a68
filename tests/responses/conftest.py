"""The stories that tests of answers stand on. Each is told once and kept as rows; the tests after it copy these back."""

from collections.abc import Callable
from dataclasses import replace

import psycopg
import pytest
from flask import Flask

from consult.core import clock, jobs
from tests import cast, world
from tests.responses import stories
from tests.responses.stories import Story

STRANGER = "stranger@rivers.example"

Rows = list[tuple[str, bytes]]
_told: dict[str, tuple[Story, Rows]] = {}


def _once(owner: str, name: str, tell: Callable[[], Story]) -> Story:
    """The story `name`, as it was told the first time; the database is empty before.

    `owner`: the same database as the server's owner, who may write rows in any order.
    """
    url = owner.replace("postgresql+psycopg://", "postgresql://")
    if name not in _told:
        story = tell()
        with psycopg.connect(url) as connection:
            _told[name] = (story, _rows(connection))
        return story
    story, rows = _told[name]
    with psycopg.connect(url) as connection:
        connection.execute("SET session_replication_role = replica")
        for table, data in rows:
            with connection.cursor().copy(f'COPY "{table}" FROM STDIN (FORMAT binary)') as copy:
                copy.write(data)
        numbered = connection.execute(
            "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND is_identity = 'YES'"
        ).fetchall()
        for (table,) in numbered:
            connection.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM \"{table}\" HAVING max(id) > 0"
            )
    return replace(story)


def _rows(connection: psycopg.Connection) -> Rows:
    tables = connection.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
    ).fetchall()
    found: Rows = []
    for (table,) in tables:
        if connection.execute(f'SELECT 1 FROM "{table}" LIMIT 1').fetchone():
            with connection.cursor().copy(f'COPY "{table}" TO STDOUT (FORMAT binary)') as copy:
                found.append((table, b"".join(copy)))
    return found


def _mixed(app: Flask) -> Story:
    story = stories.mixed(app)
    cast.person(app, STRANGER, "Carla Reyes")
    cast.organisation(
        app, "rivers", name="Union for River Transport", officer=[STRANGER], approver=[STRANGER]
    )
    return story


def _answered(app: Flask) -> Story:
    story = _mixed(app)
    stories.answer_all(app, story)
    return story


def _published(app: Flask) -> Story:
    story = _answered(app)
    stories.publish(app, story)
    return story


@pytest.fixture
def mixed(app: Flask, clean: None, owned: str) -> Story:
    """Comments in every state; nothing answered; beside them the officer of another organisation."""
    return _once(owned, "mixed", lambda: _mixed(app))


@pytest.fixture
def answered(app: Flask, clean: None, owned: str) -> Story:
    """The same, everything answered."""
    return _once(owned, "answered", lambda: _answered(app))


@pytest.fixture
def published(app: Flask, clean: None, owned: str) -> Story:
    """The same, the response published."""
    return _once(owned, "published", lambda: _published(app))


MANY = jobs.MANY + 10
"""Comments that are too many to be answered at once."""


def _many(app: Flask) -> Story:
    slug = world.consultation(app, open=False)
    sent = world.submission(app, slug, at=clock.now() - stories.EARLIER, comments=[world.COMMENT] * MANY)
    return Story(slug, {"all": sent})


@pytest.fixture
def many(app: Flask, clean: None, owned: str) -> Story:
    """A consultation that closed, with one submission of MANY comments ("all")."""
    return _once(owned, "many", lambda: _many(app))
