"""Statements of hot pages, written as SQL once. SQLAlchemy would look up what it wrote, prepare each value and describe
the columns again at each call, which takes longer than the driver needs to send the statement and read the answer."""

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from itertools import starmap
from typing import Any, NamedTuple

import psycopg
from sqlalchemy import ARRAY, BigInteger, Connection, Dialect, SelectBase, Text, inspect
from sqlalchemy.orm import make_transient_to_detached

from consult.core.database import Row, db, table

Convert = Callable[[Any], Any]


class _DriverStatement(NamedTuple):
    """A statement as the driver takes it."""

    text: str
    """With most constants written out: each parameter is prepared and sent."""
    constants: Mapping[str, Any]
    """The others."""
    parameters: Sequence[tuple[str, Convert | None]]
    """The name of each, and what makes of a value what the driver takes."""
    converted: Sequence[tuple[int, Convert]]
    """Where in a row a value stands that the driver gives in another form, and what makes it again."""


class KeptStatement:
    """A select of columns, which are not objects of the session. It is written once, at its first use.

    `row`: what a row is made with, of its columns in their order; without it rows are tuples with their names.
    """

    def __init__(self, statement: SelectBase, row: Callable[..., Any] | None = None) -> None:
        self.statement = statement
        columns = list(statement.selected_columns)
        self._types = [column.type for column in columns]
        names = [str(column.key) for column in columns]
        self._row: Callable[..., Any] = row or namedtuple("Row", names, rename=True)
        self._written: _DriverStatement | None = None

    def rows(self, values: Mapping[str, Any]) -> Sequence[Any]:
        """The rows, each with its columns as attributes. `values` may have more than the statement needs."""
        return self._answer(_connection(), values)

    def alone(self, values: Mapping[str, Any]) -> Sequence[Any]:
        """The rows of the statement as a transaction of its own, whatever the session does: one way to the server
        instead of three. What it wrote is committed."""
        with db.engine.connect() as connection:
            raw: Any = connection.connection.dbapi_connection
            raw.autocommit = True  # until it is given back, see `database.watch`
            return self._answer(connection, values)

    def _answer(self, connection: Connection, values: Mapping[str, Any]) -> Sequence[Any]:
        written = self._written
        if written is None:
            written = self._written = self._write(connection.dialect)
        sent = {
            name: values[name] if convert is None else convert(values[name])
            for name, convert in written.parameters
        }
        sent.update(written.constants)
        found = _sent(connection, written.text, sent)
        return self._rows(found, written.converted)

    def _rows(
        self, found: Iterable[Sequence[Any]], converted: Sequence[tuple[int, Convert]]
    ) -> Sequence[Any]:
        if not converted:
            return list(starmap(self._row, found))
        rows = []
        for one in found:
            values = list(one)
            for at, convert in converted:
                values[at] = convert(values[at])
            rows.append(self._row(*values))
        return rows

    def _write(self, dialect: Dialect) -> _DriverStatement:
        compiled = self.statement.compile(dialect=dialect)
        asked = {name for name, parameter in compiled.binds.items() if parameter.required}
        # lists of constants become parameters too, each of their values
        expanded = compiled.construct_expanded_state(dict.fromkeys(asked))
        text = expanded.statement
        constants = {name: value for name, value in expanded.parameters.items() if name not in asked}
        for name in [name for name, value in constants.items() if _is_plain(value)]:
            text = text.replace(f"%({name})s", _literal(constants.pop(name)))
        binds = {name: compiled.binds[name].type.dialect_impl(dialect) for name in asked}
        results = [one.dialect_impl(dialect).result_processor(dialect, None) for one in self._types]
        return _DriverStatement(
            text,
            constants,
            [(name, _sent_as(kind) or kind.bind_processor(dialect)) for name, kind in binds.items()],
            [(at, convert) for at, convert in enumerate(results) if convert is not None],
        )


def _connection() -> Connection:
    """The connection of the session, after its changes were written; looked for once in each of its transactions, which
    takes as long as some statements do."""
    session = db.session()
    session.flush()
    known: tuple[Any, Connection] | None = session.info.get(_KNOWN)
    running = session.get_transaction()
    if known is not None and known[0] is running and running.is_active:
        return known[1]
    connection = session.connection()
    session.info[_KNOWN] = (session.get_transaction(), connection)
    return connection


_KNOWN = "consult.connection"


def _sent(connection: Connection, text: str, values: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
    """The rows that the driver gives for a statement. SQLAlchemy would make objects for the statement, for its answer
    and for each column of it, which takes a third of the time; errors are still its own."""
    if connection._has_events or connection.engine._has_events:  # someone listens to statements
        return connection.exec_driver_sql(text, dict(values)).all()
    raw: Any = connection.connection.dbapi_connection
    cursor = raw.cursor()
    try:
        cursor.execute(text, values)
        found: Sequence[Sequence[Any]] = cursor.fetchall()
    except BaseException as trouble:
        if isinstance(trouble, Exception) and not isinstance(trouble, psycopg.Error):
            raise
        # a connection that was lost, or left in the middle of an answer, is given up
        connection._handle_dbapi_exception(trouble, text, values, cursor, None)
    cursor.close()
    return found


def _sent_as(kind: Any) -> Convert | None:
    """What makes a text of a list of numbers or of texts, which the statement casts: the driver looks at each of them,
    and chooses a type by the largest number, for each of which PostgreSQL would plan the statement again. None for all
    else."""
    if not isinstance(kind, ARRAY):
        return None
    is_text = isinstance(kind.item_type, Text)
    return _array if isinstance(kind.item_type, BigInteger) else _text_array if is_text else None


def _array(numbers: Iterable[int] | None) -> str | None:
    return None if numbers is None else f"{{{','.join(map(str, numbers))}}}"


def _text_array(texts: Iterable[str] | None) -> str | None:
    if texts is None:
        return None
    quoted = (one.replace("\\", "\\\\").replace('"', '\\"') for one in texts)
    return "{" + ",".join(f'"{one}"' for one in quoted) + "}"


def as_object(model: type[Row], values: Sequence[Any]) -> Row:
    """A row that was read, as the object that the session would have made of it: `values` of the columns of its table,
    in their order. An object that the session has already stays as it is."""
    mapper, _names = _attributes(model)
    made = unattached(model, values)
    known: Row | None = db.session.identity_map.get(mapper.identity_key_from_instance(made))
    if known is not None:
        return known
    make_transient_to_detached(made)
    db.session.add(made)
    return made


def unattached(model: type[Row], values: Sequence[Any]) -> Row:
    """The same of no session: it only tells what the row was."""
    made = model()
    made.__dict__.update(zip(_attributes(model)[1], values, strict=True))
    return made


@cache
def _attributes(model: type[Row]) -> tuple[Any, Sequence[str]]:
    """The mapper of a model, and the names of the attributes of its columns."""
    mapper = inspect(model)
    return mapper, [mapper.get_property_by_column(column).key for column in table(model).c]


def _is_plain(value: Any) -> bool:
    """Whether a constant of a statement is written in SQL as it is."""
    if isinstance(value, str):
        return not set("'\\%") & set(value)
    return isinstance(value, bool | int) and value >= 0


def _literal(value: bool | int | str) -> str:
    return f"'{value}'" if isinstance(value, str) else str(value).lower()
