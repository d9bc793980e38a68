"""The database and the kinds of columns; only packages' models, queries and actions come here."""

import logging
import select
from collections.abc import Sequence
from contextlib import suppress
from contextvars import ContextVar
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Self, TypeVar, cast

import psycopg
from flask_sqlalchemy import SQLAlchemy
from psycopg import _queries, generators
from psycopg.pq import ExecStatus, TransactionStatus
from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Connection,
    Engine,
    Enum,
    Executable,
    Identity,
    MetaData,
    Table,
    Text,
    any_,
    event,
    inspect,
    literal,
    text,
)
from sqlalchemy import Row as SqlRow
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlalchemy.exc import InterfaceError, InvalidatePoolError, OperationalError
from sqlalchemy.orm import MANYTOONE, DeclarativeBase, Mapped, Session, mapped_column, registry
from sqlalchemy.sql.selectable import TypedReturnsRows

from consult.core import clock, logs
from consult.core.database_timeouts import PatientConnection
from consult.core.errors import NotFound
from consult.core.limited_cache import LimitedCache

log = logging.getLogger(__name__)

__all__ = [
    "Identifier",
    "Instant",
    "Json",
    "Mapped",
    "Model",
    "among",
    "as_one_statement",
    "close_session",
    "db",
    "is_connection_lost",
    "lock",
    "mapped_column",
    "one_of",
    "read_alone",
    "reads_without_transaction",
    "settings_that_log_text",
    "table",
    "unsafe_role",
    "unsafe_settings",
    "watch",
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


def close_session(_error: BaseException | None = None) -> None:
    """End the session of an application context; what was cut off once the work was done spoils no answer."""
    try:
        db.session.remove()
    except (OperationalError, InterfaceError) as trouble:
        log.warning("a connection was lost after its work was done: %s", trouble)
        with suppress(OperationalError, InterfaceError):
            db.session().invalidate()
        db.session.registry.clear()


Row = TypeVar("Row", bound=Model)
Found = TypeVar("Found")


def table(model: type[Model]) -> Table:
    """The table of a model, for hot statements that read rows: with the model's attributes in their place SQLAlchemy
    would make ready to build objects, which costs as much again."""
    return cast("Table", model.__table__)


def among(column: Any, numbers: Sequence[int]) -> ColumnElement[bool]:
    """Whether the column has one of `numbers`, however many they are: `in_` gives each a parameter, of which a
    statement may have 65,535."""
    return cast("ColumnElement[bool]", column == any_(literal(list(numbers), ARRAY(BigInteger))))


def one_found(rows: TypedReturnsRows[Found], values: dict[str, Any] | None = None) -> Found:
    """The one object that a select has. Raises NotFound where it has none."""
    found = db.session.execute(rows, values).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


def lock(row: Row) -> Row:
    """The row, read again and held until the end of the action: two people at once become one after the other.

    A transaction that writes a row which only refers to this one need not wait: it may hold what the action locks next.
    """
    db.session.flush()  # of an action before this one in the same transaction: reading again would drop it
    db.session.refresh(row, with_for_update={"of": type(row), "key_share": True})
    _forget_what_is_not_seen(row)
    return row


def _forget_what_is_not_seen(row: Any) -> None:
    """Have other rows that a locked row names read again where they seem not to be there: read by a join, they are
    those of the moment before the wait for the lock, and the one who had the lock may have written another one."""
    mapper = inspect(type(row))
    for one in mapper.relationships:
        if one.direction is MANYTOONE and row.__dict__.get(one.key, row) is None:
            names = (mapper.get_property_by_column(column).key for column in one.local_columns)
            if all(getattr(row, name) is not None for name in names):
                db.session.expire(row, [one.key])


_queries.MAX_CACHED_STATEMENT_LENGTH = 16_384
"""Bytes up to which the driver keeps what it read of a statement, of which it keeps 128; of longer ones it looks for
the parameters each time. Its own 4,096 are less than the statement around the queue has."""


DESCRIBED = 10_000
"""Columns of statements whose description one process keeps."""


# -- ways to the server, of which a page should make few --------------------------------------------------------------


class _Cursor(psycopg.Cursor[Any]):
    """A cursor that describes the columns of a statement once for all who send it: the driver makes an object for each
    column at each answer, and SQLAlchemy reads their names only."""

    _asked: Any = None

    def execute(self, query: Any, *arguments: Any, **options: Any) -> Self:
        """As that of psycopg."""
        self._asked = query
        return super().execute(query, *arguments, **options)

    @property
    def description(self) -> list[psycopg.Column] | None:
        """The columns of the answer."""
        known = _described.get(self._asked)
        if known is not None and self.pgresult is not None and len(known) == self.pgresult.nfields:
            return known
        found = super().description
        if found is not None and isinstance(self._asked, str):
            _described.add(self._asked, found)
        return found


_described = LimitedCache[list[psycopg.Column]](DESCRIBED, len)
"""Statement → its columns."""


def watch(engine: Engine) -> None:
    """Hand out no connection that the server has ended, and keep none that was lent for reading alone.

    A connection that waits in the pool has nothing to say: where its socket can be read, the server has ended it, and
    only then is it asked. A question to the server at every checkout would tell no more.
    """

    @event.listens_for(engine, "do_connect")
    def _connect(_dialect: Any, _record: Any, arguments: Any, settings: Any) -> Any:
        return PatientConnection.connect(*arguments, cursor_factory=_Cursor, **settings)

    @event.listens_for(engine, "checkout")
    def _is_alive(raw: Any, _record: Any, _lent: Any) -> None:
        try:
            waits = select.poll()
            waits.register(raw.fileno(), select.POLLIN)
            if waits.poll(0):
                raw.execute("SELECT 1")
                raw.rollback()
            if clock.age() > CLOCK_EVERY:
                _ask_the_time(raw)
        except (OSError, psycopg.Error) as gone:
            raise InvalidatePoolError from gone  # the pool connects again, once

    @event.listens_for(engine, "handle_error")
    def _keep_values_out(context: Any) -> None:
        """Whatever becomes of the exception, its message quotes no row and no parameter."""
        wrapped = context.sqlalchemy_exception
        if wrapped is not None:
            said = logs.details(context.original_exception)
            context.original_exception.args = (said,)
            wrapped.args, wrapped.params = (logs.facts(context.original_exception),), None

    @event.listens_for(engine, "checkin")
    def _as_it_was(raw: Any, _record: Any) -> None:
        if raw is not None and not raw.closed and raw.autocommit:
            raw.autocommit = False


CLOCK_EVERY = 15.0
"""Seconds after which a process asks the database's clock again."""


def _ask_the_time(raw: Any) -> None:
    """Set our clock by the database's. Its answer counts for the middle of the time that asking took; where that was
    long (a busy host), it is asked again."""
    for _try in range(3):
        asked = clock.ticks()
        (at,) = raw.execute("SELECT clock_timestamp()").fetchone()
        half = (clock.ticks() - asked) / 2
        clock.follow(at, asked + half, off_by=half)
        if half <= clock.GOOD:
            break
    raw.rollback()


reads_without_transaction: ContextVar[bool] = ContextVar("only_reading", default=False)
"""Whether what begins now only reads, and needs no transaction: each statement sees what is committed by then, as it
would inside one, and the server is spared hearing of its beginning and its end."""


ACTION_SECONDS = 30
"""How long one statement of an action or of a job may take. Whatever only reads for a page has what the connection
was opened with (READ_SECONDS), so that nothing that anyone can ask for keeps a thread and a connection for long."""

_BEGIN = f"BEGIN; SET LOCAL statement_timeout = '{ACTION_SECONDS}s'".encode()
"""One way to the server: what the driver would send at the first statement, and the longer time with it."""

_BEGIN_READING = (
    "BEGIN; SELECT set_config('lock_timeout', current_setting('statement_timeout'), true);"
    f" SET LOCAL statement_timeout = '{ACTION_SECONDS}s'"
).encode()
"""A statement that reads much may take the longer time, but waits for a lock no longer than any other that reads: it
is set from what the connection was opened with, before that is raised."""


@event.listens_for(Session, "after_begin")
def _at_once(_session: Session, _transaction: Any, connection: Connection) -> None:
    if reads_without_transaction.get():
        connection.connection.dbapi_connection.autocommit = True  # type: ignore[union-attr]
    else:
        _begin(connection)


def _begin(connection: Connection, words: bytes = _BEGIN) -> None:
    raw: Any = connection.connection.dbapi_connection
    if raw.autocommit or raw.pgconn.transaction_status != TransactionStatus.IDLE:
        return
    try:
        _send_begin(raw, words)
    except psycopg.OperationalError as lost:
        connection.invalidate(lost)
        raise OperationalError("BEGIN", None, lost, connection_invalidated=True) from lost


def _send_begin(raw: Any, words: bytes) -> None:
    raw.pgconn.send_query(words)
    *_earlier, begun = raw.wait(generators.execute(raw.pgconn))
    if begun.status != ExecStatus.COMMAND_OK:
        raise psycopg.OperationalError(begun.error_message.decode("utf-8", "replace").strip())


def read_alone(statement: Executable, values: dict[str, Any]) -> Sequence[SqlRow[Any]]:
    """The rows of one statement, read without a transaction and without a session, which would take as long again."""
    with db.engine.connect() as connection:
        raw: Any = connection.connection.dbapi_connection
        raw.autocommit = True  # until it is given back, see `watch`
        return connection.execute(statement, values).all()


def as_one_statement() -> None:
    """From here on all statements of the session are one transaction, though it began for reading alone.

    Where it still only reads, for a file, none waits for a lock longer than READ_SECONDS; `was_cut` knows the error.
    """
    if reads_without_transaction.get() or (db.session.registry.has() and db.session().in_transaction()):
        connection = db.session.connection()
        raw: Any = connection.connection.dbapi_connection
        if raw.autocommit:
            raw.autocommit = False
        _begin(connection, _BEGIN_READING if reads_without_transaction.get() else _BEGIN)


def is_connection_lost(error: BaseException) -> bool:
    """Whether `error` is that of a statement which took longer than it may, or waited for a lock longer than that."""
    return isinstance(getattr(error, "orig", None), _CUT)


_CUT = (psycopg.errors.QueryCanceled, psycopg.errors.LockNotAvailable)


class _OneOf(Enum):
    """An Enum of StrEnum members that are stored by value, read with one lookup for each value: a page of comments has
    hundreds of them."""

    cache_ok = True

    def result_processor(self, dialect: Any, coltype: Any) -> Any:
        """Value → member; raises KeyError, a LookupError as that of Enum, for what is no value."""
        members: dict[str | None, StrEnum | None] = {None: None}
        members.update((one.value, one) for one in cast("type[StrEnum]", self.enum_class))
        return members.__getitem__


def one_of(states: type[StrEnum], name: str = "") -> Enum:
    """A column that holds one value of `states`, stored by value and CHECKed by the database.

    `name` tells the CHECK apart where a table has two columns of the same states.
    """
    return _OneOf(
        states,
        values_callable=lambda kinds: [kind.value for kind in kinds],
        native_enum=False,
        create_constraint=True,
        name=name or states.__name__.lower(),
        length=40,
        validate_strings=True,
    )


def unsafe_role() -> list[str]:
    """What the application's role may beyond its own database, a line each: a mistake of ours would be that of the
    server's owner."""
    wide = {
        "rolsuper": "a superuser",
        "rolcreaterole": "a role that makes roles",
        "rolcreatedb": "a role that makes databases",
        "rolreplication": "a role that reads every database by replication",
        "rolbypassrls": "a role that row-level security does not hold",
    }
    rights = text(f"SELECT {', '.join(wide)} FROM pg_roles WHERE rolname = current_user")  # noqa: S608 -- from above
    found = db.session.execute(rights).one()
    return [
        f"the role in DATABASE_URL is {words}" for words, has in zip(wide.values(), found, strict=True) if has
    ]


def settings_that_log_text() -> list[str]:
    """PostgreSQL settings with which its log would show what people typed, one line each."""
    found = {name: db.session.execute(text(f"SHOW {name}")).scalar_one() for name in _LOGGING}
    logs_statements = found["log_statement"] in {"mod", "all"} or found["log_min_duration_statement"] != "-1"
    trouble = {
        "log_parameter_max_length_on_error": found["log_parameter_max_length_on_error"] != "0",
        "log_parameter_max_length": logs_statements and found["log_parameter_max_length"] != "0",
    }
    return [
        f"PostgreSQL logs what people type: {name}={found[name]}" for name, holds in trouble.items() if holds
    ]


_LOGGING = (
    "log_statement", "log_min_duration_statement", "log_parameter_max_length", "log_parameter_max_length_on_error",
)  # fmt: skip


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
