"""How many headings, paragraphs, tables … are in a source, counted from the source and not from what became of it.

The preview of an import compares these counts with those of the import, so that nothing is lost unnoticed. Each format
has one function here, from its files to counts by kind (`Counted`); a format without one is "not counted".
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

import docx
from docx.oxml.ns import qn
from lxml import html as lhtml
from markdown_it import MarkdownIt
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from consult.drafts import archives
from consult.drafts.blocks import Counted, Source
from consult.drafts.parsing_html import _NOTE as NOTE
from consult.drafts.styles import Numbering
from consult.drafts.styles import of as styles_of

Count = Callable[[Sequence[bytes]], Counter[str]]
"""From the files of a draft, pictures apart, to how many things of each kind are in them."""


def in_files(files: Sequence[Source]) -> Mapping[str, int] | None:
    """How many things of each kind are in `files`; None where their format is not counted."""
    texts = [file for file in files if PurePosixPath(file.name).suffix.lower() in COUNTS]
    suffixes = {PurePosixPath(file.name).suffix.lower() for file in texts}
    if len(suffixes) != 1:
        return None
    try:
        counts = COUNTS[suffixes.pop()]([file.data for file in texts])
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 -- a file that was read must not be refused because it cannot be counted
        return None
    return {kind: count for kind, count in counts.items() if count}


# -- HTML --------------------------------------------------------------------------------------------------------------

_SILENT = {"script", "style", "template", "noscript", "nav", "head", "link", "meta", "title"}
"""What holds no words of a text."""
_BLOCKS = {
    "p", "ul", "ol", "table", "blockquote", "pre", "figure", "dl", "img", "h1", "h2", "h3", "h4", "h5", "h6", "div",
    "section", "article", "main", "header", "footer", "center", "form", "fieldset", "details", "address", "hgroup",
    "aside", "body", "hr",
}  # fmt: skip
_INSIDE = {
    "img": Counted.FIGURE, "svg": Counted.FIGURE, "math": Counted.FORMULA, "table": Counted.TABLE, "pre": Counted.CODE,
    "iframe": Counted.EMBEDDED, "object": Counted.EMBEDDED, "embed": Counted.EMBEDDED,
    **{f"h{level}": Counted.HEADING for level in range(1, 7)},
}  # fmt: skip
"""What is counted wherever it stands, by its tag."""


def of_html(files: Sequence[bytes]) -> Counter[str]:
    """Counts of HTML documents, by their tags."""
    counts: Counter[str] = Counter()
    parser = lhtml.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, encoding="utf-8")
    for data in files:
        if data.strip():
            _container(lhtml.document_fromstring(data, parser=parser), counts)
    return counts


def _container(element: Any, counts: Counter[str]) -> None:
    """Count what stands in a container; words between its blocks are a paragraph."""
    words = element.text or ""
    for child in element:
        if child.tag in _SILENT:
            pass
        elif child.tag in _BLOCKS or any(inner.tag in _BLOCKS for inner in child.iterdescendants()):
            counts[Counted.PARAGRAPH] += bool(words.strip())
            words = ""
            _block(child, counts)
        else:
            words += _words(child)
            _inside(child, counts, with_itself=True)
        words += child.tail or ""
    counts[Counted.PARAGRAPH] += bool(words.strip())


def _block(element: Any, counts: Counter[str]) -> None:
    tag = element.tag
    words = _words(element)
    if "footnotes" in (element.get("class") or "") and tag in {"section", "div"}:
        outermost = [item for item in element.iter("li") if next(item.iterancestors("li"), None) is None]
        counts[Counted.FOOTNOTE] += len(outermost)
        counts[Counted.LIST_ITEM] -= len(outermost)
        _inside(element, counts)
    elif tag in {"p", "blockquote"}:
        kind = Counted.PARAGRAPH if tag == "p" else Counted.QUOTATION
        counts[Counted.NOTE if NOTE.match(words) else kind] += bool(words.strip())
        _inside(element, counts)
    elif tag == "dl":
        counts[Counted.PARAGRAPH] += sum(1 for _one in element.iter("dd"))
        _inside(element, counts)
    elif tag in _INSIDE or tag in {"ul", "ol", "figure"}:
        _inside(element, counts, with_itself=True)
    else:
        _container(element, counts)


def _inside(element: Any, counts: Counter[str], *, with_itself: bool = False) -> None:
    """Count what is counted wherever it stands."""
    for inner in element.iter():
        kind = _INSIDE.get(inner.tag) if inner is not element or with_itself else None
        if kind is not None and (kind is not Counted.HEADING or _words(inner).strip()):
            counts[kind] += 1
        elif inner.tag == "li" and (_own_words(inner).strip() or inner.find(".//img") is not None):
            counts[Counted.LIST_ITEM] += 1


def _words(element: Any) -> str:
    return str(element.text_content()) if element.tag not in _INSIDE or element.tag[0] in "hp" else ""


def _own_words(item: Any) -> str:
    """The words of a list item without those of the lists in it."""
    inner = (("" if one.tag in {"ul", "ol"} else one.text_content()) + (one.tail or "") for one in item)
    return (item.text or "") + "".join(inner)


# -- Markdown ----------------------------------------------------------------------------------------------------------

_FRONT = re.compile(r"\A\ufeff?---[ \t]*\n.*?^---[ \t]*$", re.DOTALL | re.MULTILINE)
_ATTRIBUTES = re.compile(r"^\{:[^}\n]*\}[ \t]*$", re.MULTILINE)
"""Lines of kramdown that say how the paragraph beside them looks."""


def of_markdown(files: Sequence[bytes]) -> Counter[str]:
    """Counts of Markdown files, as CommonMark has them: nothing is taken out beforehand but what is no text."""
    reader = MarkdownIt("commonmark", {"html": True, "maxNesting": 40}).enable("table")
    reader.use(footnote_plugin).use(deflist_plugin)
    counts: Counter[str] = Counter()
    for data in files:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
        rendered = reader.render(_ATTRIBUTES.sub("", _FRONT.sub("", text, count=1)))
        counts += of_html([rendered.encode()])
    return counts


# -- Word --------------------------------------------------------------------------------------------------------------

_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart"
_VML = "{urn:schemas-microsoft-com:vml}imagedata"
_OLDER_COPY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
"""What stands beside a drawing for programs that do not know drawings."""
_ANYWHERE = {
    qn("w:tbl"): Counted.TABLE, f"{_DRAWING}blip": Counted.FIGURE, _CHART: Counted.FIGURE, _VML: Counted.FIGURE,
    f"{_MATH}oMath": Counted.FORMULA, qn("w:txbxContent"): Counted.TEXT_BOX, qn("w:del"): Counted.DELETION,
    qn("w:commentReference"): Counted.REVIEW_COMMENT,
}  # fmt: skip


def of_word(files: Sequence[bytes]) -> Counter[str]:
    """Counts of a Word file, by its XML (ECMA-376): styles and lists tell headings, list items and paragraphs apart."""
    document = docx.Document(archives.unpacked(files[0], ""))
    body = document.element.body
    counts: Counter[str] = Counter()
    for tag, kind in _ANYWHERE.items():
        counts[kind] += sum(1 for one in body.iter(tag) if next(one.iterancestors(_OLDER_COPY), None) is None)
    styles = styles_of(document)
    numbers = Numbering(document, styles)
    for paragraph in body.iter(qn("w:p")):
        if next(paragraph.iterancestors(qn("w:tbl"), qn("w:txbxContent")), None) is not None:
            continue
        named = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        style = styles.get(named.get(qn("w:val")) if named is not None else None) or styles[None]
        number, _depth, is_bullet = numbers.next_for(paragraph, style)
        words = _words_of_word(paragraph)
        if not words.strip() or style.is_contents:
            continue
        outline = paragraph.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
        is_outlined = outline is not None and (outline.get(qn("w:val")) or "") in set("012345")
        if is_outlined or style.heading:
            counts[Counted.HEADING] += 1
        elif number or is_bullet:
            counts[Counted.LIST_ITEM] += 1
        else:
            counts[Counted.NOTE if NOTE.match(words) else Counted.PARAGRAPH] += 1
    notes = {
        (one.tag, one.get(qn("w:id")))
        for one in body.iter(qn("w:footnoteReference"), qn("w:endnoteReference"))
    }
    counts[Counted.FOOTNOTE] += len(notes)
    return counts


def _words_of_word(paragraph: Any) -> str:
    """The words of a paragraph, without those that were deleted or moved away and those of text boxes in it."""
    found = []
    for one in paragraph.iter(qn("w:t"), qn("w:sym"), f"{_MATH}t"):
        around = {parent.tag for parent in one.iterancestors()}
        own = next(one.iterancestors(qn("w:p")), None)
        if own is paragraph and not around & {qn("w:del"), qn("w:moveFrom")}:
            found.append("?" if one.tag == qn("w:sym") else one.text or "")
    return "".join(found)


COUNTS: dict[str, Count] = {
    ".docx": of_word,
    ".docm": of_word,
    ".html": of_html,
    ".htm": of_html,
    ".xhtml": of_html,
    ".md": of_markdown,
    ".markdown": of_markdown,
    ".txt": of_markdown,
}
"""What counts a format, by the end of a file's name."""
