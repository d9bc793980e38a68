"""Tables as CSV for programs (RFC 4180): UTF-8 with a byte order mark, so that spreadsheets read its letters; codes
instead of words; and no cell that a spreadsheet would calculate."""

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from consult.core.tables.columns import Table, Wording
from consult.core.tables.formulas import escape_formula

BOM = "\ufeff"


def write(table: Table, rows: Iterable[Any], path: Path, *, title: str, wording: Wording) -> None:  # noqa: ARG001 -- as all formats
    """Write the names of the columns, then a line for each row. CSV has no place for `title`."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(lines(table, rows, wording))


def lines(table: Table, rows: Iterable[Any], wording: Wording) -> Iterator[str]:
    """The file, piece by piece."""
    yield BOM + csv_lines([table.names])
    for row in rows:
        yield csv_lines([table.cells(row, wording)])


def csv_lines(rows: Iterable[Iterable[Any]]) -> str:
    """These rows as CSV."""
    buffer = io.StringIO()
    csv.writer(buffer).writerows(
        [escape_formula(value) if isinstance(value, str) else value for value in values] for values in rows
    )
    return buffer.getvalue()
