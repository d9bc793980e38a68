"""Filled comment forms for tests, in the formats in which people send them."""

import csv
import zipfile
from collections.abc import Sequence
from io import BytesIO, StringIO
from pathlib import Path
from xml.sax.saxutils import escape

import docx
import xlsxwriter
from flask import Flask
from sqlalchemy import select

from consult.core.database import db
from consult.documents.blocks import Source
from consult.documents.tables import reading
from consult.documents.tables.table import TableFile
from consult.submissions.models import Submission

Rows = Sequence[Sequence[str]]


def in_csv(rows: Rows, divider: str = ",", encoding: str = "utf-8-sig") -> Source:
    """A CSV file."""
    out = StringIO()
    csv.writer(out, delimiter=divider).writerows(rows)
    return Source("comments.csv", out.getvalue().encode(encoding))


def in_xlsx(rows: Rows, sheet: str = "Comments") -> Source:
    """A workbook with one sheet."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet(sheet)
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                page.write_string(at, column, value)
    return Source("comments.xlsx", out.getvalue())


def in_ods(rows: Rows) -> Source:
    """An OpenDocument spreadsheet."""
    cells = "".join(
        "<table:table-row>" + "".join(
            '<table:table-cell office:value-type="string">'
            + "".join(f"<text:p>{escape(line)}</text:p>" for line in value.split("\n")) + "</table:table-cell>"
            for value in row
        ) + "</table:table-row>" for row in rows
    )  # fmt: skip
    return open_spreadsheet(cells)


def open_spreadsheet(rows: str) -> Source:
    """One with these rows, as XML."""
    names = "urn:oasis:names:tc:opendocument:xmlns:"
    extended = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
    content = (
        f'<office:document-content xmlns:office="{names}office:1.0" xmlns:table="{names}table:1.0"'
        f' xmlns:text="{names}text:1.0" xmlns:calcext="{extended}">'
        f'<office:body><office:spreadsheet><table:table table:name="A">{rows}'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", content)
        package.writestr(
            "META-INF/manifest.xml",
            f'<manifest:manifest xmlns:manifest="{names}manifest:1.0"><manifest:file-entry manifest:full-path="/"'
            ' manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>',
        )
    return Source("comments.ods", out.getvalue())


def in_docx(rows: Rows, heading: Sequence[str] = ()) -> Source:
    """A Word document with one table; `heading` stands in the header of its pages, as in the ISO template."""
    document = docx.Document()
    if heading:
        header = document.sections[0].header
        table = header.add_table(1, len(heading), docx.shared.Cm(25))
        for cell, words in zip(table.rows[0].cells, heading, strict=True):
            cell.text = words
    if rows:
        table = document.add_table(len(rows), len(rows[0]))
        for made, row in zip(table.rows, rows, strict=True):
            for cell, words in zip(made.cells, row, strict=True):
                cell.text = words
    out = BytesIO()
    document.save(out)
    return Source("comments.docx", out.getvalue())


def read(file: Source) -> TableFile:
    """The tables of a file, read in this process."""
    return reading.parse(file)


def imported(app: Flask, folder: Path, rows: Rows, slug: str) -> str:
    """Import a table of one submitter by the command; the reference of the submission."""
    path = folder / "comments.csv"
    path.write_bytes(in_csv(rows).data)
    done = app.test_cli_runner().invoke(args=["submissions", "import", str(path), "--consultation", slug])
    assert done.exit_code == 0, done.output
    with app.app_context():
        return str(db.session.execute(select(Submission.reference)).scalar_one())
