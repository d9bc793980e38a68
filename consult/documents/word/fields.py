"""Fields of Word (ECMA-376 §17.16): what of them is shown, where they lead, and those that show nothing."""

import html
import re
from collections import Counter
from typing import Any

from docx.oxml.ns import qn

from consult.core.translatable import N_
from consult.documents.blocks import WarningRecorder

_LEADS = {"REF", "PAGEREF", "NOTEREF"}
_TARGET = re.compile(r'\s*(REF|PAGEREF|NOTEREF)\s+"?([^\s"\\]+)')
_UNSEEN = {
    "", "XE", "TC", "TA", "RD", "SET", "ASK", "TOC", "PAGE", "NUMPAGES", "SECTIONPAGES", "SECTION", "PRIVATE",
    "FORMTEXT", "FORMCHECKBOX", "FORMDROPDOWN", "ADVANCE", "NEXT", "NEXTIF", "SKIPIF", "BOOKMARK",
}  # fmt: skip
"""Fields that show nothing, or what only print on paper has."""


class _Field:
    def __init__(self) -> None:
        self.code, self.is_result, self.has_words = "", False, False

    @property
    def name(self) -> str:
        return (self.code.split() or [""])[0].upper()


class Fields:
    """The fields that are open at the place that is being read."""

    def __init__(self, body: Any, tell: WarningRecorder) -> None:
        self.tell = tell
        self.open: list[_Field] = []
        marks = Counter(mark.get(qn("w:fldCharType")) for mark in body.iter(qn("w:fldChar")))
        self.is_sound = marks["begin"] == marks["end"]
        """Whether every field ends: else nothing says how far one goes, and all words are shown."""
        self.bookmarks = {mark.get(qn("w:name")) or "" for mark in body.iter(qn("w:bookmarkStart"))}
        codes = "".join(code.text or "" for code in body.iter(qn("w:instrText")))
        simple = " ".join(field.get(qn("w:instr")) or "" for field in body.iter(qn("w:fldSimple")))
        links = {link.get(qn("w:anchor")) or "" for link in body.iter(qn("w:hyperlink"))}
        self.wanted = {found[2] for found in _TARGET.finditer(f"{codes} {simple}")} | links
        """Bookmarks to which something leads."""

    def is_target(self, bookmark: str) -> bool:
        """Whether a bookmark is a place to lead to: one of the author's, or one that Word made for that."""
        return bookmark in self.wanted or not bookmark.startswith("_")

    def shown(self, words: str) -> str:
        """Words at this place, as far as the open fields show them."""
        if not words or any(not field.is_result or field.name == "TOC" for field in self.open):
            return ""
        for field in self.open:
            field.has_words = True
        target = next((one for one in map(self._target, reversed(self.open)) if one), "")
        if "Error!" in words and self.open:
            self.tell(
                "reference", N_("A cross-reference in the Word file has no target."), html.unescape(words)
            )
        if not target or "<a " in words:
            return words
        return f'<a href="#{html.escape(target, quote=True)}">{words}</a>'

    def _target(self, field: _Field) -> str:
        found = _TARGET.match(field.code)
        return found[2] if found and found[2] in self.bookmarks else ""

    def begin(self) -> None:
        """A field begins with what it is to do."""
        if not self.is_sound:
            return
        self.open.append(_Field())

    def say(self, code: str) -> None:
        """A piece of what the field is to do."""
        if self.open and not self.open[-1].is_result:
            self.open[-1].code += code

    def separate(self) -> None:
        """What the field shows begins."""
        if self.open:
            self.open[-1].is_result = True

    def end(self, has_words: bool = False) -> None:
        """The field ends."""
        if not self.open:
            return
        field = self.open.pop()
        found = _TARGET.match(field.code)
        if found and found[2] not in self.bookmarks:
            self.tell(
                "reference", N_("A cross-reference in the Word file has no target."), field.code.strip()
            )
        elif not (has_words or field.has_words or self.open) and field.name not in _UNSEEN:
            self.tell("field", N_("An empty Word field was left out."), field.code.strip())

    def mark(self, element: Any) -> str:
        """Take note of a begin, a separator or an end; the sign that a box to be ticked shows, or the words chosen."""
        kind = element.get(qn("w:fldCharType"))
        if kind == "separate":
            self.separate()
        elif kind == "end":
            self.end()
        elif kind == "begin":
            shown = self.shown(_form(element))
            self.begin()
            return shown
        return ""


def _form(element: Any) -> str:
    """What a field of an old form shows: whether a box is ticked, or what was chosen."""
    box = element.find(f".//{qn('w:checkBox')}")
    if box is not None:
        ticked = box.find(qn("w:checked"))
        ticked = box.find(qn("w:default")) if ticked is None else ticked
        return "☒" if ticked is not None and ticked.get(qn("w:val")) not in {"0", "false"} else "☐"
    choices = element.find(f".//{qn('w:ddList')}")
    if choices is None:
        return ""
    words = [one.get(qn("w:val")) or "" for one in choices.iterchildren(qn("w:listEntry"))]
    chosen = choices.find(qn("w:result"))
    at = chosen.get(qn("w:val")) or "0" if chosen is not None else "0"
    return html.escape(words[int(at)]) if re.fullmatch("[0-9]{1,3}", at) and int(at) < len(words) else ""
