"""What stands in a paragraph of Word, as HTML: runs, links, fields, formulas, pictures, signs."""

import html
import re
from collections.abc import Callable, Mapping
from typing import Any

from docx.oxml.ns import qn

from consult.core.translatable import N_
from consult.documents.blocks import Kind, NonBlockKind, WarningRecorder
from consult.documents.formulas.mathml import name_of
from consult.documents.html.clearing import LOOKS
from consult.documents.word import drawings, formulas, symbols
from consult.documents.word.fields import Fields
from consult.documents.word.styles import Style, is_on, is_struck

CHANGES = {"ins", "moveTo", "del", "moveFrom"}
"""Tracked changes; the last two are of what was there before."""
GONE = {"del", "moveFrom"}
_THROUGH = {"smartTag", "customXml", "dir", "bdo", "sdtContent", "rubyBase"}
_SILENT = {
    "pPr", "rPr", "rubyPr", "sdtPr", "sdtEndPr", "smartTagPr", "customXmlPr", "bookmarkStart", "bookmarkEnd",
    "proofErr", "permStart", "permEnd", "commentRangeStart", "commentRangeEnd", "lastRenderedPageBreak",
    "annotationRef",
    "footnoteRef", "endnoteRef", "separator", "continuationSeparator", "delText", "delInstrText", "fldData",
}  # fmt: skip
"""What shows nothing, or only in the place where Word prints it."""
_LETTERS = {"tab": " ", "ptab": " ", "cr": "<br>", "noBreakHyphen": "\u2011", "softHyphen": "\xad"}

TRACKED = N_("Tracked changes were accepted: insertions were kept, deletions were left out.")


class Runs:
    """Reads paragraphs of one document, in order."""

    def __init__(
        self,
        document: Any,
        styles: Mapping[str | None, Style],
        notes: Mapping[str, Any],
        tell: WarningRecorder,
    ) -> None:
        self.styles, self.notes, self.tell = styles, notes, tell
        self.part = document.part
        """The part of the file that is being read: relations are named in each by itself."""
        self.as_typed = False
        """Whether a tab stays a tab: in a draft it is a blank."""
        self.fields = Fields(document.element.body, tell)
        self.pictures: dict[str, bytes] = {}
        self.cited: dict[str, int] = {}
        self.boxes: list[Any] = []
        """Text boxes of what was read, to be read after it."""
        self.makers: Mapping[str, Callable[[Any, str], str]] = {
            "hyperlink": self._link, "sym": self._sign, "br": self._break, "ruby": self._ruby, "sdt": self._control,
            "footnoteReference": self._note, "endnoteReference": self._note, "commentReference": self._comment,
            "fldSimple": self._field, "fldChar": self._field_mark, "instrText": self._instruction,
        }  # fmt: skip

    def of(self, paragraph: Any) -> str:
        """The HTML of what stands in a paragraph."""
        words = self._inside(paragraph, "")
        words = re.sub(r"</(em|strong|sup|sub|s|u)><\1>", "", words)
        return re.sub(r'<a href="([^"]*)">([^<]*)</a><a href="\1">', r'<a href="\1">\2', words)

    def drop(self, deleted: Any) -> None:
        """Pass over what was deleted with tracking, and tell it."""
        self.tell("tracked", TRACKED, "", {NonBlockKind.DELETION: deletions_in(deleted)})
        self.pass_over(deleted)

    def pass_over(self, element: Any) -> None:
        """Take note of the fields that begin and end in what is not read."""
        for part in element.iter(qn("w:fldChar"), qn("w:instrText")):
            if name_of(part) == "fldChar":
                self.fields.mark(part)
            else:
                self.fields.say(part.text or "")

    def _inside(self, parent: Any, font: str) -> str:
        return "".join(self._one(child, name_of(child), font) for child in parent)

    def _one(self, element: Any, name: str, font: str) -> str:
        if name == "t":
            return self.fields.shown(html.escape(self._letters(element.text or "", font)))
        if name in _LETTERS:
            return self.fields.shown("\t" if name == "tab" and self.as_typed else _LETTERS[name])
        if name == "r":
            return self._run(element)
        if name in {"oMath", "oMathPara"}:
            found = [element] if name == "oMath" else element.iterchildren("{*}oMath")
            return self.fields.shown(" ".join(map(formulas.to_html, found)))
        if name in {"drawing", "pict", "object", "AlternateContent"}:
            return self._drawing(element, name, font)
        if name in CHANGES:
            if name in GONE:
                self.drop(element)
                return ""
            self.tell("tracked", TRACKED, "")
            return self._inside(element, font)
        if name in _THROUGH:
            return self._inside(element, font)
        make = self.makers.get(name)
        if make is not None:
            return make(element, font)
        if name and name not in _SILENT:
            self.tell("left_out", N_("Content that is not text was left out here."), f"<{name}>")
        return ""

    def _run(self, run: Any) -> str:
        properties = run.find(qn("w:rPr"))
        if properties is None:
            return self._inside(run, "")
        if is_run_hidden(properties, self.styles):
            words = "".join(text.text or "" for text in run.iter(qn("w:t")))
            if words.strip():
                self.tell("hidden", N_("Hidden text was left out."), words)
            self.pass_over(run)
            return ""
        fonts = properties.find(qn("w:rFonts"))
        words = self._inside(run, (fonts.get(qn("w:ascii")) or "") if fonts is not None else "")
        if not words.strip():
            return words
        if _has_looks(properties):
            self.tell("looks", LOOKS, "")
        return _marked(words, properties, self.styles)

    def _letters(self, words: str, font: str) -> str:
        shown = symbols.as_letters(words, font)
        if symbols.UNKNOWN in shown and symbols.UNKNOWN not in words:
            self.tell(
                "sign", N_("A character of a symbol font has no Unicode equivalent and is shown as �."), ""
            )
        return shown

    def _sign(self, element: Any, font: str) -> str:
        code = element.get(qn("w:char")) or ""
        if not re.fullmatch("[0-9A-Fa-f]{2,4}", code):
            return ""
        sign = chr(0xF000 | (int(code, 16) & 0xFF))
        return self.fields.shown(self._letters(sign, element.get(qn("w:font")) or font))

    def _break(self, element: Any, _font: str) -> str:
        return self.fields.shown("<br>" if element.get(qn("w:type")) in {None, "textWrapping"} else " ")

    def _ruby(self, element: Any, font: str) -> str:
        """Signs, and how they are read in brackets."""
        base, above = (element.find(qn(name)) for name in ("w:rubyBase", "w:rt"))
        words, reading = ("" if one is None else self._inside(one, font) for one in (base, above))
        return f"{words}({reading})" if reading else words

    def _control(self, element: Any, font: str) -> str:
        if next(element.iter(qn("w:dropDownList"), qn("w:comboBox")), None) is not None:
            choices = [
                one.get(qn("w:displayText")) or one.get(qn("w:value"))
                for one in element.iter(qn("w:listItem"))
            ]
            self.tell(
                "form",
                N_("Only the selected choice of a drop-down field was kept."),
                ", ".join(filter(None, choices)),
            )
        inner = element.find(qn("w:sdtContent"))
        return "" if inner is None else self._inside(inner, font)

    def _comment(self, _element: Any, _font: str) -> str:
        message = N_("Comments in the Word file were left out.")
        self.tell("comments", message, "", {NonBlockKind.REVIEW_COMMENT: 1})
        return ""

    # -- links, fields, notes ------------------------------------------------------------------------------------------

    def _link(self, element: Any, font: str) -> str:
        words = self._inside(element, font)
        anchor, relation = element.get(qn("w:anchor")), element.get(qn("r:id"))
        return _linked(words, f"#{anchor}" if anchor else self._target(relation))

    def _target(self, relation: str | None) -> str:
        found = self.part.rels.get(relation) if relation else None
        return found.target_ref if found is not None and found.is_external else ""

    def _field(self, element: Any, font: str) -> str:
        self.fields.begin()
        self.fields.say(element.get(qn("w:instr")) or "")
        self.fields.separate()
        words = self._inside(element, font)
        self.fields.end(bool(words))
        return words

    def _field_mark(self, element: Any, _font: str) -> str:
        return self.fields.mark(element)

    def _instruction(self, element: Any, _font: str) -> str:
        self.fields.say(element.text or "")
        return ""

    def _note(self, element: Any, _font: str) -> str:
        key = key_of_note(element)
        is_new = key not in self.cited
        number = self.cited.setdefault(key, len(self.cited) + 1)
        if key not in self.notes:
            message = N_("The text refers to this footnote, but the footnote is not in the file.")
            self.tell("note", message, str(number), {Kind.FOOTNOTE: int(is_new)})
            return f"<sup>{number}</sup>"
        return f'<sup><a href="#fn-{html.escape(key, quote=True)}">{number}</a></sup>'

    # -- pictures ------------------------------------------------------------------------------------------------------

    def _drawing(self, element: Any, name: str, font: str) -> str:
        if name == "AlternateContent":
            chosen = drawings.chosen(element)
            return "" if chosen is None else self._inside(chosen, font)
        found = drawings.read(element, self.part, self.tell)
        self.boxes += found.boxes
        self.pictures |= found.pictures
        return self.fields.shown(found.html)


def key_of_note(reference: Any) -> str:
    """The note to which a reference leads: "f" for a footnote or "e" for an endnote, and its id."""
    return name_of(reference)[0] + (reference.get(qn("w:id")) or "")


def is_run_hidden(properties: Any, styles: Mapping[str | None, Style]) -> bool:
    """Whether a run of these properties is hidden."""
    said = is_on(properties, "w:vanish")
    style = properties.find(qn("w:rStyle"))
    if said is None and style is not None:
        return styles.get(style.get(qn("w:val")), Style()).is_hidden
    return bool(said)


def deletions_in(element: Any) -> int:
    """How many deletions with words a piece of a Word file holds, itself among them."""
    return sum(next(one.iter(qn("w:delText")), None) is not None for one in element.iter(qn("w:del")))


def _has_looks(properties: Any) -> bool:
    """Whether a run has looks that may mean something and are not kept."""
    highlight = properties.find(qn("w:highlight"))
    is_marked = highlight is not None and highlight.get(qn("w:val")) not in {None, "none"}
    return is_marked or any(is_on(properties, name) for name in ("w:smallCaps", "w:caps"))


def _linked(words: str, target: str) -> str:
    if not target or not words or "<a " in words:
        return words
    return f'<a href="{html.escape(target, quote=True)}">{words}</a>'


def _marked(words: str, properties: Any, styles: Mapping[str | None, Style]) -> str:
    """Words with the marks of their run that mean something."""
    struck, style = is_struck(properties), properties.find(qn("w:rStyle"))
    if struck is None and style is not None:
        struck = styles.get(style.get(qn("w:val")), Style()).is_struck
    words = f"<s>{words}</s>" if struck else words
    for tag, mark in (("w:b", "strong"), ("w:i", "em")):
        if is_on(properties, tag):
            words = f"<{mark}>{words}</{mark}>"
    line = properties.find(qn("w:u"))
    if line is not None and line.get(qn("w:val")) not in {None, "none"}:
        words = f"<u>{words}</u>"
    raised = properties.find(qn("w:vertAlign"))
    place = raised.get(qn("w:val")) if raised is not None else ""
    tag = {"superscript": "sup", "subscript": "sub"}.get(place or "", "")
    return f"<{tag}>{words}</{tag}>" if tag and "<sup>" not in words else words
