"""The text of each page of a PDF, line by line, and what the document says of itself. Runs in a process of its own."""

import unicodedata

import pypdfium2

from consult.documents import languages
from consult.documents.attached import pdf, pdf_text, refusals
from consult.documents.blocks import Unreadable
from consult.documents.paged.blocks import PageTexts
from consult.documents.paged.limits import LONGEST_LINE, MOST_LINES, MOST_PAGES, TOO_MANY_PAGES

_LONGEST_LABEL = 20
_LONGEST_TITLE = 300
_UNSEEN = frozenset({"Cc", "Cs", "Co", "Cn"})
"""Categories of characters that a text is kept without."""
_HYPHEN = "\ufffe"
"""What PDFium gives for a hyphen at the end of a line."""


def read(data: bytes, name: str, language: str | None) -> PageTexts:
    """The texts of a document. Raises Unreadable for one that is damaged, locked, active, or has too many pages."""
    pages = pdf.check(data, name).pages
    if pages > MOST_PAGES:
        raise Unreadable(TOO_MANY_PAGES, name)
    try:
        document = pypdfium2.PdfDocument(data)
        if len(document) != pages:
            raise Unreadable(refusals.DAMAGED, name)
        lines = tuple(_lines(document[number]) for number in range(pages))
        labels = tuple(_clean(document.get_page_label(number))[:_LONGEST_LABEL] for number in range(pages))
        title = _clean(document.get_metadata_value("Title"))[:_LONGEST_TITLE]
    except pypdfium2.PdfiumError:
        raise Unreadable(refusals.DAMAGED, name) from None
    words = " ".join(line for page in lines for line in page)
    are_good = all(labels) and len(set(labels)) == len(labels)
    return PageTexts(
        title,
        language or languages.written_in(words),
        labels if are_good else tuple(str(number) for number in range(1, pages + 1)),
        lines,
    )


def _lines(page: pypdfium2.PdfPage) -> tuple[str, ...]:
    """The lines of a page that have words, from top to bottom as the document has them."""
    lines = (_clean(line)[:LONGEST_LINE] for line in pdf_text.lines_of(page))
    return tuple([line for line in lines if line][:MOST_LINES])


def _clean(words: str) -> str:
    """Words on one line, without what is not seen."""
    plain = (" " if letter.isspace() else letter for letter in words.replace(_HYPHEN, "-"))
    return " ".join("".join(one for one in plain if unicodedata.category(one) not in _UNSEEN).split())
