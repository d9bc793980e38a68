"""A form as a workbook: a worksheet that says how to fill it in, and that of the rows.

Every cell is text, also those that are still empty: "5.10" stays "5.10", and "=A1" is what someone wrote. The last
column is hidden and holds the keys of the rows.
"""

import unicodedata
import zipfile
from io import BytesIO
from typing import Any

import xlsxwriter

_OPTIONS = {
    "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
}  # fmt: skip
_MORE_ROWS = 300
"""Rows below the last that have the format and the choices of the others."""
_EMPTY_ROWS = 20
"""Of these, so many have lines around their cells."""
_WIDE = 96
"""Characters of the column with the instructions."""
_LINE, _HIGHEST = 14.5, 400.0
"""Points of a line of text, and of the highest row."""
_RIGHT = 2
"""Of reading_order: from right to left."""


def write(head: dict[str, Any], table: dict[str, Any]) -> bytes:
    """The workbook."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, _OPTIONS) as book:
        book.set_properties({"title": head["title"], "author": "", "company": ""})
        book.set_size(2400, 1400)
        _write_head(book, head)
        _write_rows(book, head, table)
    return _with_heights_that_grow(out)


def _with_heights_that_grow(made: BytesIO) -> bytes:
    """The workbook, whose rows grow with what is typed into them: the library fixes every height that it is given."""
    out = BytesIO()
    with zipfile.ZipFile(made) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for part in before.infolist():
            data = before.read(part)
            if part.filename.startswith("xl/worksheets/"):
                data = data.replace(b' customHeight="1"', b"")
            after.writestr(part, data)
    return out.getvalue()


def _height(cells: list[str], widths: list[int]) -> float:
    """The height of a row in which all text is seen, about."""
    lines = 1
    for words, width in zip(cells, widths, strict=True):
        lines = max(lines, sum(1 + int(_width(line) / max(width - 1, 1)) for line in words.split("\n")))
    return min(lines * _LINE + 2, _HIGHEST)


def _width(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in line)


def _format(book: Any, head: dict[str, Any], **more: Any) -> Any:
    """A format of cells of text, in the direction of the form."""
    order = {"reading_order": _RIGHT} if head["direction"] == "rtl" else {}
    return book.add_format({"valign": "top", "text_wrap": True, "num_format": "@", **order, **more})


def _page(book: Any, head: dict[str, Any], name: str) -> Any:
    page = book.add_worksheet("".join(c for c in name if c not in "[]:*?/\\'")[:31] or None)
    if head["direction"] == "rtl":
        page.right_to_left()
    page.hide_gridlines(2)
    page.set_paper(9)
    return page


def _write_head(book: Any, head: dict[str, Any]) -> None:
    page = _page(book, head, head["steps_title"])
    page.set_column(0, 0, 24)
    page.set_column(1, 1, _WIDE)
    page.set_portrait()
    page.fit_to_pages(1, 0)
    page.set_row(0, 26)
    page.write_string(0, 0, head["title"], _format(book, head, bold=True, font_size=16, text_wrap=False))
    page.write_string(1, 0, head["name"], _format(book, head, text_wrap=False, font_color="#56626D"))
    plain, bold = _format(book, head), _format(book, head, bold=True)
    number = _format(book, head, align="right")
    lines = [
        *((label, words, bold, plain) for label, words in head["facts"]),
        ("", "", plain, plain),
        *((f"{at}.", words, number, plain) for at, words in enumerate(head["steps"], 1)),
        *(("", words, plain, _format(book, head, bold=True, bg_color="#FBF0DC")) for words in head["notes"]),
    ]
    for at, (label, words, left, right) in enumerate(lines, 3):
        page.set_row(at, _height([words], [_WIDE]))
        page.write_string(at, 0, label, left)
        page.write_string(at, 1, words, right)
    if head["address"]:
        link = _format(book, head, font_color="#0A5A78", underline=1)
        page.write_url(3 + len(lines), 1, head["address"], link, head["address"])


def _write_rows(book: Any, head: dict[str, Any], table: dict[str, Any]) -> None:
    page = _page(book, head, head["rows_title"])
    border = {"border": 1, "border_color": "#C9CFCC"}
    top = _format(book, head, bold=True, bg_color="#E3EFF3", **border)
    width, last = len(table["headings"]), len(table["rows"])
    for at, (heading, characters) in enumerate(zip(table["headings"], table["widths"], strict=True)):
        page.set_column(at, at, characters, _format(book, head))
        page.write_string(0, at, heading, top)
    page.set_column(width, width, 14, _format(book, head), {"hidden": True})
    page.write_string(0, width, table["key_heading"], top)
    _write_cells(page, book, head, table, border)
    _choices(page, table, last + _MORE_ROWS)
    page.ignore_errors({"number_stored_as_text": f"A1:XFD{last + _MORE_ROWS}"})
    page.freeze_panes(1, 0)
    page.repeat_rows(0)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.set_footer("&C&P / &N")
    page.activate()


def _write_cells(
    page: Any, book: Any, head: dict[str, Any], table: dict[str, Any], border: dict[str, Any]
) -> None:
    """The rows, each with its key in the last column, and some empty ones."""
    there = _format(book, head, bg_color="#F5F6F3", **border)
    open_ = _format(book, head, **border)
    quoted = _format(book, head, quote_prefix=True, **border)
    to_fill, width = set(table["to_fill"]), len(table["headings"])
    for line, (cells, key) in enumerate(zip(table["rows"], table["keys"], strict=True), 1):
        page.set_row(line, _height(cells, table["widths"]))
        for at, words in enumerate(cells):
            plain = open_ if at in to_fill else there
            if words:
                page.write_string(line, at, words, quoted if at in to_fill and words[0] in "=+-@" else plain)
            else:
                page.write_blank(line, at, None, plain)
        page.write_string(line, width, key)
    for line in range(len(table["rows"]) + 1, len(table["rows"]) + 1 + _EMPTY_ROWS):
        for at in range(width):
            page.write_blank(line, at, None, open_)


def _choices(page: Any, table: dict[str, Any], last: int) -> None:
    """The types of comment as a list to choose from; another word is possible after a warning."""
    column = table["type_column"]
    if column is not None and len(",".join(table["types"])) <= 255:
        page.data_validation(
            1, column, last, column,
            {"validate": "list", "source": table["types"], "error_type": "warning", "ignore_blank": True},
        )  # fmt: skip
