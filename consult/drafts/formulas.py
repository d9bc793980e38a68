"""Formulas: MathML as a draft keeps it, and how a formula reads in a line of text.

What is kept are the elements of MathML Core (https://www.w3.org/TR/mathml-core/) that show something; what MathML 3
has beyond them is put into those. The readable line follows UnicodeMath (Unicode Technical Note 28): "a/b", "x^2",
"√(x)". It stands in the attribute `alttext`, so that whatever shows plain text finds it there (see core.markup).
"""

import re
import unicodedata
from itertools import zip_longest
from typing import Any, NamedTuple

from lxml import etree

from consult.core.words import N_
from consult.drafts.blocks import Unreadable

DEEPEST = 60
"""Elements in elements in one formula."""
TOKENS = {"mi", "mn", "mo", "mtext", "ms"}
_KEPT = TOKENS | {
    "mrow", "mfrac", "msqrt", "mroot", "msub", "msup", "msubsup", "munder", "mover", "munderover", "mmultiscripts",
    "mprescripts", "mtable", "mtr", "mtd", "mspace", "mphantom", "merror",
}  # fmt: skip
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
    """Raises Unreadable for a formula in which things are nested as nobody would write them."""
    deep = 0
    for event, _element in etree.iterwalk(source, events=("start", "end")):
        deep += 1 if event == "start" else -1
        if deep > DEEPEST:
            raise Unreadable(N_("The text is nested too deeply to be a standard."))


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


# -- in a line of text -----------------------------------------------------------------------------------------------

_ACCENTS = {
    "^": "\u0302", "ˆ": "\u0302", "¯": "\u0304", "―": "\u0304", "‾": "\u0304", "_": "\u0304", "→": "\u20d7",
    "⃗": "\u20d7", "˙": "\u0307", ".": "\u0307", "¨": "\u0308", "~": "\u0303", "˜": "\u0303", "\u0302": "\u0302",
    "\u0303": "\u0303", "\u0304": "\u0304", "\u0305": "\u0304", "\u0307": "\u0307", "\u0308": "\u0308",
}  # fmt: skip
_BRACES = set("⏞⏟⎴⎵⏜⏝")
_PRIMES = re.compile("[′″‴⁗'*†]+")
_UNSEEN = {0x2061: None, 0x2062: None, 0x2063: ",", 0x2064: None}
"""Signs of MathML that are not seen: of a function applied, of times, a comma, plus."""
_BUILT = {"mfrac", "msub", "msup", "msubsup", "munder", "mover", "munderover", "mmultiscripts"}


def readable(element: Any) -> str:
    """How an element that this module made reads in a line of text."""
    return " ".join(_Line().of(element).split())


def _need_space(line: str, before: str, words: str, tag: str) -> bool:
    """Whether what follows would read as part of what stands there: "sin x", "x^2 y", "a/b (c)"."""
    if not line or line[-1].isspace() or words[0].isspace():
        return False
    is_built, meets = before.endswith(" "), line[-1].isalnum() or line[-1] in ")∞′"
    if not meets or not (words[0].isalnum() or (is_built and words[0] == "(")):
        return False
    is_number = line[-1].isdigit() and words[0].isdigit()
    return is_built or tag in _BUILT or len(words) > 1 or len(before) > 1 or is_number


class _Line:
    """Reads one formula."""

    def __init__(self) -> None:
        self.known: dict[Any, str] = {}
        """The words of each element: several of those around it ask for them."""

    def of(self, element: Any) -> str:
        """The words of all that is in an element."""
        return self._row(element)

    def _row(self, element: Any) -> str:
        line, before = "", ""
        for child in element:
            words = self._words(child)
            if words:
                line += (" " if _need_space(line, before, words, child.tag) else "") + words
                before = words if child.tag not in _BUILT else f"{words} "
        return line

    def _words(self, element: Any) -> str:
        if element not in self.known:
            self.known[element] = self._read(element)
        return self.known[element]

    def _read(self, element: Any) -> str:
        name = element.tag
        if name in TOKENS:
            return (element.text or "").replace("\xa0", " ").translate(_UNSEEN)
        if name == "mspace":
            width = re.match(r"([\d.]+)em", element.get("width") or "")
            return " " if width and float(width[1].strip(".") or 0) >= 0.3 else ""
        if name in {"mphantom", "mprescripts"}:
            return ""
        if name == "msqrt":
            return f"√({self._row(element)})"
        make = _SHAPES.get(name)
        return make(self, element) if make is not None else self._row(element)

    def _grouped(self, element: Any) -> str:
        """The words of an element as one thing: in brackets, unless it is a single letter, word or number."""
        words = self._words(element).strip()
        is_one = sum(1 for part in element.iter() if (part.text or "").strip()) <= 1
        return words if is_one and " " not in words else f"({words})"

    def _fraction(self, element: Any) -> str:
        is_stacked = element.get("linethickness") in {"0", "0pt", "0px", "0em"}
        return ("¦" if is_stacked else "/").join(map(self._grouped, element))

    def _root(self, element: Any) -> str:
        inner, degree = [*(self._words(child).strip() for child in element), "", ""][:2]
        sign = {"2": "√", "3": "∛", "4": "∜", "": "√"}.get(degree) or f"√[{degree}]"
        return f"{sign}({inner})"

    def _index(self, below: Any, above: Any) -> str:
        low, high = (
            self._grouped(one) if one is not None and self._words(one).strip() else ""
            for one in (below, above)
        )
        if _PRIMES.fullmatch(high):
            return high + (f"_{low}" if low else "")
        return (f"_{low}" if low else "") + (f"^{high}" if high else "")

    def _scripts(self, element: Any) -> str:
        base, *others = element
        sign = self._words(others[0]).strip() if others else ""
        inner = self._words(base).strip()
        if element.tag in {"munder", "mover"} and sign in _BRACES:
            return f"{sign}({inner})"
        if element.tag == "mover" and sign in _ACCENTS:
            if len(inner) > 3:
                return f"{sign if sign.isprintable() and not unicodedata.combining(sign) else '‾'}({inner})"
            return unicodedata.normalize("NFC", "".join(letter + _ACCENTS[sign] for letter in inner))
        has_low = element.tag in {"msub", "munder", "msubsup", "munderover"}
        below, above = [*others, None, None][:2] if has_low else (None, others[0] if others else None)
        is_brace = inner[:1] in _BRACES
        return (inner if is_brace else self._grouped(base)) + self._index(below, above)

    def _multiscripts(self, element: Any) -> str:
        base, *others = element
        names = [child.tag for child in others]
        middle = names.index("mprescripts") if "mprescripts" in names else len(names)
        after, before = others[:middle], others[middle + 1 :]
        left, right = (
            "".join(self._index(*pair) for pair in zip_longest(some[::2], some[1::2]))
            for some in (before, after)
        )
        return f"{left} {self._grouped(base)}{right}".strip()

    def _table(self, element: Any) -> str:
        is_aligned = element.get("displaystyle") == "true"
        rows = [("" if is_aligned else ", ").join(self._row(cell).strip() for cell in row) for row in element]
        lines = "; ".join(rows)
        return lines if is_aligned or len(element) == len(list(element.iter("mtd"))) else f"[{lines}]"


_SHAPES = {
    "mfrac": _Line._fraction, "mroot": _Line._root, "mmultiscripts": _Line._multiscripts, "mtable": _Line._table,
    **dict.fromkeys(("msub", "msup", "msubsup", "munder", "mover", "munderover"), _Line._scripts),
}  # fmt: skip
