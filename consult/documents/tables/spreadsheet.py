"""XLSX and ODS. The values are those that the program stored last; formulas are not computed.

Sheets are read by python-calamine, a reader in Rust. The size that a worksheet declares is not used: real forms declare
16,384 columns or a million rows.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from consult.core.translatable import N_
from consult.documents.blocks import Unreadable
from consult.documents.tables import formulas, letters, open_spreadsheet, rich_text
from consult.documents.tables.formulas import Cell, ValuelessCells
from consult.documents.tables.rich_text import RichText
from consult.documents.tables.table import (
    MOST_COLUMNS,
    MOST_ROWS,
    MOST_SPREAD,
    MOST_TABLES,
    Table,
    TableRow,
    hidden_column,
)

_DAMAGED = N_("The spreadsheet is damaged. Save it again and upload it again.")
_SPREAD = N_(
    "There is something in a cell very far from the others. Delete the rows below the table and the columns beside it, "
    "save the file and upload it again."
)
HIDDEN = N_("Hidden worksheets were left out.")


def read(data: BytesIO, name: str, remarks: list[str]) -> tuple[Table, ...]:
    """The visible sheets that have words. Raises Unreadable, saying the `name` of the file."""
    wordless = formulas.without_values(data) or open_spreadsheet.without_values(data)
    if any(one.last_row * one.last_column > MOST_SPREAD for one in wordless.values()):
        raise Unreadable(_SPREAD, name)  # the library keeps every cell from the first to the last
    try:
        workbook = CalamineWorkbook.from_filelike(data)
        visible, hidden = _worksheets(workbook, name)
        rich = rich_text.marked(data)
        tables = [
            _table(one, name, wordless.get(one.name, ValuelessCells()), rich.get(one.name, {}))
            for one in map(workbook.get_sheet_by_name, visible)
        ]
        if any(workbook.get_sheet_by_name(one).height for one in hidden):
            remarks.append(HIDDEN)
    except CalamineError:
        raise Unreadable(_DAMAGED, name) from None
    for table in tables:
        found = sorted(wordless.get(table.name, ValuelessCells()).hidden_columns)
        remarks += [hidden_column(one) for one in found if _has_words(table, one)]
    if any(row.struck for table in tables for row in table.rows):
        remarks.append(letters.STRUCK)
    return tuple(table for table in tables if table.rows)


def _worksheets(workbook: CalamineWorkbook, name: str) -> tuple[list[str], list[str]]:
    """The names of the visible worksheets, and of the hidden ones. Raises Unreadable for too many."""
    sheets = [one for one in workbook.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]
    visible = [one.name for one in sheets if one.visible == SheetVisibleEnum.Visible]
    if len(visible) > MOST_TABLES:
        raise Unreadable(
            N_("The workbook has too many worksheets. Upload the worksheet with the comments alone."), name
        )
    return visible, [one.name for one in sheets if one.visible != SheetVisibleEnum.Visible]


def _table(
    worksheet: CalamineSheet, name: str, wordless: ValuelessCells, rich: Mapping[Cell, RichText]
) -> Table:
    """A worksheet, with its hidden rows marked."""
    hidden = wordless.hidden_rows
    rows = _rows(worksheet, name, wordless, rich)
    return Table(
        worksheet.name, tuple(replace(one, is_hidden=True) if one.number in hidden else one for one in rows)
    )


def _has_words(table: Table, column: int) -> bool:
    return any(row.cells[column : column + 1] not in {(), ("",)} for row in table.rows)


def _rows(
    worksheet: CalamineSheet, name: str, wordless: ValuelessCells, rich: Mapping[Cell, RichText]
) -> tuple[TableRow, ...]:
    """The rows with words, or with cells whose words the file does not say."""
    computed, wrong = _by_row(wordless.formulas), _by_row(wordless.errors)
    if worksheet.start is None:
        return _without_words(computed, wrong)
    # rows come from the first of the worksheet, columns from the first that is used
    _above, left = worksheet.start
    merged, marked = _merged(worksheet), _by_row(rich)
    rows: list[TableRow] = []
    for number, values in enumerate(worksheet.iter_rows(), 1):
        formulas, errors = computed.pop(number, ()), wrong.pop(number, ())
        if not (formulas or errors) and values.count("") == len(values) and number - 1 not in merged:
            continue  # before anything is made of it: a million of them may stand above one that has words
        cells = [*[""] * left, *map(_words, values)]
        for column in errors:
            cells[column : column + 1] = [""] * (column < len(cells))  # "#REF!" is no word of the person
        dates = tuple(left + at for at, value in enumerate(values) if isinstance(value, (date, datetime)))
        numbers = {left + at for at, value in enumerate(values) if type(value) in {int, float}}
        struck = _write_rich(cells, number, marked.get(number, ()), rich)
        continued = _fill(cells, numbers, merged.get(number - 1, ()), rows)
        width = _width(cells, name)
        if width or formulas or errors or struck:
            kept, of_numbers = tuple(cells[:width]), tuple(sorted(numbers))
            rows.append(TableRow(number, kept, continued, dates, formulas, of_numbers, errors, struck))
        if len(rows) > MOST_ROWS:
            raise Unreadable(N_("The worksheet has more than 50,000 rows. Upload it in parts."), name)
    return (*rows, *_without_words(computed, wrong))


def _width(cells: Sequence[str], name: str) -> int:
    """How many columns of a row have words. Raises Unreadable where these are too many."""
    width = max((at + 1 for at, words in enumerate(cells) if words), default=0)
    if width > MOST_COLUMNS:
        raise Unreadable(
            N_("The worksheet has more than 200 columns. Upload the columns with the comments alone."), name
        )
    return width


def _write_rich(
    cells: list[str], number: int, columns: Sequence[int], rich: Mapping[Cell, RichText]
) -> tuple[int, ...]:
    """Write into the cells of a row how their letters look; the columns in which some were struck through."""
    for column in columns:
        if column < len(cells):
            cells[column] = _words(rich[number, column].words)
    return tuple(column for column in columns if rich[number, column].is_struck)


def _by_row(cells: Iterable[Cell]) -> dict[int, tuple[int, ...]]:
    """Number of a row → the columns of these cells in it."""
    found: dict[int, list[int]] = {}
    for number, column in sorted(cells):
        if column < MOST_COLUMNS:
            found.setdefault(number, []).append(column)
    return {number: tuple(columns) for number, columns in found.items()}


def _without_words(
    computed: Mapping[int, tuple[int, ...]], wrong: Mapping[int, tuple[int, ...]]
) -> tuple[TableRow, ...]:
    """Rows that have nothing but such cells."""
    return tuple(
        TableRow(number, (), formulas=computed.get(number, ()), errors=wrong.get(number, ()))
        for number in sorted({*computed, *wrong})
    )


def _merged(worksheet: CalamineSheet) -> dict[int, list[tuple[int, int, int]]]:
    """Row → (first row, column, first column) of the cells in it that continue a merged cell; empty where the format
    does not say them."""
    found: dict[int, list[tuple[int, int, int]]] = {}
    for (top, left), (bottom, right) in worksheet.merged_cell_ranges or ():
        if (bottom - top + 1) * (right - left + 1) > MOST_ROWS:
            continue
        for row in range(top, bottom + 1):
            found.setdefault(row, []).extend(
                (top, column, left) for column in range(left, right + 1) if (row, column) != (top, left)
            )
    return found


def _fill(
    cells: list[str], numbers: set[int], merged: Sequence[tuple[int, int, int]], before: Sequence[TableRow]
) -> tuple[int, ...]:
    """Write the words of merged cells into those that continue them, and their columns into `numbers` where they are
    numbers; the columns of all of these."""
    continued = []
    for top, column, first in merged:
        if column >= MOST_COLUMNS:
            continue
        source: Sequence[str] = cells
        of_source: Collection[int] = numbers
        if not cells[first : first + 1] or not cells[first]:
            above = next((row for row in reversed(before) if row.number == top + 1), None)
            source, of_source = (above.cells, above.numbers) if above else ((), ())
        words = source[first] if first < len(source) else ""
        if words:
            cells.extend([""] * (column + 1 - len(cells)))
            cells[column] = words
            continued.append(column)
            if first in of_source:
                numbers.add(column)
    return tuple(continued)


def _words(value: Any) -> str:
    """A value as the person who typed it reads it, as far as the file tells: 12.0 is "12"."""
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n").replace("_x000D_", "").strip()
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, (date, datetime)):
        return value.isoformat(sep=" ") if isinstance(value, datetime) else value.isoformat()
    if isinstance(value, (time, timedelta)):
        return str(value)
    return "" if value is None else str(value)
