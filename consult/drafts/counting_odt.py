"""How many headings, paragraphs, tables … are in an OpenDocument text."""

import zipfile
from collections import Counter
from typing import Any

from consult.drafts import archives
from consult.drafts.blocks import Counted, Source
from consult.drafts.odt_styles import Styles, qn
from consult.drafts.parsing_html import NOTE
from consult.drafts.parsing_odt import INDEXES, root_of

_ANYWHERE = {
    qn("table:table"): Counted.TABLE, qn("text:note"): Counted.FOOTNOTE, qn("text:deletion"): Counted.DELETION,
    qn("office:annotation"): Counted.REVIEW_COMMENT, qn("draw:object"): Counted.EMBEDDED,
    qn("draw:object-ole"): Counted.EMBEDDED,
}  # fmt: skip
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
    else:
        roots = [root_of(file.data, file.name)]
    styles, body = Styles(roots), roots[-1].find(f"{qn('office:body')}/{qn('office:text')}")
    counts: Counter[str] = Counter()
    for tag, kind in _ANYWHERE.items():
        counts[kind] += sum(1 for one in body.iter(tag) if not _is_in(one, *INDEXES))
    for frame in body.iter(qn("draw:frame")):
        is_object = frame.find(qn("draw:object")) is not None or frame.find(qn("draw:object-ole")) is not None
        counts[Counted.FIGURE] += frame.find(qn("draw:image")) is not None and not is_object
    no_text = (
        qn("table:table"),
        qn("text:note"),
        qn("office:annotation"),
        qn("text:tracked-changes"),
        *INDEXES,
    )
    for one in body.iter(qn("text:p"), qn("text:h")):
        words = _words(one).strip()
        if not words or _is_in(one, *no_text):
            continue
        is_boxed = _is_in(one, *_DRAWN)
        if one.tag == qn("text:h") and not is_boxed:
            counts[Counted.HEADING] += 1
        elif one.getparent().tag in _ITEMS and not is_boxed:
            counts[Counted.LIST_ITEM] += not _goes_on(one)
        elif not is_boxed and styles.looks(one.get(qn("text:style-name"))).is_title:
            counts[Counted.HEADING] += 1
        else:
            counts[Counted.NOTE if NOTE.match(words) else Counted.PARAGRAPH] += 1
    return counts


def _is_in(element: Any, *tags: str) -> bool:
    return next(element.iterancestors(*tags), None) is not None


def _goes_on(paragraph: Any) -> bool:
    """Whether a paragraph of an item follows another one of it."""
    before = paragraph.getprevious()
    return before is not None and before.tag == paragraph.tag and bool(_words(before).strip())


def _words(element: Any) -> str:
    """The words of a paragraph, without what stands beside them."""
    parts = [element.text or ""]
    for child in element:
        parts += ["" if child.tag in _BESIDE else _words(child), child.tail or ""]
    return "".join(parts)
