"""CSV and its relatives: values divided by commas, semicolons, tabs or bars, with quotation marks (RFC 4180)."""

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from io import StringIO

from consult.core.translatable import N_
from consult.documents import encodings
from consult.documents.blocks import DocumentWarning, Source, Unreadable
from consult.documents.tables.table import MOST_COLUMNS, MOST_IN_CELL, MOST_ROWS, Table, TableRow

_DIVIDERS = ",;\t|"
_LONGEST_DECIMAL = 20
_END = "\ufdd0"
"""A line behind the last one, of a character that no text has: it is a row where every quotation mark is closed."""
_NOT_CLOSED = N_("The file is not a table of values divided by commas. A quotation mark may not be closed.")
_SAMPLE = 200
"""Rows that are looked at to find what divides the values."""


def read(file: Source, remarks: list[str]) -> tuple[Table, ...]:
    """The one table of the file. Raises Unreadable."""
    told: list[DocumentWarning] = []
    text = encodings.decoded(file, told)
    remarks += [one.message for one in told]
    csv.field_size_limit(MOST_IN_CELL)
    divider, text = _declared(text)
    divider = divider or max(_DIVIDERS, key=lambda one: _regularity(text, one))
    rows: list[TableRow] = []
    try:
        lines = csv.reader(StringIO(f"{text}\n{_END}", newline=""), delimiter=divider)
        for number, values in enumerate(lines, 1):
            if values == [_END]:
                break
            if len(rows) >= MOST_ROWS:
                raise Unreadable(N_("The file has more than 50,000 rows. Upload it in parts."), file.name)
            cells = [value.replace("\r\n", "\n").replace("\r", "\n").strip() for value in values]
            width = max((at + 1 for at, words in enumerate(cells) if words), default=0)
            if width > MOST_COLUMNS:
                raise Unreadable(
                    N_("The file has more than 200 columns. Upload the columns with the comments alone."),
                    file.name,
                )
            if width:
                rows.append(TableRow(number, tuple(cells[:width])))
        else:
            raise Unreadable(_NOT_CLOSED, file.name)  # the last value goes on beyond the end
    except csv.Error:
        raise Unreadable(_NOT_CLOSED, file.name) from None
    return (Table("", _with_numbers(rows)),) if rows else ()


_DECIMAL = re.compile(r"\d+\.\d+")


def _with_numbers(rows: Sequence[TableRow]) -> tuple[TableRow, ...]:
    """The rows with the cells that a spreadsheet may have written as numbers: decimals in columns in which none ends
    with a zero."""
    found = [
        [
            at
            for at, words in enumerate(row.cells)
            if len(words) <= _LONGEST_DECIMAL and _DECIMAL.fullmatch(words)
        ]
        for row in rows
    ]
    kept = {
        at for row, columns in zip(rows, found, strict=True) for at in columns if row.cells[at].endswith("0")
    }
    return tuple(
        replace(row, numbers=tuple(at for at in columns if at not in kept)) if columns else row
        for row, columns in zip(rows, found, strict=True)
    )


def _declared(text: str) -> tuple[str, str]:
    """What the first line says that divides the values, as Excel writes it ("sep=;"), and the text after it."""
    line, _end, rest = text.partition("\n")
    line = line.strip()
    if line.lower().startswith("sep=") and len(line) == 5 and line[4] in _DIVIDERS:
        return line[4], rest
    return "", text


def _regularity(text: str, divider: str) -> tuple[int, int]:
    """How many of the first rows have the most frequent number of values above one, and that number."""
    widths: Counter[int] = Counter()
    try:
        for at, values in enumerate(csv.reader(StringIO(text, newline=""), delimiter=divider)):
            if at >= _SAMPLE:
                break
            if len(values) > 1:
                widths[len(values)] += 1
    except csv.Error:
        return (0, 0)
    if not widths:
        return (0, 0)
    width, rows = max(widths.items(), key=lambda pair: pair[1])
    return (rows, width)
