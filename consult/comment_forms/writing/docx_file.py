"""A form as a Word file: its head, then one table whose headings repeat on each page.

Word has no hidden columns, so the key of a row stands small and grey behind its number or clause.
"""

from functools import lru_cache
from html import escape
from io import BytesIO
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt

from consult.comment_forms.row_keys import MARK
from consult.documents.writing.wordml import SPACES, is_right_to_left, number_pages, run, style_headings

_GREY = "7A858E"


@lru_cache(maxsize=1)
def _template() -> bytes:
    """An empty document with what is the same in all; kept, because python-docx reads its own template and the parts
    for a footer from files each time."""
    document = docx.Document()
    _set_up(document)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def write(head: dict[str, Any], table: dict[str, Any]) -> bytes:
    """The document."""
    document = docx.Document(BytesIO(_template()))
    _say_what_it_is(document, head)
    _write_head(document, head)
    body = document.element.body
    made = parse_xml(_table(table, is_right=head["direction"] == "rtl", title=head["title"]))
    body.insert(len(body) - 1, made)
    body.insert(len(body) - 1, parse_xml(f"<w:p {SPACES}/>"))  # Word wants a paragraph behind a table
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _set_up(document: Any) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21)
    section.left_margin = section.right_margin = Cm(1.5)
    section.top_margin = section.bottom_margin = Cm(1.6)
    plain = document.styles["Normal"]
    plain.font.name, plain.font.size = "Calibri", Pt(10)
    plain.element.rPr.rFonts.set(qn("w:cs"), "Arial")
    style_headings(document, "Calibri", {"Title": 18, "Heading 1": 13})
    number_pages(section)


def _say_what_it_is(document: Any, head: dict[str, Any]) -> None:
    """Title and language, in the properties and for every reader aloud."""
    properties = document.core_properties
    properties.title, properties.author, properties.comments = head["title"][:255], "", ""
    properties.language = head["language"]
    said = f'"{escape(head["language"])}"'
    language = parse_xml(f"<w:lang {SPACES} w:val={said} w:eastAsia={said} w:bidi={said}/>")
    document.styles["Normal"].element.rPr.append(language)


def _write_head(document: Any, head: dict[str, Any]) -> None:
    """Title, facts and steps, before the table."""
    body = document.element.body
    right = head["direction"] == "rtl"
    parts = [_paragraph(head["title"], right, style="Title"), _paragraph(head["name"], right, color=_GREY)]
    for label, words in head["facts"]:
        parts.append(_line([(f"{label}: ", True), (words, False)], right))
    parts.append(_paragraph(head["steps_title"], right, style="Heading1"))
    steps = [*head["steps"]]
    parts += [_line([(f"{number}. {words}", False)], right) for number, words in enumerate(steps, 1)]
    if head["address"]:
        parts.append(_link(document, head["address"], right))
    parts += [_line([(words, True)], right) for words in head["notes"]]
    parts.append(_paragraph(head["rows_title"], right, style="Heading1"))
    for one in parts:
        body.insert(len(body) - 1, parse_xml(one))


def _link(document: Any, address: str, right: bool) -> str:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
    number = document.part.relate_to(address, kind, is_external=True)
    look = '<w:color w:val="0A5A78"/><w:u w:val="single"/>'
    return (
        f'<w:p {nsdecls("w", "r")}><w:pPr>{"<w:bidi/>" if right else ""}</w:pPr><w:hyperlink r:id="{number}">'
        f"<w:r><w:rPr>{look}</w:rPr><w:t>{escape(address, quote=False)}</w:t></w:r></w:hyperlink></w:p>"
    )


def _run(text: str, *, bold: bool = False, size: int = 0, color: str = "", right: bool = False) -> str:
    """A run of one line; tabs are tabs."""
    look = ("<w:b/><w:bCs/>" if bold else "") + (f'<w:color w:val="{color}"/>' if color else "")
    look += f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>' if size else ""
    return run(text, look, right=right)


def _paragraph(text: str, right: bool, *, style: str = "", color: str = "", spaces: str = SPACES) -> str:
    look = (f'<w:pStyle w:val="{style}"/>' if style else "") + ("<w:bidi/>" if right else "")
    return f"<w:p {spaces}><w:pPr>{look}</w:pPr>{_run(text, color=color, right=is_right_to_left(text))}</w:p>"


def _line(parts: list[tuple[str, bool]], right: bool) -> str:
    look = '<w:spacing w:after="40"/>'
    look = f"<w:bidi/>{look}" if right else look
    runs = "".join(_run(words, bold=bold, right=is_right_to_left(words) or right) for words, bold in parts)
    return f"<w:p {SPACES}><w:pPr>{look}</w:pPr>{runs}</w:p>"


def _table(table: dict[str, Any], *, is_right: bool, title: str) -> str:
    """The table. Its columns share the width of the page as their widths in characters do."""
    total = sum(table["widths"])
    widths = [round(15_100 * one / total) for one in table["widths"]]
    edges = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="C9CFCC"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    grid = "".join(f'<w:gridCol w:w="{one}"/>' for one in widths)
    to_fill = set(table["to_fill"])
    head = "".join(
        _cell([_run(words, bold=True, size=17, right=is_right_to_left(words))], width, "E3EFF3", [is_right])
        for words, width in zip(table["headings"], widths, strict=True)
    )
    rows = [
        _row(cells, key, table["key_column"], widths, to_fill, is_right=is_right)
        for cells, key in zip(table["rows"], table["keys"], strict=True)
    ]
    return (
        f'<w:tbl {SPACES}><w:tblPr>{"<w:bidiVisual/>" if is_right else ""}<w:tblW w:w="5000" w:type="pct"/>'
        f'<w:tblBorders>{edges}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>'
        '<w:left w:w="80" w:type="dxa"/><w:right w:w="80" w:type="dxa"/></w:tblCellMar>'
        f'<w:tblLook w:val="0020" w:firstRow="1"/><w:tblCaption w:val="{escape(title)}"/>'
        f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid><w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>"
        f"{''.join(rows)}</w:tbl>"
    )


def _row(
    cells: list[str], key: str, key_column: int, widths: list[int], to_fill: set[int], *, is_right: bool
) -> str:
    """A row; the key stands in the cell of its column, behind the words."""
    made = []
    for at, (words, width) in enumerate(zip(cells, widths, strict=True)):
        lines = words.split("\n")
        paragraphs = [_run(one, size=17, right=is_right_to_left(one)) for one in lines]
        sides = [is_right_to_left(one) or (is_right and not one.isascii()) for one in lines]
        if at == key_column and key:
            paragraphs.append(_run(MARK + key, size=10, color=_GREY))
            sides.append(False)
        made.append(_cell(paragraphs, width, "" if at in to_fill else "F5F6F3", sides))
    return f"<w:tr>{''.join(made)}</w:tr>"


def _cell(paragraphs: list[str], width: int, shade: str, right: list[bool]) -> str:
    fill = f'<w:shd w:val="clear" w:color="auto" w:fill="{shade}"/>' if shade else ""
    made = "".join(
        f'<w:p><w:pPr>{"<w:bidi/>" if side else ""}<w:spacing w:before="20" w:after="20"/></w:pPr>{one}</w:p>'
        for one, side in zip(paragraphs, right, strict=True)
    )
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{fill}</w:tcPr>{made}</w:tc>'
