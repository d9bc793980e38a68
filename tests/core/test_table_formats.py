"""A column is declared once; every format writes it, and the data dictionary is made of the declaration."""

import csv
import json
from datetime import UTC, datetime
from enum import Enum
from importlib import import_module
from operator import attrgetter
from pathlib import Path
from types import SimpleNamespace
from weakref import WeakSet
from zipfile import ZipFile

import pytest
from flask import Flask
from python_calamine import load_workbook

from consult.core.tables import formats, xlsx_format
from consult.core.tables.columns import AT_ONCE, Column, Table, Term, Wording
from consult.core.tables.formats import FORMATS
from consult.core.tables.formulas import escape_formula


class Colour(Enum):
    """What a row of the table below has."""

    RED = "red"
    BLUE = "blue"


TABLE = Table(
    title="Seeds: all",
    columns=(
        Column("name", "Name", "What it is called.", lambda row, _w: row[0]),
        Column("number", "Number", "How many there are.", lambda row, _w: row[1], 8),
        Column("colour", "Colour", "Seen by day.", lambda row, w: w.code(row[2], {Colour.RED: "Red", Colour.BLUE: "Blue"})),
    ),
    terms=(Term("red", "Red", "Like rust."),),
    note="Broken ones are left out.",
)  # fmt: skip
ROWS = [("=SUM(A1)", 3, Colour.RED), ("Lentils", -4, None)]


def _say(message: str) -> str:
    return {"Red": "Rouge", "Name": "Nom"}.get(message, message)


def _written(kind: str, folder: Path) -> Path:
    path = folder / f"table.{kind}"
    formats.write(kind, TABLE, iter(ROWS), path, title="My seeds", wording=Wording("fr", _say))
    return path


def test_csv_has_codes_and_no_formula(tmp_path: Path) -> None:
    found = _written("csv", tmp_path).read_bytes().decode()
    assert found == "\ufeffname,number,colour\r\n'=SUM(A1),3,red\r\nLentils,-4,\r\n"


def test_json_has_codes_and_the_data_dictionary(tmp_path: Path) -> None:
    assert json.loads(_written("json", tmp_path).read_text()) == {
        "title": "My seeds",
        "columns": {
            "name": {"label": "Nom", "meaning": "What it is called."},
            "number": {"label": "Number", "meaning": "How many there are."},
            "colour": {"label": "Colour", "meaning": "Seen by day."},
        },
        "terms": {"red": {"label": "Rouge", "meaning": "Like rust."}},
        "note": "Broken ones are left out.",
        "rows": [
            {"name": "=SUM(A1)", "number": 3, "colour": "red"},
            {"name": "Lentils", "number": -4, "colour": ""},
        ],
    }


def test_a_workbook_has_words_and_the_data_dictionary(app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        book = load_workbook(str(_written("xlsx", tmp_path)))
    assert book.sheet_names == ["Seeds all", "Columns"]
    assert book.get_sheet_by_index(0).to_python() == [
        ["Nom", "Number", "Colour"], ["=SUM(A1)", 3, "Rouge"], ["Lentils", -4, ""],
    ]  # fmt: skip
    assert book.get_sheet_by_index(1).to_python() == [
        ["Column", "Meaning"], ["Nom", "What it is called."], ["Number", "How many there are."],
        ["Colour", "Seen by day."], ["Rouge", "Like rust."], ["", "Broken ones are left out."],
    ]  # fmt: skip


@pytest.mark.parametrize(("language", "is_turned"), [("ar", True), ("fr", False)])
def test_the_first_column_is_on_the_side_where_reading_begins(
    app: Flask, tmp_path: Path, language: str, is_turned: bool
) -> None:
    with app.app_context():
        formats.write(
            "xlsx", TABLE, ROWS, tmp_path / "table.xlsx", title="My seeds", wording=Wording(language, _say)
        )
    with ZipFile(tmp_path / "table.xlsx") as book:
        sheets = [book.read(f"xl/worksheets/sheet{number}.xml") for number in (1, 2)]
    assert [b'rightToLeft="1"' in one for one in sheets] == [is_turned, is_turned]


def test_many_rows_have_the_cells_of_each_alone_and_the_same_is_said_once() -> None:
    said = []

    def word(number: int, _wording: Wording) -> str:
        said.append(number)
        return f"n{number}"

    number = attrgetter("number")
    table = Table(
        "Numbers",
        (
            Column("own", "", "", lambda row, _w: row.number),
            Column("few", "", "", word, made_of=lambda row: row.number % 3),
            Column("part", "", "", lambda found, _w: f"p{found}", made_of=lambda found: found)
            .of(number)
            .of(attrgetter("half")),
            Column("slow", "", "", lambda half, _w: half.number).of(attrgetter("half")),
        ),
    )
    rows = [
        SimpleNamespace(number=at, half=SimpleNamespace(number=at // 2) if at % 2 else None)
        for at in range(3 * AT_ONCE + 5)
    ]
    together = list(table.cells(iter(rows), Wording()))
    assert sorted(said) == [0, 1, 2]
    assert together == [
        (at, f"n{at % 3}", f"p{at // 2}" if at % 2 else "", at // 2 if at % 2 else "")
        for at in range(len(rows))
    ]
    assert together[-2:] == [cells for row in rows[-2:] for cells in table.cells([row], Wording())]


class _Counted(str):
    """A cell that tells whether it is still kept."""

    __slots__ = ("__weakref__",)


def test_a_long_file_keeps_few_cells_of_its_rows() -> None:
    kept: WeakSet[_Counted] = WeakSet()

    def counted(number: int, _wording: Wording) -> str:
        cell = _Counted(number)
        kept.add(cell)
        return cell

    table = Table("Numbers", (Column("own", "", "", counted, made_of=lambda row: row),))
    most = max(len(kept) for _row in table.cells(iter(range(8 * AT_ONCE)), Wording()))
    assert most <= 3 * AT_ONCE


def test_rows_are_taken_only_as_far_as_a_file_was_written() -> None:
    rows = iter([("Lentils", at, None) for at in range(3 * AT_ONCE)])
    next(TABLE.in_batches(rows, Wording()))
    assert len(list(rows)) == 2 * AT_ONCE


@pytest.mark.parametrize("kind", FORMATS)
def test_a_table_without_rows_is_a_file_too(app: Flask, tmp_path: Path, kind: str) -> None:
    with app.app_context():
        formats.write(kind, TABLE, (), tmp_path / "empty", title="None", wording=Wording())
    if kind == "json":
        assert json.loads((tmp_path / "empty").read_text())["rows"] == []
    assert (tmp_path / "empty").stat().st_size > 0


HOSTILE = ("=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", "first\n=1+1", '=HYPERLINK("//x","y")')
"""What spreadsheets would calculate, or take for a link."""


def _csv_cells(path: Path) -> list[str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [row[0] for row in list(csv.reader(file))[1:]]


def _json_cells(path: Path) -> list[str]:
    return [row["name"] for row in json.loads(path.read_text())["rows"]]


def _xlsx_cells(path: Path) -> list[str]:
    with ZipFile(path) as book:
        sheet = book.read("xl/worksheets/sheet1.xml")
        assert b"<f>" not in sheet and b"<f " not in sheet
        assert b"<hyperlink" not in sheet
    return [str(row[0]) for row in load_workbook(str(path)).get_sheet_by_index(0).to_python()[1:]]


CELLS = {
    "csv": (_csv_cells, escape_formula),  # opened as text: escaped
    "json": (_json_cells, str),  # no spreadsheet calculates it
    "xlsx": (_xlsx_cells, str),  # cells of text, without a formula
}
"""Format → how a test reads the first cells of a file, and what an escaped cell is there."""


@pytest.mark.parametrize("kind", FORMATS)
def test_no_format_has_a_formula_of_what_someone_submitted(app: Flask, tmp_path: Path, kind: str) -> None:
    assert kind in CELLS, (
        "a new format says here how it keeps spreadsheets from calculating what people submit"
    )
    read, escaped = CELLS[kind]
    rows = [(cell, 1, None) for cell in HOSTILE]
    with app.app_context():
        formats.write(kind, TABLE, rows, tmp_path / f"hostile.{kind}", title="Seeds", wording=Wording())
    found = read(tmp_path / f"hostile.{kind}")
    assert [one.replace("\r", "") for one in found] == [escaped(cell).replace("\r", "") for cell in HOSTILE]
    if escaped is not str:
        assert [
            line for cell in found for line in cell.splitlines() if line.lstrip("\t\r")[:1] in "=+@"
        ] == []


def test_every_format_has_a_writer() -> None:
    assert [callable(import_module(one.writer).write) for one in FORMATS.values()] == [True] * len(FORMATS)


def test_moments_are_in_utc_and_as_their_readers_take_them() -> None:
    at = datetime(2026, 5, 3, 21, 4, 5, tzinfo=UTC)
    assert (Wording().moment(at), Wording(is_in_words=True).moment(at)) == (
        "2026-05-03T21:04:05+00:00",
        "2026-05-03 21:04:05",
    )
    assert (Wording().moment(None), Wording().yes_or_no(True), Wording().code(None, {})) == ("", "yes", "")


@pytest.mark.parametrize(("widths", "pages"), [([], 1), ([20] * 8, 1), ([20] * 33, 5)])
def test_a_wide_table_is_printed_on_pages_side_by_side(widths: list[int], pages: int) -> None:
    assert xlsx_format.pages_across(widths) == pages
