"""What draws the pages of attachments in the process that has nothing to lose. All code is loaded with this module,
before any file."""

from collections.abc import Iterator, Sequence
from typing import BinaryIO

from PIL import Image

from consult.core.isolation import Refused
from consult.documents import first_uses
from consult.documents.attached import page_images
from consult.documents.attached.kinds import MOST_PAGES, AttachmentKind
from consult.documents.blocks import Unreadable
from consult.documents.upload_checks import MOST_BYTES


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
    data = files[0].read(MOST_BYTES * 2)
    try:
        yield from page_images.pages_of(data, AttachmentKind(kind), "", first, most, limit)
    except Unreadable as trouble:
        raise Refused({"message": trouble.message, "file": trouble.file, "line": trouble.line}) from None


def _load_all() -> None:
    """Use once what libraries load at their first use: when files come, there is nothing to load from any longer."""
    first_uses.load_pictures(("PNG", "JPEG"))
    document = page_images.redacted([Image.new("RGB", (4, 4))], [(1, 0, 0, 9, 9)])
    for page in page_images.pages_of(document, AttachmentKind.PDF, ""):
        page_images.page_png(page)


_load_all()
