"""A table as it stands in a file, and the most that is read of one."""

from dataclasses import dataclass, field

from consult.core.translatable import N_

NO_TABLE = N_("The file has no table with words in it.")
HIDDEN_COLUMN = N_("Column %(column)s is hidden in the file; its words were read.")
MOST_TABLES = 200
"""Tables of one file, and sheets of one workbook."""
MOST_ROWS = 50_000
MOST_COLUMNS = 200
MOST_CELLS = 500_000
"""Cells of all tables together that have words."""
MOST_SPREAD = 10_000_000
"""Cells of a sheet from the first to the last that has anything in it, with empty ones."""
MOST_IN_CELL = 100_000
MOST_TEXT = 20_000_000
"""Characters of all cells together."""


def column_name(column: int) -> str:
    """A column as spreadsheets call it: A of 0, AB of 27."""
    found, number = "", column + 1
    while number:
        number, at = divmod(number - 1, 26)
        found = chr(65 + at) + found
    return found


def hidden_column(column: int) -> str:
    """The note that a column of a worksheet is hidden."""
    return HIDDEN_COLUMN % {"column": column_name(column)}


@dataclass(frozen=True)
class TableRow:
    """A row: the words of its cells, with lines divided by line ends.

    `number`: its number in the table or sheet, as the program that wrote it counts: from 1.
    `continued`: columns (from 0) whose cell only continues the merged cell above or before it; their words are those
    of that cell.
    `dates`: columns whose cell is a date: what was typed may have been something else ("3-1" becomes 3 January).
    `formulas`: columns whose cell has a formula of which the file does not say the value.
    `numbers`: columns whose cell is a number: zeros that were typed at its end are gone ("2.10" becomes 2.1).
    `errors`: columns whose cell has an error in place of words.
    `struck`: columns whose cell had words that are struck through: these are left out.
    `is_hidden`: whether the program that wrote it does not show the row, as someone hid it or a filter does.
    """

    number: int
    cells: tuple[str, ...]
    continued: tuple[int, ...] = ()
    dates: tuple[int, ...] = ()
    formulas: tuple[int, ...] = ()
    numbers: tuple[int, ...] = ()
    errors: tuple[int, ...] = ()
    struck: tuple[int, ...] = ()
    is_hidden: bool = field(default=False, kw_only=True)


@dataclass(frozen=True)
class Table:
    """A table of a document, or a sheet. `name`: of the sheet; the number of the table in a
    document with several, "" of the only one. `rows` has no empty rows."""

    name: str
    rows: tuple[TableRow, ...]


@dataclass(frozen=True)
class TableFile:
    """The tables of a file.

    `page_headings`: tables in the headers of pages, where Word keeps what repeats on each page: the ISO template has
    its column headings there. `remarks`: sentences about how the file was read.
    """

    tables: tuple[Table, ...]
    page_headings: tuple[tuple[TableRow, ...], ...] = ()
    remarks: tuple[str, ...] = ()
