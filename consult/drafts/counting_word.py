"""How many headings, paragraphs, tables … are in a Word file."""

from collections import Counter
from typing import Any

import docx
from docx.oxml.ns import qn

from consult.drafts import archives
from consult.drafts.blocks import Counted, Source
from consult.drafts.parsing_html import NOTE, NUMBER_OF_FORMULA
from consult.drafts.styles import Numbering, heading_at, whole
from consult.drafts.styles import of as styles_of

_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart"
_VML = "{urn:schemas-microsoft-com:vml}imagedata"
_OFFICE = "{urn:schemas-microsoft-com:office:office}"
_GONE = (qn("w:del"), qn("w:moveFrom"))
_OLDER_COPY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
"""What stands beside a drawing for programs that do not know drawings."""
_ANYWHERE = {
    qn("w:tbl"): Counted.TABLE, f"{_DRAWING}blip": Counted.FIGURE, _CHART: Counted.FIGURE, _VML: Counted.FIGURE,
    f"{_MATH}oMath": Counted.FORMULA, qn("w:commentReference"): Counted.REVIEW_COMMENT,
    f"{_OFFICE}OLEObject": Counted.EMBEDDED, qn("w:altChunk"): Counted.EMBEDDED,
}  # fmt: skip


def of_word(file: Source) -> Counter[str]:
    """Counts of a Word file, by its XML (ECMA-376): styles and lists tell headings, list items and paragraphs apart."""
    document = docx.Document(archives.unpacked(file.data, file.name))
    body = document.element.body
    counts: Counter[str] = Counter()
    for tag, kind in _ANYWHERE.items():
        counts[kind] += sum(1 for one in body.iter(tag) if not _is_in(one, _OLDER_COPY, *_GONE))
    counts[Counted.TABLE] -= sum(map(_sets_a_formula, body.iter(qn("w:tbl"))))
    counts[Counted.DELETION] += sum(
        1 for one in body.iter(qn("w:del")) if next(one.iter(qn("w:delText")), None) is not None
    )
    styles = styles_of(document)
    numbers = Numbering(document)
    for paragraph in body.iter(qn("w:p")):
        if _is_in(paragraph, qn("w:tbl"), _OLDER_COPY) or _is_in_contents(paragraph):
            continue
        named = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        style = styles.get(named.get(qn("w:val")) if named is not None else None) or styles[None]
        number, _depth, is_bullet = numbers.next_for(paragraph, style)
        words = _words(paragraph)
        if not words.strip() or style.is_contents or style.is_hidden:
            continue
        outline = whole(paragraph, "w:pPr", "w:outlineLvl")
        if style.heading if outline is None else heading_at(outline):
            counts[Counted.HEADING] += 1
        elif number or is_bullet:
            counts[Counted.LIST_ITEM] += 1
        elif not _is_formula(paragraph):
            counts[Counted.NOTE if NOTE.match(words) else Counted.PARAGRAPH] += 1
    notes = {
        (one.tag, one.get(qn("w:id")))
        for one in body.iter(qn("w:footnoteReference"), qn("w:endnoteReference"))
    }
    counts[Counted.FOOTNOTE] += len(notes)
    return counts


def _sets_a_formula(table: Any) -> bool:
    """Whether a table only sets the number of a formula at the edge."""
    is_one_row = sum(1 for _row in table.iter(qn("w:tr"))) == 1
    words = "".join(one.text or "" for one in table.iter(qn("w:t"))).strip()
    has_formula = next(table.iter(f"{_MATH}oMath"), None) is not None
    return is_one_row and has_formula and (not words or NUMBER_OF_FORMULA.fullmatch(words) is not None)


def _is_in(element: Any, *tags: str) -> bool:
    return next(element.iterancestors(*tags), None) is not None


def _is_in_contents(paragraph: Any) -> bool:
    """Whether a paragraph is part of Word's own table of contents."""
    kinds = (
        gallery.get(qn("w:val"))
        for control in paragraph.iterancestors(qn("w:sdt"))
        for gallery in control.iterfind(f"{qn('w:sdtPr')}/{qn('w:docPartObj')}/{qn('w:docPartGallery')}")
    )
    return "Table of Contents" in kinds


def _is_formula(paragraph: Any) -> bool:
    """Whether a paragraph is nothing but a formula, and perhaps its number."""
    beside = _words(paragraph, with_formulas=False).strip()
    has_formula = next(paragraph.iter(f"{_MATH}oMath"), None) is not None
    return has_formula and (not beside or NUMBER_OF_FORMULA.fullmatch(beside) is not None)


def _words(paragraph: Any, *, with_formulas: bool = True) -> str:
    """The words of a paragraph, without those that were deleted or moved away and those of text boxes in it."""
    found = []
    texts = (qn("w:t"), qn("w:sym"), *([f"{_MATH}t"] if with_formulas else []))
    for one in paragraph.iter(*texts):
        own = next(one.iterancestors(qn("w:p")), None)
        if own is paragraph and not _is_in(one, *_GONE):
            found.append("?" if one.tag == qn("w:sym") else one.text or "")
    return "".join(found)
