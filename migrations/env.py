"""Runs migrations on the application's database, each in its own transaction, never waiting long for a lock: where
another transaction holds a table longer than LOCK_TIMEOUT, the migration is rolled back and tried again.

Two versions run side by side while one replaces the other. A migration with which the version before could not work has
a constant ENDS: the number of the migration that let both work. A command that makes something for the new version
stops before this one (consult/core/revisions.py); the next command goes on, at the latest that of the next upgrade
(docs/decisions/0035). In an empty database nothing runs, and all migrations are carried out at once.
"""

import logging
import time
from collections.abc import Callable, Iterable
from typing import Any

from alembic import context
from alembic.runtime.migration import RevisionStep
from flask import current_app
from sqlalchemy import Connection, Engine, NullPool, create_engine, text
from sqlalchemy.exc import OperationalError

from consult.core.columns import CleanHtml
from consult.core.database import db
from consult.core.revisions import in_one_command


def include_object(thing: object, name: str | None, kind: str, reflected: bool, other: object) -> bool:
    """Leave what migrations write by hand (search indexes) out of the comparison with the models."""
    return not (kind == "index" and reflected and (name or "").startswith("search_"))


def render_item(kind: str, thing: object, context_: object) -> str | bool:
    """Write our own column kinds as the plain ones they are, so that a migration never imports the application."""
    return "sa.Text()" if kind == "type" and isinstance(thing, CleanHtml) else False


def engine() -> Engine:
    """PostgreSQL itself: behind a pooler neither the lock nor the settings below would stay with their connection."""
    direct = current_app.config["DATABASE_DIRECT_URL"]
    return create_engine(direct, poolclass=NullPool, hide_parameters=True) if direct else db.engine


def leaving_what_ends(steps: Callable[..., Iterable[Any]]) -> Callable[..., Iterable[Any]]:
    """The steps of a command, up to the first that ends something and follows one that makes something.

    Not only up to what a step of the same command begins: a command that was cut off after that step and is given again
    begins nothing itself, and the version before still runs.
    """

    def chosen(present: Any, migrations: Any) -> Iterable[Any]:
        found = list(steps(present, migrations))
        if not present or not all(one.is_upgrade and isinstance(one, RevisionStep) for one in found):
            return found  # an empty database; or the way back, or `flask db stamp`
        following = [one.revision.revision for one in found]
        count = in_one_command(present[0], following)
        if count < len(found):
            print(  # noqa: T201 -- to anyone who carries out the command
                f"Stopped before {following[count]}, with which the version before this one could not"
                " work. Once none of its processes runs, give this command again."
            )
        return found[:count]

    return chosen


LOCK_TIMEOUT = "500ms"
"""Below deadlock_timeout (one second): a migration and a request that wait for each other end with the migration, which
is tried again. Below READ_SECONDS too: a request that waits behind a migration is still answered."""

TRIES, PAUSE = 120, 1.0
"""How often a migration is tried, and seconds in between, in which everyone who waited goes on."""

_HELD_BY_OTHERS = {"40P01", "55P03"}
"""Deadlock detected, lock not available."""


def _run_patiently(connection: Connection) -> None:
    """Carry out the migrations; those that were committed before another had to be tried again stay."""
    for attempt in range(1, TRIES + 1):
        connection.execute(text(f"SET lock_timeout = '{LOCK_TIMEOUT}'"))
        connection.commit()
        try:
            context.run_migrations()
        except OperationalError as trouble:
            connection.rollback()
            if attempt == TRIES or getattr(trouble.orig, "sqlstate", "") not in _HELD_BY_OTHERS:
                raise
            logging.getLogger("alembic.runtime.migration").info(
                "A table is in use; the migration is tried again."
            )
            time.sleep(PAUSE)
        else:
            return


def run() -> None:
    """Upgrade or downgrade online; an advisory lock keeps two machines from doing it at once."""
    with engine().connect() as connection:
        connection.execute(text("SET statement_timeout = 0"))
        connection.execute(text("SET lock_timeout = 0"))
        connection.execute(text("SELECT pg_advisory_lock(7236518412)"))  # as long as the other machine takes
        connection.commit()
        settings = {
            "connection": connection,
            "target_metadata": current_app.extensions["migrate"].db.metadata,
            "transaction_per_migration": True,
            "compare_type": True,
            "include_object": include_object,
            "render_item": render_item,
        }
        context.configure(**settings)
        steps = context.get_context().opts["fn"]
        context.configure(**settings, fn=leaving_what_ends(steps))
        with context.begin_transaction():
            _run_patiently(connection)
        connection.execute(text("SELECT pg_advisory_unlock(7236518412)"))
        connection.commit()


run()
