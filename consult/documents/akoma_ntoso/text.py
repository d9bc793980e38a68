"""The words of Akoma Ntoso: running text with its marks, tables, notes and quoted pieces as HTML."""

import re
from collections.abc import Callable, Iterator
from html import escape
from typing import Any

from lxml import etree

from consult.documents.html import writing

BLOCKS = {
    "p", "block", "blockList", "ul", "ol", "table", "tblock", "toc", "foreign", "container", "blockContainer",
    "item", "li",
    "content", "intro", "wrapUp", "tail", "listIntroduction", "listWrapUp", "list", "body", "mainBody",
    "preface", "preamble",
    "conclusions", "attachments", "attachment", "components", "component", "longTitle", "formula", "recitals",
    "recital",
    "citations", "citation", "meta", "num", "heading", "subheading", "crossHeading", "quotedStructure", "doc",
    "act", "bill",
    "statement", "amendment", "amendmentList", "amendmentBody", "amendmentHeading", "amendmentContent",
    "amendmentReference",
    "amendmentJustification", "amendmentInstruction", "judgment", "judgmentBody", "debate", "debateBody",
    "debateReport",
    "documentCollection", "collection", "collectionBody", "officialGazette", "portion", "portionBody", "coverPage",
    "header",
    "part", "chapter", "section", "article", "title", "book", "tome", "division", "subpart", "subchapter", "subtitle",
    "subdivision", "rule", "subrule", "paragraph", "subparagraph", "subsection", "point", "indent", "alinea", "clause",
    "subclause", "sublist", "level", "hcontainer", "proviso", "transitional", "componentRef", "documentRef",
    "interstitial",
}  # fmt: skip
"""Elements that stand on their own, beside or below one another."""
_MARKS = {"b": "strong", "i": "em", "u": "u", "sup": "sup", "sub": "sub", "ins": "", "abbr": ""}
_REFERENCES = {"ref", "rref", "a", "mref"}
_LINES = {
    "p", "block", "item", "li", "listIntroduction", "listWrapUp", "heading", "subheading", "crossHeading",
}  # fmt: skip
"""Elements inside running text that stand on lines of their own."""
_BREAK = "\0"
"""Where a paragraph ends inside others; no XML can hold this sign."""
_ROW_SPANS = ("colspan", "rowspan")
_SPAN = re.compile("[0-9]{1,3}")


def name_of(element: Any) -> str:
    """The name of an element without its namespace; "" for what is none."""
    return str(etree.QName(element).localname) if isinstance(element.tag, str) else ""


def identifier(element: Any) -> str:
    """The id of an element, by the name that each version of the format has for it."""
    return str(element.get("eId") or element.get("id") or "")


class Text:
    """Makes HTML of running text and remembers the notes that it meets. `left_out` is told what cannot be kept,
    and gives the number of the warning."""

    def __init__(self, root: Any, left_out: Callable[[Any], int]) -> None:
        self.left_out = left_out
        self.kept: list[tuple[str, str, Any]] = []
        self.referred = {
            identifier(one): one for one in root.iter() if name_of(one) == "note" and identifier(one)
        }

    def notes(self) -> Iterator[tuple[str, str, str]]:
        """The notes in the order in which the text cites them: id, number, HTML; a note may cite more."""
        at = 0
        while at < len(self.kept):
            anchor, number, element = self.kept[at]
            yield anchor, number, "<br>".join(self.pieces(element))
            at += 1

    def words(self, element: Any) -> str:
        """The plain words of an element."""
        return " ".join("".join(element.itertext()).split())

    def inline(self, element: Any) -> str:
        """The running text of an element, on one line."""
        return "<br>".join(piece for piece in self.pieces(element) if piece.strip())

    def pieces(self, element: Any) -> Iterator[str]:
        """The text of an element, in pieces where paragraphs end in it and tables or quotations stand in it."""
        current = ""
        for part in self._parts(element):
            is_own = part.startswith(("<table", "<blockquote", _BREAK))
            if is_own and current.strip():
                yield _tidy(current)
            if is_own:
                current = ""
                if part != _BREAK:
                    yield part
            else:
                current += part
        if current.strip():
            yield _tidy(current)

    def _parts(self, element: Any) -> Iterator[str]:
        yield escape(element.text or "", quote=False)
        for child in element:
            yield from self._part(child)
            yield escape(child.tail or "", quote=False)

    def _part(self, element: Any) -> Iterator[str]:
        name = name_of(element)
        if name in {"authorialNote", "noteRef"}:
            yield self._note(element)
        elif name == "table":
            yield self.table(element)
        elif name == "quotedStructure":
            yield self.quoted(element)
        elif name in {"foreign", "del"}:
            yield writing.remark(self.left_out(element))
        elif name in {"br", "eol"}:
            yield "<br>"
        elif name == "img":
            yield f'<img src="{escape(element.get("src") or "")}" alt="{escape(element.get("alt") or "")}">'
        elif name == "fillIn" and not self.words(element):
            yield "……"
        elif name in _LINES:
            yield _BREAK
            yield from self._parts(element)
            yield _BREAK
        elif name == "num":
            yield from self._parts(element)
            yield " "
        elif name in _REFERENCES:
            yield from self._reference(element)
        else:
            mark = _MARKS.get(name, "")
            quotes = escape(element.get("startQuote") or ""), escape(element.get("endQuote") or "")
            inner = list(self._parts(element))
            is_whole = mark and all(not part.startswith(("<table", "<blockquote", _BREAK)) for part in inner)
            yield f"<{mark}>" if is_whole else quotes[0]
            yield from inner
            yield f"</{mark}>" if is_whole else quotes[1]

    def _reference(self, element: Any) -> Iterator[str]:
        href = element.get("href") or ""
        yield f'<a href="{escape(href)}">' if href else ""
        yield from self._parts(element)
        yield "</a>" if href else ""

    def _note(self, element: Any) -> str:
        """The sign in the text that leads to a note."""
        target = element
        if name_of(element) == "noteRef":
            target = self.referred.get((element.get("href") or "").removeprefix("#"))
            if target is None:
                return escape(element.get("marker") or "", quote=False)
        number = element.get("marker") or target.get("marker") or str(len(self.kept) + 1)
        known = next((anchor for anchor, _number, one in self.kept if one is target), "")
        anchor = known or f"fn-{len(self.kept) + 1}"
        if not known:
            self.kept.append((anchor, number, target))
        return f'<sup><a href="#{anchor}">{escape(number, quote=False)}</a></sup>'

    def table(self, element: Any) -> str:
        """A table with its caption and merged cells."""
        caption = next((one for one in element if name_of(one) == "caption"), None)
        head = f"<caption>{self.inline(caption)}</caption>" if caption is not None else ""
        rows = "".join(
            f"<tr>{''.join(map(self._cell, (one for one in row if name_of(one) in {'td', 'th'})))}</tr>"
            for row in element.iter()
            if name_of(row) == "tr"
            and next(one for one in row.iterancestors() if name_of(one) == "table") is element
        )
        return f"<table>{head}{rows}</table>"

    def _cell(self, cell: Any) -> str:
        spans = "".join(
            f' {name}="{cell.get(name)}"'
            for name in _ROW_SPANS
            if _SPAN.fullmatch(cell.get(name) or "") and cell.get(name) != "1"
        )
        return f"<{name_of(cell)}{spans}>{self.inline(cell)}</{name_of(cell)}>"

    def quoted(self, element: Any) -> str:
        """A piece of another text that is quoted whole, line by line; its own numbers and headings are words here."""
        start, end = (escape(element.get(name) or "", quote=False) for name in ("startQuote", "endQuote"))
        return f"<blockquote>{start}{'<br>'.join(self._lines(element))}{end}</blockquote>"

    def _lines(self, element: Any) -> Iterator[str]:
        number = ""
        for child in element:
            name = name_of(child)
            if name == "num":
                number = f"{self.inline(child)} "
            elif name in BLOCKS and any(name_of(one) in BLOCKS for one in child):
                lines = list(self._lines(child))
                yield from [number + line if at == 0 else line for at, line in enumerate(lines)]
                number = "" if lines else number
            else:
                yield number + self.inline(child)
                number = ""
        if number:
            yield number


def _tidy(html: str) -> str:
    return re.sub(r"\s+", " ", html).strip()
