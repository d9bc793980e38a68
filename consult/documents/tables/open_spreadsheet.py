"""What the library that reads sheets does not tell of an OpenDocument spreadsheet (ODS): cells with an error, cells
with a formula and no value, how far the cells with anything in them reach, and which rows and columns are hidden."""

import re
import zipfile
from collections.abc import Mapping
from io import BytesIO
from itertools import islice
from typing import Any

from lxml import etree

from consult.documents.tables.formulas import Cell, ValuelessCells
from consult.documents.tables.table import MOST_COLUMNS, MOST_ROWS

_CONTENT = "content.xml"
_NAMES = "urn:oasis:names:tc:opendocument:xmlns"
_TABLE, _OFFICE, _TEXT = (f"{{{_NAMES}:{one}:1.0}}" for one in ("table", "office", "text"))
_EXTENDED = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_ROW = f"{_TABLE}table-row"
_COLUMN = f"{_TABLE}table-column"
_HIDDEN = frozenset({"collapse", "filter"})
"""What a row or column says of itself that someone or a filter hid."""
_ERROR = re.compile(r"#(?:N/A|REF!|NAME\?|VALUE!|DIV/0!|NUM!|NULL!)|Err:\d{3}")
_MOST = 1_000_000_000


def without_values(data: BytesIO) -> Mapping[str, ValuelessCells]:
    """Name of a table → these of its cells; nothing of what is no such file."""
    try:
        with zipfile.ZipFile(data) as archive:
            if _CONTENT not in archive.namelist():
                return {}
            with archive.open(_CONTENT) as part:
                return _read(part)
    except (zipfile.BadZipFile, etree.XMLSyntaxError):
        return {}
    finally:
        data.seek(0)


def _read(part: Any) -> Mapping[str, ValuelessCells]:
    found: dict[str, ValuelessCells] = {}
    table = _Table()
    for _event, element in etree.iterparse(
        part, tag=(_ROW, _COLUMN, f"{_TABLE}table"), resolve_entities=False
    ):
        if element.tag in {_ROW, _COLUMN}:
            table.add(element) if element.tag == _ROW else table.add_column(element)
            element.clear()
        else:
            found[element.get(f"{_TABLE}name", "")] = table.told()
            table = _Table()
            element.clear()
    return found


class _Table:
    """The rows of a table, one after the other."""

    def __init__(self) -> None:
        self.rows = self.last_row = self.last_column = 0
        self.formulas: set[Cell] = set()
        self.errors: set[Cell] = set()
        self.columns = 0
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()

    def add_column(self, column: Any) -> None:
        """One more column, or several that are the same: they stand before the rows."""
        times = _repeated(column, "columns")
        if column.get(f"{_TABLE}visibility") in _HIDDEN:
            self.hidden_columns.update(range(self.columns, min(self.columns + times, MOST_COLUMNS)))
        self.columns += times

    def add(self, row: Any) -> None:
        """One more row, or several that are the same."""
        times, column = _repeated(row, "rows"), 0
        if row.get(f"{_TABLE}visibility") in _HIDDEN and len(self.hidden_rows) < MOST_ROWS:
            self.hidden_rows.update(range(self.rows + 1, self.rows + 1 + min(times, MOST_ROWS)))
        for cell in row.iterchildren(*_CELLS):
            width = _repeated(cell, "columns")
            if _has_value(cell) or cell.get(f"{_TABLE}formula"):
                self.last_row, self.last_column = self.rows + times, max(self.last_column, column + width)
                self._look(cell, range(column, min(column + width, MOST_COLUMNS)), times)
            column += width
        self.rows += times

    def _look(self, cell: Any, columns: range, times: int) -> None:
        if not cell.get(f"{_TABLE}formula"):
            return
        kinds = self.errors if _is_error(cell) else None if _has_value(cell) else self.formulas
        if kinds is not None and len(kinds) < MOST_ROWS:
            places = ((self.rows + at + 1, one) for at in range(times) for one in columns)
            kinds.update(islice(places, MOST_ROWS))

    def told(self) -> ValuelessCells:
        """What was found."""
        return ValuelessCells(
            frozenset(self.formulas), frozenset(self.errors), self.last_row, self.last_column,
            frozenset(self.hidden_rows), frozenset(self.hidden_columns),
        )  # fmt: skip


def _repeated(element: Any, kind: str) -> int:
    """How many rows or columns it stands for."""
    times = element.get(f"{_TABLE}number-{kind}-repeated") or "1"
    return min(max(int(times), 1), _MOST) if times.isascii() and times.isdecimal() and len(times) < 10 else 1


def _has_value(cell: Any) -> bool:
    return bool(cell.get(f"{_OFFICE}value-type")) or cell.find(f"{_TEXT}p") is not None


def _is_error(cell: Any) -> bool:
    if cell.get(f"{_EXTENDED}value-type") == "error":
        return True
    words = "".join(cell.itertext()).strip() if len(cell) == 1 else ""
    return _ERROR.fullmatch(words) is not None
