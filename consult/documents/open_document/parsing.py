"""From OpenDocument text to HTML: headings with their computed numbers, lists, tables with merged cells,
figures, notes.

Reads OASIS OpenDocument 1.0 to 1.3, as a package (.odt) and as one file of XML (.fodt). Tracked insertions are
taken and
deletions dropped; comments, headers and footers are left out; what is left out is told.
"""

import base64
import binascii
import re
import zipfile
from collections.abc import Mapping
from html import escape
from io import BytesIO
from typing import Any

from lxml import etree

from consult.core.translatable import N_
from consult.documents.archives import DOCTYPES
from consult.documents.blocks import NOTHING, DocumentWarning, NonBlockKind, Unreadable
from consult.documents.html import writing
from consult.documents.html.clearing import called
from consult.documents.html.styles import TITLE
from consult.documents.open_document.objects import Objects
from consult.documents.open_document.styles import OUTLINE, Counter, Styles, qn, whole
from consult.documents.open_document.text import Text, is_hidden, words_in

_AROUND = {
    "title": (f'<p class="{TITLE}">', "</p>"),
    "quotation": ("<blockquote>", "</blockquote>"),
}
"""What stands around the words of a paragraph, by what its style makes of it."""
DEEPEST = 60
_DAMAGED = N_("The file is damaged. Save it again and upload it again.")
_CONTAINERS = {qn("text:section"), qn("text:index-body"), qn("text:numbered-paragraph"), qn("office:text")}
INDEXES = {
    qn(f"text:{name}")
    for name in ("table-of-content", "illustration-index", "table-index", "object-index", "user-index",
    "alphabetical-index")
}  # fmt: skip
_ARABIC, _CHINESE = re.compile("[\u0590-\u08ff]"), re.compile("[\u2e80-\u9fff\uac00-\ud7af]")


def to_html(data: BytesIO, name: str, remarks: list[DocumentWarning]) -> tuple[str, dict[str, bytes]]:
    """HTML of a package, and its pictures by their address in that HTML. Raises Unreadable."""
    with zipfile.ZipFile(data) as package:
        parts = {info.filename: info for info in package.infolist()}
        if b"encryption-data" in (
            package.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in parts else b""
        ):
            raise Unreadable(
                N_("This file is protected by a password. Save it without a password and upload it again."),
                name,
            )
        roots = [
            root_of(package.read(part), name)
            for part in ("styles.xml", "meta.xml", "content.xml")
            if part in parts
        ]
        if "content.xml" not in parts:
            raise Unreadable(_DAMAGED, name)
        objects = Objects(objects_in(package))
        pictures = {part: package.read(part) for part in parts if not part.endswith((".xml", ".rdf", "/"))}
    return _Reader(roots, name, remarks, pictures, objects).html()


def flat_to_html(data: bytes, name: str, remarks: list[DocumentWarning]) -> tuple[str, dict[str, bytes]]:
    """The same of one file of XML, which holds its pictures in itself."""
    if any(mark in data for mark in DOCTYPES):
        raise Unreadable(N_("The file does not have the structure of a document."), name)
    root = root_of(data, name)
    pictures: dict[str, bytes] = {}
    for number, image in enumerate(root.iter(qn("draw:image")), 1):
        inside = image.find(qn("office:binary-data"))
        if inside is not None:
            try:
                pictures[f"image-{number}"] = base64.b64decode(
                    "".join((inside.text or "").split()), validate=True
                )
            except binascii.Error:
                continue  # told as a missing picture
            image.set(qn("xlink:href"), f"image-{number}")
    return _Reader([root], name, remarks, pictures, Objects({})).html()


def objects_in(package: zipfile.ZipFile) -> dict[str, bytes]:
    """The content of the objects that a package holds, by the name of its part."""
    return {part: package.read(part) for part in package.namelist() if part.endswith("/content.xml")}


def root_of(data: bytes, name: str) -> Any:
    """The root element of a part of a file. Raises Unreadable."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        raise Unreadable(_DAMAGED, name) from None


class _Reader:
    def __init__(
        self,
        roots: list[Any],
        name: str,
        remarks: list[DocumentWarning],
        pictures: dict[str, bytes],
        objects: Objects,
    ) -> None:
        self.roots, self.name, self.remarks, self.pictures = roots, name, remarks, pictures
        self.styles = Styles(roots)
        self.place = ""
        """The clause that is read, as warnings call it."""
        self.text = Text(self.styles, objects, self.remark)
        self.outline = Counter(self.styles.lists.get(OUTLINE, {}))
        self.counters: dict[str, Counter] = {}
        self.blocks: list[str | writing.Item] = []
        self.told: dict[tuple[str, str, str], int] = {}
        self.left = ""
        """The marks of warnings on what was left out since the last block."""

    def html(self) -> tuple[str, dict[str, bytes]]:
        body = self.roots[-1].find(f"{qn('office:body')}/{qn('office:text')}")
        if body is None:
            raise Unreadable(_DAMAGED, self.name)
        self._tell_what_is_dropped(body)
        self._walk(body, 0)
        notes = writing.footnotes(self.text.notes())
        page = (
            f'<html lang="{escape(self._language(body))}"><head><title>{escape(self._title())}</title></head>'
            f"<body>{writing.joined(self.blocks)}{self.left}{notes}</body></html>"
        )
        return page, self.pictures

    def remark(self, code: str, message: str, where: str, left_out: Mapping[str, int] = NOTHING, /) -> int:
        """Tell something of the file, once in the same words, with all that it left out; the number of the warning."""
        where = ": ".join(filter(None, (self.place or self.name, where)))[:200]
        at = self.told.setdefault((code, message, where), len(self.remarks))
        if at == len(self.remarks):
            self.remarks.append(DocumentWarning(code, message, where))
        self.remarks[at] = self.remarks[at].with_more(left_out)
        return at

    def _tell_what_is_dropped(self, body: Any) -> None:
        if body.find(qn("text:tracked-changes")) is not None:
            message = N_("Tracked changes were accepted: insertions were kept, deletions were left out.")
            self.remark("tracked", message, "", {NonBlockKind.DELETION: _number(body, "text:deletion")})
        if next(body.iter(qn("office:annotation")), None) is not None:
            message = N_("Comments in the file were left out.")
            self.remark(
                "comments", message, "", {NonBlockKind.REVIEW_COMMENT: _number(body, "office:annotation")}
            )
        around = (
            one
            for root in self.roots
            for one in root.iter(qn("style:header"), qn("style:footer"))
            if "".join(one.itertext()).strip()
        )
        for one in around:
            words = " ".join("".join(one.itertext()).split())
            self.remark("pages", N_("Header and footer lines of printed pages were left out."), words)

    def _title(self) -> str:
        found = (one for root in self.roots for one in root.iter(qn("dc:title")))
        return next(("".join(one.itertext()).strip() for one in found), "")

    def _language(self, body: Any) -> str:
        """What the default style says: a document has one language for each family of scripts."""
        words = " ".join(body.itertext())[:20_000]
        letters = max(sum(letter.isalpha() for letter in words), 1)
        names = ("fo:language", "fo:country")
        if 3 * len(_ARABIC.findall(words)) > letters:
            names = ("style:language-complex", "style:country-complex")
        elif 3 * len(_CHINESE.findall(words)) > letters:
            names = ("style:language-asian", "style:country-asian")
        for root in self.roots:
            for style in root.iter(qn("style:default-style")):
                for properties in style.iterchildren(qn("style:text-properties")):
                    language, country = (properties.get(qn(one)) or "" for one in names)
                    if re.fullmatch("[a-z]{2,3}", language):
                        return f"{language}-{country}" if re.fullmatch("[A-Z]{2}", country) else language
        return ""

    # -- blocks --------------------------------------------------------------------------------------------------------

    def _walk(self, parent: Any, deep: int) -> None:
        if deep > DEEPEST:
            raise Unreadable(
                N_("The text is nested too deeply. Simplify its structure and upload it again."), self.name
            )
        for child in parent:
            if child.tag == qn("text:h"):
                self._heading(child)
            elif child.tag == qn("text:p"):
                self._paragraph(child)
            elif child.tag == qn("text:list"):
                self._list(child, 1, None, deep)
            elif child.tag == qn("table:table"):
                self.blocks.append(self.text.table(child))
            elif child.tag in INDEXES:
                self._index(child)
            elif child.tag == qn("text:section") and is_hidden(child, self.styles):
                self.left += self.text.left_out(child)
            elif child.tag in _CONTAINERS or child.tag == qn("text:bibliography"):
                self._walk(child, deep + 1)
            elif child.tag.startswith(f"{{{qn('draw:x')[1:].partition('}')[0]}}}"):
                self._add(self.text.inline_of(child), 0)

    def _index(self, element: Any) -> None:
        lines = [" ".join("".join(line.itertext()).split()) for line in element.iter(qn("text:p"))]
        self.remark(
            "contents",
            N_("The table of contents in the file was left out. It is generated from the clauses."),
            next((line for line in lines if line), ""),
        )

    def _heading(self, element: Any, counter: Counter | None = None, depth: int = 0) -> None:
        level = whole(element, "text:outline-level", 1, 10)
        inner = self.text.inline(element)
        if not self.text.has_words(inner):
            self._add(inner, 0)
            self._rest()
            return
        start = (
            whole(element, "text:start-value", 1)
            if element.get(qn("text:restart-numbering")) == "true"
            else None
        )
        number = self.text.printed_number(element)
        if element.get(qn("text:is-list-header")) != "true" and not number:
            number = (
                counter.next(depth, start)
                if counter is not None
                else self._outline_number(element, level, start)
            )
        self.place = called(number.rstrip(" ."), words_in(inner))
        self.blocks.append(writing.heading(level, number.rstrip(" ."), inner))
        self._rest()

    def _outline_number(self, element: Any, level: int, start: int | None) -> str:
        """The number of a heading that is in no list of its own."""
        style = element.get(qn("text:style-name"))
        named = self.styles.list_of(style)
        if named and named != OUTLINE and named in self.styles.lists:
            return self._counter(named).next(level, start)
        return self.outline.next(level, start)

    def _counter(self, name: str) -> Counter:
        return self.counters.setdefault(name, Counter(self.styles.lists.get(name, {})))

    def _paragraph(self, element: Any, depth: int = 0) -> None:
        role = self.styles.looks(element.get(qn("text:style-name"))).role if depth == 0 else ""
        inner = self.text.inline(element)
        if role == "code":
            self._add_code(inner)
        elif role and self.text.has_words(inner):
            before, after = _AROUND[role]
            self.blocks.append(f"{before}{self.left}{inner}{after}")
            self.left = ""
        else:
            self._add(inner, depth)
        self._rest(depth)

    def _add_code(self, inner: str) -> None:
        """A line of code: lines that follow one another are one piece."""
        last = self.blocks[-1] if self.blocks else None
        if isinstance(last, str) and last.startswith("<pre>") and not self.left:
            self.blocks[-1] = f"{last.removesuffix('</pre>')}\n{inner}</pre>"
        elif self.text.has_words(inner):
            self.blocks.append(f"<pre>{self.left}{inner}</pre>")
            self.left = ""

    def _rest(self, depth: int = 0) -> None:
        """What was met inside a paragraph and stands after it: the paragraphs of text boxes."""
        for html in self.text.after():
            if html.startswith("<table"):
                self.blocks.append(html)
            else:
                self._add(html, depth)

    def _add(self, html: str, depth: int) -> None:
        if not self.text.has_words(html) and "<img" not in html:
            self.left += "".join(writing.MARK.findall(html))
            return
        html, self.left = self.left + html, ""
        last = self.blocks[-1] if self.blocks else None
        if depth == 0:
            self.blocks.append(f"<p>{html}</p>")
        elif isinstance(last, writing.Item) and last.depth == depth:
            self.blocks[-1] = last._replace(html=f"{last.html}<br>{html}" if last.html else html)
        else:
            self.blocks.append(writing.Item(depth, "", html))

    def _list(self, element: Any, depth: int, counter: Counter | None, deep: int) -> None:
        if deep + depth > DEEPEST:
            raise Unreadable(
                N_("The text is nested too deeply. Simplify its structure and upload it again."), self.name
            )
        name = element.get(qn("text:style-name")) or ""
        if depth == 1 or name in self.styles.lists:
            goes_on = element.get(qn("text:continue-numbering")) == "true" or element.get(
                qn("text:continue-list")
            )
            if name == OUTLINE:
                counter = None
            elif counter is None or name != "":
                if not goes_on and depth == 1:
                    self.counters.pop(name, None)
                counter = self._counter(name)
        for item in element:
            if item.tag not in {qn("text:list-item"), qn("text:list-header")}:
                continue
            self._item(item, depth, counter, deep)

    def _item(self, item: Any, depth: int, counter: Counter | None, deep: int) -> None:
        has_begun = item.tag == qn("text:list-header")
        start = whole(item, "text:start-value", 1) if item.get(qn("text:start-value")) else None
        for child in item:
            if child.tag == qn("text:h"):
                self._heading(child, counter, depth)
                has_begun = True
            elif child.tag == qn("text:p"):
                if not has_begun:
                    number = self.text.printed_number(item) or (counter.next(depth, start) if counter else "")
                    self.blocks.append(writing.Item(depth, number, ""))
                    has_begun = True
                self._paragraph(child, depth)
            elif child.tag == qn("text:list"):
                self._list(child, depth + 1, counter, deep)
                has_begun = True
            elif child.tag == qn("table:table"):
                self.blocks.append(self.text.table(child))


def _number(body: Any, name: str) -> int:
    """How many elements of a name there are outside of indexes."""
    return sum(next(one.iterancestors(*INDEXES), None) is None for one in body.iter(qn(name)))
