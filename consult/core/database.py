"""The database and the kinds of columns; only rooms' models, queries and actions come here."""

import logging
from contextlib import suppress
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, TypeVar

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import BigInteger, Enum, Identity, MetaData, Text, text
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry

log = logging.getLogger(__name__)

__all__ = [
    "Identifier",
    "Instant",
    "Json",
    "Mapped",
    "Model",
    "db",
    "let_go",
    "lock",
    "mapped_column",
    "one_of",
    "unsafe_settings",
]

Instant = Annotated[datetime, mapped_column(TIMESTAMP(timezone=True))]
"""A moment, always UTC in Python and timestamptz in PostgreSQL."""

Identifier = Annotated[int, mapped_column(BigInteger, Identity(), primary_key=True)]
"""A row's own number; never shown: the public sees references."""

Json = Annotated[dict[str, Any], mapped_column(JSONB)]

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Model(DeclarativeBase):
    """The base of every table."""

    registry = registry(
        metadata=MetaData(naming_convention=_NAMES),
        type_annotation_map={str: Text(), int: BigInteger(), datetime: TIMESTAMP(timezone=True)},
    )


db = SQLAlchemy(model_class=Model, disable_autonaming=True)


def let_go(_error: BaseException | None = None) -> None:
    """End the session of an application context; what was cut off once the work was done spoils no answer."""
    try:
        db.session.remove()
    except (OperationalError, InterfaceError) as trouble:
        log.warning("a connection was lost after its work was done: %s", trouble)
        with suppress(OperationalError, InterfaceError):
            db.session().invalidate()
        db.session.registry.clear()


Row = TypeVar("Row", bound=Model)


def lock(row: Row) -> Row:
    """The row, read anew and held until the end of the action: two people at once become one after the other."""
    db.session.flush()  # of a verb before this one in the same transaction: reading anew would drop it
    db.session.refresh(row, with_for_update={"of": type(row)})
    return row


def one_of(states: type[StrEnum], name: str = "") -> Enum:
    """A column that holds one value of `states`, stored by value and CHECKed by the database.

    `name` tells the CHECK apart where a table has two columns of the same states.
    """
    return Enum(
        states,
        values_callable=lambda kinds: [kind.value for kind in kinds],
        native_enum=False,
        create_constraint=True,
        name=name or states.__name__.lower(),
        length=40,
        validate_strings=True,
    )


def unsafe_settings() -> list[str]:
    """PostgreSQL settings with which an acknowledged submission could be lost in a power cut, one line each."""
    wanted = {
        "fsync": {"on"},
        "full_page_writes": {"on"},
        "synchronous_commit": {"on", "remote_apply", "remote_write"},
    }
    found = {name: db.session.execute(text(f"SHOW {name}")).scalar_one() for name in wanted}
    return [
        f"PostgreSQL runs with {name}={value}" for name, value in found.items() if value not in wanted[name]
    ]
