"""Rows that many tests begin with: made once by actions, and copied from then on.

What stands in an empty database after the actions is kept as COPY gives it, and copied back with its triggers and checks off,
which the owner of the server may do. Every time in it moves by as much as has passed since it was made, so that what was to
close in thirty days still does. To copy the organisation of `world` takes 8 ms, to make it 100 ms; its consultation 15 ms and 350 ms.
"""

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import psycopg
from flask import Flask

from consult.core import clock, outbox

OWNER = "TEST_OWNER_URL"
"""The setting with the address of the database for its owner, from the fixture `app`; in bench/, without it, nothing is
copied."""

_kept: dict[str, dict[str, bytes]] = {}
_numbers: dict[str, dict[str, int]] = {}
_handlers: dict[str, list[str]] = {}
_made_at: dict[str, datetime] = {}

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


def once(app: Flask, what: str, make: Callable[[], None]) -> None:
    """Have what `make` makes, called `what`, in the database: copied where the database is empty, as it was then."""
    if OWNER not in app.config or abs(clock.now().timestamp() - time.time()) > 1:
        make()
        return
    with psycopg.connect(app.config[OWNER], autocommit=True, options="-c timezone=UTC") as owner:
        if _is_inhabited(owner):
            make()
        elif what in _kept:
            _copy(owner, what)
            with app.app_context():
                outbox.wake_workers(_handlers[what])  # as the actions did
        else:
            make()
            _keep(owner, what)


def _is_inhabited(owner: psycopg.Connection) -> bool:
    return any(_rows(owner, table) for table in _filled(owner))


def _filled(owner: psycopg.Connection) -> list[str]:
    return [str(name) for (name,) in owner.execute(_FILLED).fetchall()]


def _rows(owner: psycopg.Connection, table: str) -> bytes:
    with owner.cursor().copy(f'COPY "{table}" TO STDOUT') as copy:
        return b"".join(copy)


def _keep(owner: psycopg.Connection, what: str) -> None:
    _kept[what] = {table: rows for table in _filled(owner) if (rows := _rows(owner, table))}
    _numbers[what] = dict(owner.execute(_SEQUENCES).fetchall())
    _made_at[what] = clock.now()
    _handlers[what] = [
        str(name) for (name,) in owner.execute("SELECT DISTINCT handler FROM deliveries").fetchall()
    ]


def _copy(owner: psycopg.Connection, what: str) -> None:
    owner.execute("SET session_replication_role = replica")
    passed = clock.now() - _made_at[what]
    for table, rows in _kept[what].items():
        with owner.cursor().copy(f'COPY "{table}" FROM STDIN') as copy:
            copy.write(_moved(rows, passed))
    for sequence, number in _numbers[what].items():
        owner.execute("SELECT setval(%s, %s)", [sequence, number])


def _moved(rows: bytes, passed: timedelta) -> bytes:
    """The rows with every moment in them later by what has passed."""

    def later(found: re.Match[bytes]) -> bytes:
        moment = datetime.fromisoformat(found[0].decode()).astimezone(UTC) + passed
        return moment.isoformat(found[1].decode(), "microseconds").encode()

    return _TIME.sub(later, rows)
