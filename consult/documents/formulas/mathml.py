"""Formulas: MathML as a draft keeps it.

What is kept are the elements of MathML Core (https://www.w3.org/TR/mathml-core/) that show something; what MathML 3
has beyond them is put into those. How the formula reads in a line of text stands in the attribute `alttext`, so that
whatever shows plain text finds it there (see core.mathml).
"""

import re
import unicodedata
from typing import Any, NamedTuple

from lxml import etree

from consult.core.translatable import N_
from consult.documents.blocks import Unreadable
from consult.documents.formulas.as_text import TOKENS, readable

NOT_WHOLE = N_("A part of this formula cannot be represented. Compare the formula with the file.")
"""What is told of a formula that is kept but for a part."""
DEEPEST = 60
"""Elements in elements in one formula."""
_KEPT = TOKENS | {
    "mrow", "mfrac", "msqrt", "mroot", "msub", "msup", "msubsup", "munder", "mover", "munderover", "mmultiscripts",
    "mprescripts", "mtable", "mtr", "mtd", "mspace", "mphantom", "merror",
}  # fmt: skip
ELEMENTS = _KEPT | {"mstyle", "mpadded", "semantics"}
"""Elements that mean something inside `math` alone."""
_ATTRIBUTES = {
    "mo": {"form", "fence", "separator", "stretchy", "symmetric", "largeop", "movablelimits"},
    "mfrac": {"linethickness"},
    "munder": {"accentunder"}, "mover": {"accent"}, "munderover": {"accent", "accentunder"},
    "mspace": {"width"}, "mtable": {"displaystyle"}, "mtd": {"columnspan", "rowspan"},
}  # fmt: skip
_ARGUMENTS = {
    "mfrac": 2, "mroot": 2, "msub": 2, "msup": 2, "munder": 2, "mover": 2, "msubsup": 3, "munderover": 3,
    "mmultiscripts": 1,
}  # fmt: skip
"""How many children an element has; mmultiscripts has that many at least."""
_PLAIN = {"mstyle", "mpadded", "math"}
"""What only changes how its children look."""
_SILENT = {"annotation", "annotation-xml", "malignmark", "maligngroup", "mprescripts"}
_STYLES = {
    "bold": "BOLD", "italic": "ITALIC", "bold-italic": "BOLD ITALIC", "double-struck": "DOUBLE-STRUCK",
    "script": "SCRIPT", "bold-script": "BOLD SCRIPT", "fraktur": "FRAKTUR", "bold-fraktur": "BOLD FRAKTUR",
    "sans-serif": "SANS-SERIF", "bold-sans-serif": "SANS-SERIF BOLD", "monospace": "MONOSPACE",
}  # fmt: skip


class Formula(NamedTuple):
    """A formula as it is kept: `math` is an element of MathML with `alttext`; whether nothing of it was left out."""

    math: Any
    is_whole: bool


def kept(source: Any) -> Formula | None:
    """What is kept of an element `math`, whatever its namespace; None where it says nothing. Raises Unreadable."""
    refuse_too_deep(source)
    maker = _Maker()
    math = etree.Element("math")
    if source.get("display") == "block" or source.get("mode") == "display":
        math.set("display", "block")
    if source.get("dir") in {"rtl", "ltr"}:
        math.set("dir", source.get("dir"))
    math.extend(maker.children(source))
    words = readable(math)
    if not words:
        return None
    math.set("alttext", words)
    return Formula(math, maker.is_whole)


def refuse_too_deep(source: Any) -> None:
    """Raises Unreadable for a formula in which things are nested as no one would write them."""
    deep = 0
    for event, _element in etree.iterwalk(source, events=("start", "end")):
        deep += 1 if event == "start" else -1
        if deep > DEEPEST:
            raise Unreadable(N_("The text is nested too deeply. Simplify its structure and upload it again."))


def name_of(element: Any) -> str:
    """The name of an element without its namespace or prefix."""
    return re.sub(r"^(?:\{.*\}|.*:)", "", element.tag) if isinstance(element.tag, str) else ""


def styled(letters: str, style: str) -> str:
    """Letters and digits as those that Unicode has for a style of MathML, such as "bold"."""
    if style not in _STYLES:
        return letters
    return "".join(_styled(letter, _STYLES[style]) for letter in letters)


def _styled(letter: str, style: str) -> str:
    name = unicodedata.name(letter, "").replace("LATIN ", "").replace("GREEK ", "").replace(" LETTER", "")
    for known in (f"MATHEMATICAL {style} {name}", f"{style} {name}"):
        try:
            return unicodedata.lookup(known)
        except KeyError:
            continue
    return letter


class _Maker:
    """Makes the elements of one formula."""

    def __init__(self) -> None:
        self.is_whole = True

    def children(self, source: Any) -> list[Any]:
        made = []
        if (source.text or "").strip() and name_of(source) not in TOKENS:
            made.append(token("mtext", source.text))
        for child in source:
            made += self.made(child)
            if (child.tail or "").strip():
                made.append(token("mtext", child.tail))
        return made

    def made(self, source: Any) -> list[Any]:
        name = name_of(source)
        if name in TOKENS:
            return self._token(name, source)
        if name == "mprescripts":
            return [etree.Element("mprescripts")]
        if not name or name in _SILENT:
            return []
        if name == "none":
            return [etree.Element("mrow")]
        if name in {"semantics", "maction"}:
            first = next(iter(source), None)
            return [] if first is None else self.made(first)
        if name == "mfenced":
            return [_fenced(source, self._arguments(source))]
        if name == "mlabeledtr":
            label, *cells = self._arguments(source) or [etree.Element("mtd")]
            return [_element("mtr", [*cells, label])]
        if name not in _KEPT:
            self.is_whole &= name in _PLAIN
            return [_element("mrow", self.children(source))]
        arguments = self._arguments(source)
        wanted = _ARGUMENTS.get(name, 0)
        if wanted and len(arguments) > wanted and name != "mmultiscripts":
            self.is_whole = False  # no browser says what this means
            return [_element("mrow", arguments)]
        made = _element(
            name, arguments + [etree.Element("mrow") for _missing in range(wanted - len(arguments))]
        )
        for attribute in _ATTRIBUTES.get(name, set()) & set(source.keys()):
            made.set(attribute, source.get(attribute))
        return [made]

    def _arguments(self, source: Any) -> list[Any]:
        """The children, each one element as it counts for a fraction or an index."""
        made = []
        for child in source:
            parts = self.made(child)
            if parts or name_of(child) not in {"", *_SILENT}:
                made.append(parts[0] if len(parts) == 1 else _element("mrow", parts))
        return made if len(source) else self.children(source)

    def _token(self, name: str, source: Any) -> list[Any]:
        words = (
            " ".join("".join(source.itertext()).split()) if name != "mtext" else "".join(source.itertext())
        )
        style = source.get("mathvariant") or ""
        made = token(name, styled(words, style))
        if name == "mi" and style == "normal":
            made.set("mathvariant", "normal")
        for attribute in _ATTRIBUTES.get(name, set()) & set(source.keys()):
            made.set(attribute, source.get(attribute))
        return [made]


def token(name: str, words: str) -> Any:
    """An element of MathML that holds words, such as a number."""
    made = etree.Element(name)
    made.text = words
    return made


def _element(name: str, children: list[Any]) -> Any:
    made = etree.Element(name)
    made.extend(children)
    return made


def _fenced(source: Any, parts: list[Any]) -> Any:
    signs = (source.get("separators", ",") or "").split()
    inner: list[Any] = []
    for number, part in enumerate(parts):
        if number and signs:
            inner.append(token("mo", signs[min(number, len(signs)) - 1]))
        inner.append(part)
    return _element(
        "mrow", [token("mo", source.get("open", "(")), *inner, token("mo", source.get("close", ")"))]
    )
