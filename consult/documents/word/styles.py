"""Styles and lists of a Word file, read once: what a paragraph of a style is, and the numbers that Word computes.

Numbers come from ECMA-376 §17.9: counters per list and level, shown by the level's pattern. Word's own limits hold:
nine levels, no number above 32,767. A style that is based on itself, over whatever way round, ends its own chain.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn

from consult.documents.list_numerals import KINDS, LONGEST, numeral

_HEADING = re.compile(
    r"^(?:heading|überschrift|titre|título|titolo|заголовок|标题|عنوان)\s*(\d)$", re.IGNORECASE
)
_LONGEST_CHAIN = 11
_DEEPEST = 8
_GREATEST = 32_767


_ROLES = {
    **dict.fromkeys(("quote", "intense quote", "block text"), "Quotation"),
    **dict.fromkeys(("html preformatted", "source code", "macro"), "Code"),
}
"""Styles of Word and of Pandoc that are for more than looks, by their names."""


class Style(NamedTuple):
    """A style of paragraphs, or as far as it hides its words, of letters.

    Whether it is of Word's own table of contents; whether it hides its words; its role: "Title" or "Subtitle" where it
    is that of a document's title, "Quotation" or "Code" where it is for those, or ""; the level of heading it makes,
    or 0; the list it belongs to, or None; of itself and the styles that it is based on, the ids with the level in the
    list that each names, or None; and whether it strikes its words out.
    """

    is_contents: bool = False
    is_hidden: bool = False
    role: str = ""
    heading: int = 0
    list_id: str | None = None
    depths: tuple[tuple[str, int | None], ...] = ()
    is_struck: bool = False


class _OwnStyle(NamedTuple):
    """What a style says itself, without those that it is based on."""

    identifier: str
    name: str
    based_on: str | None
    outline: int | None
    list_id: str | None
    depth: int | None
    is_hidden: bool | None
    is_struck: bool | None


def of(document: Any) -> dict[str | None, Style]:
    """The styles of a document by id; under None that of a paragraph which names no known one."""
    root = document.styles.element
    by_id: dict[str, _OwnStyle] = {}
    for element in root.iterchildren(qn("w:style")):
        one = _read(element)
        by_id.setdefault(one.identifier, one)
    found: dict[str | None, Style] = {one.identifier: _resolved(by_id, one) for one in by_id.values()}
    default = root.default_for(WD_STYLE_TYPE.PARAGRAPH)
    found[None] = found.get(default.styleId, Style()) if default is not None else Style()
    return found


def _read(element: Any) -> _OwnStyle:
    list_id, depth = _listed(element.find(qn("w:pPr")))
    return _OwnStyle(
        element.get(qn("w:styleId")) or "",
        _value(element, "w:name", ""),
        _value(element, "w:basedOn", "") or None,
        whole(element, "w:pPr", "w:outlineLvl"),
        list_id,
        depth,
        is_on(element.find(qn("w:rPr")), "w:vanish"),
        is_struck(element.find(qn("w:rPr"))),
    )


def _resolved(by_id: Mapping[str, _OwnStyle], own: _OwnStyle) -> Style:
    """A style with what it takes from those that it is based on: each from the nearest that says it (§17.7.2)."""
    chain = list(_chain(by_id, own))
    is_contents = re.match(r"toc (?:\d|heading)$", own.name.lower()) is not None
    role, heading = next(filter(None, map(_role, chain)), ("", 0))
    list_id = next((one.list_id for one in chain if one.list_id is not None), None)
    is_hidden = next((one.is_hidden for one in chain if one.is_hidden is not None), False)
    struck = next((one.is_struck for one in chain if one.is_struck is not None), False)
    depths = tuple((one.identifier, one.depth) for one in chain)
    return Style(is_contents, is_hidden, role, heading, list_id, depths, struck)


def _chain(by_id: Mapping[str, _OwnStyle], own: _OwnStyle) -> Iterator[_OwnStyle]:
    seen: set[str] = set()
    step: _OwnStyle | None = own
    while step is not None and step.identifier not in seen and len(seen) < _LONGEST_CHAIN:
        yield step
        seen.add(step.identifier)
        step = by_id.get(step.based_on or "")


def _role(own: _OwnStyle) -> tuple[str, int] | None:
    """What a style makes of its paragraphs, as far as it says so itself: the title of the document, a quotation, code,
    a heading of some level, or plain text (0)."""
    if own.name.lower() in {"title", "subtitle"}:
        return own.name.capitalize(), 0
    if own.name.lower() in _ROLES:
        return _ROLES[own.name.lower()], 0
    if own.outline is not None:
        return "", heading_at(own.outline)
    named = _HEADING.match(own.name) or re.match(r"^heading(\d)$", own.identifier, re.IGNORECASE)
    return ("", heading_at(int(named[1]) - 1)) if named else None


def heading_at(outline: int) -> int:
    """The level of heading (1 to 6) at one of Word's outline levels 0 to 8; 0 for all others: 9 is plain text."""
    return min(outline + 1, 6) if 0 <= outline <= 8 else 0


def _listed(properties: Any) -> tuple[str | None, int | None]:
    """The list and the level in it that properties of a paragraph name; None for what they do not."""
    number = properties.find(qn("w:numPr")) if properties is not None else None
    if number is None:
        return None, None
    return _value(number, "w:numId", "") or None, whole(number, "w:ilvl")


class _Level(NamedTuple):
    """A level of a list; after which other level it begins again (from 1; 0 for none, None for all above it), and
    whether it shows all numbers in figures."""

    kind: str
    pattern: str
    start: int
    restart: int | None = None
    is_legal: bool = False


class Numbering:
    """The lists of a document and their counters, which go on from paragraph to paragraph."""

    def __init__(self, document: Any) -> None:
        self.levels: dict[str, dict[int, _Level]] = {}
        self.of_style: dict[tuple[str, str], int] = {}
        self.counters: dict[str, dict[int, int]] = {}
        self.abstract: dict[str, str] = {}
        self.restarts: dict[str, dict[int, int]] = {}
        """Numbers with which a list that shares its counters with others begins again, until it has."""
        self.unknown = ""
        """The kind of number of the paragraph last counted, where it is none of those known here."""
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return
        patterns = {
            one.get(qn("w:abstractNumId")): self._patterns(one) for one in root.iter(qn("w:abstractNum"))
        }
        for number in root.iter(qn("w:num")):
            identifier = number.get(qn("w:numId"))
            self.abstract[identifier] = _value(number, "w:abstractNumId", "")
            self.levels[identifier] = patterns.get(self.abstract[identifier], {})
            self._override(identifier, number)

    def _patterns(self, abstract: Any) -> dict[int, _Level]:
        found = {}
        for level in abstract.iter(qn("w:lvl")):
            depth = _level(level.get(qn("w:ilvl")))
            style = _value(level, "w:pStyle", "")
            if style:
                self.of_style.setdefault((abstract.get(qn("w:abstractNumId")), style), depth)
            found[depth] = _read_level(level)
        return found

    def _override(self, identifier: str, number: Any) -> None:
        """What a list says instead of the definition that it shares with others (§17.9.8)."""
        for override in number.iterchildren(qn("w:lvlOverride")):
            depth = _level(override.get(qn("w:ilvl")))
            level = override.find(qn("w:lvl"))
            if level is not None:
                self.levels[identifier] = {**self.levels[identifier], depth: _read_level(level)}
            start = whole(override, "w:startOverride")
            if start is not None:
                self.restarts.setdefault(identifier, {})[depth] = min(max(start, 0), _GREATEST)

    def next_for(self, paragraph: Any, style: Style) -> tuple[str, int, bool]:
        """(number as printed, depth from 0, is a bullet) of a paragraph; ("", 0, False) for none."""
        self.unknown = ""
        own, depth = _listed(paragraph.find(qn("w:pPr")))
        identifier = own or style.list_id
        if identifier in {None, "0"} or identifier not in self.levels:
            return "", 0, False
        if depth is None and own is None:
            depth = self._depth_of(style, identifier)
        depth = min(max(depth or 0, 0), _DEEPEST)
        level = self.levels[identifier].get(depth, _Level("decimal", f"%{depth + 1}.", 1))
        if level.kind == "bullet":
            return "", depth, True
        return self._counted(identifier, depth, level), depth, False

    def _depth_of(self, style: Style, identifier: str) -> int:
        """The level in a list that a style, or the nearest that it is based on, names or is named by."""
        for name, named in style.depths:
            depth = self.of_style.get((self.abstract[identifier], name)) if named is None else named
            if depth is not None:
                return depth
        return 0

    def _counted(self, identifier: str, depth: int, level: _Level) -> str:
        counters = self.counters.setdefault(self.abstract[identifier], {})
        restarts = self.restarts.get(identifier, {})
        if depth in restarts:
            counters[depth] = restarts.pop(depth) - 1
        counters[depth] = min(counters.get(depth, level.start - 1) + 1, _GREATEST)
        levels = self.levels[identifier]
        for deeper in [one for one in counters if one > depth]:
            after = levels[deeper].restart if deeper in levels else None
            if after is None or depth < after:
                del counters[deeper]

        def shown(found: re.Match[str]) -> str:
            at = int(found[1]) - 1
            of = levels.get(at, _Level("decimal", "", 1))
            kind = "decimal" if level.is_legal and of.kind != "none" else of.kind
            if kind not in KINDS:
                self.unknown = kind
            return numeral(counters.get(at, of.start), kind)

        return re.sub(r"%([0-9])", shown, level.pattern)[:LONGEST].strip()


def _read_level(level: Any) -> _Level:
    start = whole(level, "w:start")
    return _Level(
        _value(level, "w:numFmt", "decimal"),
        _value(level, "w:lvlText", "")[:LONGEST],
        min(max(1 if start is None else start, 0), _GREATEST),
        whole(level, "w:lvlRestart"),
        bool(is_on(level, "w:isLgl")),
    )


def whole(element: Any, *path: str) -> int | None:
    """The whole number that the element at the end of `path` has as its value; None where there is none."""
    found = element.find("/".join(map(qn, path)))
    value = (found.get(qn("w:val")) or "") if found is not None else ""
    return int(value) if re.fullmatch(r"-?[0-9]{1,9}", value) else None


def is_on(properties: Any, name: str) -> bool | None:
    """Whether a property such as w:b is switched on; None where nothing says so."""
    found = properties.find(qn(name)) if properties is not None else None
    return None if found is None else found.get(qn("w:val")) not in {"0", "false", "off"}


def is_struck(properties: Any) -> bool | None:
    """Whether properties of letters strike them out, once or twice; None where they do not say."""
    said = [one for one in (is_on(properties, "w:strike"), is_on(properties, "w:dstrike")) if one is not None]
    return any(said) if said else None


def _level(value: str | None) -> int:
    return min(int(value), _DEEPEST) if value and re.fullmatch("[0-9]{1,9}", value) else 0


def _value(element: Any, name: str, default: str) -> str:
    found = element.find(qn(name))
    return str(found.get(qn("w:val")) or default) if found is not None else default
