"""Rows that many tests begin with: made once by actions, and copied from then on.

What stands in an empty database after the actions is kept as COPY gives it, and copied back with its triggers and checks off,
which the owner of the server may do. Every time in it moves by as much as has passed since it was made, so that what was to
close in thirty days still does. To copy the organisation of `world` takes 8 ms, to make it 100 ms; its consultation 15 ms and 350 ms.
"""

import re
import time
from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import psycopg
from flask import Flask

from consult.core import clock, outbox
from tests import database_owner

Told = TypeVar("Told")

OWNER = "TEST_OWNER_URL"
"""The setting with the address of the database for its owner, from the fixture `app`; in bench/, without it, nothing is
copied."""

_kept: dict[str, dict[str, bytes]] = {}
_numbers: dict[str, dict[str, int]] = {}
_handlers: dict[str, list[str]] = {}
_made_at: dict[str, datetime] = {}
_told: dict[str, Any] = {}

_TIME = re.compile(rb"\d{4}-\d\d-\d\d([ T])\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:\+00(?::00)?|Z)")
"""A moment in UTC, as COPY writes columns and as JSON has it."""

_FILLED = """
SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
    AND relname <> 'alembic_version' AND pg_relation_size(oid) > 0
"""
_SEQUENCES = """
SELECT sequencename, last_value FROM pg_sequences
WHERE schemaname = 'public' AND sequencename LIKE '%\\_id\\_seq' AND last_value IS NOT NULL
"""
_SET = "SELECT setval(name::regclass, number) FROM unnest(%s::text[], %s::bigint[]) AS one (name, number)"


def once(app: Flask, what: str, make: Callable[[], Told]) -> Told:
    """Have what `make` makes, called `what`, in the database: copied where the database is empty, as it was then.

    Gives what `make` told of it: numbers and words (references, ids), no rows of a session. Files that `make` put into
    the store are still there, for it keeps what it has under the hash of the words.
    """
    if OWNER not in app.config or abs(clock.now().timestamp() - time.time()) > 1:
        return make()
    database = database_owner.connection(app.config[OWNER])
    if _is_inhabited(database):
        return make()
    if what in _kept:
        _copy(database, what)
        with app.app_context():
            outbox.wake_workers(_handlers[what])  # as the actions did
    else:
        _told[what] = make()
        _keep(database, what)
    return deepcopy(_told[what])  # type: ignore[no-any-return]


def _is_inhabited(database: psycopg.Connection) -> bool:
    """Whether any table has a row; a table keeps its size when its rows are deleted."""
    filled = _filled(database)
    if not filled:
        return False
    rows = " OR ".join(f'EXISTS (SELECT FROM "{table}")' for table in filled)
    return database.execute(f"SELECT {rows}").fetchone() == (True,)


def _filled(database: psycopg.Connection) -> list[str]:
    return [str(name) for (name,) in database.execute(_FILLED).fetchall()]


def _rows(database: psycopg.Connection, table: str) -> bytes:
    with database.cursor().copy(f'COPY "{table}" TO STDOUT') as copy:
        return b"".join(copy)


def _keep(database: psycopg.Connection, what: str) -> None:
    _kept[what] = {table: rows for table in _filled(database) if (rows := _rows(database, table))}
    _numbers[what] = dict(database.execute(_SEQUENCES).fetchall())
    _made_at[what] = clock.now()
    _handlers[what] = [
        str(name) for (name,) in database.execute("SELECT DISTINCT handler FROM deliveries").fetchall()
    ]


def _copy(database: psycopg.Connection, what: str) -> None:
    passed = clock.now() - _made_at[what]
    for table, rows in _kept[what].items():
        with database.cursor().copy(f'COPY "{table}" FROM STDIN') as copy:
            copy.write(_moved(rows, passed))
    database.execute(_SET, [list(_numbers[what]), list(_numbers[what].values())])


def _moved(rows: bytes, passed: timedelta) -> bytes:
    """The rows with every moment in them later by what has passed."""

    def later(found: re.Match[bytes]) -> bytes:
        moment = datetime.fromisoformat(found[0].decode()).astimezone(UTC) + passed
        return moment.isoformat(found[1].decode(), "microseconds").encode()

    return _TIME.sub(later, rows)
