"""Runs migrations on the application's database, each in its own transaction, never waiting long for a lock."""

from alembic import context
from flask import current_app
from sqlalchemy import Engine, NullPool, create_engine, text

from consult.core.columns import CleanHtml
from consult.core.database import db


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


def run() -> None:
    """Upgrade or downgrade online; an advisory lock keeps two machines from doing it at once."""
    with engine().connect() as connection:
        connection.execute(text("SET statement_timeout = 0"))
        connection.execute(text("SET lock_timeout = 0"))
        connection.execute(text("SELECT pg_advisory_lock(7236518412)"))  # as long as the other machine takes
        connection.execute(text("SET lock_timeout = '5s'"))
        connection.commit()
        context.configure(
            connection=connection,
            target_metadata=current_app.extensions["migrate"].db.metadata,
            transaction_per_migration=True,
            compare_type=True,
            include_object=include_object,
            render_item=render_item,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.execute(text("SELECT pg_advisory_unlock(7236518412)"))
        connection.commit()


run()
