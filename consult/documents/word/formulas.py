"""Formulas of Word (Office MathML, ECMA-376 §22.1) as MathML."""

import re
from collections.abc import Callable
from typing import Any

from lxml import etree

from consult.documents.formulas.mathml import name_of, refuse_too_deep, styled, token

_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_][\u0300-\u036f]*|\s+|.", re.DOTALL)
_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+|\s+|.", re.DOTALL)
_LETTERS = {"b": "bold", "bi": "bold-italic"}
_SCRIPTS = {"double-struck": "double-struck", "script": "script", "fraktur": "fraktur", "sans-serif": "sans-serif",
            "monospace": "monospace"}  # fmt: skip
_DROPPED = {"del", "moveFrom"}


def to_html(formula: Any) -> str:
    """An `oMath` as `math` in HTML, and after it the number that stands behind a "#" in it. Raises Unreadable."""
    refuse_too_deep(formula)
    maker = _Maker()
    math = etree.Element("math")
    if any(name_of(above) == "oMathPara" for above in formula.iterancestors()):
        math.set("display", "block")
    math.extend(maker.children(formula))
    html: str = etree.tostring(math, encoding="unicode", method="html")
    return html + "".join(f" {number}" for number in maker.numbers)


def _value(element: Any, name: str, default: str) -> str:
    """The value of a property, such as the sign of an n-ary operator."""
    properties = element.find(f"{_M}{name_of(element)}Pr")
    found = properties.find(_M + name) if properties is not None else None
    return default if found is None else str(found.get(f"{_M}val", "1"))


def _is_on(element: Any, name: str) -> bool:
    return _value(element, name, "0") in {"1", "on", "true"}


class _Maker:
    """Makes the elements of one formula; `numbers` are those that stand behind a "#" at the end of its lines."""

    def __init__(self) -> None:
        self.numbers: list[str] = []
        self.makers: dict[str, Callable[[Any], Any]] = {
            "f": self._fraction, "rad": self._root, "nary": self._nary, "d": self._delimited,
            "func": lambda one: self._row("mrow", one, "fName", "e"),
            "sSup": lambda one: self._row("msup", one, "e", "sup"),
            "sSub": lambda one: self._row("msub", one, "e", "sub"),
            "sSubSup": lambda one: self._row("msubsup", one, "e", "sub", "sup"),
            "limLow": lambda one: self._row("munder", one, "e", "lim"),
            "limUpp": lambda one: self._row("mover", one, "e", "lim"),
            "sPre": self._prescripts, "acc": self._accent, "bar": self._bar, "groupChr": self._brace,
            "eqArr": self._equations, "m": self._matrix, "phant": self._phantom,
        }  # fmt: skip

    def children(self, source: Any) -> list[Any]:
        made: list[Any] = []
        for child in source:
            name = name_of(child)
            if name == "r":
                made += self._run(child)
            elif name in self.makers:
                made.append(self.makers[name](child))
            elif not name.endswith("Pr") and name not in _DROPPED:
                made += self.children(child)
        return made

    def _of(self, source: Any, name: str) -> Any:
        """An argument, as one element."""
        found = source.find(_M + name)
        return _element("mrow", self.children(found) if found is not None else [])

    def _row(self, tag: str, source: Any, *names: str) -> Any:
        return _element(tag, [self._of(source, name) for name in names])

    def _run(self, run: Any) -> list[Any]:
        words = "".join(part.text or "" for part in run if name_of(part) == "t")
        if any(name_of(above) == "eqArr" for above in run.iterancestors()):
            words = words.replace("&", "")  # says where the lines meet
        properties = run.find(f"{_M}rPr")
        said = {} if properties is None else {name_of(one): one.get(f"{_M}val", "1") for one in properties}
        if said.get("nor", "0") not in {"0", "off", "false"}:
            return [token("mtext", words)]
        style = _SCRIPTS.get(said.get("scr", ""), "") or _LETTERS.get(said.get("sty", ""), "")
        is_plain = said.get("sty") == "p"
        return [_token(part, style, is_plain) for part in (_WORD if is_plain else _TOKEN).findall(words)]

    def _fraction(self, source: Any) -> Any:
        kind = _value(source, "type", "bar")
        above, below = self._of(source, "num"), self._of(source, "den")
        if kind == "lin":
            return _element("mrow", [above, token("mo", "/"), below])
        made = _element("mfrac", [above, below])
        if kind == "noBar":
            made.set("linethickness", "0")
        return made

    def _root(self, source: Any) -> Any:
        degree = self._of(source, "deg")
        if _is_on(source, "degHide") or not len(degree):
            return _element("msqrt", [self._of(source, "e")])
        return _element("mroot", [self._of(source, "e"), degree])

    def _nary(self, source: Any) -> Any:
        sign = token("mo", _value(source, "chr", "∫"))
        low = None if _is_on(source, "subHide") else self._of(source, "sub")
        high = None if _is_on(source, "supHide") else self._of(source, "sup")
        tags = (
            ("munder", "mover", "munderover")
            if _value(source, "limLoc", "") == "undOvr"
            else ("msub", "msup", "msubsup")
        )
        if low is not None and high is not None:
            sign = _element(tags[2], [sign, low, high])
        elif low is not None or high is not None:
            sign = _element(tags[0] if low is not None else tags[1], [sign, high if low is None else low])
        return _element("mrow", [sign, self._of(source, "e")])

    def _delimited(self, source: Any) -> Any:
        inner: list[Any] = []
        for number, part in enumerate(source.findall(f"{_M}e")):
            inner += [token("mo", _value(source, "sepChr", "|"))] if number else []
            inner.append(_element("mrow", self.children(part)))
        begin, end = _value(source, "begChr", "("), _value(source, "endChr", ")")
        return _element(
            "mrow", [*([token("mo", begin)] if begin else []), *inner, *([token("mo", end)] if end else [])]
        )

    def _prescripts(self, source: Any) -> Any:
        before = [etree.Element("mprescripts"), self._of(source, "sub"), self._of(source, "sup")]
        return _element("mmultiscripts", [self._of(source, "e"), *before])

    def _accent(self, source: Any) -> Any:
        made = _element("mover", [self._of(source, "e"), token("mo", _value(source, "chr", "\u0302"))])
        made.set("accent", "true")
        return made

    def _bar(self, source: Any) -> Any:
        is_above = _value(source, "pos", "bot") == "top"
        return _element(
            "mover" if is_above else "munder", [self._of(source, "e"), token("mo", "‾" if is_above else "_")]
        )

    def _brace(self, source: Any) -> Any:
        tag = "mover" if _value(source, "pos", "bot") == "top" else "munder"
        return _element(tag, [self._of(source, "e"), token("mo", _value(source, "chr", "⏟"))])

    def _equations(self, source: Any) -> Any:
        rows = []
        for part in source.findall(f"{_M}e"):
            line = self.children(part)
            marks = [at for at, one in enumerate(line) if one.tag == "mo" and one.text == "#"]
            if marks:
                self.numbers.append("".join("".join(one.itertext()) for one in line[marks[-1] + 1 :]).strip())
                line = line[: marks[-1]]
            rows.append(_element("mtr", [_element("mtd", line)]))
        if len(rows) == 1:
            return _element("mrow", list(rows[0][0]))
        made = _element("mtable", rows)
        made.set("displaystyle", "true")
        return made

    def _matrix(self, source: Any) -> Any:
        return _element(
            "mtable",
            [
                _element("mtr", [_element("mtd", self.children(cell)) for cell in row.findall(f"{_M}e")])
                for row in source.findall(f"{_M}mr")
            ],
        )

    def _phantom(self, source: Any) -> Any:
        return (
            self._of(source, "e")
            if _value(source, "show", "1") in {"1", "on", "true"}
            else etree.Element("mrow")
        )


def _token(words: str, style: str, is_plain: bool) -> Any:
    if words.isspace():
        return token("mtext", words)
    if words[0].isdigit():
        return token("mn", styled(words, style))
    if not words[0].isalpha():
        return token("mo", words)
    made = token("mi", styled(words, style))
    if is_plain and len(words) == 1:
        made.set("mathvariant", "normal")
    return made


def _element(tag: str, children: list[Any]) -> Any:
    made = etree.Element(tag)
    made.extend(children)
    return made
