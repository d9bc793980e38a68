"""How many headings, paragraphs, tables … are in a Word file."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import docx
from docx.oxml.ns import qn

from consult.documents import archives
from consult.documents.blocks import Kind, NonBlockKind, Source
from consult.documents.html.parsing import NOTE, NUMBER_OF_FORMULA
from consult.documents.word.parsing import is_contents, notes_of
from consult.documents.word.runs import deletions_in, is_run_hidden, key_of_note
from consult.documents.word.styles import Numbering, Style, heading_at, whole
from consult.documents.word.styles import of as styles_of

_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart"
_VML = "{urn:schemas-microsoft-com:vml}imagedata"
_OFFICE = "{urn:schemas-microsoft-com:office:office}"
_OLDER_COPY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
"""What stands beside a drawing for programs that do not know drawings."""
_HIDDEN = (_OLDER_COPY, qn("w:sdt"), qn("w:p"), qn("w:r"))
"""What can be hidden or, as Word's own table of contents and copies for older programs, no text of the draft."""
_DELETED = (qn("w:del"), qn("w:moveFrom"), qn("w:tr"))
"""What is, or can be, deleted with tracking."""
_REFERENCES = (qn("w:footnoteReference"), qn("w:endnoteReference"))
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds"
_NEWER_CHART = "{http://schemas.microsoft.com/office/drawing/2014/chartex}chart"
_ANYWHERE = {
    qn("w:tbl"): Kind.TABLE, f"{_MATH}oMath": Kind.FORMULA, qn("w:commentReference"): NonBlockKind.REVIEW_COMMENT,
    f"{_OFFICE}OLEObject": NonBlockKind.EMBEDDED, qn("w:altChunk"): NonBlockKind.EMBEDDED,
    **dict.fromkeys((f"{_DRAWING}blip", _VML, _CHART, _NEWER_CHART, _DIAGRAM), Kind.FIGURE),
}  # fmt: skip


def of_word(file: Source) -> Counter[str]:
    """Counts of a Word file, by its XML (ECMA-376): styles and lists tell headings, list items and paragraphs apart."""
    document = docx.Document(archives.unpacked(file.data, file.name))
    body = document.element.body
    styles = styles_of(document)
    counts: Counter[str] = Counter()
    notes: set[str] = set()
    for part in _parts(document):
        _empty(part, styles, _HIDDEN)
        counts[NonBlockKind.DELETION] += deletions_in(part)
        _empty(part, styles, _DELETED)
        for one in part.iter(*_ANYWHERE):
            is_empty = one.tag == f"{_MATH}oMath" and not "".join(one.itertext(f"{_MATH}t")).strip()
            counts[_ANYWHERE[one.tag]] += not is_empty
        notes.update(map(key_of_note, part.iter(*_REFERENCES)))
    counts[Kind.FOOTNOTE] += len(notes)
    counts[Kind.TABLE] -= sum(map(_sets_a_formula, body.iter(qn("w:tbl"))))
    numbers = Numbering(document)
    for paragraph in body.iter(qn("w:p")):
        if _is_in(paragraph, qn("w:tbl")):
            continue
        style = _style(paragraph, styles)
        number, _depth, is_bullet = numbers.next_for(paragraph, style)
        words = _words(paragraph)
        if not words.strip():
            continue
        outline = whole(paragraph, "w:pPr", "w:outlineLvl")
        if style.heading if outline is None else heading_at(outline):
            counts[Kind.HEADING] += 1
        elif number or is_bullet:
            counts[Kind.LIST_ITEM] += 1
        elif style.role == "Code":
            counts[Kind.CODE] += not _goes_on_as_code(paragraph, styles)
        elif style.role == "Quotation":
            counts[Kind.NOTE if NOTE.match(words) else Kind.QUOTATION] += 1
        elif not _is_formula(paragraph):
            counts[Kind.NOTE if NOTE.match(words) else Kind.PARAGRAPH] += 1
    return counts


def _parts(document: Any) -> Iterator[Any]:
    """The text, and then each note to which what was yielded before refers."""
    known, _part_of = notes_of(document)
    to_read, cited = [document.element.body], set[str]()
    while to_read:
        part = to_read.pop(0)
        yield part
        keys = dict.fromkeys(map(key_of_note, part.iter(*_REFERENCES)))
        to_read += [known[key] for key in keys if key in known and key not in cited]
        cited.update(keys)


def _empty(part: Any, styles: Mapping[str | None, Style], tags: Sequence[str]) -> None:
    """Empty the elements of these names that are no text of the draft."""
    for one in list(part.iter(*tags)):
        if one.tag in {qn("w:p"), qn("w:r")}:
            is_text = not _is_hidden(one, styles)
        elif one.tag == qn("w:tr"):
            is_text = one.find(f"{qn('w:trPr')}/{qn('w:del')}") is None
        else:
            is_text = one.tag == qn("w:sdt") and not is_contents(one)
        for child in [] if is_text else list(one):
            if child.tag != qn("w:pPr"):  # a paragraph counts in its list all the same
                one.remove(child)


def _is_hidden(one: Any, styles: Mapping[str | None, Style]) -> bool:
    """Whether a paragraph or a run is hidden, or a line of a table of contents."""
    if one.tag == qn("w:p"):
        style = _style(one, styles)
        return style.is_hidden or style.is_contents
    properties = one.find(qn("w:rPr"))
    return properties is not None and is_run_hidden(properties, styles)


def _style(paragraph: Any, styles: Mapping[str | None, Style]) -> Style:
    named = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return styles.get(named.get(qn("w:val")) if named is not None else None) or styles[None]


def _sets_a_formula(table: Any) -> bool:
    """Whether a table only sets the number of a formula at the edge."""
    is_one_row = sum(1 for _row in table.iter(qn("w:tr"))) == 1
    words = "".join(one.text or "" for one in table.iter(qn("w:t"))).strip()
    has_formula = next(table.iter(f"{_MATH}oMath"), None) is not None
    return is_one_row and has_formula and (not words or NUMBER_OF_FORMULA.fullmatch(words) is not None)


def _is_in(element: Any, *tags: str) -> bool:
    return next(element.iterancestors(*tags), None) is not None


def _is_formula(paragraph: Any) -> bool:
    """Whether a paragraph is nothing but a formula, and perhaps its number."""
    beside = _words(paragraph, with_formulas=False).strip()
    has_formula = next(paragraph.iter(f"{_MATH}oMath"), None) is not None
    return has_formula and (not beside or NUMBER_OF_FORMULA.fullmatch(beside) is not None)


def _goes_on_as_code(line: Any, styles: Mapping[str | None, Style]) -> bool:
    """Whether a line of code follows another one, perhaps an empty one."""
    before = line.getprevious()
    while before is not None and before.tag == line.tag and _style(before, styles).role == "Code":
        if _words(before).strip():
            return True
        before = before.getprevious()
    return False


def _words(paragraph: Any, *, with_formulas: bool = True) -> str:
    """The words of a paragraph, without those of text boxes in it."""
    found = []
    texts = (qn("w:t"), qn("w:sym"), *([f"{_MATH}t"] if with_formulas else []))
    for one in paragraph.iter(*texts):
        own = next(one.iterancestors(qn("w:p")), None)
        if own is paragraph:
            found.append("?" if one.tag == qn("w:sym") else one.text or "")
    return "".join(found)
