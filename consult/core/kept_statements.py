"""Statements of hot pages, written as SQL once. SQLAlchemy would look up what it wrote, prepare each value and describe
the columns again at each call, which takes longer than the driver needs to send the statement and read the answer."""

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Dialect, SelectBase

from consult.core.database import db

Convert = Callable[[Any], Any]


class _Written(NamedTuple):
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
    """A select of columns, which are not objects of the session. It is written once, at its first use."""

    def __init__(self, statement: SelectBase) -> None:
        self.statement = statement
        columns = list(statement.selected_columns)
        self._types = [column.type for column in columns]
        names = [str(column.key) for column in columns]
        self._row: Any = namedtuple("Row", names, rename=True)  # type: ignore[misc]
        self._written: _Written | None = None

    def rows(self, values: Mapping[str, Any]) -> Sequence[Any]:
        """The rows, each with its columns as attributes. `values` may have more than the statement needs."""
        db.session.flush()
        connection = db.session.connection()
        written = self._written
        if written is None:
            written = self._written = self._write(connection.dialect)
        sent = {
            name: values[name] if convert is None else convert(values[name])
            for name, convert in written.parameters
        }
        sent.update(written.constants)
        found = connection.exec_driver_sql(written.text, sent).all()
        return self._rows(found, written.converted) if written.converted else found

    def _rows(
        self, found: Iterable[Sequence[Any]], converted: Sequence[tuple[int, Convert]]
    ) -> Sequence[Any]:
        rows = []
        for one in found:
            values = list(one)
            for at, convert in converted:
                values[at] = convert(values[at])
            rows.append(self._row._make(values))
        return rows

    def _write(self, dialect: Dialect) -> _Written:
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
        return _Written(
            text,
            constants,
            [(name, kind.bind_processor(dialect)) for name, kind in binds.items()],
            [(at, convert) for at, convert in enumerate(results) if convert is not None],
        )


def _is_plain(value: Any) -> bool:
    """Whether a constant of a statement is written in SQL as it is."""
    if isinstance(value, str):
        return not set("'\\%") & set(value)
    return isinstance(value, bool | int) and value >= 0


def _literal(value: bool | int | str) -> str:
    return f"'{value}'" if isinstance(value, str) else str(value).lower()
