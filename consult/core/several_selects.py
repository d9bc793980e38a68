"""Several small selects as one statement: to send a small one costs more than to answer it."""

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    JSON,
    TIMESTAMP,
    Enum,
    SelectBase,
    Subquery,
    TypeDecorator,
    func,
    literal_column,
    select,
)
from sqlalchemy.dialects import postgresql

from consult.core.kept_statements import KeptStatement

Convert = Callable[[Any], Any]


class SeveralSelects:
    """Selects by name, to be read together.

    Each comes as a JSON array of its rows, so their columns are numbers, moments, texts and what is made of texts, and
    what is true or false. A value of any other type would not come back as it was.
    """

    def __init__(self, **selects: SelectBase) -> None:
        parts = {name: one.subquery(name) for name, one in selects.items()}
        self._readers = {name: _Reader.of(part) for name, part in parts.items()}
        self._statement = KeptStatement(select(*(_as_json(part).label(name) for name, part in parts.items())))

    def read(self, values: Mapping[str, Any]) -> dict[str, Sequence[Any]]:
        """Name → the rows of that select, each with its columns as attributes."""
        [found] = self._statement.rows(values)
        readers = self._readers.items()
        return {name: reader.rows(array) for (name, reader), array in zip(readers, found, strict=True)}


def _as_json(part: Subquery) -> Any:
    rows = func.json_agg(func.json_build_array(*part.c), type_=JSON)
    return select(func.coalesce(rows, literal_column("'[]'::json"))).scalar_subquery()


class _Reader(NamedTuple):
    """Makes rows of arrays."""

    row: Callable[..., Any]
    converted: Sequence[tuple[int, Convert]]
    """Where in a row a value stands that JSON has in another form, and what makes it again."""

    @classmethod
    def of(cls, part: Subquery) -> "_Reader":
        columns = list(part.c)
        converts = ((at, _convert(column.type)) for at, column in enumerate(columns))
        row = namedtuple("Row", [str(column.key) for column in columns])  # type: ignore[misc]
        return cls(row, [(at, convert) for at, convert in converts if convert is not None])

    def rows(self, array: list[list[Any]]) -> list[Any]:
        for values in array:
            for at, convert in self.converted:
                if values[at] is not None:
                    values[at] = convert(values[at])
        return [self.row(*values) for values in array]


def _convert(kind: Any) -> Convert | None:
    if isinstance(kind, TIMESTAMP):
        return datetime.fromisoformat
    if isinstance(kind, Enum | TypeDecorator):
        made: Convert | None = kind.result_processor(postgresql.dialect(), None)  # type: ignore[no-untyped-call]
        return made
    return None
