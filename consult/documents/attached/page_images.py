"""Images of the pages of an attachment, and a document of them in which chosen rectangles are black.

What is under a rectangle is nowhere in the result: it is made of pixels alone.
"""

from collections.abc import Iterator, Sequence
from io import BytesIO

import pypdfium2
from PIL import Image, ImageDraw, PdfImagePlugin

from consult.documents.attached import refusals
from consult.documents.attached.kinds import MOST_PAGES, AttachmentKind
from consult.documents.blocks import Unreadable

__all__ = ["Box", "PdfImagePlugin", "page_png", "pages_of", "redacted"]
"""With what Pillow writes documents with: asked for one without it, it loads what reads every kind of picture."""

_DOTS_PER_INCH = 120
_LARGEST = 2000
"""Pixels of the longer side of a page."""

Box = tuple[int, int, int, int, int]
"""A page from 1, then left, top, width and height in thousandths of it."""


def pages_of(
    data: bytes,
    kind: AttachmentKind,
    name: str,
    first: int = 1,
    most: int = MOST_PAGES,
    limit: int = MOST_PAGES,
) -> Iterator[Image.Image]:
    """The pages from `first` on, at most so many, as pictures, one after the other. Raises Unreadable where the file
    has more than `limit`."""
    if kind is not AttachmentKind.PDF:
        with Image.open(BytesIO(data), formats=("PNG", "JPEG")) as image:
            image.load()
            yield _fitting(image.convert("RGB"))
        return
    document = pypdfium2.PdfDocument(data)
    if len(document) > limit:
        raise Unreadable(refusals.NOT_CHECKED, name)
    for number in range(first - 1, min(len(document), first - 1 + most)):
        yield _drawn(document[number])


def _drawn(page: pypdfium2.PdfPage) -> Image.Image:
    longest = max(page.get_width(), page.get_height(), 1)
    scale = min(_DOTS_PER_INCH / 72, _LARGEST / longest)
    drawn: Image.Image = page.render(scale=scale).to_pil()
    return drawn.convert("RGB")


def _fitting(image: Image.Image) -> Image.Image:
    image.thumbnail((_LARGEST, _LARGEST))
    return image


def page_png(image: Image.Image) -> bytes:
    """A page as a small PNG, for the screen."""
    out = BytesIO()
    image.quantize(64).save(out, "PNG", compress_level=6)
    return out.getvalue()


def redacted(pages: Sequence[Image.Image], boxes: Sequence[Box]) -> bytes:
    """A PDF of the pages with the boxes burnt in."""
    for number, left, top, width, height in boxes:
        image = pages[number - 1]
        right, bottom = (left + width) * image.width / 1000, (top + height) * image.height / 1000
        area = (left * image.width / 1000, top * image.height / 1000, right, bottom)
        ImageDraw.Draw(image).rectangle(area, fill="black")
    out = BytesIO()
    pages[0].save(
        out,
        "PDF",
        save_all=True,
        append_images=list(pages[1:]),
        resolution=_DOTS_PER_INCH,
        title="",
        producer="",
    )
    return out.getvalue()
