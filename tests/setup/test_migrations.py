"""Migrations that were stopped in the middle can be done again."""

from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy.engine import make_url

from tests.conftest import _plain, _swap
from tests.subprocesses import run

AGAIN = """
from contextlib import contextmanager
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import upgrade
from consult.core.database import db
from wsgi import app

class Stopped(Exception):
    pass

@contextmanager
def stopping(context):
    with block(context):
        yield
    raise Stopped

block = MigrationContext.autocommit_block
with app.app_context():
    for one in reversed(list(ScriptDirectory("migrations").walk_revisions())):
        MigrationContext.autocommit_block = stopping
        try:
            upgrade(revision=one.revision)
        except Stopped:
            db.engine.dispose()
            MigrationContext.autocommit_block = block
            upgrade(revision=one.revision)
            print("again", one.revision)
"""
"""Stops each migration after the part of it that stays where it is stopped, and does it again."""


@pytest.fixture
def empty(servers: dict[str, str], worker_id: str) -> Iterator[str]:
    """The address of an empty database."""
    name, role = f"consult_again_{worker_id}", make_url(servers["database"]).username
    with psycopg.connect(_plain(servers["owner"]), autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {name} OWNER {role}")
        yield _swap(servers["database"], name)
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_a_migration_that_was_stopped_is_done_again(empty: str, servers: dict[str, str]) -> None:
    done = run(AGAIN, empty, servers["redis"])
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout.split("again ")[1:] == [
        f"{revision}\n"
        for revision in (
            "0007",
            "0012",
            "0013",
            "0016",
            "0018",
            "0019",
            "0020",
            "0023",
            "0025",
            "0027",
            "0028",
            "0030",
            "0032",
        )
    ]
