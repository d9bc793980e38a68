"""Tables as CSV for programs (RFC 4180): UTF-8 with a byte order mark, so that spreadsheets read its letters; codes
instead of words; and no cell that a spreadsheet would calculate."""

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
    for some in table.in_batches(rows, wording, _cell):
        yield _written(some)


def csv_lines(rows: Iterable[Iterable[Any]]) -> str:
    """These rows as CSV."""
    return _written([_cell(value) for value in values] for values in rows)


def _cell(value: Any) -> str:
    """A cell as it stands between commas: what csv.writer makes of it. Made here, as the same cell stands in many rows,
    and is looked at once."""
    if not isinstance(value, str):
        return "" if value is None else str(value)
    text = escape_formula(value)
    if "," in text or "\n" in text or '"' in text or "\r" in text:  # much faster than a regular expression
        return '"' + text.replace('"', '""') + '"'
    return text


def _written(rows: Iterable[Iterable[str]]) -> str:
    return "".join([(",".join(cells) or '""') + "\r\n" for cells in rows])  # a row is not an empty line
