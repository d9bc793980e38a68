"""The words of an OpenDocument text: running text with its marks, tables, notes and text boxes as HTML."""

import re
from collections.abc import Iterator
from html import escape, unescape
from typing import Any

from lxml import etree

from consult.core.mathml import with_formulas_as_words
from consult.core.translatable import N_
from consult.documents.blocks import MOST_CELLS, NonBlockKind, Unreadable, WarningRecorder
from consult.documents.formulas import mathml
from consult.documents.html import writing
from consult.documents.html.clearing import LOOKS
from consult.documents.open_document.objects import Objects, name_in
from consult.documents.open_document.styles import Styles, qn, whole

_SKIPPED = {
    qn(f"text:{name}") for name in ("tracked-changes", "number", "soft-page-break", "note-citation",
                                    "change",
                                    "change-start", "change-end", "list-header")
} | {qn("office:annotation"), qn("office:annotation-end"), qn("office:forms"), qn("text:sequence-decls")}  # fmt: skip
_PLACES = {
    qn(f"text:{name}") for name in ("bookmark", "bookmark-start", "reference-mark", "reference-mark-start")
}
"""What links and references lead to."""
_PARAGRAPHS = (qn("text:p"), qn("text:h"))
_MOST_SPACES = 200
_MOST_REPEATED = 64
_DRAWN = qn("draw:frame")[: -len("frame")]
"""How the names of all that is drawn begin."""


class Text:
    """Makes HTML of running text, and remembers notes and text boxes that it meets. `remark` is told what is
    dropped."""

    def __init__(self, styles: Styles, objects: Objects, remark: WarningRecorder) -> None:
        self.styles, self.objects, self.remark = styles, objects, remark
        self.kept: list[tuple[str, str, str]] = []
        self.boxes: list[str] = []
        self.cells = 0

    def notes(self) -> list[tuple[str, str, str]]:
        """The notes in the order in which the text cites them: id, number, HTML."""
        return self.kept

    def after(self) -> list[str]:
        """What was met in the last paragraphs and stands after them; asked for once."""
        made, self.boxes = self.boxes, []
        return made

    @staticmethod
    def has_words(html: str) -> bool:
        """Whether a piece of HTML has anything to read."""
        return bool(words_in(html))

    @staticmethod
    def printed_number(element: Any) -> str:
        """The number that the file itself prints for a heading or an item; "" where it leaves that to programs."""
        printed = element.find(qn("text:number"))
        return "".join(printed.itertext()).strip()[:40] if printed is not None else ""

    def inline(self, element: Any) -> str:
        """The running text inside an element."""
        if element.tag in _PARAGRAPHS and is_hidden(element, self.styles):
            return self.left_out(element)
        html = "".join(self._parts(element))
        html = re.sub(r"</(em|strong|sup|sub|s)><\1>", "", html)
        is_struck = (
            element.tag in _PARAGRAPHS and "s" in self.styles.looks(element.get(qn("text:style-name"))).marks
        )
        return f"<s>{html}</s>" if is_struck and words_in(html) and "<s>" not in html else html

    def left_out(self, element: Any) -> str:
        """The mark of the warning on hidden text; "" where there is nothing to hide."""
        words = " ".join("".join(element.itertext()).split())
        if not words and next(element.iter(qn("draw:image")), None) is None:
            return ""
        return writing.remark(self.remark("hidden", N_("Hidden text was left out."), words))

    def inline_of(self, element: Any) -> str:
        """The running text of an element itself, such as a picture that stands in no paragraph."""
        return "".join(self._part(element))

    def _parts(self, element: Any) -> Iterator[str]:
        yield escape(_flat(element.text), quote=False)
        for child in element:
            if child.tag not in _SKIPPED:
                yield from self._part(child)
            yield escape(_flat(child.tail), quote=False)

    def _part(self, element: Any) -> Iterator[str]:
        tag = element.tag
        if tag == qn("text:s"):
            yield " " * whole(element, "text:c", 1, _MOST_SPACES)
        elif tag == qn("text:tab"):
            yield " "
        elif tag == qn("text:line-break"):
            yield "<br>"
        elif tag == qn("text:ruby-text"):
            yield f"({self.inline(element)})"  # how a word is read, above it in print
        elif tag == qn("text:note"):
            yield self._note(element)
        elif tag == qn("text:a"):
            yield from self._link(element)
        elif tag in _PLACES:
            name = element.get(qn("text:name")) or ""
            yield f'<a id="{escape(name)}"></a>' if name and not name.startswith("_") else ""
        elif tag in {qn("text:bookmark-ref"), qn("text:reference-ref")}:
            yield f'<a href="#{escape(element.get(qn("text:ref-name")) or "")}">{self.inline(element)}</a>'
        elif tag.startswith(_DRAWN):
            yield self._drawn(element)
        else:
            yield from self._marked(element)

    def _marked(self, element: Any) -> Iterator[str]:
        if is_hidden(element, self.styles):
            yield self.left_out(element)
            return
        inner = "".join(self._parts(element))
        looks = self.styles.looks(element.get(qn("text:style-name")))
        marks = looks.marks
        if looks.has_more and inner.strip():
            yield writing.remark(self.remark("looks", LOOKS, ""))
        if inner.strip() and "<br>" not in inner:
            for mark in marks:
                inner = f"<{mark}>{inner}</{mark}>"
        yield inner

    def _link(self, element: Any) -> Iterator[str]:
        target = element.get(qn("xlink:href")) or ""
        inner = self.inline(element)
        target = re.sub(r"\|(?:outline|region|table|frame)$", "", target)
        yield f'<a href="{escape(target)}">{inner}</a>' if inner and target else inner

    def _note(self, element: Any) -> str:
        """The sign in the text that leads to a note; a note may hold no other."""
        number = "".join(element.findtext(qn("text:note-citation")) or "").strip() or str(len(self.kept) + 1)
        anchor = f"fn-{len(self.kept) + 1}"
        at = len(self.kept)
        self.kept.append((anchor, number, ""))
        body = element.find(qn("text:note-body"))
        html = self._lines(body) if body is not None else ""
        self.kept[at] = (anchor, number, html)
        return f'<sup><a href="#{anchor}">{escape(number, quote=False)}</a></sup>'

    def _lines(self, element: Any) -> str:
        """Paragraphs, lists and tables inside a cell or a note, line by line."""
        lines = []
        for child in element:
            if child.tag in {qn("text:p"), qn("text:h")}:
                lines.append(self.inline(child))
            elif child.tag == qn("table:table"):
                lines.append(self.table(child))
            elif child.tag == qn("text:section") and is_hidden(child, self.styles):
                lines.append(self.left_out(child))
            elif child.tag not in _SKIPPED and not child.tag.startswith(_DRAWN):
                lines.append(self._lines(child))
            elif child.tag.startswith(_DRAWN):
                lines.append(self._drawn(child))
        return "<br>".join(line for line in lines if line.strip())

    # -- what is drawn -------------------------------------------------------------------------------------------------

    def _drawn(self, element: Any) -> str:
        """A picture where it stands; the words of a box or a shape for after the paragraph; other things are told."""
        image = element.find(qn("draw:image"))
        box = element.find(qn("draw:text-box"))
        if self.objects.inside(element):
            return self._object(element)
        if image is not None:
            source = (image.get(qn("xlink:href")) or "").removeprefix("./")
            words = element.findtext(qn("svg:desc")) or element.findtext(qn("svg:title")) or ""
            return f'<img src="{escape(source)}" alt="{escape(words)}">'
        if box is None and element.tag not in {
            qn("draw:custom-shape"),
            qn("draw:rect"),
            qn("draw:g"),
            qn("draw:ellipse"),
        }:
            if element.tag == qn("draw:a"):
                return self.inline(element)
            return self._no_drawing(element)
        inside = self._boxed(element if box is None else box)
        self.boxes += inside
        if inside:
            what = N_("Text in a text box is shown after the paragraph to which the box is attached.")
            return writing.remark(self.remark("boxes", what, element.get(qn("draw:name")) or ""))
        return self._no_drawing(element) if box is None else ""

    def _object(self, frame: Any) -> str:
        """A formula; for any other object a mark that readers see, and a warning."""
        source = self.objects.formula(frame)
        kept = None if source is None else mathml.kept(source)
        name = name_in(frame)
        if kept is None:
            what = N_("An embedded object, such as a chart, was left out. Insert it as an image or as text.")
            number = self.remark(
                "left_out", what, name, {NonBlockKind.EMBEDDED: len(self.objects.inside(frame))}
            )
            return f"{writing.remark(number)}[{escape(name or 'object', quote=False)}]"
        mark = ""
        if not kept.is_whole:
            mark = writing.remark(self.remark("formulas", mathml.NOT_WHOLE, kept.math.get("alttext")))
        kept.math.attrib.pop(
            "display", None
        )  # programs write "block" for every formula: where it stands says it
        html: str = etree.tostring(kept.math, encoding="unicode", method="html")
        return mark + html

    def _no_drawing(self, element: Any) -> str:
        what = N_("A drawing was left out. Insert it as an image.")
        return writing.remark(self.remark("left_out", what, element.get(qn("draw:name")) or ""))

    def _boxed(self, element: Any) -> list[str]:
        made = []
        for child in element:
            if child.tag in {qn("text:p"), qn("text:h")}:
                made.append(self.inline(child))
            elif child.tag == qn("table:table"):
                made.append(self.table(child))
            elif child.tag.startswith(_DRAWN):
                made.append(self._drawn(child))
            elif child.tag == qn("text:section") and is_hidden(child, self.styles):
                made.append(self.left_out(child))
            elif child.tag in {qn("text:list"), qn("text:section")}:
                made.append(self._lines(child))
        return [html for html in made if html.strip()]

    # -- tables --------------------------------------------------------------------------------------------------------

    def table(self, element: Any) -> str:
        """A table with merged cells; rows at its head are headings of columns."""
        rows = []
        for row in element.iter(qn("table:table-row")):
            if next(row.iterancestors(qn("table:table"))) is not element:
                continue
            is_head = next(row.iterancestors(qn("table:table-header-rows"), qn("table:table"))).tag != qn(
                "table:table"
            )
            made = "".join(
                self._cell(cell, "th" if is_head else "td")
                for cell in row.iterchildren(qn("table:table-cell"))
            )
            rows.append(f"<tr>{made}</tr>" * whole(row, "table:number-rows-repeated", 1, _MOST_REPEATED))
        return f"<table>{''.join(rows)}</table>"

    def _cell(self, cell: Any, tag: str) -> str:
        spans = ""
        for name, kind in (("colspan", "columns"), ("rowspan", "rows")):
            many = whole(cell, f"table:number-{kind}-spanned", 1, 1000)
            spans += f' {name}="{many}"' if many > 1 else ""
        times = max(whole(cell, "table:number-columns-repeated", 1, _MOST_REPEATED), 1)
        self.cells += times
        if self.cells > MOST_CELLS:
            raise Unreadable(N_("The tables have too many cells. Import the text in parts."))
        return f"<{tag}{spans}>{self._lines(cell)}</{tag}>" * times


def is_hidden(element: Any, styles: Styles) -> bool:
    """Whether the file hides a section, a paragraph or running text."""
    if element.tag in {qn("text:section"), qn("text:hidden-text")}:
        is_section_hidden: bool = (
            element.get(qn("text:is-hidden")) == "true" or element.get(qn("text:display")) == "none"
        )
        return is_section_hidden
    is_said = element.tag in _PARAGRAPHS and any(
        field.get(qn("text:is-hidden")) == "true" and next(field.iterancestors(*_PARAGRAPHS)) is element
        for field in element.iter(qn("text:hidden-paragraph"))
    )
    return is_said or styles.looks(element.get(qn("text:style-name"))).is_hidden


def words_in(html: str) -> str:
    """What a piece of HTML has to read, on one line."""
    return " ".join(unescape(re.sub(r"<[^>]*>", "", with_formulas_as_words(html))).split())


def _flat(text: str | None) -> str:
    """Text of XML: a break in its source is a space."""
    return re.sub(r"\s+", " ", text or "")
