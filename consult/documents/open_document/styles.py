"""Styles and lists of an OpenDocument text, read once: how words look, and the numbers that its programs compute.

Numbers come from OpenDocument 1.3 part 3, 16.31 to 16.36 and 19.880: counters per list and level, shown by the
level's format
with as many levels before it as it displays.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

NAMESPACES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0", "xlink": "http://www.w3.org/1999/xlink",
    "dc": "http://purl.org/dc/elements/1.1/", "xml": "http://www.w3.org/XML/1998/namespace",
}  # fmt: skip
_LONGEST_CHAIN, _DEEPEST, _GREATEST, _LONGEST = 11, 10, 32_767, 40
OUTLINE = "Outline"
"""The list of headings that a program keeps under no name."""


def qn(name: str) -> str:
    """The name "text:p" as lxml writes it."""
    prefix, _colon, local = name.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


def whole(element: Any, name: str, default: int, most: int = _GREATEST) -> int:
    """The whole number that an attribute holds, at most `most`; `default` where it holds none."""
    value = element.get(qn(name)) or ""
    return min(int(value), most) if re.fullmatch(r"[0-9]{1,9}", value) else default


_ROLES = {"Title": "title", "Quotations": "quotation", "Preformatted_20_Text": "code"}
"""Styles that LibreOffice has for more than looks."""
_MORE = (
    ("variant", "fo:font-variant", {"normal"}),
    ("case", "fo:text-transform", {"none", "lowercase", "capitalize"}),
    ("ground", "fo:background-color", {"transparent", "#ffffff"}),
)
"""Looks that may mean something and are not kept: kind, property, values that mean nothing."""


class StyleMarkup(NamedTuple):
    """How words of a style look, as the HTML elements around them.

    `role` is what its paragraphs are: "title", "quotation", "code" or "". `has_more`: whether it has looks that may
    mean something and are not kept.
    """

    marks: tuple[str, ...] = ()
    role: str = ""
    is_hidden: bool = False
    has_more: bool = False


class Level(NamedTuple):
    """How a level of a list is numbered: `kind` as style:num-format, "" for no number; None for a bullet."""

    kind: str | None
    before: str
    after: str
    shown: int
    start: int


class Styles:
    """The styles of a document. `roots`: the elements that hold them, those of the text itself last."""

    def __init__(self, roots: list[Any]) -> None:
        self.own: dict[str, Any] = {}
        self.lists: dict[str, dict[int, Level]] = {}
        for root in roots:
            for style in root.iter(qn("style:style")):
                self.own[style.get(qn("style:name")) or ""] = style
            for style in root.iter(qn("text:list-style"), qn("text:outline-style")):
                name = OUTLINE if style.tag == qn("text:outline-style") else style.get(qn("style:name")) or ""
                self.lists[name] = dict(_levels(style))
        self.known: dict[str, StyleMarkup] = {}

    def looks(self, name: str | None) -> StyleMarkup:
        """How words of the style `name` look."""
        if not name:
            return StyleMarkup()
        if name not in self.known:
            self.known[name] = self._looks(name)
        return self.known[name]

    def _looks(self, name: str) -> StyleMarkup:
        marks: dict[str, str] = {}
        chain = list(self._chain(name))
        for style in chain:
            for properties in style.iterchildren(qn("style:text-properties")):
                for kind, mark in _marks(properties):
                    marks.setdefault(kind, mark)
        names = [name, *((style.get(qn("style:parent-style-name")) or "") for style in chain)]
        is_hidden = marks.pop("display", "") == "none"
        more = [marks.pop(kind, "") for kind in ("variant", "case", "ground")]
        role = next((_ROLES[one] for one in names if one in _ROLES), "")
        return StyleMarkup(tuple(mark for mark in marks.values() if mark), role, is_hidden, any(more))

    def list_of(self, name: str | None) -> str:
        """The list that a style of paragraphs puts them in, or ""."""
        found = (style.get(qn("style:list-style-name")) for style in self._chain(name or ""))
        return next((one for one in found if one is not None), "")

    def _chain(self, name: str) -> Iterator[Any]:
        """A style and those that it is based on; a circle ends."""
        seen: set[str] = set()
        while name in self.own and name not in seen and len(seen) < _LONGEST_CHAIN:
            seen.add(name)
            yield self.own[name]
            name = self.own[name].get(qn("style:parent-style-name")) or ""


def _marks(properties: Any) -> Iterator[tuple[str, str]]:
    display = properties.get(qn("text:display"))
    if display is not None:
        yield "display", display
    weight = properties.get(qn("fo:font-weight"))
    if weight is not None:
        yield "weight", "strong" if weight in {"bold", "600", "700", "800", "900"} else ""
    slant = properties.get(qn("fo:font-style"))
    if slant is not None:
        yield "slant", "em" if slant in {"italic", "oblique"} else ""
    for kind, name, plain in _MORE:
        said = properties.get(qn(name))
        if said is not None:
            yield kind, "" if said in plain else said
    line = properties.get(qn("style:text-line-through-style")) or properties.get(
        qn("style:text-line-through-type")
    )
    if line is not None:
        yield "line", "s" if line != "none" else ""
    position = properties.get(qn("style:text-position"))
    if position is not None:
        first = position.split(maxsplit=1)[0] if position.strip() else ""
        is_up, is_down = first == "super" or re.match("[1-9]", first), first == "sub" or first.startswith("-")
        yield "position", "sup" if is_up else "sub" if is_down else ""


def _levels(style: Any) -> Iterator[tuple[int, Level]]:
    for level in style:
        at = whole(level, "text:level", 0)
        if not 1 <= at <= _DEEPEST:
            continue
        is_number = level.tag in {qn("text:list-level-style-number"), qn("text:outline-level-style")}
        yield (
            at,
            Level(
                (level.get(qn("style:num-format")) or "") if is_number else None,
                (level.get(qn("style:num-prefix")) or "")[:_LONGEST],
                (level.get(qn("style:num-suffix")) or "")[:_LONGEST],
                whole(level, "text:display-levels", 1, _DEEPEST),
                whole(level, "text:start-value", 1),
            ),
        )


class Counter:
    """The numbers of one list, which go on from item to item."""

    def __init__(self, levels: dict[int, Level]) -> None:
        self.levels = levels
        self.counts: dict[int, int] = {}

    def next(self, depth: int, start: int | None = None) -> str:
        """The number of the next item at `depth` from 1, from `start` where that is said; "" where it shows none."""
        depth = min(max(depth, 1), _DEEPEST)
        level = self.levels.get(depth)
        first = level.start if level else 1
        count = start if start is not None else self.counts.get(depth, first - 1) + 1
        self.counts[depth] = min(count, _GREATEST)
        for deeper in [one for one in self.counts if one > depth]:
            del self.counts[deeper]
        if level is None or not level.kind:
            return ""
        parts = []
        for at in range(max(depth - level.shown + 1, 1), depth + 1):
            own = self.levels.get(at)
            if own is not None and own.kind:
                parts.append(_figure(self.counts.get(at, own.start), own.kind))
        return f"{level.before}{'.'.join(parts)}{level.after}".strip()[:_LONGEST]


_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def _figure(count: int, kind: str) -> str:
    """A count as style:num-format says; in a script of which nothing is known here, in digits."""
    if kind in {"a", "A"} and count > 0:
        letter = chr(97 + (count - 1) % 26) * min((count - 1) // 26 + 1, _LONGEST)
        return letter if kind == "a" else letter.upper()
    if kind in {"i", "I"} and 0 < count < 4000:
        roman = ""
        for value, sign in _ROMAN:
            roman, count = roman + sign * (count // value), count % value
        return roman if kind == "i" else roman.upper()
    digits = {"١": "٠١٢٣٤٥٦٧٨٩", "一": "〇一二三四五六七八九"}.get(kind[:1])
    if digits and (kind[:1] != "一" or count < 10):
        return "".join(digits[int(digit)] for digit in str(count))
    return str(count)
