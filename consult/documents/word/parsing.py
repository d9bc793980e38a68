"""From Word to HTML: headings with Word's computed numbers, lists, tables with merged cells, figures, footnotes.

Reads ECMA-376 WordprocessingML through python-docx. Tracked insertions are taken and deletions dropped; comments,
headers and footers are left out. Whatever is left out is told, with the clause in which it stood.
"""

import html
import re
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

import docx
from docx.oxml.ns import qn
from lxml import etree

from consult.core.mathml import with_formulas_as_words
from consult.core.translatable import N_
from consult.documents.blocks import NOTHING, DocumentWarning, NonBlockKind, Unreadable
from consult.documents.formulas.mathml import name_of
from consult.documents.html import writing
from consult.documents.html.clearing import called
from consult.documents.word.drawings import chosen
from consult.documents.word.runs import CHANGES, GONE, TRACKED, Runs
from consult.documents.word.styles import Numbering, Style, heading_at, whole
from consult.documents.word.styles import of as styles_of
from consult.documents.word.tables import Tables

_DAMAGED = N_("The Word file is damaged. Save it again and upload it again.")
_THROUGH = {"sdt", "sdtContent", "smartTag", "customXml", *CHANGES}
_SILENT = {"sectPr", "tblPr", "tblGrid", "tcPr", "sdtPr", "sdtEndPr", "customXmlPr", "bookmarkStart", "bookmarkEnd",
           "proofErr", "permStart", "permEnd", "commentRangeStart", "commentRangeEnd"}  # fmt: skip


def to_html(data: BytesIO, remarks: list[DocumentWarning]) -> tuple[str, dict[str, bytes]]:
    """HTML of a Word file, and its pictures by their address in that HTML. Raises Unreadable."""
    return _Reader(_opened(data), remarks).html()


def tables_to_html(data: BytesIO, remarks: list[DocumentWarning]) -> tuple[list[str], list[str]]:
    """HTML of each table in the text of a Word file, and of each in the headers of its pages. Raises Unreadable."""
    return _Reader(_opened(data), remarks).table_html()


def _opened(data: BytesIO) -> Any:
    try:
        return docx.Document(data)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 -- python-docx raises whatever its zip and XML layers raise
        raise Unreadable(_DAMAGED) from None


class _Reader:
    def __init__(self, document: Any, remarks: list[DocumentWarning]) -> None:
        self.document, self.remarks = document, remarks
        self.told: dict[tuple[str, str, str], int] = {}
        self.place = ""
        """The clause that is being read."""
        self.unplaced: list[int] = []
        """Numbers of the warnings on what was read since the last mark of one."""
        self.styles = styles_of(document)
        self.numbers = Numbering(document)
        self.notes, self.part_of_note = notes_of(document)
        self.runs = Runs(document, self.styles, self.notes, self._tell)
        self.tables = Tables(self._cell, self.runs.pass_over, self._tell)
        self.lists = 0
        """How many lists are open, one in the other."""
        self.bookmarks: list[Any] = []
        """Bookmarks that were met and whose place is still to be marked."""
        self.as_typed = False
        """Whether empty lines, tabs and blanks at the beginning of a line are kept: what people write into a cell."""

    def html(self) -> tuple[str, dict[str, bytes]]:
        """The whole document, and its pictures."""
        body = "".join(self._blocks(self.document.element.body)) + self._close_lists(0) + self._marks()
        body = body.replace("</pre><pre>", "\n").replace("<pre></pre>", "")  # lines of code are one piece
        body += self._footnotes()
        self.place = ""
        for words in _headers_and_footers(self.document):
            self._tell("margins", N_("Page headers and footers were left out."), words)
        title = html.escape(self.document.core_properties.title or "")
        language = self._language()
        attributes = f' lang="{html.escape(language)}"' if language else ""
        return (
            f"<html{attributes}><head><title>{title}</title></head><body>{body}</body></html>",
            self.runs.pictures,
        )

    def table_html(self) -> tuple[list[str], list[str]]:
        """The tables of the text that are in no other table, and those of the headers of pages, each once."""
        self.as_typed = self.runs.as_typed = True
        in_text = list(map(self.tables.html, _outer_tables(self.document.element.body)))
        in_headers: list[str] = []
        for _kind, part, root in _parts(self.document, "header"):
            self.runs.part, self.runs.fields.open = part, []
            in_headers += map(self.tables.html, _outer_tables(root))
        return in_text, list(dict.fromkeys(in_headers))

    def _tell(self, code: str, message: str, what: str, left_out: Mapping[str, int] = NOTHING, /) -> None:
        """Tell something of the clause, once in the same words, with all that it left out."""
        where = ": ".join(filter(None, (self.place, " ".join(what.split()))))[:200]
        at = self.told.setdefault((code, message, where), len(self.remarks))
        if at == len(self.remarks):
            self.unplaced.append(at)
            self.remarks.append(DocumentWarning(code, message, where))
        self.remarks[at] = self.remarks[at].with_more(left_out)

    def _marks(self) -> str:
        """Where the warnings belong that were made since the last mark."""
        made, self.unplaced = writing.remark(*self.unplaced), []
        return made

    def _language(self) -> str:
        element = self.document.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}")
        bidi = next(self.document.element.body.iter(qn("w:bidi")), None) is not None
        if element is None:
            return ""
        return str(element.get(qn("w:bidi") if bidi else qn("w:val")) or "")

    def _blocks(self, parent: Any) -> Iterator[str]:
        for child in parent:
            name = name_of(child)
            if name == "p":
                yield self._paragraph(child)
                yield from self._boxes()
            elif name == "tbl":
                made = self.tables.html(child)
                yield self._close_lists(0) + self._marks() + self._places() + made
            elif name == "bookmarkStart":
                self.bookmarks.append(child)
            elif name in CHANGES:
                if name in GONE:
                    self.runs.drop(child)
                else:
                    self._tell("tracked", TRACKED, "")
                    yield from self._blocks(child)
            elif name in _THROUGH and is_contents(child):
                self.runs.pass_over(child)
            elif name in _THROUGH:
                yield from self._blocks(child)
            elif name == "AlternateContent" and (form := chosen(child)) is not None:
                yield from self._blocks(form)
            elif name == "altChunk":
                message = N_("An embedded document was left out. Copy its text into this document.")
                self._tell("object", message, "", {NonBlockKind.EMBEDDED: 1})
            elif name and name not in _SILENT | _THROUGH:
                self._tell("left_out", N_("Content that is not text was left out here."), f"<{name}>")

    def _boxes(self) -> Iterator[str]:
        """The text boxes of the paragraph that was read last."""
        boxes, self.runs.boxes = self.runs.boxes, []
        for box in boxes:
            yield from self._blocks(box)
            yield self._close_lists(0)

    def _paragraph(self, element: Any) -> str:
        style = self._style(element)
        if style.is_contents:
            self.runs.pass_over(element)
            return ""  # Word's own table of contents: the clauses make a better one
        number, depth, is_bullet = self._number(element, style)
        level = self._heading_level(element, style)
        before, self.place = self.place, called(number.rstrip("."), "") or self.place if level else self.place
        inner = self._words(element, style)
        words = re.sub(r"<[^>]*>", "", with_formulas_as_words(inner)).strip()
        anchors = self._anchors(element)
        if not words and "<img" not in inner and "<math" not in inner:
            self.place = before
            return anchors or self._close_lists(0) + ("<pre></pre>" if style.role == "Code" else "")
        if level:
            self.place = called(number.rstrip("."), html.unescape(words))
            shown = f' data-number="{html.escape(number.rstrip("."), quote=True)}"' if number else ""
            return self._close_lists(0) + f"<h{level}{shown}>{anchors}{inner}</h{level}>"
        if number or is_bullet:
            shown = "" if is_bullet else f' data-number="{html.escape(number, quote=True)}"'
            return self._open_list(depth + 1) + f"<li{shown}>{anchors}{inner}"
        tag = {"Quotation": "blockquote", "Code": "pre"}.get(style.role, "p")
        named = f' class="Mso{style.role}"' if style.role and tag == "p" else ""
        return self._close_lists(0) + f"<{tag}{named}>{anchors}{inner}</{tag}>"

    def _number(self, element: Any, style: Style) -> tuple[str, int, bool]:
        found = self.numbers.next_for(element, style)
        if self.numbers.unknown:
            self._tell(
                "numbers",
                N_("A numbering format that is not supported is shown in digits."),
                self.numbers.unknown,
            )
        return found

    def _words(self, element: Any, style: Style) -> str:
        if not style.is_hidden:
            words = self.runs.of(element)
            return f"<s>{words}</s>" if style.is_struck and "<s>" not in words and words.strip() else words
        words = "".join(text.text or "" for text in element.iter(qn("w:t")))
        if words.strip():
            self._tell("hidden", N_("Hidden text was left out."), words)
        self.runs.pass_over(element)
        return ""

    def _anchors(self, element: Any) -> str:
        self.bookmarks += element.iter(qn("w:bookmarkStart"))
        return self._marks() + self._places()

    def _places(self) -> str:
        """The places of the bookmarks that were met since this was asked last, also between paragraphs."""
        names = [mark.get(qn("w:name")) or "_" for mark in self.bookmarks]
        self.bookmarks = []
        return writing.marks(filter(self.runs.fields.is_target, names))

    def _open_list(self, depth: int) -> str:
        out = self._close_lists(depth)
        opened = max(depth - self.lists, 0)
        self.lists += opened
        return out + "<ul>" * opened

    def _close_lists(self, depth: int) -> str:
        closed = max(self.lists - depth, 0)
        self.lists -= closed
        return "</li></ul>" * closed

    def _style(self, element: Any) -> Style:
        reference = element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        identifier = reference.get(qn("w:val")) if reference is not None else None
        return self.styles.get(identifier) or self.styles[None]

    def _heading_level(self, element: Any, style: Style) -> int:
        outline = whole(element, "w:pPr", "w:outlineLvl")
        return style.heading if outline is None else heading_at(outline)

    def _cell(self, cell: Any) -> str:
        """What stands in a cell: lines of text with their numbers, tables, text boxes."""
        parts = []
        for child in cell:
            name = name_of(child)
            if name == "p":
                parts += [self._line(child), *self._boxes()]
            elif name == "tbl":
                parts.append(self.tables.html(child))
            elif name in _THROUGH and name not in GONE:
                parts.append(self._cell(child))
            elif name == "bookmarkStart":
                self.bookmarks.append(child)
            elif name in GONE:
                self.runs.drop(child)
        return "<br>".join(parts if self.as_typed else filter(None, parts))

    def _line(self, paragraph: Any) -> str:
        style = self._style(paragraph)
        number, _depth, is_bullet = self._number(paragraph, style)
        inner = self._anchors(paragraph) + self._words(paragraph, style)
        if not inner.strip():
            return ""
        before = html.escape(number) or ("•" if is_bullet else "")
        return f"{before} {inner}".strip() if before or not self.as_typed else inner

    def _footnotes(self) -> str:
        """The footnotes that are referred to; in each, further ones may be."""
        made = []
        for key in self.runs.cited:
            if key in self.notes:
                self.runs.part, self.runs.fields.open = self.part_of_note[key], []
                words = " ".join(map(self.runs.of, self.notes[key].iter(qn("w:p"))))
                words, number = self._marks() + words, self.runs.cited[key]
                made.append(f'<li data-number="{number}" id="fn-{html.escape(key, quote=True)}">{words}</li>')
        return f'<section class="footnotes"><ol>{"".join(made)}</ol></section>' if made else ""


def _outer_tables(parent: Any) -> Iterator[Any]:
    """The tables that are in no other table."""
    for child in parent:
        name = name_of(child)
        if name == "tbl":
            yield child
        elif name == "AlternateContent" and (form := chosen(child)) is not None:
            yield from _outer_tables(form)
        elif name not in GONE and len(child):
            yield from _outer_tables(child)


def is_contents(control: Any) -> bool:
    """Whether a block is Word's own table of contents."""
    gallery = control.find(f"{qn('w:sdtPr')}/{qn('w:docPartObj')}/{qn('w:docPartGallery')}")
    return gallery is not None and gallery.get(qn("w:val")) == "Table of Contents"


def _parts(document: Any, *kinds: str) -> Iterator[tuple[str, Any, Any]]:
    """(kind, part, root element) of the parts of these kinds."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    for relation in document.part.rels.values():
        kind = relation.reltype.rpartition("/")[2]
        if kind in kinds and not relation.is_external:
            try:
                yield kind, relation.target_part, etree.fromstring(relation.target_part.blob, parser)
            except etree.XMLSyntaxError:
                raise Unreadable(_DAMAGED) from None


def notes_of(document: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Footnotes by "f" and endnotes by "e" and their id, and the part of the file in which each is."""
    found: dict[str, Any] = {}
    parts: dict[str, Any] = {}
    for kind, part, root in _parts(document, "footnotes", "endnotes"):
        for note in root:
            if note.get(qn("w:type")) in {None, "normal"}:
                key = kind[0] + str(note.get(qn("w:id")))
                found[key], parts[key] = note, part
    return found, parts


def _headers_and_footers(document: Any) -> list[str]:
    """The words in the margins of pages, each once; page numbers alone are none."""
    found = []
    for _kind, _part, root in _parts(document, "header", "footer"):
        marks = (one.get("string") or "" for one in root.iter("{urn:schemas-microsoft-com:vml}textpath"))
        words = " ".join(filter(None, ["".join(p.itertext(qn("w:t"))) for p in root.iter(qn("w:p"))]))
        words = " ".join(" ".join([words, *marks]).split())
        if re.search(r"[^\W\d_]{2}", re.sub(r"\b(?:Page|of|Seite|von|sur|de|Página)\b", "", words)):
            found.append(words)
    return list(dict.fromkeys(found))
