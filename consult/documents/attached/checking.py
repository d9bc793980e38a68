"""The entry point of checking attachments: what a file is by its content, and the check of that kind. Runs in a
process of its own."""

import zipfile
from io import BytesIO

from consult.documents.attached import office, open_document, pdf, pictures, plain_text, refusals
from consult.documents.attached.kinds import CHOOSE, AttachmentKind, CheckedFile
from consult.documents.blocks import Unreadable
from consult.documents.upload_checks import EMPTY

_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_MARKS_OF_PAGES = (b"<!doctype html", b"<html", b"<script")
_MARKS = (b"<!doctype", b"<svg", b"<?xml", b"<?php", b"#!", b"mz", b"\x7felf", b"%!ps", b"gif8", b"bm", b"ii*\0",
          b"mm\0*", b"rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"riff")  # fmt: skip
"""With what the source of other pages, programs, pictures and archives begins."""


def check(data: bytes, name: str) -> CheckedFile:
    """A file, by its content. Raises Unreadable with a sentence for its submitter."""
    if not data.strip():
        raise Unreadable(EMPTY, name)
    if data.startswith(b"%PDF-"):
        _refuse_archive(data, name)
        return pdf.check(data, name)
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        _refuse_archive(data, name)
        return pictures.check(data, AttachmentKind.PNG, name)
    if data.startswith(b"\xff\xd8\xff"):
        _refuse_archive(data, name)
        return pictures.check(data, AttachmentKind.JPEG, name)
    if data.startswith(b"PK"):
        return _of_archive(data, name)
    if data.startswith(_OLD_OFFICE):
        is_locked = "EncryptedPackage".encode("utf-16-le") in data
        raise Unreadable(refusals.PASSWORD if is_locked else refusals.OLD_OFFICE, name)
    return _of_text(data, name)


def _refuse_archive(data: bytes, name: str) -> None:
    """Raise Unreadable where a file is an archive as well: those are read from their end."""
    if zipfile.is_zipfile(BytesIO(data)):
        raise Unreadable(refusals.TWO_IN_ONE, name)


def _of_archive(data: bytes, name: str) -> CheckedFile:
    if b"%PDF-" in data[:1024]:
        raise Unreadable(refusals.TWO_IN_ONE, name)
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError, RuntimeError):
        raise Unreadable(refusals.DAMAGED, name) from None
    if "[Content_Types].xml" in names:
        return office.check(data, name)
    if "mimetype" in names and "content.xml" in names:
        return open_document.check(data, name)
    raise Unreadable(CHOOSE, name)


def _of_text(data: bytes, name: str) -> CheckedFile:
    """Plain text, unless it is the source of a page, a program or a picture."""
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(_MARKS_OF_PAGES) or (head.startswith(b"<") and b"<html" in head):
        raise Unreadable(refusals.WEB_PAGE, name)
    if head.startswith(b"{\\rtf"):
        raise Unreadable(refusals.OLD_OFFICE, name)
    if b"%PDF-" in data[:1024]:  # readers of PDF look for their mark in so many bytes
        raise Unreadable(CHOOSE, name)
    is_words = all(byte >= 32 or byte in b"\t\n\r\f" for byte in data[:1024])
    if any(head.startswith(mark) and not (is_words and mark in {b"mz", b"bm"}) for mark in _MARKS):
        raise Unreadable(CHOOSE, name)
    if not is_words and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable(CHOOSE, name)
    return plain_text.check(data, name)
