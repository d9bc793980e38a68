"""From HTML to blocks. Markdown and Word arrive here too, once they are HTML: one walker for every format."""

import html as entities
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any

from lxml import etree
from lxml import html as lhtml

from consult.core.words import N_
from consult.drafts import numbering
from consult.drafts.blocks import (
    DEEPEST_TAGS,
    MOST_BLOCKS,
    MOST_CELLS,
    MOST_IN_BLOCK,
    MOST_REMARKS,
    MOST_TEXT,
    Block,
    Kind,
    Parsed,
    Remark,
    Unreadable,
    nesting,
)
from consult.drafts.languages import direction_of, written_in
from consult.drafts.pictures import Load, Pictures

DEEPEST = 60
_REMARK = "remark:"
"""Begins the anchors of remarks, which are no ids of the source."""
_ISO_639_3 = {
    "arb": "ar", "ara": "ar", "cmn": "zh", "zho": "zh", "heb": "he", "rus": "ru", "eng": "en", "fra": "fr",
    "spa": "es", "pes": "fa", "fas": "fa", "urd": "ur", "deu": "de", "por": "pt", "jpn": "ja", "kor": "ko",
}  # fmt: skip
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_CONTAINERS = {
    "body", "div", "section", "article", "main", "header", "footer", "center", "form", "fieldset", "details", "html",
    "address", "hgroup", "aside", "span-block", "tbody",
}  # fmt: skip
_SKIPPED = {
    "script",
    "style",
    "template",
    "noscript",
    "nav",
    "head",
    "iframe",
    "object",
    "embed",
    "svg",
    "math",
    "link",
    "meta",
    "title",
}
_TOLD = {"iframe", "object", "embed", "svg", "math"}
"""What is left out and had something to say."""
_NOTE = re.compile(
    r"^\s*(NOTE|Note|Notes|EXAMPLE|Nota|Remarque|Примечание|注|ملاحظة)\b(?:\s*\d+)?\s*(?:to entry)?\s*[:.—–-]"
)


def parse_tree(
    source: str, *, language: str | None, load: Load, remarks: list[Remark], digest: str
) -> Parsed:
    """The blocks of an HTML document. Raises Unreadable where there is nothing to read or too much."""
    parser = lhtml.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        root = lhtml.document_fromstring(source, parser=parser)
    except (etree.ParserError, ValueError):
        raise Unreadable(N_("The file has no text.")) from None
    return _Walk(root, language, load, remarks, digest).parsed()


TAKEN = frozenset({
    "main", "clauses", "corrections", "text", "said", "keys", "keys-title", "keys-off", "csrf_token", "csrf-token",
    "error-summary", "error-summary-title", "title", "language", "seen",
})  # fmt: skip
"""Ids of the pages that show a draft: what a source calls by one of them gets a key like all others."""


class _Walk:
    def __init__(
        self, root: Any, language: str | None, load: Load, remarks: list[Remark], digest: str
    ) -> None:
        self.root, self.remarks, self.digest = root, remarks, digest
        self.pictures = Pictures(load, self._remark)
        self.language = language or language_of(root.get("lang") or "", root.get("data-iso6393") or "", root)
        direction = (root.get("dir") or "").lower()
        self.direction = direction if direction in {"rtl", "ltr"} else direction_of(self.language)
        self.rows: list[dict[str, Any]] = []
        self.tally: Counter[str] = Counter()
        self.anchors: dict[str, int] = {}
        self.pending: list[str] = []
        self.rows_of_remarks: dict[int, int] = {}
        self.more_remarks = 0

    def parsed(self) -> Parsed:
        body = self.root.find("body")
        self._container(self.root if body is None else body, 0)
        if not any(row["text"] or row["kind"] is Kind.FIGURE for row in self.rows):
            raise Unreadable(N_("The file has no text."))
        self._number()
        self._key()
        self._link()
        headings = [row for row in self.rows if row["kind"] is Kind.HEADING]
        self.remarks += numbering.look_over(
            [(row["level"], row["number"], row["title"], row["key"]) for row in headings]
        )
        title = " ".join((self.root.findtext(".//title") or "").split())
        heads = (row["title"] or row["number"] for row in self.rows if row["kind"] is Kind.HEADING)
        first = next(heads, "")
        blocks = tuple(
            Block(
                row["key"],
                row["kind"],
                row["level"],
                row["number"],
                row["title"],
                row["html"],
                row["text"],
                row["line"],
            )
            for row in self.rows
        )
        return Parsed(
            first or title,
            self.language,
            self.direction,
            blocks,
            tuple(self.pictures.kept.values()),
            self._placed_remarks(),
            self.digest,
            more_remarks=self.more_remarks + max(0, len(self.remarks) - MOST_REMARKS),
        )

    # -- walking -----------------------------------------------------------------------------------------------------

    def _container(self, element: Any, depth: int) -> None:
        """Blocks below a container; loose text between them is a paragraph."""
        if depth > DEEPEST:
            raise Unreadable(N_("The text is nested too deeply to be a standard."))
        loose: list[Any] = []

        def flush() -> None:
            inner = "".join(part if isinstance(part, str) else _outer(part) for part in loose)
            if _words_of(inner):
                self._add(Kind.PARAGRAPH, inner)
            loose.clear()

        if element.text and element.text.strip():
            loose.append(entities.escape(element.text))
        for child in element:
            if not isinstance(child.tag, str) or child.tag in _SKIPPED:
                if child.tag in _TOLD:
                    self._remark(
                        "left_out", N_("Something that is not text was left out here."), f"<{child.tag}>"
                    )
            elif self._is_block(child):
                flush()
                self._block(child, depth)
            else:
                self._collect(child)
                loose.append(child)
            if child.tail and child.tail.strip():
                loose.append(entities.escape(child.tail))
        flush()

    @staticmethod
    def _is_block(element: Any) -> bool:
        tag = element.tag
        blocks = {
            "p",
            "ul",
            "ol",
            "table",
            "blockquote",
            "pre",
            "figure",
            "dl",
            "hr",
            *_HEADINGS,
            *_CONTAINERS,
        }
        if tag in blocks:
            return True
        return tag == "img" or (
            tag == "a" and not len(element) and not element.text and bool(element.get("id"))
        )

    def _block(self, element: Any, depth: int) -> None:
        tag = element.tag
        if element.get("id"):
            self.pending.append(element.get("id"))
        if tag in _HEADINGS:
            self._heading(element, _HEADINGS[tag])
        elif tag == "p":
            self._paragraph(element)
        elif tag in {"ul", "ol"}:
            self._list(element, 1, depth)
        elif tag == "table":
            self._table(element)
        elif tag == "blockquote":
            self._collect(element)
            inner = _inner(element)
            self._add(Kind.NOTE if _NOTE.match(_words_of(inner)) else Kind.QUOTATION, inner)
        elif tag == "pre":
            self._add(Kind.CODE, f"<pre>{_inner(element)}</pre>")
        elif tag == "dl":
            self._definitions(element)
        elif tag in {"figure", "img"}:
            self._figure(element)
        elif tag in _CONTAINERS:
            if "footnotes" in (element.get("class") or ""):
                self._footnotes(element)
            else:
                self._container(element, depth + 1)

    def _heading(self, element: Any, level: int) -> None:
        self._collect(element)
        words = _words_of(_inner(element))
        if not words:
            return
        given = element.get("data-number") or ""
        number, title = (given, words) if given else numbering.split(words)
        self._add(Kind.HEADING, _inner(element), level=level, number=number, title=title)

    def _paragraph(self, element: Any) -> None:
        images = list(element.iter("img"))
        if images and not _words_of(_inner(element)):
            self._mark(element)
            for image in images:
                self._figure(image)
            return
        self._collect(element)
        words = _words_of(_inner(element))
        if not words:
            return
        caption = re.match(r"^(?:Table|Figure|Tableau|Tabla|Таблица|表|جدول)\s+[A-Z]?[\d.-]+", words)
        kind = Kind.NOTE if _NOTE.match(words) else Kind.PARAGRAPH
        self._add(kind, _inner(element), number=caption[0] if caption and len(words) < 300 else "")

    def _list(self, element: Any, level: int, depth: int) -> None:
        if depth > DEEPEST:
            raise Unreadable(N_("The text is nested too deeply to be a standard."))
        start = element.get("start") or "1"
        count = int(start) if re.fullmatch("-?[0-9]{1,6}", start) else 1
        for item in element:
            if item.tag != "li":
                if item.tag in {"ul", "ol"}:
                    self._list(item, level + 1, depth + 1)
                continue
            if item.get("id"):
                self.pending.append(item.get("id"))
            nested = _detached(item)
            self._collect(item)
            inner = _inner(item)
            if _words_of(inner) or "<img" in inner:
                marker = item.get("data-number") or (
                    _marker(count, element.get("type")) if element.tag == "ol" else ""
                )
                self._add(Kind.LIST_ITEM, inner, level=level, number=marker)
            count += 1
            for child in nested:
                self._list(child, level + 1, depth + 1)

    def _table(self, element: Any) -> None:
        self.tally["cells"] += sum(1 for _cell in element.iter("td", "th"))
        if self.tally["cells"] > MOST_CELLS:
            raise Unreadable(N_("The tables have too many cells; import the text in parts."))
        self._collect(element)
        caption = element.find("caption")
        title = _words_of(_inner(caption)) if caption is not None else ""
        number, title = _captioned(title)
        self._add(Kind.TABLE, _outer(element), number=number, title=title)

    def _definitions(self, element: Any) -> None:
        terms: list[Any] = []
        for child in element:
            if child.tag == "dt":
                terms.append(child)
            elif child.tag == "dd":
                for term in terms:
                    if term.get("id"):
                        self.pending.append(term.get("id"))
                self._collect(child)
                heads = "<br>".join(f"<strong>{_inner(term)}</strong>" for term in terms)
                body = _inner(child)
                if heads:
                    body = f"<p>{heads}</p>{body}" if "<p" in body else f"{heads}<br>{body}"
                self._add(Kind.PARAGRAPH, body)
                terms = []

    def _footnotes(self, element: Any) -> None:
        for item in element.iter("li"):
            if next(item.iterancestors("li"), None) is not None:
                continue  # a list in a footnote is part of it
            if item.get("id"):
                self.pending.append(item.get("id"))
            for back in item.xpath('.//a[contains(@class, "footnote-backref")]'):
                with suppress(
                    ValueError
                ):  # lxml cannot move a control sign that stands beside it: the link stays
                    back.drop_tree()
            self._collect(item)
            self._add(
                Kind.FOOTNOTE,
                _inner(item),
                number=item.get("data-number") or str(self.tally[Kind.FOOTNOTE] + 1),
            )

    def _figure(self, element: Any) -> None:
        images = [element] if element.tag == "img" else list(element.iter("img"))
        caption = element.find("figcaption") if element.tag == "figure" else None
        title = _words_of(_inner(caption)) if caption is not None else ""
        for image in images:
            alt = " ".join((image.get("alt") or "").split())
            number, words = _captioned(title or image.get("title") or "")
            if not alt:
                self._remark(
                    "alt",
                    N_("This figure has no alternative text: people who cannot see it learn nothing of it."),
                    words,
                )
            name = self.pictures.keep(image.get("src") or "", alt)
            shown = (
                f'<img src="figure:{name}" alt="{entities.escape(alt, quote=True)}">'
                if name
                else (f"<p>{entities.escape(alt or words or '?')}</p>")
            )
            self._add(Kind.FIGURE, shown, number=number, title=words, text=alt or words)
        if element.tag == "figure":
            for table in element.iter("table"):
                if next(table.iterancestors("table"), None) is None:
                    self._table(table)

    # -- rows --------------------------------------------------------------------------------------------------------

    def _collect(self, element: Any) -> None:
        """Remember the anchors inside an element, and replace pictures inside running text."""
        for inner in element.iter():
            self._mark(inner)
            if isinstance(inner.tag, str) and inner is not element:
                if inner.get("id"):
                    self.pending.append(inner.get("id"))
                elif inner.tag == "a" and inner.get("name"):
                    self.pending.append(inner.get("name"))
        for image in list(element.iter("img")):
            name = self.pictures.keep(image.get("src") or "", image.get("alt") or "")
            if name:
                image.set("src", f"figure:{name}")
            else:
                image.set("src", "figure:missing")

    def _add(
        self, kind: Kind, inner: str, *, level: int = 0, number: str = "", title: str = "", text: str = ""
    ) -> None:
        if len(self.rows) >= MOST_BLOCKS:
            raise Unreadable(N_("The text has more than 20,000 paragraphs; import it in parts."))
        self.tally[kind] += 1
        self.tally["text"] += len(inner)
        if len(inner) > MOST_IN_BLOCK or self.tally["text"] > MOST_TEXT:
            raise Unreadable(N_("The text is far longer than a standard; import it in parts."))
        if nesting(inner) > DEEPEST_TAGS:
            raise Unreadable(N_("The text is nested too deeply to be a standard."))
        self.rows.append(
            {
                "kind": kind,
                "level": level,
                "number": number,
                "title": title,
                "html": inner.strip(),
                "text": text or _words_of(inner),
                "ids": self.pending,
            }
        )
        self.pending = []

    def _remark(self, code: str, message: str, where: str, row: int | None = None) -> None:
        """Keep a remark about a row, by its index: that which comes next where none is given."""
        if len(self.remarks) >= MOST_REMARKS:
            self.more_remarks += 1
            return
        self.rows_of_remarks[len(self.remarks)] = len(self.rows) if row is None else row
        self.remarks.append(Remark(code, message, where[:200]))

    def _mark(self, element: Any) -> None:
        """Remember the remarks that the next row is to have."""
        if isinstance(element.tag, str) and element.get("data-remark"):
            self.pending += [_REMARK + number for number in element.get("data-remark").split()]

    def _placed_remarks(self) -> tuple[Remark, ...]:
        """Remarks with the keys of their blocks. What was remarked before it was HTML has its row by an attribute
        `data-remark` of an element: the numbers of remarks in their list."""
        placed = []
        for number, remark in enumerate(self.remarks[:MOST_REMARKS]):
            row = self.rows_of_remarks.get(number, self.anchors.get(f"{_REMARK}{number}"))
            key = remark.block if row is None else self.rows[min(row, len(self.rows) - 1)]["key"]
            placed.append(replace(remark, block=key))
        return tuple(placed)

    def _number(self) -> None:
        headings = [row for row in self.rows if row["kind"] is Kind.HEADING]
        if headings and not any(row["number"] for row in headings):
            first = headings[0]
            rest = (
                headings[1:]
                if [h["level"] for h in headings].count(first["level"]) == 1 and len(headings) > 1
                else headings
            )
            for row, number in zip(rest, numbering.assign([row["level"] for row in rest]), strict=True):
                row["number"] = number
            self._remark(
                "assigned",
                N_("No heading has a number; numbers were assigned."),
                "",
                self.rows.index(first),
            )
        line = 0
        for row in self.rows:
            line += row["kind"] is not Kind.HEADING
            row["line"] = 0 if row["kind"] is Kind.HEADING else line

    def _key(self) -> None:
        used = _Keys(TAKEN)
        clause, count, headings = "start", 0, 0
        for index, row in enumerate(self.rows):
            for identifier in row["ids"]:
                self.anchors.setdefault(identifier, index)
            ids = [identifier for identifier in row["ids"] if not identifier.startswith(_REMARK)]
            own = next((k for k in map(_slug, ids) if k and k not in used and not k.startswith("fnref")), "")
            if row["kind"] is Kind.HEADING:
                key = (
                    own
                    or (f"s-{_slug(row['number'])}" if _slug(row["number"]) else "")
                    or f"h-{headings + 1}"
                )
                key = used.free(key)
                headings += 1
                clause, count = key, 0
            else:
                count += 1
                key = used.free(own or f"{clause}.p{count}")
            used.add(key)
            row["key"] = key

    def _link(self) -> None:
        """Links inside the draft lead to blocks; those that lead nowhere lose their link and are told at each row."""
        for index, row in enumerate(self.rows):
            lost: set[str] = set()
            if "<a " in row["html"]:
                linked = partial(self._href, lost)
                row["html"] = re.sub(r'href="([^"]*)"', linked, row["html"])
            for address in sorted(lost):
                self._remark(
                    "link",
                    N_("This link leads to no place in the draft and is not a link any more."),
                    address,
                    index,
                )

    def _href(self, lost: set[str], found: re.Match[str]) -> str:
        address = entities.unescape(found[1])
        if re.match(r"(?:https?|mailto):", address):
            return f'href="{entities.escape(address, quote=True)}"'
        fragment = address.partition("#")[2]
        if fragment in self.anchors:
            return f'href="#{self.rows[self.anchors[fragment]]["key"]}"'
        if address and not address.startswith("figure:"):
            lost.add(address)
        return 'data-lost=""'


def language_of(lang: str, three: str = "", root: Any = None) -> str:
    """A BCP 47 tag from an HTML lang, or from an ISO 639-3 code; where neither says anything, by the letters."""
    lang = lang.replace("_", "-").strip()
    base = lang.split("-")[0].lower()
    if base in _ISO_639_3:
        lang = _ISO_639_3[base] + lang[len(base) :]
    named = lang or _ISO_639_3.get(three.lower(), three.lower())
    return named or (written_in(root.text_content()[:20_000]) if root is not None else "en")


def _detached(item: Any) -> list[Any]:
    """Take the lists in a list item out of it but leave the text after each."""
    nested, before, after = [], None, []
    for child in [*item, None]:
        if child is not None and child.tag in {"ul", "ol"}:
            nested.append(child)
            after.append(child.tail or "")
            child.tail = None
            item.remove(child)
            continue
        text = "".join(after)
        if text and before is not None:
            before.tail = (before.tail or "") + text
        elif text:
            item.text = (item.text or "") + text
        before, after = child, []
    return nested


def _inner(element: Any) -> str:
    if element is None:
        return ""
    parts = [entities.escape(element.text or "")]
    parts += [etree.tostring(child, encoding="unicode", method="html") for child in element]
    return "".join(parts)


def _outer(element: Any) -> str:
    text: str = etree.tostring(element, encoding="unicode", method="html", with_tail=False)
    return text


def _words_of(inner: str) -> str:
    """The words of a piece of HTML, on one line."""
    text = re.sub(r"<(?:br|/p|/li|/td|/th|/tr|/div)[^>]*>", " ", inner)
    return " ".join(entities.unescape(re.sub(r"<[^>]*>", "", text)).split())


def _slug(text: str) -> str:
    text = "".join(
        letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter)
    )
    return re.sub(r"[^a-z0-9._-]+", "-", text.lower()).strip("-.")[:80]


class _Keys(set[str]):
    """Keys that are taken."""

    def __init__(self, taken: Iterable[str]) -> None:
        super().__init__(taken)
        self.last: dict[str, int] = {}

    def free(self, key: str) -> str:
        """`key`, or the first of key-2, key-3 … that nobody has; it goes on where it was last."""
        if key not in self:
            return key
        number = self.last.get(key, 1) + 1
        while f"{key}-{number}" in self:
            number += 1
        self.last[key] = number
        return f"{key}-{number}"


def _captioned(title: str) -> tuple[str, str]:
    """("Table 2", "Lots") of "Table 2. Lots"."""
    found = re.match(
        r"^((?:Table|Figure|Fig\.|Tableau|Tabla|Figura|Таблица|Рисунок|表|图|جدول|شكل)\s*[A-Z]?[\d.-]*\d)\s*[.:—–-]*\s*(.*)$",
        title,
    )
    return (found[1], found[2]) if found else ("", title)


def _marker(count: int, kind: str | None) -> str:
    if kind in {"a", "A"} and 1 <= count <= 26:
        letter = chr(96 + count)
        return f"{letter if kind == 'a' else letter.upper()})"
    if kind in {"i", "I"} and 1 <= count <= 39:
        roman = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"][count % 10]
        roman = "x" * (count // 10) + roman
        return f"{roman if kind == 'i' else roman.upper()})"
    return f"{count}."
