"""The words of a file that was checked, for moderators: read in the isolated process, and bounded."""

import re
import time
from collections.abc import Iterable, Iterator
from typing import Any

import pypdfium2

from consult.documents.attached import pdf_text
from consult.documents.attached.kinds import MOST_WORDS, AttachmentKind, CheckedFile
from consult.documents.attached.packages import Package

SECONDS = 5.0
"""Of processor time, after which no further page of a PDF is read."""

_IN_WORD = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml")
_IN_EXCEL = re.compile(r"xl/(sharedStrings|worksheets/sheet\d+|comments\d*)\.xml")
_IN_OPEN = re.compile(r"(content|styles)\.xml")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def words_of(checked: CheckedFile) -> str:
    """The words of a file, its first MOST_WORDS characters; "" for a picture. Raises whatever a broken file makes its
    reader raise."""
    lines, length = list[str](), 0
    for line in _lines(checked):
        words = " ".join(_CONTROL.sub(" ", line).split())
        if words:
            lines.append(words)
            length += len(words) + 1
        if length > MOST_WORDS:
            break
    return "\n".join(lines)[:MOST_WORDS].encode("utf-8", "replace").decode()


def _lines(checked: CheckedFile) -> Iterable[str]:
    if checked.kind is AttachmentKind.TXT:
        return checked.public[: MOST_WORDS * 4].decode("utf-8", "ignore").splitlines()
    if checked.kind is AttachmentKind.PDF:
        return _of_pages(checked.public)
    if checked.kind is AttachmentKind.DOCX:
        return _of_parts(checked, _IN_WORD, ("p",), ("t", "delText"))
    if checked.kind is AttachmentKind.XLSX:
        return _of_parts(checked, _IN_EXCEL, ("si", "c", "comment"), ("t", "v"))
    if checked.kind is AttachmentKind.ODT:
        return _of_parts(checked, _IN_OPEN, ("p", "h"), ())
    return ()


def _of_pages(data: bytes) -> Iterator[str]:
    ends = time.process_time() + SECONDS
    document = pypdfium2.PdfDocument(data)
    for number in range(len(document)):
        if time.process_time() > ends:
            return
        yield from pdf_text.lines_of(document[number])


def _of_parts(
    checked: CheckedFile, parts: re.Pattern[str], lines: tuple[str, ...], texts: tuple[str, ...]
) -> Iterator[str]:
    """The words of each element of `lines`: of the elements of `texts` in it, or all."""
    package = Package(checked.public, "")
    for part in [one for one in package.parts if parts.fullmatch(one)]:
        for element in package.xml(part).iter(*(f"{{*}}{name}" for name in lines)):
            if element.get("t") != "s":  # a cell that names one of the shared strings
                yield "".join(_texts(element, texts))


def _texts(element: Any, names: tuple[str, ...]) -> Iterator[str]:
    if not names:
        yield from element.itertext()
        return
    for one in element.iter(*(f"{{*}}{name}" for name in names)):
        yield one.text or ""
