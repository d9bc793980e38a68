"""How a formula reads in a line of text: "a/b", "x^2", "√(x)", after UnicodeMath (Unicode Technical Note 28)."""

import re
import unicodedata
from itertools import zip_longest
from typing import Any

TOKENS = {"mi", "mn", "mo", "mtext", "ms"}
"""Elements of MathML that hold words."""
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
    """How the children of an element read: one of MathML as `formulas` keeps it."""
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
            width = re.match(r"\s*([0-9]+(?:\.[0-9]*)?|\.[0-9]+)em", element.get("width") or "")
            return " " if width and float(width[1]) >= 0.3 else ""
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
