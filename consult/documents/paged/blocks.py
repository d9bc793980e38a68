"""The blocks of a draft that is images of pages. Pure.

A page is a heading, "Page 3", and below it a figure: the image of the page, and the lines of its text as a list. The
figure has no line number, as its own lines are counted by themselves; no other block but a heading is without one
(is_page). So comments, counts, the outline and files treat a page as they treat a clause.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from consult.core.translatable import N_
from consult.documents import formats
from consult.documents.blocks import Block, DocumentWarning, Figure, Kind, ParsedDraft
from consult.documents.formats import Format
from consult.documents.languages import direction_of

_NAMES = {
    "ar": "الصفحة {}", "de": "Seite {}", "en": "Page {}", "es": "Página {}", "fr": "Page {}", "it": "Pagina {}",
    "ja": "{} ページ", "nl": "Pagina {}", "pt": "Página {}", "ru": "Страница {}", "zh": "第 {} 页",
}  # fmt: skip
"""What a page is called in the language of its draft; in any other language as in English."""
_KEY = re.compile(r"page-([0-9]{1,4})\.p1")
_NAME_KEY = re.compile(r"page-[0-9]{1,4}")

IMAGES_OF_PAGES = N_(
    "The PDF was imported as images of its pages. Comments refer to a page, and to a line or a part of it. If you have "
    "the draft as Word (.docx) or OpenDocument (.odt), import that file instead."
)
NO_TEXT = N_("This page has no text. Screen readers cannot read it, and searches do not find it.")


@dataclass(frozen=True)
class PageTexts:
    """What a PDF says: its title ("" for none), the language that its text is in, and of each page the number that is
    printed on it, and its lines."""

    title: str
    language: str
    labels: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]


def draft(texts: PageTexts, images: Sequence[bytes], name: str, digest: str) -> ParsedDraft:
    """The draft of the pages with these texts and images (PNG); `digest`: that of its file."""
    blocks, figures = list[Block](), dict[str, Figure]()
    remarks = [DocumentWarning("pdf", IMAGES_OF_PAGES, name)]
    if not name.lower().endswith(".pdf"):
        remarks.append(DocumentWarning("ending", formats.OTHERWISE[Format.PDF], name))
    for number, (label, lines, image) in enumerate(zip(texts.labels, texts.lines, images, strict=True), 1):
        called = _NAMES.get(texts.language.partition("-")[0], _NAMES["en"]).format(label)
        figure = Figure(f"{hashlib.sha256(image).hexdigest()[:16]}.png", "image/png", image, called)
        figures.setdefault(figure.name, figure)
        heading = Block(f"page-{number}", Kind.HEADING, 1, "", called, "", called, 0)
        shown = Block(
            f"page-{number}.p1",
            Kind.FIGURE,
            0,
            "",
            called,
            _html(figure, called, lines),
            " ".join(lines) or called,
            0,
        )
        blocks += [heading, shown]
        if not lines:
            remarks.append(DocumentWarning("scan", NO_TEXT, called, shown.key))
    return ParsedDraft(
        texts.title, texts.language, direction_of(texts.language), tuple(blocks), tuple(figures.values()),
        tuple(remarks), digest,
    )  # fmt: skip


def _html(figure: Figure, alt: str, lines: Sequence[str]) -> str:
    width, height = _size(figure.data)
    image = f'<img src="figure:{figure.name}" alt="{escape(alt)}" width="{width}" height="{height}">'
    items = "".join(f"<li>{escape(line, quote=False)}</li>" for line in lines)
    return f"{image}<ol>{items}</ol>" if items else image


def _size(png: bytes) -> tuple[int, int]:
    """Width and height as the head of a PNG has them."""
    return int.from_bytes(png[16:20]), int.from_bytes(png[20:24])


def is_page(block: Any) -> bool:
    """Whether a block is the image of a page."""
    return block.kind == Kind.FIGURE and not block.line and _KEY.fullmatch(block.key) is not None


def is_name_of_page(block: Any) -> bool:
    """Whether a block is the heading above the image of a page: it has no HTML, as no words of the page stand there."""
    return block.kind == Kind.HEADING and not block.html and _NAME_KEY.fullmatch(block.key) is not None


def number_of(key: str) -> int:
    """The number in the file of the page whose image has this key, 0 for another key."""
    found = _KEY.fullmatch(key)
    return int(found[1]) if found else 0
