"""Takes out of an HTML tree what a draft cannot hold, and tells of each thing where it stood.

Formulas, and marks in forms, become what a draft can hold. All else in the tree is text, lists, tables and pictures.
"""

import html as entities
import re
from collections.abc import Mapping
from typing import Any

from lxml import etree
from lxml import html as lhtml

from consult.core.translatable import N_
from consult.documents.blocks import NOTHING, Kind, NonBlockKind, WarningRecorder
from consult.documents.formulas import mathml, tex
from consult.documents.html import writing

HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_SILENT = {
    "script",
    "style",
    "template",
    "link",
    "meta",
    "base",
    "param",
    "source",
    "track",
    "rp",
    "head",
    "title",
}
"""What never was to be seen."""
_THINGS = {
    "svg": Kind.FIGURE,
    **dict.fromkeys(
        ("iframe", "frame", "object", "embed", "applet", "canvas", "video", "audio", "map", "marquee"),
        NonBlockKind.EMBEDDED,
    ),
}
"""What is no text, and as what each is counted."""
_FIELDS = {"input", "select", "textarea", "button", "datalist", "meter", "progress", "output", "keygen"}
_VERBATIM = {"code", "pre", "kbd", "samp", "textarea", "script", "style"}
_HIDDEN = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all)\b", re.IGNORECASE
)

LOOKS = N_("Small capitals, capitals or highlighting were removed here; the words were kept.")
"""What is told of looks that may mean something, once for each clause."""
_LOOKS = re.compile(
    r"\b(?:font-variant(?:-caps)?\s*:\s*(?:all-)?small-caps|text-transform\s*:\s*uppercase)\b", re.IGNORECASE
)
_GONE = "gone"


def clear(root: Any, tell: WarningRecorder) -> None:
    """Clear the tree below `root`."""
    _HtmlCleaner(tell).walk(root)
    for element in list(root.iter(_GONE)):
        if element.get("data-remark"):  # what it leaves are its words, behind the mark
            element.tag, element.tail, element.text = (
                writing.REMARK,
                (element.text or "") + (element.tail or ""),
                None,
            )
    etree.strip_tags(root, _GONE)  # all at once: text that is joined piece by piece is copied at every piece


class _HtmlCleaner:
    def __init__(self, tell: WarningRecorder) -> None:
        self.tell = tell
        self.place = ""
        self.places_of_looks: set[str] = set()
        """The clauses of which it was told that looks are not kept."""

    def walk(self, root: Any) -> None:
        """In the order of the text, so that the heading above each thing is known."""
        stack = [root]
        while stack:
            element = stack.pop()
            if self._stays(element):
                if element.tag in HEADINGS:
                    self.place = called(element.get("data-number") or "", words_of(element))
                if element.tag not in _VERBATIM:
                    self._read_tex(element)
                stack += reversed(element)

    def _stays(self, element: Any) -> bool:
        """Whether there is more to look at in an element; what is to go is gone."""
        tag = element.tag
        if not isinstance(tag, str) or (tag in _SILENT and not self._is_tex(element)):
            if tag != "head":
                _replace(element, "")
            return False
        if self._is_read_as_text(element) or self._is_left_out(element) or self._is_kept_as_words(element):
            return False
        self._look(element)
        if mathml.name_of(element) in mathml.ELEMENTS:
            element.attrib.clear()
            element.tag = _GONE  # a part of a formula outside of one: its words stay
        return True

    def _is_read_as_text(self, element: Any) -> bool:
        """Read a formula, or a field of a form, as what a draft can hold; whether it is one."""
        if element.tag == "script":
            self._tex(element, element.text or "", "display" in (element.get("type") or ""))
        elif mathml.name_of(element) == "math":
            self._formula(element)
        elif element.tag in _FIELDS:
            self._field(element)
        else:
            return False
        return True

    def _is_left_out(self, element: Any) -> bool:
        """Leave out what is no text, or no text that a page shows; whether it is that."""
        tag = element.tag
        if tag in _THINGS:
            named = (
                element.get("title") or element.get("aria-label") or element.get("src") or element.get("data")
            )
            self._drop(
                element,
                "left_out",
                N_("Content that is not text was left out here."),
                named or "",
                {_THINGS[tag]: 1},
            )
        elif tag == "noscript" or (tag == "nav" and words_of(element)):
            self._drop(
                element,
                "aside",
                N_(
                    "Navigation links of the website, and content for browsers without scripts, were left out."
                ),
            )
        elif is_hidden(element):
            self._drop(element, "hidden", N_("Hidden text was left out."), words_of(element))
        elif tex.is_second_copy(element):
            _replace(element, "")
        else:
            return False
        return True

    def _is_kept_as_words(self, element: Any) -> bool:
        """Keep only the words of what a draft cannot hold as it looks; whether it is that."""
        if "katex-html" in (element.get("class") or "").split():
            self._words_of_formula(element)
        elif element.tag == "rt":
            _replace(element, f"({words_of(element)})")  # how a word is read, above it in print
        else:
            return False
        return True

    def _look(self, element: Any) -> None:
        is_look = element.tag == "mark" or "smallcaps" in (element.get("class") or "").split()
        is_look = is_look or _LOOKS.search(element.get("style") or "") is not None
        if is_look and self.place not in self.places_of_looks and words_of(element):
            self.places_of_looks.add(self.place)
            _mark(element, self.tell("looks", LOOKS, self._where(words_of(element))))

    @staticmethod
    def _is_tex(element: Any) -> bool:
        return element.tag == "script" and (element.get("type") or "").startswith("math/tex")

    def _drop(
        self, element: Any, code: str, message: str, named: str = "", left_out: Mapping[str, int] = NOTHING
    ) -> None:
        """Take an element away; if it had nothing to say, without a word. What a page does not show, or shows without
        scripts only, is no text of the draft and not counted: `left_out` is what else goes."""
        is_empty = code in {"hidden", "aside"} and not words_of(element) and element.find(".//img") is None
        where = self._where(f"<{element.tag}> {named}")
        _replace(element, "")
        if not is_empty:
            _mark(element, self.tell(code, message, where, left_out))

    def _where(self, what: str) -> str:
        what = " ".join(what.split())[:120]
        return f"{self.place}: {what}" if self.place else what

    def _formula(self, element: Any) -> None:
        kept = mathml.kept(element)
        if kept is None:
            if words_of(element):
                self._drop(
                    element,
                    "formulas",
                    N_("A formula could not be read and was left out. Insert it as an image."),
                    words_of(element),
                    {Kind.FORMULA: 1},
                )
            else:
                _replace(element, "")
            return
        if not kept.is_whole:
            number = self.tell(
                "formulas",
                mathml.NOT_WHOLE,
                self._where(kept.math.get("alttext")),
            )
            _mark(kept.math, number)
        kept.math.tail = element.tail
        element.getparent().replace(element, kept.math)

    def _words_of_formula(self, element: Any) -> None:
        """Keep the words of a formula of which the file has no more than how it looks."""
        words = words_of(element)
        _replace(element, words)
        if words:
            message = N_("The file has this formula only as text. Compare the formula with the file.")
            _mark(element, self.tell("formulas", message, self._where(words)))

    def _field(self, element: Any) -> None:
        kind = (element.get("type") or "").lower()
        if element.tag == "input" and kind in {"checkbox", "radio"}:
            _replace(element, "☒" if element.get("checked") is not None else "☐")
        elif element.tag == "output" or (element.tag == "input" and kind == "hidden"):
            _replace(element, words_of(element))
        else:
            options = ", ".join(filter(None, map(words_of, element.iter("option"))))
            said = options or element.get("value") or words_of(element)
            where = self._where(f"<{element.tag}> {said}")
            _replace(element, said)
            _mark(
                element, self.tell("form", N_("A form field was replaced by its text, if it has any."), where)
            )

    # -- TeX between its signs -----------------------------------------------------------------------------------------

    def _read_tex(self, element: Any) -> None:
        """Formulas in TeX in the text of an element and behind its children."""
        for child in [None, *element]:
            text = (element.text if child is None else child.tail) or ""
            if "\\(" not in text and "\\[" not in text and "$$" not in text:
                continue
            pieces = tex.pieces(text)
            if len(pieces) == 1:
                continue
            if child is None:
                element.text, at = pieces[0][0], 0
            else:
                child.tail, at = pieces[0][0], element.index(child) + 1
            made = "".join(
                self._as_html(words) if is_tex else entities.escape(words) for words, is_tex in pieces[1:]
            )
            _insert(element, at, made)

    def _as_html(self, source: str) -> str:
        """A formula with the signs around it."""
        return self._html_of(source[2:-2], source, is_display=not source.startswith("\\("))

    def _html_of(self, source: str, shown: str, *, is_display: bool) -> str:
        made = tex.to_html(source, is_display=is_display)
        if not made:
            number = self.tell("formulas", tex.UNREAD, self._where(shown), {Kind.FORMULA: 1})
            return writing.remark(number) + tex.unread(shown)
        return made

    def _tex(self, element: Any, source: str, is_display: bool) -> None:
        parent, at = element.getparent(), element.getparent().index(element)
        made = self._html_of(source, source, is_display=is_display)
        _replace(element, "")
        for piece in _insert(parent, at, made):
            if piece.tag == "math":
                self._formula(piece)


def is_hidden(element: Any) -> bool:
    """Whether a page does not show an element, as it says of itself."""
    return element.get("hidden") is not None or bool(_HIDDEN.search(element.get("style") or ""))


def called(number: str, words: str) -> str:
    """A clause in a warning."""
    return f"{number} {words}".strip()[:100]


def words_of(element: Any) -> str:
    """All words in an element, on one line."""
    return " ".join("".join(element.itertext()).split())


def _replace(element: Any, words: str) -> None:
    """Make an element nothing but words; `clear` takes its tag away in the end."""
    element.clear(keep_tail=True)
    element.tag, element.text = _GONE, words


def _mark(element: Any, number: int | None) -> None:
    """Say where the warning of this number belongs."""
    if number is not None:
        element.set("data-remark", str(number))


def _insert(parent: Any, at: int, html: str) -> list[Any]:
    """Put a piece of HTML among the children of an element, before that at `at`; the elements of it."""
    pieces: list[Any] = list(lhtml.fragments_fromstring(html))
    if pieces and isinstance(pieces[0], str):
        words = pieces.pop(0)
        if at:
            parent[at - 1].tail = (parent[at - 1].tail or "") + words
        else:
            parent.text = (parent.text or "") + words
    for offset, piece in enumerate(pieces):
        parent.insert(at + offset, piece)
    return pieces
