"""The formats in which tables are exported. A new one is a module with a function `write`, and a line in FORMATS.

Cells hold what anyone submitted, and a spreadsheet that opens the file must not calculate any of it. A format that
spreadsheets open as text escapes cells as `formulas.escape_formula` does; one with types of cells writes them as text.
A test gives every format hostile cells (tests/core/test_table_formats.py).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any

from consult.core.tables.columns import Table, Wording


@dataclass(frozen=True)
class Format:
    """A format of files. `writer` is the module that writes it; `is_for_people`: in words, not in codes."""

    label: str
    mimetype: str
    writer: str
    is_for_people: bool = False
    has_objects: bool = False
    """Whether a cell can be an object."""


FORMATS: Mapping[str, Format] = {
    "xlsx": Format(
        "XLSX",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "consult.core.tables.xlsx_format",
        is_for_people=True,
    ),
    "csv": Format("CSV", "text/csv", "consult.core.tables.csv_format"),
    "json": Format("JSON", "application/json", "consult.core.tables.json_format", has_objects=True),
}
"""The formats by the ending of the file's name, in the order in which pages offer them."""


def write(kind: str, table: Table, rows: Iterable[Any], path: Path, *, title: str, wording: Wording) -> None:
    """Write `rows` of the table to the file `path`, in the format `kind` (a key of FORMATS), row by row.

    `title` says in the reader's language what the rows are of; `wording` is that of people, and programs get codes.
    The module of a format is loaded with its first file: web processes that write none need not hold its library.
    """
    one = FORMATS[kind]
    wording = replace(wording, is_in_words=one.is_for_people)
    table = table if one.has_objects else table.flat
    import_module(one.writer).write(table, rows, path, title=title, wording=wording)
