"""A column of the exports is declared once: the same name means the same in every table."""

from operator import attrgetter
from types import SimpleNamespace

from consult.core.tables.columns import Column, Table, Wording
from consult.reading import exports as comments
from consult.responses.lifecycle import Disposition
from consult.summaries import exports as dispositions

TABLES: tuple[Table, ...] = (comments.TABLE, dispositions.TABLE)

DIFFERENT = {"place": "a row of dispositions also says which question or that the whole draft is meant"}
"""Names that mean something else in each table, and why."""


def _declared(column: Column) -> tuple[str, str, int]:
    return column.label, column.meaning, column.width


def test_a_column_of_several_tables_is_declared_once() -> None:
    found: dict[str, set[tuple[str, str, int]]] = {}
    for table in TABLES:
        for column in table.columns:
            found.setdefault(column.name, set()).add(_declared(column))
    assert {name for name, declared in found.items() if len(declared) > 1} == set(DIFFERENT)


def test_the_tables_share_most_of_their_columns() -> None:
    assert len(set(TABLES[0].names) & set(TABLES[1].names)) >= 15


def test_a_column_of_a_part_is_empty_where_the_row_has_no_such_part() -> None:
    column = dispositions.DISPOSITION.of(attrgetter("response"))
    rows = [SimpleNamespace(response=one) for one in (None, SimpleNamespace(disposition=Disposition.NOTED))]
    assert list(Table("", [column]).cells(rows, Wording())) == [("",), ("noted",)]
    assert list(Table("", [column]).cells(rows[1:], Wording())) == [("noted",)]
