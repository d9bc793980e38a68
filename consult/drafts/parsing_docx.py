"""From Word to HTML: headings with Word's computed numbers, lists, tables with merged cells, figures, footnotes.

Reads ECMA-376 WordprocessingML through python-docx. Tracked insertions are taken and deletions dropped; comments,
headers and footers are left out; what is left out is told.
"""

import html
import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import docx
from docx.oxml.ns import qn
from lxml import etree

from consult.core.words import N_
from consult.drafts.blocks import MOST_CELLS, Remark, Unreadable
from consult.drafts.styles import Numbering, Style, whole
from consult.drafts.styles import of as styles_of

_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_FORMULA = f"{_MATH}oMath"
_WIDEST = 63
"""Columns of a table that Word knows at most."""
_WINGDINGS = {
    0x6C: "●", 0x6D: "○", 0x6E: "■", 0x6F: "□", 0x70: "□", 0x71: "❑", 0x72: "❒", 0x73: "◆", 0x74: "◆", 0x75: "◆",
    0x76: "❖", 0x77: "◆", 0x9E: "·", 0x9F: "•", 0xA7: "▪", 0xA8: "☐", 0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE1: "↑",
    0xE2: "↓", 0xE8: "→", 0xF0: "⇨", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
}  # fmt: skip
_SYMBOL = {
    **{ord(latin): greek for latin, greek in zip(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "αβχδεφγηιϕκλμνοπθρστυϖωξψζΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ", strict=True,
    )},
    0x2D: "−", 0xA3: "≤", 0xA5: "∞", 0xAC: "←", 0xAE: "→", 0xB0: "°", 0xB1: "±", 0xB3: "≥", 0xB4: "×", 0xB7: "•",
    0xB8: "÷", 0xB9: "≠", 0xBB: "≈", 0xCE: "∈", 0xD6: "√", 0xE5: "∑", 0xF2: "∫",
}  # fmt: skip
"""Signs of Word's symbol fonts, which it keeps at U+F000 and above, as the letters that look like them."""


def to_html(data: BytesIO, remarks: list[Remark]) -> tuple[str, dict[str, bytes]]:
    """HTML of a Word file, and its pictures by their address in that HTML. Raises Unreadable."""
    try:
        document = docx.Document(data)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 -- python-docx raises whatever its zip and XML layers raise
        raise Unreadable(N_("The Word file is damaged; save it again and try once more.")) from None
    return _Reader(document, remarks).html()


class _Reader:
    def __init__(self, document: Any, remarks: list[Remark]) -> None:
        self.document, self.remarks = document, remarks
        self.styles = styles_of(document)
        self.numbers = Numbering(document, self.styles)
        self.pictures: dict[str, bytes] = {}
        self.footnotes = _footnotes(document)
        self.cited: dict[str, int] = {}
        self.lists: list[int] = []
        self.cells = 0

    def html(self) -> tuple[str, dict[str, bytes]]:
        body = self.document.element.body
        if body.iter(qn("w:del")) and next(body.iter(qn("w:del")), None) is not None:
            self._remark("tracked", N_("Tracked changes: insertions were taken, deletions dropped."))
        if next(body.iter(qn("w:commentReference")), None) is not None:
            self._remark("comments", N_("Comments in the Word file were left out."))
        if next(body.iter(qn("w:txbxContent")), None) is not None:
            self._remark("boxes", N_("Text in text boxes was left out; put it into the text itself."))
        if next(body.iter(_FORMULA), None) is not None:
            self._remark(
                "formulas",
                N_("Formulas were read as plain characters: check them, or put them in as pictures."),
            )
        parts = list(self._blocks(body))
        parts.append(self._close_lists(0))
        if self.cited:
            notes = "".join(
                f'<li id="fn-{html.escape(key, quote=True)}">{self._runs_of_note(key)}</li>'
                for key in self.cited
                if key in self.footnotes
            )
            parts.append(f'<section class="footnotes"><ol>{notes}</ol></section>')
        title = html.escape(self.document.core_properties.title or "")
        language = self._language()
        attributes = f' lang="{html.escape(language)}"' if language else ""
        return (
            f"<html{attributes}><head><title>{title}</title></head><body>{''.join(parts)}</body></html>",
            self.pictures,
        )

    def _language(self) -> str:
        element = self.document.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}")
        bidi = next(self.document.element.body.iter(qn("w:bidi")), None) is not None
        if element is None:
            return ""
        return str(element.get(qn("w:bidi") if bidi else qn("w:val")) or "")

    def _blocks(self, parent: Any) -> Iterator[str]:
        for child in parent:
            if child.tag == qn("w:p"):
                yield self._paragraph(child)
            elif child.tag == qn("w:tbl"):
                yield self._close_lists(0) + self._table(child)
            elif child.tag in {qn("w:sdt"), qn("w:ins"), qn("w:smartTag")}:
                inner = child.find(qn("w:sdtContent"))
                yield from self._blocks(child if inner is None else inner)

    def _paragraph(self, element: Any) -> str:
        style = self._style(element)
        if style.is_contents:
            return ""  # Word's own table of contents: the clauses make a better one
        inner = self._runs(element)
        anchors = "".join(
            f'<a id="{html.escape(mark.get(qn("w:name")), quote=True)}"></a>'
            for mark in element.iter(qn("w:bookmarkStart"))
            if not (mark.get(qn("w:name")) or "_").startswith("_")
        )
        level = self._heading_level(element, style)
        number, depth, is_bullet = self.numbers.next_for(element, style)
        if not re.sub(r"<[^>]*>", "", inner).strip() and "<img" not in inner:
            return anchors or self._close_lists(0)
        if level:
            shown = f' data-number="{html.escape(number.rstrip("."), quote=True)}"' if number else ""
            return self._close_lists(0) + f"<h{level}{shown}>{anchors}{inner}</h{level}>"
        if number or is_bullet:
            shown = "" if is_bullet else f' data-number="{html.escape(number, quote=True)}"'
            return self._open_list(depth + 1) + f"<li{shown}>{anchors}{inner}"
        return self._close_lists(0) + f"<p>{anchors}{inner}</p>"

    def _open_list(self, depth: int) -> str:
        out = self._close_lists(depth)
        while len(self.lists) < depth:
            self.lists.append(1)
            out += "<ul>"
        return out

    def _close_lists(self, depth: int) -> str:
        out = ""
        while len(self.lists) > depth:
            self.lists.pop()
            out += "</li></ul>"
        return out

    def _style(self, element: Any) -> Style:
        reference = element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        identifier = reference.get(qn("w:val")) if reference is not None else None
        return self.styles.get(identifier) or self.styles[None]

    def _heading_level(self, element: Any, style: Style) -> int:
        outline = whole(element, "w:pPr", "w:outlineLvl")
        return outline + 1 if outline is not None and 0 <= outline < 6 else style.heading

    def _runs(self, element: Any) -> str:
        parts = []
        for node in element.iter(qn("w:r"), qn("w:hyperlink"), _FORMULA):
            if node.tag == _FORMULA:
                parts.append(html.escape("".join(node.itertext(f"{_MATH}t"))))
                continue
            if node.tag != qn("w:r") or any(
                a.tag in {qn("w:del"), qn("w:moveFrom")} for a in node.iterancestors()
            ):
                continue
            if next((a for a in node.iterancestors(qn("w:p"))), element) is not element:
                continue  # inside a text box: read on its own, if at all
            words = self._run(node)
            link = next(node.iterancestors(qn("w:hyperlink")), None)
            if link is not None and words:
                anchor, relation = link.get(qn("w:anchor")), link.get(qn("r:id"))
                target = f"#{anchor}" if anchor else self._target(relation)
                words = f'<a href="{html.escape(target, quote=True)}">{words}</a>' if target else words
            parts.append(words)
        return re.sub(r"</(em|strong|sup|sub)><\1>", "", "".join(parts))

    def _run(self, node: Any) -> str:
        out = ""
        fonts = node.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
        font = (fonts.get(qn("w:ascii")) or "") if fonts is not None else ""
        for child in node:
            if child.tag == qn("w:t"):
                out += html.escape(self._signs(child.text or "", font))
            elif child.tag == qn("w:sym"):
                code = child.get(qn("w:char")) or ""
                if re.fullmatch("[0-9A-Fa-f]{2,4}", code):
                    out += self._signs(chr(0xF000 | (int(code, 16) & 0xFF)), child.get(qn("w:font")) or font)
            elif child.tag == qn("w:tab"):
                out += " "
            elif child.tag in {qn("w:br"), qn("w:cr")}:
                out += "<br>"
            elif child.tag == qn("w:noBreakHyphen"):
                out += "‑"
            elif child.tag in {qn("w:drawing"), qn("w:pict"), qn("w:object")}:
                out += self._picture(child)
            elif child.tag in {qn("w:footnoteReference"), qn("w:endnoteReference")}:
                key = child.tag.rpartition("}")[2][0] + (child.get(qn("w:id")) or "")
                number = self.cited.setdefault(key, len(self.cited) + 1)
                out += f'<sup><a href="#fn-{html.escape(key, quote=True)}">{number}</a></sup>'
        properties = node.find(qn("w:rPr"))
        if properties is not None and out.strip():
            for tag, mark in (("w:b", "strong"), ("w:i", "em")):
                found = properties.find(qn(tag))
                if found is not None and found.get(qn("w:val")) not in {"0", "false"}:
                    out = f"<{mark}>{out}</{mark}>"
            raised = properties.find(qn("w:vertAlign"))
            if (
                raised is not None
                and raised.get(qn("w:val")) in {"superscript", "subscript"}
                and "<sup>" not in out
            ):
                mark = "sup" if raised.get(qn("w:val")) == "superscript" else "sub"
                out = f"<{mark}>{out}</{mark}>"
        return out

    def _signs(self, words: str, font: str) -> str:
        """`words` with signs of the symbol font `font` as what they look like; one without an equal is told."""
        table = _SYMBOL if font.lower().startswith("symbol") else _WINGDINGS

        def sign(found: re.Match[str]) -> str:
            known = table.get(ord(found[0]) & 0xFF, "")
            if not known and all(remark.code != "sign" for remark in self.remarks):
                self._remark(
                    "sign", N_("A sign of a symbol font has no equal among letters and stands as �.")
                )
            return known or "�"

        return re.sub("[\ue000-\uf8ff]", sign, words)

    def _target(self, relation: str | None) -> str:
        found = self.document.part.rels.get(relation) if relation else None
        return found.target_ref if found is not None and found.is_external else ""

    def _picture(self, node: Any) -> str:
        described = next(
            iter(node.iter("{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr")),
            None,
        )
        alt = (described.get("descr") or "") if described is not None else ""
        blips = node.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}blip")
        out = ""
        for blip in blips:
            relation = blip.get(qn("r:embed"))
            part = self.document.part.related_parts.get(relation) if relation else None
            if part is not None and hasattr(part, "blob"):
                name = f"word-{relation}"
                self.pictures[name] = part.blob
                out += f'<img src="{name}" alt="{html.escape(alt, quote=True)}">'
        return out

    def _table(self, element: Any) -> str:
        rows: list[list[dict[str, Any]]] = []
        open_cells: dict[int, dict[str, Any]] = {}
        for row in element.iter(qn("w:tr")):
            if next(row.iterancestors(qn("w:tbl"))) is not element:
                continue
            cells: list[dict[str, Any]] = []
            column = 0
            is_head = row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None or not rows
            for cell in row.iterchildren(qn("w:tc")):
                self._one_more_cell()
                width = min(max(whole(cell, "w:tcPr", "w:gridSpan") or 1, 1), _WIDEST)
                merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
                if merge is not None and merge.get(qn("w:val")) != "restart" and column in open_cells:
                    open_cells[column]["rows"] += 1
                else:
                    made = {
                        "html": self._cell(cell),
                        "columns": width,
                        "rows": 1,
                        "tag": "th" if is_head else "td",
                    }
                    cells.append(made)
                    open_cells.pop(column, None)
                    if merge is not None:
                        open_cells[column] = made
                column += width
            rows.append(cells)
        return "<table>" + "".join(f"<tr>{''.join(map(_cell, cells))}</tr>" for cells in rows) + "</table>"

    def _one_more_cell(self) -> None:
        self.cells += 1
        if self.cells > MOST_CELLS:
            raise Unreadable(N_("The tables have too many cells; import the text in parts."))

    def _cell(self, cell: Any) -> str:
        parts = []
        for child in cell:
            if child.tag == qn("w:p"):
                inner = self._runs(child)
                if inner.strip():
                    parts.append(inner)
            elif child.tag == qn("w:tbl"):
                parts.append(self._table(child))
        return "<br>".join(parts)

    def _runs_of_note(self, key: str) -> str:
        return " ".join(self._runs(p) for p in self.footnotes[key].iter(qn("w:p")))

    def _remark(self, code: str, message: str) -> None:
        self.remarks.append(Remark(code, message, ""))


def _cell(cell: dict[str, Any]) -> str:
    spans = "".join(
        f' {name}="{cell[key]}"'
        for name, key in (("colspan", "columns"), ("rowspan", "rows"))
        if cell[key] > 1
    )
    return f"<{cell['tag']}{spans}>{cell['html']}</{cell['tag']}>"


def _footnotes(document: Any) -> dict[str, Any]:
    """Footnotes by "f" and endnotes by "e" and their id."""
    found: dict[str, Any] = {}
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    for relation in document.part.rels.values():
        kind = relation.reltype.rpartition("/")[2]
        if kind in {"footnotes", "endnotes"}:
            try:
                notes = etree.fromstring(relation.target_part.blob, parser)
            except etree.XMLSyntaxError:
                raise Unreadable(N_("The Word file is damaged; save it again and try once more.")) from None
            for note in notes:
                if note.get(qn("w:type")) in {None, "normal"}:
                    found[kind[0] + str(note.get(qn("w:id")))] = note
    return found
