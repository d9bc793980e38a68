"""How many headings, paragraphs, tables … are in HTML and in Markdown."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from lxml import html as lhtml
from markdown_it import MarkdownIt

from consult.documents.blocks import Kind, NonBlockKind
from consult.documents.formulas import tex
from consult.documents.html import clearing, styles
from consult.documents.html.parsing import NOTE, NUMBER_OF_FORMULA
from consult.documents.markdown.extensions import with_extensions
from consult.documents.markdown.parsing import ATTRIBUTES

_SILENT = {"script", "style", "template", "noscript", "nav", "head", "link", "meta", "title"}
"""What holds no words of a text: it is never seen, or leads round a website."""
_BLOCKS = {
    "p", "ul", "ol", "table", "blockquote", "pre", "figure", "dl", "img", "h1", "h2", "h3", "h4", "h5", "h6", "div",
    "section", "article", "main", "header", "footer", "center", "form", "fieldset", "details", "address", "hgroup",
    "aside", "body", "hr",
}  # fmt: skip
_EMBEDDED = {"iframe", "frame", "object", "embed", "applet", "canvas", "video", "audio", "map", "marquee"}
_FIELDS = {"input", "select", "textarea", "button", "datalist", "meter", "progress", "output", "keygen"}
_INSIDE = {
    "img": Kind.FIGURE, "svg": Kind.FIGURE, "math": Kind.FORMULA, "table": Kind.TABLE, "pre": Kind.CODE,
    **dict.fromkeys(_EMBEDDED, NonBlockKind.EMBEDDED),
    **{f"h{level}": Kind.HEADING for level in range(1, 7)},
}  # fmt: skip
"""What is counted wherever it stands, by its tag."""


_TEX = re.compile(r"\\\(|\\\[|\$\$")
"""What formulas in TeX begin with."""
_VERBATIM = {"code", "pre", "kbd", "samp", "textarea", "script", "style"}


def of_page(page: str) -> Counter[str]:
    """Counts of an HTML document, by its tags."""
    counts: Counter[str] = Counter()
    if page.strip():
        parser = lhtml.HTMLParser(no_network=True, remove_comments=True, remove_pis=True)
        root = lhtml.document_fromstring(page, parser=parser)
        styles.as_elements(root)
        _without_what_is_no_text(root)
        _with_formulas(root)
        _container(root, counts)
    return counts


def _without_what_is_no_text(root: Any) -> None:
    """Empty what a page does not show, and embedded things of what it shows in their place; give fields of forms the
    words that they show."""
    for element in list(root.iter()):
        tag, kind = element.tag, (element.get("type") or "").lower()
        if not isinstance(tag, str) or tag == "math" or (tag == "script" and kind.startswith("math/tex")):
            continue
        if tag == "input" and kind != "hidden":
            element.text = "☐" if kind in {"checkbox", "radio"} else element.get("value")
        elif tag in _EMBEDDED or tag == "svg":
            element.clear(keep_tail=True)
        elif tag in _SILENT or (tag not in _FIELDS and clearing.is_hidden(element)):
            element.clear(keep_tail=True)
            element.tag = "span"


def _with_formulas(root: Any) -> None:
    """Make each formula an empty element, also those in TeX: there is one kind to count, and none has words."""
    for element in list(root.iter()):
        if element.tag == "math":
            is_empty = not "".join(element.itertext()).strip()
            element.clear(keep_tail=True)
            element.tag = "span" if is_empty else "math"
        elif element.tag == "script" and (element.get("type") or "").startswith("math/tex"):
            element.tag, element.text = "math", None
        elif isinstance(element.tag, str) and tex.is_second_copy(element):
            element.clear(keep_tail=True)
        elif isinstance(element.tag, str) and element.tag not in _VERBATIM:
            for child in [None, *element]:
                text = (element.text if child is None else child.tail) or ""
                pieces = tex.pieces(text) if _TEX.search(text) else []
                words = "".join(words for words, is_tex in pieces if not is_tex)
                formulas = [element.makeelement("math") for _tex, is_tex in pieces if is_tex]
                if formulas and child is None:
                    element.text = words
                elif formulas:
                    child.tail = words
                for formula in formulas:
                    if child is None:
                        element.insert(0, formula)
                    else:
                        child.addnext(formula)


def _container(element: Any, counts: Counter[str]) -> None:
    """Count what stands in a container; words between its blocks are a paragraph."""
    words, has_formula = element.text or "", False
    for child in element:
        if child.tag in _BLOCKS or any(inner.tag in _BLOCKS for inner in child.iterdescendants()):
            counts[Kind.PARAGRAPH] += _is_paragraph(words, has_formula)
            words, has_formula = "", False
            _block(child, counts)
        else:
            words += _words(child)
            has_formula = has_formula or next(child.iter("math"), None) is not None
            _inside(child, counts, with_itself=True)
        words += child.tail or ""
    counts[Kind.PARAGRAPH] += _is_paragraph(words, has_formula)


def _is_paragraph(words: str, has_formula: bool) -> bool:
    """Whether words are a paragraph, and not only the number of a formula."""
    words = words.strip()
    return bool(words) and not (has_formula and NUMBER_OF_FORMULA.fullmatch(words))


def _block(element: Any, counts: Counter[str]) -> None:
    tag = element.tag
    words = _words(element)
    if "footnotes" in (element.get("class") or "") and tag in {"section", "div"}:
        outermost = [item for item in element.iter("li") if next(item.iterancestors("li"), None) is None]
        counts[Kind.FOOTNOTE] += len(outermost)
        counts[Kind.LIST_ITEM] -= len(outermost)
        beside = (one for one in element.iter("p") if next(one.iterancestors("li"), None) is None)
        counts[Kind.PARAGRAPH] += sum(bool(_words(one).strip()) for one in beside)
        _inside(element, counts)
    elif tag in {"p", "blockquote"}:
        has_formula = next(element.iter("math"), None) is not None
        if tag == "p":
            counts[Kind.NOTE if NOTE.match(words) else Kind.PARAGRAPH] += _is_paragraph(words, has_formula)
        elif words.strip() or has_formula or next(element.iter("img"), None) is not None:
            counts[Kind.NOTE if NOTE.match(words) else Kind.QUOTATION] += 1
        _inside(element, counts)
    elif tag == "dl":
        counts[Kind.PARAGRAPH] += _definitions(element)
        _inside(element, counts)
    elif tag == "figure":
        images = (one for one in element.iter("img") if next(one.iterancestors("table"), None) is None)
        caption = element.find("figcaption")
        if caption is not None and next(images, None) is not None:
            caption.clear(keep_tail=True)  # it is the title of its picture
        _container(element, counts)
    elif tag in _INSIDE or tag in {"ul", "ol"}:
        _inside(element, counts, with_itself=True)
        counts[Kind.PARAGRAPH] += _astray(element) if tag in {"ul", "ol"} else 0
    else:
        _container(element, counts)


def _inside(element: Any, counts: Counter[str], *, with_itself: bool = False) -> None:
    """Count what is counted wherever it stands."""
    for inner in element.iter():
        kind = _INSIDE.get(inner.tag) if inner is not element or with_itself else None
        if inner.tag == "table" and _sets_a_formula(inner):
            continue
        has_formula = kind is Kind.HEADING and next(inner.iter("math"), None) is not None
        if kind is not None and (kind is not Kind.HEADING or _words(inner).strip() or has_formula):
            counts[kind] += 1
        elif inner.tag == "li" and (
            _own_words(inner).strip() or next(inner.iter("img", "math"), None) is not None
        ):
            counts[Kind.LIST_ITEM] += 1


def _definitions(element: Any) -> int:
    """How many paragraphs a list of definitions holds: each definition with its terms, terms alone, words between."""
    count, has_terms = 0, False
    for words, tag in [*_parts(element), ("", "end")]:
        if tag == "dt":
            has_terms = has_terms or bool(words)
        elif tag in {"dd", "end"} or words:
            is_apart = tag != "dd" and has_terms
            count += bool(words) + is_apart if tag != "dd" else bool(words or has_terms)
            has_terms = False
    return count


def _parts(element: Any) -> Iterator[tuple[str, str]]:
    """The words of each part of a list of definitions, and its tag; "" for words between them."""
    yield (element.text or "").strip(), ""
    for child in element:
        if child.tag == "div":
            yield from _parts(child)
        else:
            yield str(child.text_content()).strip(), child.tag
        yield (child.tail or "").strip(), ""


def _astray(element: Any) -> int:
    """How many paragraphs stand in a list, and in those in its items, where only items should."""
    count = int(bool((element.text or "").strip()))
    for child in element:
        lists = list(child.iterchildren("ul", "ol")) if child.tag == "li" else [child]
        count += sum(_astray(one) for one in lists if one.tag in {"ul", "ol"})
        is_words = child.tag == "p" or child.tag not in {"li", *_BLOCKS}
        count += is_words and bool(str(child.text_content()).strip())
        count += bool((child.tail or "").strip())
    return count


def _sets_a_formula(table: Any) -> bool:
    """Whether a table only sets the number of a formula at the edge."""
    is_one_row = sum(1 for _row in table.iter("tr")) == 1 and table.find("caption") is None
    has_formula = next(table.iter("math"), None) is not None
    words = str(table.text_content())
    return is_one_row and has_formula and not _is_paragraph(words, has_formula)


def _words(element: Any) -> str:
    return str(element.text_content()) if element.tag not in _INSIDE or element.tag[0] in "hp" else ""


def _own_words(item: Any) -> str:
    """The words of a list item without those of the lists in it."""
    inner = (("" if one.tag in {"ul", "ol"} else one.text_content()) + (one.tail or "") for one in item)
    return (item.text or "") + "".join(inner)


# -- Markdown ----------------------------------------------------------------------------------------------------------


def of_markdown(text: str) -> Counter[str]:
    """Counts of Markdown, as CommonMark has it: nothing is taken out beforehand but what is no text."""
    reader = MarkdownIt("commonmark", {"html": True, "maxNesting": 40}).enable("table")
    with_extensions(reader, _formula, lambda _first, _label: None)
    return of_page(reader.render(ATTRIBUTES.sub("", text)))


def _formula(_tex: str, _about: dict[str, bool]) -> str:
    return "<math>x</math>"
