"""What makes a draft as a Word file, in the process that has nothing to lose. All code is loaded with this module."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from html import escape
from io import BytesIO
from typing import Any, BinaryIO

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Cm, Emu, Pt
from lxml import etree
from PIL import Image

from consult.documents.writing import data, omml
from consult.documents.writing.content import words
from consult.documents.writing.wordml import (
    MATH_SPACES,
    SPACES,
    is_right_to_left,
    number_pages,
    run,
    style_headings,
)

_GREY = '<w:color w:val="7A858E"/>'
_LOOKS = {
    "em": "<w:i/><w:iCs/>", "strong": "<w:b/><w:bCs/>", "sup": '<w:vertAlign w:val="superscript"/>',
    "sub": '<w:vertAlign w:val="subscript"/>', "strike": "<w:strike/>", "underline": '<w:u w:val="single"/>',
    "code": '<w:rFonts w:ascii="Consolas" w:hAnsi="Consolas" w:cs="Consolas"/>',
}  # fmt: skip
_BEFORE, _BEHIND = ("code", "strong", "em", "strike"), ("underline", "sup", "sub")
"""The order in which Word wants these properties: before the size of the letters and behind it."""
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_WIDEST = Cm(16)
_MARGIN = 850
"""Twentieths of a point between the number of a line and its text."""


def write(
    files: Sequence[BinaryIO], names: Sequence[str], frame: dict[str, Any], blocks: Sequence[dict[str, Any]]
) -> Iterator[bytes]:
    """The draft as a Word file. `files`: its pictures, called `names`."""
    document = docx.Document(BytesIO(_template()))
    pictures = {name: file.read() for name, file in zip(names, files, strict=True)}
    yield _Draft(document, frame, pictures).made(blocks)


@lru_cache(maxsize=1)
def _template() -> bytes:
    """An empty document with the styles; kept, because python-docx reads its own parts from files each time."""
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin = section.bottom_margin = Cm(2.2)
    plain = document.styles["Normal"]
    plain.font.name, plain.font.size = "Cambria", Pt(11)
    plain.element.rPr.rFonts.set(qn("w:cs"), "Arial")
    plain.paragraph_format.space_after = Pt(6)
    levels = {f"Heading {level}": size for level, size in enumerate((16, 13, 12, 11, 11, 11), 1)}
    style_headings(document, "Cambria", {"Title": 22} | levels)
    number_pages(section)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _look(looks: tuple[str, ...], order: tuple[str, ...]) -> str:
    return "".join(_LOOKS[one] for one in order if one in looks)


class _Draft:
    """One document being written."""

    def __init__(self, document: Any, frame: Mapping[str, Any], pictures: Mapping[str, bytes]) -> None:
        self.document, self.frame, self.pictures = document, frame, pictures
        self.body = document.element.body
        self.right = frame["direction"] == "rtl"

    def made(self, blocks: Sequence[dict[str, Any]]) -> bytes:
        """The whole document."""
        self._head()
        for block in blocks:
            self._block(data.tree(block))
        out = BytesIO()
        self.document.save(out)
        return out.getvalue()

    def _head(self) -> None:
        frame, properties = self.frame, self.document.core_properties
        properties.title, properties.author, properties.comments = frame["title"][:255], "", ""
        properties.language = frame["language"]
        said = f'"{escape(frame["language"])}"'
        language = parse_xml(f"<w:lang {SPACES} w:val={said} w:eastAsia={said} w:bidi={said}/>")
        self.document.styles["Normal"].element.rPr.append(language)
        self._add(self._paragraph(self._run(frame["title"]), style="Title"))
        for label, text in frame["facts"]:
            self._add(self._paragraph(self._run(f"{label}{frame['colon']}", _GREY) + self._run(text)))
        if frame["address"]:
            self._add(self._paragraph(self._link(frame["address"], frame["address"])))

    def _add(self, xml: str) -> None:
        self.body.insert(len(self.body) - 1, parse_xml(xml))

    # -- blocks ------------------------------------------------------------------------------------------------------

    def _block(self, block: Mapping[str, Any]) -> None:
        kind, line = block["kind"], block["line"]
        named = ". ".join(filter(None, (block["number"], block["title"])))
        if kind == "heading":
            text = " ".join(filter(None, (block["number"], block["title"])))
            self._add(self._paragraph(self._run(text), style=f"Heading{min(max(block['level'], 1), 6)}"))
        elif kind == "list_item":
            self._content(block["content"], line, depth=block["level"], mark=block["number"] or "•")
        elif kind == "footnote":
            self._content(block["content"], line, size=18)
        elif kind == "note":
            self._content(block["content"], line, size=20, depth=1)
        elif kind == "quotation":
            self._content(block["content"], line, depth=1)
        elif kind == "formula" and block["number"]:
            self._content([*block["content"], {"t": "p", "c": [block["number"]]}], line)
        else:
            self._content(block["content"], line)
        if kind == "figure" and named:
            self._add(self._paragraph(self._run(named, "<w:b/><w:bCs/>")))

    def _content(
        self, nodes: Sequence[Any], line: int, *, depth: int = 0, mark: str = "", size: int = 0
    ) -> None:
        """The parts of a block; the first has the number of its line, and the mark of an item."""
        for one in nodes or [{"t": "p", "c": []}]:
            if one["t"] == "table":
                if line:
                    self._add(self._paragraph("", line=line, keep=True))
                self._add(self._table(one))
                self._add(f'<w:p {SPACES}><w:pPr><w:spacing w:after="60"/></w:pPr></w:p>')
            elif one["t"] == "list":
                for number, item in enumerate(one["items"], one["start"]):
                    self._content(
                        item, line, depth=depth + 1, mark=f"{number}." if one["ordered"] else "•", size=size
                    )
                    line = 0
            elif one["t"] == "quote":
                self._content(one["c"], line, depth=depth + 1, size=size)
            elif one["t"] == "pre":
                for text in one["text"].split("\n"):
                    self._add(self._paragraph(self._run(text, _LOOKS["code"]), line=line, depth=depth))
                    line = 0
            else:
                look = f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>' if size else ""
                runs = self._inline(one["c"], (), look)
                self._add(self._paragraph(runs, line=line, depth=depth, mark=mark, spaces=MATH_SPACES))
            line, mark = 0, ""

    def _paragraph(
        self, runs: str, *, line: int = 0, depth: int = 0, mark: str = "", style: str = "", keep: bool = False,
        spaces: str = SPACES,
    ) -> str:  # fmt: skip
        """A paragraph; the number of its line hangs in the margin, the mark of an item before its text."""
        start = depth * 360
        hang = (_MARGIN + start if line else 0) or (280 if mark else 0)
        tabs = f'<w:tab w:val="left" w:pos="{start}"/>' if line else ""
        tabs = f'<w:tab w:val="left" w:pos="{max(start - 280, 0)}"/>{tabs}' if line and mark else tabs
        before = self._run(f"{line}\t", f'{_GREY}<w:sz w:val="15"/><w:szCs w:val="15"/>') if line else ""
        before += self._run(f"{mark}\t") if mark else ""
        sides = f'<w:ind w:left="{start}" w:hanging="{hang}"/>' if start or hang else ""
        look = (
            (f'<w:pStyle w:val="{style}"/>' if style else "") + ("<w:keepNext/>" if keep else "")
            + (f"<w:tabs>{tabs}</w:tabs>" if tabs else "") + ("<w:bidi/>" if self.right else "") + sides
        )  # fmt: skip
        return f"<w:p {spaces}><w:pPr>{look}</w:pPr>{before}{runs}</w:p>"

    def _table(self, table: Mapping[str, Any]) -> str:
        """A table with its merged cells."""
        columns = max(int(table["columns"]), 1)
        width = 9000 // columns
        edges = "".join(
            f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="A9B2B0"/>'
            for side in ("top", "left", "bottom", "right", "insideH", "insideV")
        )
        above: dict[int, tuple[int, int]] = {}
        rows = [
            self._row(row, columns, width, above, is_head=at < table["heads"])
            for at, row in enumerate(table["rows"])
        ]
        grid = f'<w:gridCol w:w="{width}"/>' * columns
        return (
            f'<w:tbl {MATH_SPACES}><w:tblPr>{"<w:bidiVisual/>" if self.right else ""}<w:tblW w:w="5000" w:type="pct"/>'
            f'<w:tblBorders>{edges}</w:tblBorders><w:tblLook w:val="0020" w:firstRow="1"/></w:tblPr>'
            f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
        )

    def _row(
        self,
        row: Sequence[Any],
        columns: int,
        width: int,
        above: dict[int, tuple[int, int]],
        *,
        is_head: bool,
    ) -> str:
        """A row. `above`: column → how many further rows the cell above reaches down, and its width in columns."""
        made, column, cells = "", 0, list(row)
        while column < columns and (cells or column in above):
            if column in above:
                left, wide = above.pop(column)
                if left > 1:
                    above[column] = (left - 1, wide)
                made += self._cell([], wide * width, wide, "<w:vMerge/>", head=False)
            else:
                cell = cells.pop(0)
                wide = min(cell["w"], columns - column)
                if cell["h"] > 1:
                    above[column] = (cell["h"] - 1, wide)
                merge = '<w:vMerge w:val="restart"/>' if cell["h"] > 1 else ""
                made += self._cell(cell["c"], wide * width, wide, merge, head=cell["head"])
            column += wide
        look = "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>" if is_head else ""
        return f"<w:tr>{look}{made or self._cell([], width, 1, '', head=False)}</w:tr>"

    def _cell(self, nodes: Sequence[Any], width: int, wide: int, merge: str, *, head: bool) -> str:
        span = f'<w:gridSpan w:val="{wide}"/>' if wide > 1 else ""
        fill = '<w:shd w:val="clear" w:color="auto" w:fill="EEF2F1"/>' if head else ""
        paragraphs = [one["c"] if one["t"] == "p" else [words(one)] for one in nodes] or [[]]
        looks = ("strong",) if head else ()
        made = "".join(
            f'<w:p><w:pPr>{"<w:bidi/>" if self.right else ""}<w:spacing w:after="20"/></w:pPr>'
            f"{self._inline(one, looks, chr(60) + 'w:sz w:val=' + chr(34) + '19' + chr(34) + '/>')}</w:p>"
            for one in paragraphs
        )
        return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}{fill}</w:tcPr>{made}</w:tc>'

    # -- words -------------------------------------------------------------------------------------------------------

    def _inline(self, nodes: Sequence[Any], looks: tuple[str, ...], more: str) -> str:
        """Runs of words; `looks`: what they are inside of, `more`: further properties."""
        made = ""
        for one in nodes:
            if isinstance(one, str):
                made += self._run(one, _look(looks, _BEFORE) + more + _look(looks, _BEHIND))
            elif one["t"] == "br":
                made += "<w:r><w:br/></w:r>"
            elif one["t"] == "math":
                made += omml.of(one)
            elif one["t"] == "img":
                made += self._picture(one)
            elif one["t"] == "link":
                made += self._link(one["href"], words(one["c"]))
            else:
                made += self._inline(one["c"], (*looks, one["t"]), more)
        return made

    def _run(self, text: str, look: str = "") -> str:
        text = _NO_XML.sub("\ufffd", text)
        return run(text, look, right=is_right_to_left(text) or (self.right and not text.isascii()))

    def _link(self, address: str, text: str) -> str:
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
        number = self.document.part.relate_to(address, kind, is_external=True)
        space = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
        look = '<w:color w:val="0A5A78"/><w:u w:val="single"/>'
        return f'<w:hyperlink {space} r:id="{number}">{self._run(text, look)}</w:hyperlink>'

    def _picture(self, node: Mapping[str, Any]) -> str:
        """A picture as wide as it is, at most as wide as the text; its description where it is not there."""
        found = self.pictures.get(node["name"])
        if found is None:
            return self._run(node["alt"])
        paragraph = self.document.add_paragraph()
        shape = paragraph.add_run().add_picture(BytesIO(found))
        if shape.width > _WIDEST:
            shape.height, shape.width = Emu(int(shape.height * _WIDEST / shape.width)), _WIDEST
        shape._inline.docPr.set("descr", _NO_XML.sub("\ufffd", node["alt"] or self.frame["figure"]))
        made = etree.tostring(paragraph.runs[0]._r, encoding="unicode")
        paragraph._p.getparent().remove(paragraph._p)
        return str(made)


def _load_all() -> None:
    """Use once what libraries load at their first use: later there is nothing to load from any longer."""
    out = BytesIO()
    Image.new("RGB", (2, 2)).save(out, "PNG")
    frame = {"title": "A", "facts": [["A", "B"]], "address": "https://a.example", "colon": ": ", "figure": "F",
             "language": "en", "direction": "ltr"}  # fmt: skip
    html = (
        '<p>A <em>b</em><img src="figure:0000000000000000.png" alt="c"></p><table><tr><td>1</td></tr></table>'
    )
    block = {"kind": "paragraph", "level": 0, "number": "", "title": "", "line": 1, "html": html}
    b"".join(write([BytesIO(out.getvalue())], ["0000000000000000.png"], frame, [block]))


_load_all()
