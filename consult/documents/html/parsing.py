"""From HTML to blocks. Markdown and Word arrive here too, once they are HTML: one walker for every format."""

import html as entities
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import Any

from lxml import etree
from lxml import html as lhtml

from consult.core.language_tags import canonical
from consult.core.mathml import with_formulas_as_words, without_formulas
from consult.core.translatable import N_
from consult.documents import captions, encodings, heading_numbers
from consult.documents.blocks import (
    DEEPEST_TAGS,
    MOST_BLOCKS,
    MOST_CELLS,
    MOST_IN_BLOCK,
    MOST_REMARKS,
    MOST_TEXT,
    NOTHING,
    Block,
    DocumentWarning,
    Kind,
    ParsedDraft,
    Source,
    Unreadable,
    nesting,
)
from consult.documents.formulas import tex
from consult.documents.html import clearing, styles, writing
from consult.documents.html.clearing import HEADINGS, called, words_of
from consult.documents.html.writing import REMARK
from consult.documents.languages import direction_of, written_in
from consult.documents.list_numerals import roman
from consult.documents.pictures import Load, Pictures
from consult.documents.upload_checks import refuse_too_many_tags

DEEPEST = 60
_CONTROLS = dict.fromkeys((*range(9), 11, *range(14, 32), 0xFFFE, 0xFFFF)) | {12: " "}
"""Signs that no text holds; lxml reads them, but writes none into a tree that is changed."""
_REMARK = "remark:"
_LONGEST_LANGUAGE, _LONGEST_NUMBER = 60, 500
"""Characters that a result may have (see `results`)."""
"""Begins the anchors of warnings, which are no ids of the source."""
_CONTAINERS = {
    "body", "div", "section", "article", "main", "header", "footer", "center", "form", "fieldset", "details", "html",
    "address", "hgroup", "aside", "span-block", "tbody",
}  # fmt: skip
NUMBER_OF_FORMULA = re.compile(r"\(\s*[A-Za-z]{0,3}[.-]?\d+(?:[.–-]\d+)*[a-z]?\s*\)")
"""What stands beside a formula in print: (3), (A.1), (2-4a)."""
_ADDRESS = re.compile(r"(?<![\w.+%-])[\w.+%-]++@[A-Za-z0-9-]++(?:\.[A-Za-z0-9-]++)++")
"""An email address."""
_BACK = re.compile("[↩↵⏎↑^\ufe0e\ufe0f]+")
"""What a link shows that leads from a footnote back to the text."""
_LINK = re.compile(r'<a((?:\s+[\w:.-]+(?:="[^"]*")?)*)\s*>(.*?)</a>', re.DOTALL)
NOTE = re.compile(
    r"^\s*+(NOTE|Note|Notes|EXAMPLE|Nota|Remarque|Примечание|注|ملاحظة)\b(?:\s*+\d++)?+\s*+(?:to entry)?+\s*+[:.—–-]"
)


def parse_tree(
    source: str,
    *,
    language: str | None,
    load: Load,
    remarks: list[DocumentWarning],
    digest: str,
    is_foreign: bool = False,
) -> ParsedDraft:
    """The blocks of an HTML document. `is_foreign`: it was not made here, so attributes of our own mean nothing in it.

    Raises Unreadable where there is nothing to read or too much.
    """
    parser = lhtml.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        root = lhtml.document_fromstring(source.translate(_CONTROLS), parser=parser)
    except (etree.ParserError, ValueError):
        raise Unreadable(N_("The file has no text.")) from None
    if is_foreign:
        etree.strip_attributes(root, *writing.OWN_ATTRIBUTES)
    styles.as_elements(root)
    return _Walk(root, language, load, remarks, digest).parsed()


TAKEN = frozenset({
    "main", "clauses", "corrections", "text", "said", "keys", "keys-title", "keys-off", "csrf_token", "csrf-token",
    "error-summary", "error-summary-title", "title", "language", "seen", "workspace-text", "own-count", "own-told",
    "keys-on", "writing", "writing-title", "redline", "quote", "quote-hint", "type", "comment", "proposal", "rationale",
    "key", "sheet", "begun", "beside", "code", "line", "published", "published-title",
})  # fmt: skip
"""Ids of the pages that show a draft: what a source calls by one of them gets a key like all others."""


def parse_page(
    file: Source, *, language: str | None, load: Load, remarks: list[DocumentWarning], digest: str
) -> ParsedDraft:
    """The blocks of a page that someone else made. Raises Unreadable."""
    refuse_too_many_tags([file])
    source = encodings.decoded(file, remarks, is_html=True)
    return parse_tree(source, language=language, load=load, remarks=remarks, digest=digest, is_foreign=True)


class _Walk:
    def __init__(
        self, root: Any, language: str | None, load: Load, remarks: list[DocumentWarning], digest: str
    ) -> None:
        self.root, self.remarks, self.digest = root, remarks, digest
        self.rows: list[dict[str, Any]] = []
        self.rows_of_remarks: dict[int, int] = {}
        self.more_remarks = 0
        self.pictures = Pictures(load, self._remark_here)
        stated = (language or root.get("lang") or root.get("data-iso6393") or "").strip()
        self.language = canonical(language or "") or language_of(
            root.get("lang") or "", root.get("data-iso6393") or ""
        )
        if not self.language:
            self.language = written_in(" ".join(root.xpath("string(body)").split()))
            self._guessed(stated)
        direction = (root.get("dir") or "").lower()
        self.direction = direction if direction in {"rtl", "ltr"} else direction_of(self.language)
        self.tally: Counter[str] = Counter()
        self.anchors: dict[str, int] = {}
        self.pending: list[str] = []
        self.place = ""
        self.title = ""

    def parsed(self) -> ParsedDraft:
        clearing.clear(self.root, self._keep)
        body = self.root.find("body")
        self._container(self.root if body is None else body, 0)
        if not any(row["text"] or row["kind"] is Kind.FIGURE for row in self.rows):
            raise Unreadable(N_("The file has no text."))
        self._settle_remarks()
        self._number()
        self._key()
        self._tell_addresses()
        headings = [row for row in self.rows if row["kind"] is Kind.HEADING]
        self.remarks += heading_numbers.look_over(
            [(row["level"], row["number"], row["title"], row["key"]) for row in headings]
        )
        self._link()  # last: of lost links there may be more than all warnings that are kept
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
        return ParsedDraft(
            self.title or self._title_of(headings),
            self.language,
            self.direction,
            blocks,
            tuple(self.pictures.kept.values()),
            self._placed_remarks(),
            self.digest,
            more_remarks=self.more_remarks + max(0, len(self.remarks) - MOST_REMARKS),
        )

    def _title_of(self, headings: list[dict[str, Any]]) -> str:
        """The first heading, or what the file says of itself where that heading is a numbered clause or is missing."""
        stated = " ".join((self.root.findtext(".//title") or "").split())
        if not headings:
            return stated
        first = headings[0]
        return stated if first["number"] and stated else first["title"] or first["number"]

    # -- walking -----------------------------------------------------------------------------------------------------

    def _container(self, element: Any, depth: int) -> None:
        """Blocks below a container; loose text between them is a paragraph."""
        if depth > DEEPEST:
            raise Unreadable(N_("The text is nested too deeply. Simplify its structure and upload it again."))
        loose: list[Any] = []

        def flush() -> None:
            inner = _joined(loose)
            if _words_of(inner) and not self._formula(loose):
                self._add(Kind.PARAGRAPH, inner)
            loose.clear()

        if element.text and element.text.strip():
            loose.append(entities.escape(element.text))
        for child in element:
            if self._is_block(child):
                flush()
                self._block(child, depth)
            elif child.tag == REMARK:
                self._mark(child)
            elif child.tag != "head":
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
            *HEADINGS,
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
        if tag in HEADINGS:
            self._heading(element, HEADINGS[tag])
        elif tag == "p":
            self._paragraph(element)
        elif tag in {"ul", "ol"}:
            self._list(element, 1, depth)
        elif tag == "table":
            self._table(element)
        elif tag == "blockquote":
            self._quotation(element)
        elif tag == "pre":
            self._collect(element)
            self._add(Kind.CODE, f"<pre>{_inner(element)}</pre>")
        elif tag == "dl":
            self._definitions(element, depth)
        elif tag in {"figure", "img"}:
            self._figure(element, depth)
        elif tag in _CONTAINERS:
            if "footnotes" in (element.get("class") or "") and next(element.iter("li"), None) is not None:
                self._footnotes(element, depth)
            else:
                self._container(element, depth + 1)

    def _quotation(self, element: Any) -> None:
        self._collect(element)
        inner = _inner(element)
        words = _words_of(inner)
        if words or "<img" in inner:
            self._add(Kind.NOTE if NOTE.match(words) else Kind.QUOTATION, inner)

    def _heading(self, element: Any, level: int) -> None:
        images = list(element.iter("img"))
        etree.strip_elements(element, "img", with_tail=False)  # a heading is shown as its words
        words = _words_of(_inner(element))
        if words:
            self._collect(element)
            given = element.get("data-number") or ""
            number, title = heading_numbers.split(words)
            if given:
                number, title = given, "" if words == given else title if number == given else words
            self.place = called(number, title)
            self._add(Kind.HEADING, _inner(element), level=level, number=number, title=title)
        for image in images:
            self._figure(image)

    def _paragraph(self, element: Any) -> None:
        images = list(element.iter("img"))
        if images and not _words_of(_inner(element)):
            for inner in element.iter():
                self._mark(inner)
            for image in images:
                self._figure(image)
            return
        if self._formula([element]):
            return
        self._collect(element)
        words = _words_of(_inner(element))
        if not words:
            return
        if styles.TITLE in (element.get("class") or "").split():
            self.title = self.title or words
        kind = Kind.NOTE if NOTE.match(words) else Kind.PARAGRAPH
        self._add(kind, _inner(element), number=captions.number_of_paragraph(words))

    def _formula(self, parts: Sequence[Any]) -> bool:
        """Add elements and HTML as one block where they are nothing but a formula, and perhaps its number; one in TeX
        that could not be read stands there as it was written."""
        elements = [part for part in parts if not isinstance(part, str)]
        formulas = [
            one for element in elements for one in element.iter("math", "code") if tex.is_formula(one)
        ]
        if not formulas or any(next(element.iter("img", "li"), None) is not None for element in elements):
            return False
        beside = _words_of(tex.without_unread(without_formulas(_joined(parts))))
        if beside and not NUMBER_OF_FORMULA.fullmatch(beside):
            return False
        for element in elements:
            self._collect(element)
        for formula in formulas:
            if formula.tag == "math":
                formula.set("display", "block")
        self._add(Kind.FORMULA, "".join(map(_outer, formulas)), number=beside.replace(" ", ""))
        return True

    def _list(self, element: Any, level: int, depth: int) -> None:
        if depth > DEEPEST:
            raise Unreadable(N_("The text is nested too deeply. Simplify its structure and upload it again."))
        is_reversed = element.get("reversed") is not None
        first = sum(1 for _item in element.iterchildren("li")) if is_reversed else 1
        count = _whole(element.get("start"), first)
        self._words_astray(element.text)
        for item in element:
            if item.tag in {"ul", "ol"}:
                self._list(item, level + 1, depth + 1)
            elif item.tag != "li":
                self._astray(item, depth)
            else:
                count = _whole(item.get("value"), count)
                marker = _marker(count, element.get("type")) if element.tag == "ol" else ""
                self._item(item, level, item.get("data-number") or marker, depth)
                count += -1 if is_reversed else 1
            self._words_astray(item.tail)

    def _item(self, item: Any, level: int, marker: str, depth: int) -> None:
        if item.get("id"):
            self.pending.append(item.get("id"))
        nested = _detached(item)
        self._collect(item)
        inner = _inner(item)
        if _words_of(inner) or "<img" in inner:
            self._add(Kind.LIST_ITEM, inner, level=level, number=marker)
        for child in nested:
            self._list(child, level + 1, depth + 1)

    def _astray(self, element: Any, depth: int) -> None:
        """What stands in a list where only its items should."""
        if self._is_block(element):
            self._block(element, depth + 1)
        elif _words_of(_inner(element)) or next(element.iter("img"), None) is not None:
            self._collect(element)
            self._add(Kind.PARAGRAPH, _outer(element))
        else:
            self._mark(element)

    def _words_astray(self, words: str | None) -> None:
        if words and words.strip():
            self._add(Kind.PARAGRAPH, entities.escape(words))

    def _table(self, element: Any) -> None:
        self.tally["cells"] += sum(1 for _cell in element.iter("td", "th"))
        if self.tally["cells"] > MOST_CELLS:
            raise Unreadable(N_("The tables have too many cells. Import the text in parts."))
        rows = list(islice(element.iter("tr"), 2))
        if len(rows) == 1 and element.find("caption") is None and self._formula(rows):
            return  # a table that only sets the number of a formula at the edge
        self._collect(element)
        caption = element.find("caption")
        title = _words_of(_inner(caption)) if caption is not None else ""
        number, title = captions.captioned(title)
        self._add(Kind.TABLE, _outer(element), number=number, title=title)

    def _definitions(self, element: Any, depth: int) -> None:
        terms: list[Any] = []
        for child in _parts_of_definitions(element):
            if isinstance(child, str):
                if terms and child.strip():
                    self._defined(terms, None)
                    terms = []
                self._words_astray(child)
            elif child.tag == "dt":
                terms.append(child)
            elif child.tag == "dd":
                self._defined(terms, child)
                terms = []
            else:
                self._astray(child, depth)
        if terms:
            self._defined(terms, None)

    def _defined(self, terms: list[Any], definition: Any) -> None:
        """Terms and what they mean, or None, as one paragraph."""
        for part in (*terms, *([] if definition is None else [definition])):
            if part.get("id"):
                self.pending.append(part.get("id"))
            self._collect(part)
        heads = "<br>".join(f"<strong>{_inner(term)}</strong>" for term in terms)
        body = _inner(definition)
        if heads and body:
            body = f"<p>{heads}</p>{body}" if "<p" in body else f"{heads}<br>{body}"
        if _words_of(heads + body):
            self._add(Kind.PARAGRAPH, body or heads)

    def _footnotes(self, element: Any, depth: int) -> None:
        self._settle_remarks()
        self._words_astray(element.text)
        for child in element:
            if child.tag not in HEADINGS and next(child.iter("li"), None) is None:
                self._astray(child, depth)
            self._words_astray(child.tail if child.tag != "li" else "")
        for item in element.iter("li"):
            if next(item.iterancestors("li"), None) is not None:
                continue  # a list in a footnote is part of it
            if item.getparent() is not element and item.getprevious() is None:
                self._words_astray(item.getparent().text)
            if item.get("id"):
                self.pending.append(item.get("id"))
            for back in filter(_leads_back, list(item.iter("a"))):
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
            self._words_astray(item.tail)

    def _figure(self, element: Any, depth: int = 0) -> None:
        """A picture, or the pictures of a figure and then whatever else is in it."""
        images = [
            image
            for image in element.iter("img")
            if next(image.iterancestors("table"), None) is None or image is element
        ]
        caption = element.find("figcaption") if element.tag == "figure" else None
        title = _words_of(_inner(caption)) if caption is not None else ""
        for image in images:
            alt = " ".join((image.get("alt") or "").split())
            number, words = captions.captioned(title or image.get("title") or "")
            if not alt:
                self._remark_here(
                    "alt",
                    N_(
                        "This figure has no alternative text. People who cannot see it do not get its content."
                    ),
                    words,
                )
            name = self.pictures.keep(image.get("src") or "", alt)
            shown = (
                f'<img src="figure:{name}" alt="{entities.escape(alt, quote=True)}">'
                if name
                else (f"<p>{entities.escape(alt or words or '?')}</p>")
            )
            self._add(Kind.FIGURE, shown, number=number, title=words, text=alt or words)
            image.tag = "shown"
        if element.tag == "figure":
            etree.strip_elements(element, "shown", with_tail=False)
            if images and caption is not None:
                caption.clear(keep_tail=True)
            self._container(element, depth + 1)

    # -- rows --------------------------------------------------------------------------------------------------------

    def _collect(self, element: Any) -> None:
        """Remember the anchors inside an element, and replace pictures inside running text."""
        has_marks = False
        for inner in element.iter():
            has_marks = self._mark(inner) or has_marks
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
        if has_marks:
            etree.strip_tags(element, REMARK)

    def _add(
        self, kind: Kind, inner: str, *, level: int = 0, number: str = "", title: str = "", text: str = ""
    ) -> None:
        if len(self.rows) >= MOST_BLOCKS:
            raise Unreadable(N_("The text has more than 20,000 paragraphs. Import it in parts."))
        self.tally[kind] += 1
        self.tally["text"] += len(inner)
        if len(inner) > MOST_IN_BLOCK or self.tally["text"] > MOST_TEXT:
            raise Unreadable(N_("The text is too long. Import it in parts."))
        if nesting(inner) > DEEPEST_TAGS:
            raise Unreadable(N_("The text is nested too deeply. Simplify its structure and upload it again."))
        self.rows.append(
            {
                "kind": kind,
                "level": level,
                "number": number[:_LONGEST_NUMBER],
                "title": title,
                "html": inner.strip(),
                "text": text or _words_of(inner),
                "ids": self.pending,
            }
        )
        self.pending = []

    def _remark(
        self,
        code: str,
        message: str,
        where: str,
        row: int | None = None,
        left_out: Mapping[str, int] = NOTHING,
    ) -> None:
        """Keep a warning about a row, by its index: that which comes next where none is given."""
        number = self._keep(code, message, where, left_out)
        if number is not None:
            self.rows_of_remarks[number] = len(self.rows) if row is None else row

    def _guessed(self, stated: str) -> None:
        """Warn that the language is a guess: the file states none, or `stated`, which is none."""
        if stated:
            message = N_(
                "The language stated in the file is not known. The language was guessed from the text. Check that it "
                "is right."
            )
        else:
            message = N_(
                "The file does not state its language. The language was guessed from the text. Check that it is "
                "right."
            )
        self._keep("language", message, stated or self.language)

    def _keep(
        self, code: str, message: str, where: str, left_out: Mapping[str, int] = NOTHING, /
    ) -> int | None:
        """Keep a warning; its number, or None where there are too many."""
        if len(self.remarks) >= MOST_REMARKS:
            self.more_remarks += 1
            return None
        self.remarks.append(DocumentWarning(code, message, where[:200], left_out=left_out))
        return len(self.remarks) - 1

    def _mark(self, element: Any) -> bool:
        """Remember the warnings that the next row is to have; whether there are any."""
        numbers = element.attrib.pop("data-remark", "").split() if isinstance(element.tag, str) else []
        self.pending += [_REMARK + number for number in numbers]
        return bool(numbers)

    def _settle_remarks(self) -> None:
        """Give the last row the warnings that wait for the next one: the text ends here."""
        if self.rows:
            self.rows[-1]["ids"] += [one for one in self.pending if one.startswith(_REMARK)]
            self.pending = [one for one in self.pending if not one.startswith(_REMARK)]

    def _placed_remarks(self) -> tuple[DocumentWarning, ...]:
        """Warnings with the keys of their blocks. What was reported before it was HTML has its row by an attribute
        `data-remark` of an element: the numbers of warnings in their list."""
        placed = []
        for number, remark in enumerate(self.remarks[:MOST_REMARKS]):
            row = self.rows_of_remarks.get(number, self.anchors.get(f"{_REMARK}{number}"))
            key = remark.block if row is None else self.rows[min(row, len(self.rows) - 1)]["key"]
            placed.append(replace(remark, block=key))
        return tuple(placed)

    def _remark_here(
        self, code: str, message: str, what: str, left_out: Mapping[str, int] = NOTHING, /
    ) -> None:
        """A warning on something below the heading that was read last."""
        self._remark(code, message, ": ".join(filter(None, (self.place, what))), left_out=left_out)

    def _number(self) -> None:
        headings = [row for row in self.rows if row["kind"] is Kind.HEADING]
        if headings and not any(row["number"] for row in headings):
            first = headings[0]
            is_alone = [h["level"] for h in headings].count(first["level"]) == 1 and len(headings) > 1
            rest = headings[1:] if is_alone else headings
            for row, number in zip(rest, heading_numbers.assign([row["level"] for row in rest]), strict=True):
                row["number"] = number
            at = self.rows.index(first)
            self._remark("assigned", N_("No heading has a number; numbers were assigned."), "", at)
            if is_alone:
                message = N_(
                    "The only first-level heading was read as the title and got no number. Enter a number if it is a "
                    "clause."
                )
                self._remark("title", message, first["title"], at)
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
            own = next(
                (k for k in map(_slug, ids) if k and k not in used and not k.startswith(("fnref", "_"))), ""
            )
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
        place = ""
        for index, row in enumerate(self.rows):
            if row["kind"] is Kind.HEADING:
                place = called(row["number"], row["title"])
            lost: set[str] = set()
            if "<a " in row["html"]:
                linked = partial(self._href, lost)
                row["html"] = re.sub(r'href="([^"]*)"', linked, row["html"])
                row["html"] = _LINK.sub(lambda one: one[0] if " href=" in one[1] else one[2], row["html"])
            for address in sorted(lost):
                self._remark(
                    "link",
                    N_(
                        "The target of this link is not in the draft. The link was removed; its text was kept."
                    ),
                    f"{place}: {address}" if place else address,
                    index,
                )

    def _tell_addresses(self) -> None:
        """Tell where addresses of people stand: they were perhaps meant for colleagues alone."""
        place = ""
        for index, row in enumerate(self.rows):
            if row["kind"] is Kind.HEADING:
                place = called(row["number"], row["title"])
            said = entities.unescape(re.sub(r"<(?!a )[^>]*>", "", row["html"])) if "@" in row["html"] else ""
            for address in dict.fromkeys(_ADDRESS.findall(said)):
                message = N_("The text contains an email address. Drafts are public.")
                self._remark("address", message, f"{place}: {address}" if place else address, index)

    def _href(self, lost: set[str], found: re.Match[str]) -> str:
        address = entities.unescape(found[1])
        if re.match(r"(?:https?|mailto):", address):
            return f'href="{entities.escape(address, quote=True)}"'
        fragment = address.partition("#")[2]
        if fragment in self.anchors:
            return f'href="#{self.rows[self.anchors[fragment]]["key"]}"'
        if address and not address.startswith("figure:"):
            lost.add(address)
        return ""


def language_of(lang: str, three: str = "") -> str:
    """The tag of the language that an HTML lang says, or an ISO 639-3 code; "" where neither is one."""
    return canonical(lang) or canonical(three)


def _parts_of_definitions(element: Any) -> Iterator[Any]:
    """The elements of a `dl`, also those in a `div`, and the words around them, in their order."""
    yield element.text or ""
    for child in element:
        if child.tag == "div":
            yield from _parts_of_definitions(child)
        else:
            yield child
        yield child.tail or ""


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


def _joined(parts: Iterable[Any]) -> str:
    """HTML of elements and of pieces of HTML."""
    return "".join(part if isinstance(part, str) else _outer(part) for part in parts)


def _words_of(inner: str) -> str:
    """The words of a piece of HTML, on one line."""
    text = re.sub(
        r"<(?:br|/p|/li|/td|/th|/tr|/div|/caption|/h\d|/dt|/dd|/pre|/blockquote|/figcaption)[^>]*>",
        " ",
        with_formulas_as_words(inner),
    )
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
        """`key`, or the first of key-2, key-3 … that no one has; it goes on where it was last."""
        if key not in self:
            return key
        number = self.last.get(key, 1) + 1
        while f"{key}-{number}" in self:
            number += 1
        self.last[key] = number
        return f"{key}-{number}"


def _leads_back(link: Any) -> bool:
    """Whether a link leads from a footnote back to where the text cites it."""
    is_called = "footnote-back" in (link.get("class") or "") or link.get("role") == "doc-backlink"
    return is_called or (_BACK.fullmatch(words_of(link)) is not None and "#" in (link.get("href") or ""))


def _whole(value: str | None, default: int) -> int:
    return int(value) if value and re.fullmatch("-?[0-9]{1,6}", value) else default


def _marker(count: int, kind: str | None) -> str:
    """How a browser numbers an item of an ordered list of this type: after z come aa, ab."""
    if kind in {"a", "A"} and count > 0:
        letters = ""
        while count:
            count, at = divmod(count - 1, 26)
            letters = chr(97 + at) + letters
        return f"{letters if kind == 'a' else letters.upper()})"
    if kind in {"i", "I"} and 0 < count < 4000:
        return f"{roman(count) if kind == 'i' else roman(count).upper()})"
    return f"{count}."
