"""From Akoma Ntoso to HTML: the structure of acts, bills and other documents of parliaments as clauses, items
and notes.

Reads OASIS LegalDocML, Akoma Ntoso 3.0 and its predecessor 2.0, with any prefix of its namespace. Metadata is
no text; what
is text and cannot be kept is told with its line.
"""

from collections.abc import Collection, Iterator, Mapping
from html import escape
from typing import Any

from lxml import etree

from consult.core.translatable import N_
from consult.documents.akoma_ntoso import text
from consult.documents.akoma_ntoso.text import BLOCKS, identifier, name_of
from consult.documents.archives import DOCTYPES
from consult.documents.blocks import NOTHING, DocumentWarning, NonBlockKind, Unreadable
from consult.documents.html import writing

DEEPEST = 80
DIVISIONS = {
    "part", "chapter", "section", "article", "title", "book", "tome", "division", "subpart", "subchapter", "subtitle",
    "subdivision", "rule", "subrule", "attachment",
}  # fmt: skip
"""What is a clause with a heading of its own, whether it has words or only a number."""
_NUMBERED = {
    "paragraph", "subparagraph", "subsection", "point", "indent", "alinea", "clause", "subclause", "level",
    "item", "recital",
    "citation", "hcontainer", "tblock", "proviso", "transitional", "list", "sublist", "container", "li",
}  # fmt: skip
"""What is an item where it has a number, and a clause where it has a heading."""
_TITLES = ("docTitle", "shortTitle", "docPurpose")
_LEFT_OUT = {
    "toc": N_("The table of contents in the file was left out. It is generated from the clauses."),
    "foreign": N_("Content that is not Akoma Ntoso, such as a formula, was left out here."),
    "del": N_("Text marked as deleted was left out here."),
    "componentRef": N_("A part that is in another file was left out here."),
    "documentRef": N_("A part that is in another file was left out here."),
}
_COUNTED: Mapping[str, Mapping[str, int]] = {
    "foreign": {NonBlockKind.EMBEDDED: 1},
    "del": {NonBlockKind.DELETION: 1},
}
"""As what it is counted."""
_LONGEST_TITLE = 500


def to_html(data: bytes, name: str, remarks: list[DocumentWarning]) -> str:
    """The HTML of one file; what was left out is told in `remarks`. Raises Unreadable."""
    if any(mark in data for mark in DOCTYPES):
        raise Unreadable(N_("The file does not have the structure of a document."), name)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as trouble:
        raise Unreadable(N_("The XML of this file is damaged."), name, trouble.lineno or 0) from None
    return _Reader(root, name, remarks).html()


class _Reader:
    def __init__(self, root: Any, name: str, remarks: list[DocumentWarning]) -> None:
        self.root, self.name, self.remarks = root, name, remarks
        self.text = text.Text(root, self.left_out)
        self.blocks: list[str | writing.Item] = []
        self.anchors: list[str] = []
        self.left: list[int] = []
        """Numbers of the warnings on what was left out since the last block."""
        self.has_title = False

    def html(self) -> str:
        self._walk(self.root, 1, 0, 0)
        language = next((one.get("language") or "" for one in _named(self.root, "FRBRlanguage")), "")
        title = self._title()
        notes = writing.footnotes(self.text.notes())
        return (
            f'<html lang="{escape(language)}"><head><title>{escape(title)}</title></head>'
            f"<body>{writing.joined(self.blocks)}{self._remarks()}{notes}</body></html>"
        )

    def _title(self) -> str:
        for tag in ("docTitle", "shortTitle"):
            for element in _named(self.root, tag):
                return " ".join("".join(element.itertext()).split())
        return next((one.get("value") or "" for one in _named(self.root, "FRBRalias")), "")

    def left_out(self, element: Any) -> int:
        """Tell that an element was left out; the number of the warning."""
        name, where = name_of(element), f"{self.name}, line {element.sourceline}"
        self.remarks.append(
            DocumentWarning("left_out", _LEFT_OUT[name], where, left_out=_COUNTED.get(name, NOTHING))
        )
        return len(self.remarks) - 1

    # -- structure -----------------------------------------------------------------------------------------------------

    def _walk(self, element: Any, level: int, depth: int, deep: int, shown: Collection[str] = ()) -> None:
        """The blocks of an element. `level`: of a heading in it; `depth`: of the items it is in; `deep`: elements
        around; `shown`: names of its children of which the words stand before them already."""
        if deep > DEEPEST:
            raise Unreadable(
                N_("The text is nested too deeply. Simplify its structure and upload it again."), self.name
            )
        for child in element:
            name = name_of(child)
            if name == "meta" or (name in shown and child is _child(element, name)):
                continue
            if name in _LEFT_OUT:
                if not (child.get("href") or "").startswith("#"):
                    self.left.append(self.left_out(child))
            elif name in DIVISIONS or name in _NUMBERED:
                self._division(child, level, depth, deep)
            elif name == "table":
                self.blocks.append(self.text.table(child))
            elif name in {"heading", "crossHeading", "crossheading"}:
                self._add(f"<strong>{self.text.inline(child)}</strong>", depth, "")
            elif name == "quotedStructure":
                self.blocks.append(self.text.quoted(child))
            elif self._is_block(child):
                self._walk_into(child, level, depth, deep)
            else:
                self._paragraph(child, depth)

    @staticmethod
    def _is_block(element: Any) -> bool:
        """Whether an element holds blocks, not words of its own."""
        own = bool((element.text or "").strip()) or any((child.tail or "").strip() for child in element)
        return not own and any(name_of(child) in BLOCKS for child in element)

    def _walk_into(self, element: Any, level: int, depth: int, deep: int) -> None:
        heading = _child(element, "heading")
        if heading is not None and name_of(element) != "blockList":
            self._division(element, level, depth, deep)
            return
        self.anchors.append(identifier(element))
        is_list = name_of(element) in {"doc", "component"}
        self._walk(element, 1 if is_list else level, depth, deep + 1)
        if is_list:
            self.has_title = False

    def _division(self, element: Any, level: int, depth: int, deep: int) -> None:
        """A clause with its heading, or an item with its number."""
        number, heading = _child(element, "num"), _child(element, "heading")
        printed = self.text.words(number) if number is not None else ""
        if name_of(element) in DIVISIONS or (heading is not None and name_of(element) not in {"item", "li"}):
            if printed or heading is not None:
                level = max(level, 2) if self.has_title else level
                words = self.text.inline(heading) if heading is not None else ""
                words = self._remarks() + words if words else ""
                self.blocks.append(
                    writing.heading(level, printed.rstrip(" .:"), words, self._marks(identifier(element)))
                )
                level, depth = level + 1, 0
            self._walk(element, level, depth, deep + 1, ("num", "heading"))
            return
        if number is None:
            if name_of(element) in {"li", "item"}:
                depth += 1
                self.blocks.append(writing.Item(depth, "", writing.marks(self._marks(identifier(element)))))
            if self._is_block(element) or name_of(element) not in {"li", "item", "recital", "citation"}:
                self._walk(element, level, depth, deep + 1)
            else:
                self._add(self.text.inline(element), depth, "")
            return
        depth += 1
        shown = f"<strong>{self.text.inline(heading)}</strong>" if heading is not None else ""
        self.blocks.append(
            writing.Item(depth, printed, writing.marks(self._marks(identifier(element))) + shown)
        )
        self._walk(element, level, depth, deep + 1, ("num", "heading"))

    def _paragraph(self, element: Any, depth: int) -> None:
        if not self.has_title and depth == 0 and _is_title(element):
            words = self.text.inline(element)
            self.blocks.append(writing.heading(1, "", words, self._marks(identifier(element))))
            self.has_title = True
            return
        for piece in self.text.pieces(element):
            if piece.startswith(("<table", "<blockquote")):
                self.blocks.append(piece)
            else:
                self._add(piece, depth, identifier(element))

    def _add(self, html: str, depth: int, anchor: str) -> None:
        """A paragraph: a block, or a part of the item that it is in."""
        if not html.strip():
            return
        html = self._remarks() + writing.marks(self._marks(anchor)) + html
        last = self.blocks[-1] if self.blocks else None
        if depth == 0:
            self.blocks.append(f"<p>{html}</p>")
        elif isinstance(last, writing.Item) and last.depth == depth:
            self.blocks[-1] = last._replace(
                html=f"{last.html}<br>{html}" if _has_words(last.html) else last.html + html
            )
        else:
            self.blocks.append(writing.Item(depth, "", html))

    def _remarks(self) -> str:
        made, self.left = writing.remark(*self.left), []
        return made

    def _marks(self, anchor: str) -> list[str]:
        """The ids of what begins here: of the elements around the words, and their own."""
        made, self.anchors = [*self.anchors, anchor], []
        return made


def _is_title(element: Any) -> bool:
    """Whether a paragraph of a preface holds the title of the document and not much more."""
    if not any(name_of(one) in {"preface", "coverPage"} for one in element.iterancestors()):
        return False
    preface = next(one for one in element.iterancestors() if name_of(one) in {"preface", "coverPage"})
    if any(name_of(one) in _TITLES for one in preface.iter()):
        is_title = any(name_of(one) in _TITLES for one in element.iter())
    else:
        is_title = any(name_of(one) == "longTitle" for one in element.iterancestors())
    return is_title and len("".join(element.itertext())) <= _LONGEST_TITLE


def _has_words(html: str) -> bool:
    return not html.endswith("</a>") and bool(html)


def _child(element: Any, name: str) -> Any:
    return next((child for child in element if name_of(child) == name), None)


def _named(root: Any, name: str) -> Iterator[Any]:
    return (element for element in root.iter() if isinstance(element.tag, str) and name_of(element) == name)
