"""Tables as workbooks for people: the rows in the reader's words, and a second sheet that says what the columns mean.

Cells are strings and numbers and nothing else, so nothing is calculated; there is no hidden sheet and no author. The
first column is on the right where the reader's language runs from right to left.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from consult.core import clock
from consult.core.tables.columns import Table, Wording
from consult.core.translatable import N_, locale_of

LONGEST_CELL = 32_767
"""Characters that a spreadsheet cell can hold."""

_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write(table: Table, rows: Iterable[Any], path: Path, *, title: str, wording: Wording) -> None:
    """Write the workbook; `title` is its title."""
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), _OPTIONS) as book:
        book.set_properties(
            {"title": title, "author": "", "company": "", "created": clock.now().replace(tzinfo=None)}
        )
        head = book.add_format({"bold": True, "bottom": 1, "valign": "top", "text_wrap": True})
        plain = book.add_format({"valign": "top", "text_wrap": True})
        sheet = _sheet(book, wording, table.title)
        _write_rows(sheet, table, rows, wording, head, plain)
        sheet = _sheet(book, wording, N_("Columns"))
        _write_dictionary(sheet, table, wording, head, plain)


def _sheet(book: Any, wording: Wording, name: str) -> Any:
    """A new sheet, whose columns run as the reader's language does."""
    sheet = book.add_worksheet(_sheet_name(wording.translate(name)))
    if locale_of(wording.language).text_direction == "rtl":
        sheet.right_to_left()
    return sheet


def _sheet_name(words: str) -> str:
    """A name that a sheet may have."""
    return "".join(c for c in words if c not in "[]:*?/\\'")[:31] or "1"


def _write_rows(
    sheet: Any, table: Table, rows: Iterable[Any], wording: Wording, head: Any, plain: Any
) -> None:
    for at, column in enumerate(table.columns):
        sheet.set_column(at, at, column.width)
        sheet.write_string(0, at, column.called(wording), head)
    sheet.freeze_panes(1, 1)
    for line, cells in enumerate(table.cells(rows, wording), start=1):
        for at, value in enumerate(cells):
            if isinstance(value, int):
                sheet.write_number(line, at, value, plain)
            else:
                sheet.write_string(line, at, _fitting(value), plain)
    sheet.repeat_rows(0)
    sheet.repeat_columns(0)
    sheet.set_landscape()
    sheet.fit_to_pages(pages_across([column.width for column in table.columns]), 0)


_WIDTH_OF_PAGE = 160
"""Characters side by side that can be read on a sheet of A4 across."""


def pages_across(widths: Sequence[int]) -> int:
    """On how many pages side by side columns of these widths are printed."""
    return max(1, -(-sum(widths) // _WIDTH_OF_PAGE))


def _fitting(text: str) -> str:
    return text if len(text) <= LONGEST_CELL else f"{text[: LONGEST_CELL - 1]}…"


def _write_dictionary(sheet: Any, table: Table, wording: Wording, head: Any, plain: Any) -> None:
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 80)
    sheet.write_string(0, 0, wording.translate(table.terms_label), head)
    sheet.write_string(0, 1, wording.translate(N_("Meaning")), head)
    for line, (label, meaning) in enumerate(table.dictionary(wording), start=1):
        sheet.write_string(line, 0, label, plain)
        sheet.write_string(line, 1, meaning, plain)
