"""A pooler before PostgreSQL: whether there is one that no one told of, and what it takes from connections.

PgBouncer in transaction mode gives each transaction another connection, and drops the settings that ours would send.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import text

from consult.core.database import db


def missing_settings(wanted: Mapping[str, str]) -> list[str]:
    """Settings (name → value) with which connections should begin and do not, a line each: a pooler drops them."""
    ask = text("SELECT reset_val, setting FROM pg_settings WHERE lower(name) = :name")
    trouble = []
    for name, value in wanted.items():
        db.session.execute(text("SELECT set_config(:name, :value, true)"), {"name": name, "value": value})
        begins_with, should = db.session.execute(ask, {"name": name}).one()
        if begins_with != should:
            trouble.append(
                f"connections begin with {name}={begins_with}: have a superuser call"
                f" ALTER ROLE … SET {name} = '{value}'"
            )
    db.session.rollback()
    return trouble


def through_a_pooler(is_told: bool) -> list[str]:
    """Whether a pooler stands before PostgreSQL, and no one said so (`is_told`): a line, or none."""
    raw: Any = db.session.connection().connection.dbapi_connection
    answers = db.session.execute(text("SELECT pg_backend_pid()")).scalar_one()
    if is_told or raw.info.backend_pid == answers:
        return []
    return ["DATABASE_URL leads through a pooler: set DATABASE_DIRECT_URL as well (docs/operations.md)"]
