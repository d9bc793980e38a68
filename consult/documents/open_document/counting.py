"""How many headings, paragraphs, tables … are in an OpenDocument text."""

import zipfile
from collections import Counter
from typing import Any

from consult.documents import archives
from consult.documents.blocks import Besides, Kind, Source
from consult.documents.html.parsing import NOTE, NUMBER_OF_FORMULA
from consult.documents.open_document.objects import Objects
from consult.documents.open_document.parsing import INDEXES, objects_in, root_of
from consult.documents.open_document.styles import Styles, qn
from consult.documents.open_document.text import is_hidden

_BESIDE_THE_TEXT = {qn("text:deletion"): Besides.DELETION, qn("office:annotation"): Besides.REVIEW_COMMENT}
_FORMULA = "formula"
"""What formulas are called here, once they are told from other objects."""
_ANYWHERE = {
    qn("text:note"): Kind.FOOTNOTE, qn("draw:object"): Besides.EMBEDDED, qn("draw:object-ole"): Besides.EMBEDDED,
    _FORMULA: Kind.FORMULA,
}  # fmt: skip
_CAN_BE_HIDDEN = tuple(qn(f"text:{name}") for name in ("section", "hidden-text", "p", "h", "span"))
_DRAWN = tuple(qn(f"draw:{name}") for name in ("frame", "custom-shape", "rect", "ellipse", "g"))
_BESIDE = (qn("text:note"), qn("office:annotation"), qn("text:tracked-changes"), *_DRAWN)
"""What stands beside the words of the paragraph that it is in."""
_ITEMS = (qn("text:list-item"), qn("text:list-header"))


def of_open_document(file: Source) -> Counter[str]:
    """Counts of a file, by its elements (OpenDocument 1.3): a package (.odt) or one file of XML (.fodt)."""
    if file.data.startswith(b"PK"):
        with zipfile.ZipFile(archives.unpacked(file.data, file.name)) as package:
            parts = [name for name in ("styles.xml", "content.xml") if name in package.namelist()]
            roots = [root_of(package.read(name), file.name) for name in parts]
            objects = Objects(objects_in(package))
    else:
        roots, objects = [root_of(file.data, file.name)], Objects({})
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
    no_text = (
        qn("table:table"),
        qn("text:note"),
        qn("office:annotation"),
        qn("text:tracked-changes"),
        *INDEXES,
    )
    for one in body.iter(qn("text:p"), qn("text:h")):
        words, has_formula = _words(one).strip(), next(one.iter(_FORMULA), None) is not None
        if _is_in(one, *no_text) or not (words or has_formula):
            continue
        is_boxed = _is_in(one, *_DRAWN)
        if one.tag == qn("text:h") and not is_boxed:
            counts[Kind.HEADING] += 1
        elif one.getparent().tag in _ITEMS and not is_boxed:
            counts[Kind.LIST_ITEM] += not _goes_on(one)
        elif not is_boxed and (role := styles.looks(one.get(qn("text:style-name"))).role) in {
            "quotation",
            "code",
        }:
            if role == "quotation":
                counts[Kind.NOTE if NOTE.match(words) else Kind.QUOTATION] += 1
            else:
                counts[Kind.CODE] += not _goes_on_as_code(one, styles)
        elif words and not (has_formula and NUMBER_OF_FORMULA.fullmatch(words)):
            counts[Kind.NOTE if NOTE.match(words) else Kind.PARAGRAPH] += 1
    return counts


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
