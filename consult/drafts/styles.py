"""Styles and lists of a Word file, read once: what a paragraph of a style is, and the numbers that Word computes.

Numbers come from ECMA-376 §17.9: counters per list and level, shown by the level's pattern. Word's own limits hold:
nine levels, no number above 32,767. A style that is based on itself, over whatever way round, ends its own chain.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn

_HEADING = re.compile(
    r"^(?:heading|überschrift|titre|título|titolo|заголовок|标题|عنوان)\s*(\d)$", re.IGNORECASE
)
_LONGEST_CHAIN = 11
_DEEPEST = 8
_GREATEST = 32_767
_LONGEST = 40
"""Characters of a number as printed."""


class Style(NamedTuple):
    """A style of paragraphs: whether it is of Word's own table of contents; the level of heading it makes, or 0; the
    list it belongs to, the level in it, and the style that says so, or None."""

    is_contents: bool = False
    heading: int = 0
    list_id: str | None = None
    depth: int | None = None
    list_style: str | None = None


class _Own(NamedTuple):
    """What a style says itself, without those that it is based on."""

    identifier: str
    name: str
    based_on: str | None
    outline: int | None
    list_id: str | None
    depth: int | None


def of(document: Any) -> dict[str | None, Style]:
    """The styles of a document by id; under None that of a paragraph which names no known one."""
    root = document.styles.element
    by_id: dict[str, _Own] = {}
    for element in root.iterchildren(qn("w:style")):
        one = _read(element)
        by_id.setdefault(one.identifier, one)
    found: dict[str | None, Style] = {one.identifier: _resolved(by_id, one) for one in by_id.values()}
    default = root.default_for(WD_STYLE_TYPE.PARAGRAPH)
    found[None] = found.get(default.styleId, Style()) if default is not None else Style()
    return found


def _read(element: Any) -> _Own:
    list_id, depth = _listed(element.find(qn("w:pPr")))
    return _Own(
        element.get(qn("w:styleId")) or "",
        _value(element, "w:name", ""),
        _value(element, "w:basedOn", "") or None,
        whole(element, "w:pPr", "w:outlineLvl"),
        list_id,
        depth,
    )


def _resolved(by_id: Mapping[str, _Own], own: _Own) -> Style:
    """A style with what it takes from those that it is based on."""
    chain = list(_chain(by_id, own))
    is_contents = re.match(r"toc (?:\d|heading)$", own.name.lower()) is not None
    heading = next((level for level in map(_heading, chain) if level), 0)
    listed = next((one for one in chain if one.list_id is not None), None)
    if listed is None:
        return Style(is_contents, heading)
    return Style(is_contents, heading, listed.list_id, listed.depth, listed.identifier)


def _chain(by_id: Mapping[str, _Own], own: _Own) -> Iterator[_Own]:
    seen: set[str] = set()
    step: _Own | None = own
    while step is not None and step.identifier not in seen and len(seen) < _LONGEST_CHAIN:
        yield step
        seen.add(step.identifier)
        step = by_id.get(step.based_on or "")


def _heading(own: _Own) -> int:
    named = _HEADING.match(own.name) or re.match(r"^heading(\d)$", own.identifier, re.IGNORECASE)
    if named:
        return min(int(named[1]), 6)
    if own.name.lower() == "title":
        return 1
    return own.outline + 1 if own.outline is not None and 0 <= own.outline < 6 else 0


def _listed(properties: Any) -> tuple[str | None, int | None]:
    """The list and the level in it that properties of a paragraph name."""
    number = properties.find(qn("w:numPr")) if properties is not None else None
    if number is None:
        return None, None
    return _value(number, "w:numId", "0"), whole(number, "w:ilvl")


class _Level(NamedTuple):
    kind: str
    pattern: str
    start: int


class Numbering:
    """The lists of a document and their counters, which go on from paragraph to paragraph."""

    def __init__(self, document: Any, styles: Mapping[str | None, Style]) -> None:
        self.styles = styles
        self.levels: dict[str, dict[int, _Level]] = {}
        self.of_style: dict[tuple[str, str], int] = {}
        self.counters: dict[str, dict[int, int]] = {}
        self.abstract: dict[str, str] = {}
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

    def _patterns(self, abstract: Any) -> dict[int, _Level]:
        found = {}
        for level in abstract.iter(qn("w:lvl")):
            depth = _level(level.get(qn("w:ilvl")))
            style = _value(level, "w:pStyle", "")
            if style:
                self.of_style.setdefault((abstract.get(qn("w:abstractNumId")), style), depth)
            start = whole(level, "w:start")
            found[depth] = _Level(
                _value(level, "w:numFmt", "decimal"),
                _value(level, "w:lvlText", "")[:_LONGEST],
                min(max(1 if start is None else start, 0), _GREATEST),
            )
        return found

    def next_for(self, paragraph: Any, style: Style) -> tuple[str, int, bool]:
        """(number as printed, depth from 0, is a bullet) of a paragraph; ("", 0, False) for none."""
        identifier, depth = _listed(paragraph.find(qn("w:pPr")))
        if identifier is None:
            identifier, depth = style.list_id, style.depth
            if identifier is not None and depth is None:
                depth = self.of_style.get((self.abstract.get(identifier, ""), style.list_style or ""), 0)
        if identifier in {None, "0"} or identifier not in self.levels:
            return "", 0, False
        depth = min(max(depth or 0, 0), _DEEPEST)
        level = self.levels[identifier].get(depth, _Level("decimal", f"%{depth + 1}.", 1))
        if level.kind in {"bullet", "none"}:
            return "", depth, level.kind == "bullet"
        return self._counted(identifier, depth, level), depth, False

    def _counted(self, identifier: str, depth: int, level: _Level) -> str:
        counters = self.counters.setdefault(self.abstract[identifier], {})
        counters[depth] = min(counters.get(depth, level.start - 1) + 1, _GREATEST)
        for deeper in [one for one in counters if one > depth]:
            del counters[deeper]

        def shown(found: re.Match[str]) -> str:
            at = int(found[1]) - 1
            own = self.levels[identifier].get(at, _Level("decimal", "", 1))
            return _figure(counters.get(at, own.start), own.kind)

        return re.sub(r"%([0-9])", shown, level.pattern)[:_LONGEST]


def whole(element: Any, *path: str) -> int | None:
    """The whole number that the element at the end of `path` has as its value; None where there is none."""
    found = element.find("/".join(map(qn, path)))
    value = (found.get(qn("w:val")) or "") if found is not None else ""
    return int(value) if re.fullmatch(r"-?[0-9]{1,9}", value) else None


def _level(value: str | None) -> int:
    return min(int(value), _DEEPEST) if value and re.fullmatch("[0-9]{1,9}", value) else 0


def _value(element: Any, name: str, default: str) -> str:
    found = element.find(qn(name))
    return str(found.get(qn("w:val")) or default) if found is not None else default


_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def _figure(count: int, kind: str) -> str:
    if kind in {"lowerLetter", "upperLetter"} and count > 0:
        letter = chr(97 + (count - 1) % 26) * min((count - 1) // 26 + 1, _LONGEST)
        return letter if kind == "lowerLetter" else letter.upper()
    if kind in {"lowerRoman", "upperRoman"}:
        roman = ""
        for value, sign in _ROMAN:
            roman, count = roman + sign * (count // value), count % value
        return roman if kind == "lowerRoman" else roman.upper()
    return str(count)
