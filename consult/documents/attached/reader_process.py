"""What looks at attachments in the process that has nothing to lose. All code is loaded with this module, before any
file."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from io import BytesIO
from typing import BinaryIO

import pikepdf
from PIL import Image, ImageDraw

from consult.core.isolation import Refused
from consult.documents import reader_process, results, upload_checks
from consult.documents.attached import checking, page_images
from consult.documents.attached.kinds import MOST_PAGES, AttachmentKind
from consult.documents.attached.words import words_of
from consult.documents.blocks import Unreadable

__all__ = [
    "check",
    "pages",
    "reader_process",
    "redact",
]  # loading that module uses once what libraries load late


def check(files: Sequence[BinaryIO], name: str) -> Iterator[bytes]:
    """What the one file in `files` is, as a line of JSON, then its public copy. Raises Refused with a sentence."""
    try:
        found = checking.check(files[0].read(upload_checks.MOST_BYTES + 1), name)
    except Unreadable as trouble:
        raise _refused(trouble) from None
    words = ""
    with suppress(Exception):  # a file is taken though its words cannot be read
        words = words_of(found)
    told = {"kind": found.kind, "pages": found.pages, "traits": list(found.traits), "words": words}
    yield results.written(told)
    yield b"\n"
    yield found.public


def pages(
    files: Sequence[BinaryIO], kind: str, first: int, most: int, limit: int = MOST_PAGES
) -> Iterator[bytes]:
    """The images of some pages of a file that was checked, each a PNG with its length in four bytes before it. Raises
    Refused."""
    for page in _pages(files, kind, first, most, limit):
        drawn = page_images.page_png(page)
        yield len(drawn).to_bytes(4)
        yield drawn


def redact(files: Sequence[BinaryIO], kind: str, boxes: Sequence[Sequence[int]]) -> Iterator[bytes]:
    """A PDF of the pages of a file with `boxes` burnt in. Raises Refused."""
    pages = list(_pages(files, kind))
    burnt = [(one[0], one[1], one[2], one[3], one[4]) for one in boxes if 1 <= one[0] <= len(pages)]
    yield page_images.redacted(pages, burnt)


def _pages(
    files: Sequence[BinaryIO], kind: str, first: int = 1, most: int = MOST_PAGES, limit: int = MOST_PAGES
) -> Iterator[Image.Image]:
    data = files[0].read(upload_checks.MOST_BYTES * 2)
    try:
        yield from page_images.pages_of(data, AttachmentKind(kind), "", first, most, limit)
    except Unreadable as trouble:
        raise _refused(trouble) from None


def _refused(trouble: Unreadable) -> Refused:
    return Refused({"message": trouble.message, "file": trouble.file, "line": trouble.line})


def _load_all() -> None:
    """Use once what libraries load at their first use: when files come, there is nothing to load from any longer."""
    picture = Image.new("RGB", (4, 4))
    samples = []
    for kind in ("PNG", "JPEG", "PDF"):
        out = BytesIO()
        picture.save(out, kind)
        samples.append(out.getvalue())
    empty = pikepdf.new()
    empty.add_blank_page()
    for locked in (False, pikepdf.Encryption(owner="a")):
        out = BytesIO()
        empty.save(out, encryption=locked)
        samples.append(out.getvalue())
    for sample in (*samples, b"A\n"):
        with suppress(Unreadable):
            words_of(checking.check(sample, "a"))
    ImageDraw.Draw(picture).rectangle((0, 0, 1, 1), fill="black")
    pages = list(page_images.pages_of(samples[2], AttachmentKind.PDF, ""))
    page_images.page_png(pages[0])
    page_images.redacted(pages, [])


_load_all()
