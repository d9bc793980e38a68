"""The entry point of reading tables: the format of a file, and its tables. Runs in a process of its own."""

import zipfile
import zlib
from io import BytesIO
from pathlib import PurePosixPath

from lxml import html

from consult.core.translatable import N_
from consult.documents import archives
from consult.documents.blocks import DocumentWarning, Source, Unreadable
from consult.documents.tables import html_rows, letters, separated, spreadsheet
from consult.documents.tables.table import (
    MOST_CELLS,
    MOST_IN_CELL,
    MOST_TABLES,
    MOST_TEXT,
    NO_TABLE,
    Table,
    TableFile,
)
from consult.documents.word import parsing as word

CHOOSE = N_(
    "Use a Word document (.docx), an Excel workbook (.xlsx), an OpenDocument spreadsheet (.ods) or a CSV file."
)
_OLD = N_(
    "This is an older Office file or a file with a password. Save it as .docx or .xlsx without a password."
)
_PDF = N_("This is a PDF. Tables cannot be read from a PDF. Upload the Word or Excel file.")
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*")
_DAMAGED = N_("The file is damaged. Save it again and upload it again.")


def parse(file: Source) -> TableFile:
    """The tables of a file. Raises Unreadable with a sentence for one that cannot be read, or has none."""
    if not file.data.strip():
        raise Unreadable(N_("The file is empty."), file.name)
    remarks: list[str] = []
    suffix = PurePosixPath(file.name).suffix.lower()
    if file.data.startswith(b"%PDF-") or suffix == ".pdf":
        raise Unreadable(_PDF, file.name)
    if file.data.startswith(_PICTURES):
        raise Unreadable(CHOOSE, file.name)
    if file.data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise Unreadable(_OLD, file.name)
    if file.data[:4] in {b"PK\x03\x04", b"PK\x05\x06"}:
        found = _of_archive(file, remarks)
    elif suffix in {".docx", ".xlsx", ".ods"}:
        raise Unreadable(_DAMAGED, file.name)
    else:
        found = TableFile(separated.read(file, remarks))
    if not found.tables and not found.page_headings:
        raise Unreadable(NO_TABLE, file.name)
    _check_size(found, file.name)
    return TableFile(found.tables, found.page_headings, tuple(dict.fromkeys(remarks)))


def _of_archive(file: Source, remarks: list[str]) -> TableFile:
    data = archives.unpacked(file.data, file.name)
    try:
        with zipfile.ZipFile(data) as archive:
            names = set(archive.namelist())
            kind = (
                archive.read("mimetype")[:200].decode("ascii", "replace").strip()
                if "mimetype" in names
                else ""
            )
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, KeyError):
        raise Unreadable(_DAMAGED, file.name) from None
    data.seek(0)
    if "word/document.xml" in names:
        return _of_word(data, remarks)
    if "xl/workbook.xml" in names or kind == "application/vnd.oasis.opendocument.spreadsheet":
        return TableFile(spreadsheet.read(data, file.name, remarks))
    raise Unreadable(CHOOSE, file.name)


def _of_word(data: BytesIO, remarks: list[str]) -> TableFile:
    told: list[DocumentWarning] = []
    in_text, in_headers = word.tables_to_html(data, told)
    remarks += [one.message for one in told]
    made = [html_rows.of(html.fromstring(one)) for one in in_text]
    headings = [html_rows.of(html.fromstring(one)) for one in in_headers]
    if any(row.struck for rows in made for row in rows):
        remarks.append(letters.STRUCK)
    is_one = sum(map(bool, made)) == 1
    tables = tuple(Table("" if is_one else str(at), rows) for at, rows in enumerate(made, 1) if rows)
    return TableFile(tables, tuple(filter(None, headings)))


def _check_size(found: TableFile, name: str) -> None:
    cells = [words for table in found.tables for row in table.rows for words in row.cells if words]
    if len(found.tables) > MOST_TABLES or len(cells) > MOST_CELLS or sum(map(len, cells)) > MOST_TEXT:
        raise Unreadable(N_("The tables of this file are too large. Upload it in parts."), name)
    if any(len(words) > MOST_IN_CELL for words in cells):
        raise Unreadable(
            N_("A cell of the table has more than 100,000 characters. Divide it into several rows."), name
        )
