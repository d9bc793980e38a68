"""Cells of a workbook (XLSX) that have a formula and no value, as a program that does not compute wrote the file; and
cells that have an error for a value: a comment that begins with "-" is a formula for Excel, and its value #NAME?. And
its rows and columns that are hidden.

The library that reads the sheets takes such cells for empty ones.
"""

import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from posixpath import join, normpath
from typing import NamedTuple

from lxml import etree

from consult.documents.tables.table import MOST_COLUMNS

Cell = tuple[int, int]
"""The number of a row, from 1, and of a column, from 0."""

_CELL = re.compile(
    rb"<(?:\w+:)?c\s([^<>]*)>\s*<(?:\w+:)?f\b[^<>]*(?:/>|>[^<>]*</(?:\w+:)?f>)\s*"
    rb"(<(?:\w+:)?v\s*(?:/>|>\s*</(?:\w+:)?v>))?\s*</(?:\w+:)?c>"
)
"""A cell with a formula, and with no value or an empty one."""
_REFERENCE = re.compile(rb"\br=[\"']([A-Z]{1,3})([0-9]{1,7})[\"']")
_IS_TEXT = re.compile(rb"\bt=[\"']str[\"']")
"""An empty value of such a cell is a value: the formula gave no words."""
_ERROR = re.compile(rb"<(?:\w+:)?c\s([^<>]*\bt=[\"']e[\"'][^<>]*)>")
"""A cell whose value is an error."""
_FILLED = re.compile(rb"<(?:\w+:)?c\s(?:[^<>]*?\s)?r=[\"']([A-Z]{1,3})([0-9]{1,7})[\"'][^<>]*(?<!/)>")
"""A cell that has anything in it."""
_HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\s([^<>]*\bhidden=[\"'](?:1|true)[\"'][^<>]*)>")
_HIDDEN_COLUMNS = re.compile(rb"<(?:\w+:)?col\s([^<>]*\bhidden=[\"'](?:1|true)[\"'][^<>]*)>")
_FIRST, _LAST = (re.compile(rb"\b" + one + rb"=[\"']([0-9]{1,5})[\"']") for one in (b"min", b"max"))
_NUMBER = re.compile(rb"\br=[\"']([0-9]{1,7})[\"']")
_BOOK = "xl/workbook.xml"
_PARTS = "xl/_rels/workbook.xml.rels"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class ValuelessCells(NamedTuple):
    """Cells with a formula and no value, and cells with an error; the number of the last row and of the last column
    that have a cell with anything in it, whatever size the worksheet declares."""

    formulas: frozenset[Cell] = frozenset()
    errors: frozenset[Cell] = frozenset()
    last_row: int = 0
    last_column: int = 0
    hidden_rows: frozenset[int] = frozenset()
    """Numbers of rows that someone or a filter hid."""
    hidden_columns: frozenset[int] = frozenset()
    """Numbers of columns that someone hid, from 0."""


def without_values(data: BytesIO) -> Mapping[str, ValuelessCells]:
    """Name of a worksheet → its cells with a formula and no value, and with an error; nothing of what is no workbook of
    this kind."""
    try:
        with zipfile.ZipFile(data) as archive:
            return {name: _cells(archive.read(part)) for name, part in worksheets(archive)}
    except (zipfile.BadZipFile, etree.XMLSyntaxError):
        return {}
    finally:
        data.seek(0)


def worksheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Name and part of each worksheet; nothing of what is no workbook of this kind."""
    names = set(archive.namelist())
    if not {_BOOK, _PARTS} <= names:
        return
    parts = {one.get("Id"): one.get("Target", "") for one in _tree(archive.read(_PARTS))}
    for worksheet in _tree(archive.read(_BOOK)).iter("{*}sheet"):
        part = parts.get(worksheet.get(_RELATION), "")
        name = part.lstrip("/") if part.startswith("/") else normpath(join("xl", part))
        if name in names:
            yield worksheet.get("name", ""), name


def _tree(data: bytes) -> etree._Element:
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))


def _cells(part: bytes) -> ValuelessCells:
    empty = (one[1] for one in _CELL.finditer(part) if not (one[2] and _IS_TEXT.search(one[1])))
    errors = _places(one[1] for one in _ERROR.finditer(part))
    filled = _FILLED.finditer(part)
    rows, columns = set(), set()
    for one in filled:
        columns.add(one[1])
        rows.add(one[2])
    hidden = (_NUMBER.search(one[1]) for one in _HIDDEN_ROW.finditer(part))
    return ValuelessCells(
        _places(empty), errors, max(map(int, rows), default=0), max(map(_column, columns), default=0),
        frozenset(int(one[1]) for one in hidden if one is not None), frozenset(_hidden_columns(part)),
    )  # fmt: skip


def _hidden_columns(part: bytes) -> Iterator[int]:
    for one in _HIDDEN_COLUMNS.finditer(part):
        first, last = _FIRST.search(one[1]), _LAST.search(one[1])
        if first is not None and last is not None:
            yield from range(max(int(first[1]) - 1, 0), min(int(last[1]), MOST_COLUMNS))


def _column(letters: bytes) -> int:
    """The number of a column, from 1."""
    number = 0
    for sign in letters:
        number = 26 * number + sign - 64
    return number


def _places(cells: Iterable[bytes]) -> frozenset[Cell]:
    """The places that cells name in their attributes."""
    found = set()
    for one in cells:
        place = _REFERENCE.search(one)
        if place is not None:
            found.add((int(place[2]), _column(place[1]) - 1))
    return frozenset(found)
