"""A draft that is images of pages, for stories; and PDFs to read."""

import io
from collections.abc import Sequence

import pikepdf
from PIL import Image

from consult.documents.blocks import ParsedDraft
from consult.documents.paged.blocks import PageTexts, draft

LINES = (("1 Scope", "A lot of seed is sampled at random.", "A lot weighs at most 30 000 kilograms."), ())
"""The lines of two pages; the second is a scan."""


def parsed(lines: Sequence[Sequence[str]] = LINES, language: str = "en") -> ParsedDraft:
    """The draft of these pages, without the work of reading a file."""
    texts = PageTexts(
        "Sampling", language, tuple(str(one) for one in range(1, len(lines) + 1)), tuple(map(tuple, lines))
    )
    return draft(texts, [_image(number) for number in range(len(lines))], "draft.pdf", "0" * 64)


def _image(number: int) -> bytes:
    out = io.BytesIO()
    image = Image.new("L", (400, 560), 255)
    image.putpixel((number, 0), 0)
    image.save(out, "PNG")
    return out.getvalue()


def pdf(pages: Sequence[Sequence[str]], labels: str = "", **encryption: str) -> bytes:
    """A PDF with these lines on its pages; `labels`: in which numerals the pages are numbered."""
    document = pikepdf.new()
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    for lines in pages:
        page = document.add_blank_page(page_size=(300, 420))
        page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
        drawn = "".join(
            f"BT /F 12 Tf 20 {390 - 20 * at} Td ({line}) Tj ET\n" for at, line in enumerate(lines)
        )
        page.obj.Contents = document.make_stream(drawn.encode("latin-1"))
    if labels:
        style = pikepdf.Dictionary(S=pikepdf.Name(f"/{labels}"))
        document.Root.PageLabels = pikepdf.Dictionary(Nums=pikepdf.Array([0, style]))
    document.docinfo["/Title"] = "Sampling of seed lots"
    out = io.BytesIO()
    document.save(out, encryption=pikepdf.Encryption(**encryption) if encryption else None)
    return out.getvalue()
