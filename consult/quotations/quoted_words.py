"""The words of a passage that comments quote, with a mark around them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from consult.core.html_words import HtmlWords
from consult.documents.blocks import Kind
from consult.quotations import selectors
from consult.quotations.quoting import PrintedBlock


class Quotation(NamedTuple):
    """Words of a passage that public comments quote."""

    quote: str
    start: int | None
    """Where they began in the text of the passage (the column of a comment)."""
    comments: int


@dataclass(frozen=True)
class MarkedBlock:
    """What a page prints of a block with quoted words: a block of the text in which these are marked."""

    key: str
    kind: Kind
    level: int
    number: str
    title: str | Markup
    plain_title: str
    line: int
    html: Markup
    quoting: int
    """How many comments quote words that are marked."""


def marked(block: Any, quotations: Sequence[Quotation]) -> MarkedBlock:
    """A block with a mark around each quotation that is found in it. `block`: as `drafts.queries.blocks` has it."""
    is_heading = block.kind is Kind.HEADING
    words = HtmlWords(str(escape(block.title)) if is_heading else str(block.html))
    found = [(_span(one, words, block), one.comments) for one in quotations]
    spans = sorted({span for span, _comments in found if span is not None})
    html = Markup(words.marked(spans))  # noqa: S704 -- the HTML of a block, which is clean, with marks in its text
    return MarkedBlock(
        block.key, block.kind, block.level, block.number, html if is_heading else block.title, block.title, block.line,
        block.html if is_heading else html, sum(comments for span, comments in found if span is not None),
    )  # fmt: skip


def _span(one: Quotation, words: HtmlWords, block: PrintedBlock) -> tuple[int, int] | None:
    near = selectors.signs_before(one.start, block)
    for wanted in selectors.readings(one.quote, block):
        at = selectors.nearest(wanted, words.signs, near)
        if at is not None:
            return at, at + len(wanted)
        kept, places = words.without_raised
        at = selectors.nearest(wanted, kept, near)
        if at is not None:
            return places[at], places[at + len(wanted) - 1] + 1
    return None
