"""How many headings, paragraphs, tables … are in an OpenDocument text."""

import zipfile
from collections import Counter
from typing import Any

from consult.documents import archives
from consult.documents.blocks import Kind, NonBlockKind, Source
from consult.documents.html.parsing import NOTE, NUMBER_OF_FORMULA
from consult.documents.open_document.objects import Objects
from consult.documents.open_document.parsing import INDEXES, objects_in, root_of
from consult.documents.open_document.styles import Styles, qn
from consult.documents.open_document.text import is_hidden

_BESIDE_THE_TEXT = {
    qn("text:deletion"): NonBlockKind.DELETION,
    qn("office:annotation"): NonBlockKind.REVIEW_COMMENT,
}
_FORMULA = "formula"
"""What formulas are called here, once they are told from other objects."""
_ANYWHERE = {
    qn("text:note"): Kind.FOOTNOTE,
    qn("draw:object"): NonBlockKind.EMBEDDED,
    qn("draw:object-ole"): NonBlockKind.EMBEDDED,
    _FORMULA: Kind.FORMULA,
}
_CAN_BE_HIDDEN = tuple(qn(f"text:{name}") for name in ("section", "hidden-text", "p", "h", "span"))
_DRAWN = tuple(qn(f"draw:{name}") for name in ("frame", "custom-shape", "rect", "ellipse", "g"))
_BESIDE = (qn("text:note"), qn("office:annotation"), qn("text:tracked-changes"), *_DRAWN)
"""What stands beside the words of the paragraph that it is in."""
_NO_TEXT = (qn("table:table"), qn("text:note"), qn("office:annotation"), qn("text:tracked-changes"), *INDEXES)
"""What has paragraphs that are no text of the draft, or are counted with it."""
_ITEMS = (qn("text:list-item"), qn("text:list-header"))


def of_open_document(file: Source) -> Counter[str]:
    """Counts of a file, by its elements (OpenDocument 1.3): a package (.odt) or one file of XML (.fodt)."""
    roots, objects = _opened(file)
    styles, body = Styles(roots), roots[-1].find(f"{qn('office:body')}/{qn('office:text')}")
    counts: Counter[str] = Counter()
    for tag, beside in _BESIDE_THE_TEXT.items():
        counts[beside] += sum(1 for one in body.iter(tag) if not _is_in(one, *INDEXES))
    for one in list(body.iter(*_CAN_BE_HIDDEN)):
        if is_hidden(one, styles):
            one.clear(keep_tail=True)  # it is told with its words, and is no text of the draft
    _with_formulas(body, objects)
    for table in body.iter(qn("table:table")):
        counts[Kind.TABLE] += not _is_in(table, *INDEXES) and not _sets_a_formula(table)
    for tag, kind in _ANYWHERE.items():
        counts[kind] += sum(1 for one in body.iter(tag) if not _is_in(one, *INDEXES))
    for frame in body.iter(qn("draw:frame")):
        counts[Kind.FIGURE] += frame.find(qn("draw:image")) is not None and not Objects.inside(frame)
    counts.update(filter(None, (_kind_of(one, styles) for one in body.iter(qn("text:p"), qn("text:h")))))
    return counts


def _opened(file: Source) -> tuple[list[Any], Objects]:
    """The trees of a file, that of its text last, and the objects in it."""
    if not file.data.startswith(b"PK"):
        return [root_of(file.data, file.name)], Objects({})
    with zipfile.ZipFile(archives.unpacked(file.data, file.name)) as package:
        parts = [name for name in ("styles.xml", "content.xml") if name in package.namelist()]
        roots = [root_of(package.read(name), file.name) for name in parts]
        return roots, Objects(objects_in(package))


def _kind_of(paragraph: Any, styles: Styles) -> Kind | None:
    """As what a paragraph or heading is counted; None where it is no block of its own."""
    words, has_formula = _words(paragraph).strip(), next(paragraph.iter(_FORMULA), None) is not None
    if _is_in(paragraph, *_NO_TEXT) or not (words or has_formula):
        return None
    if not _is_in(paragraph, *_DRAWN):
        if paragraph.tag == qn("text:h"):
            return Kind.HEADING
        if paragraph.getparent().tag in _ITEMS:
            return None if _goes_on(paragraph) else Kind.LIST_ITEM
        role = styles.looks(paragraph.get(qn("text:style-name"))).role
        if role == "code":
            return None if _goes_on_as_code(paragraph, styles) else Kind.CODE
        if role == "quotation":
            return Kind.NOTE if NOTE.match(words) else Kind.QUOTATION
    if words and not (has_formula and NUMBER_OF_FORMULA.fullmatch(words)):
        return Kind.NOTE if NOTE.match(words) else Kind.PARAGRAPH
    return None


def _with_formulas(body: Any, objects: Objects) -> None:
    """Put an empty element of its own for each frame with a formula."""
    for frame in list(body.iter(qn("draw:frame"))):
        if objects.formula(frame) is not None:
            frame.clear(keep_tail=True)
            frame.tag = _FORMULA


def _sets_a_formula(table: Any) -> bool:
    """Whether a table only sets the number of a formula at the edge."""
    is_one_row = sum(1 for _row in table.iter(qn("table:table-row"))) == 1
    words = " ".join(filter(None, (_words(one).strip() for one in table.iter(qn("text:p")))))
    has_formula = next(table.iter(_FORMULA), None) is not None
    return is_one_row and has_formula and (not words or NUMBER_OF_FORMULA.fullmatch(words) is not None)


def _is_in(element: Any, *tags: str) -> bool:
    return next(element.iterancestors(*tags), None) is not None


def _goes_on(paragraph: Any) -> bool:
    """Whether a paragraph of an item follows another one of it."""
    before = paragraph.getprevious()
    return before is not None and before.tag == paragraph.tag and bool(_words(before).strip())


def _goes_on_as_code(line: Any, styles: Styles) -> bool:
    """Whether a line of code follows another one, perhaps an empty one."""
    before = line.getprevious()
    while before is not None and before.tag == line.tag:
        if styles.looks(before.get(qn("text:style-name"))).role != "code":
            return False
        if _words(before).strip():
            return True
        before = before.getprevious()
    return False


def _words(element: Any) -> str:
    """The words of a paragraph, without what stands beside them."""
    parts = [element.text or ""]
    for child in element:
        is_marked = child.tag == qn("draw:frame") and bool(
            Objects.inside(child)
        )  # what is left out leaves a mark
        parts += ["[]" if is_marked else "" if child.tag in _BESIDE else _words(child), child.tail or ""]
    return "".join(parts)
