"""Pieces of WordprocessingML that writers of Word files share."""

from collections.abc import Mapping
from html import escape
from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt, RGBColor

SPACES = nsdecls("w")
MATH_SPACES = f'{nsdecls("w")} xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'


def is_right_to_left(text: str) -> bool:
    """Whether the first letter that has a direction runs from right to left."""
    for sign in text:
        if "\u0590" <= sign <= "\u08ff" or "\ufb1d" <= sign <= "\ufdff" or "\ufe70" <= sign <= "\ufeff":
            return True
        if sign.isalpha():
            return False
    return False


def run(text: str, look: str = "", *, right: bool = False) -> str:
    """A run of one line; tabs are tabs. `look`: the elements of its properties, in their order."""
    if not text:
        return ""
    look += "<w:rtl/>" if right else ""
    words = "<w:tab/>".join(
        f'<w:t xml:space="preserve">{escape(one, quote=False)}</w:t>' if one else ""
        for one in text.split("\t")
    )
    return f"<w:r>{f'<w:rPr>{look}</w:rPr>' if look else ''}{words}</w:r>"


def style_headings(document: Any, font: str, sizes: Mapping[str, float]) -> None:
    """Headings in the font of the text, without the colours and lines of the template. `sizes`: name of a style →
    points."""
    for name, size in sizes.items():
        style = document.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = font, Pt(size), RGBColor(0x17, 0x21, 0x2B)
        for attribute in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            style.element.rPr.rFonts.attrib.pop(qn(attribute), None)
        border = style.element.pPr.find(qn("w:pBdr"))
        if border is not None:
            style.element.pPr.remove(border)


def number_pages(section: Any) -> None:
    """The number of the page and of all pages at its foot."""
    footer = section.footer.paragraphs[0]._p
    for one in parse_xml(
        f'<w:p {SPACES}><w:fldSimple w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple><w:r>'
        '<w:t xml:space="preserve"> / </w:t></w:r><w:fldSimple w:instr="NUMPAGES"><w:r><w:t>1</w:t></w:r>'
        "</w:fldSimple></w:p>"
    ):
        footer.append(one)
    footer.get_or_add_pPr().append(parse_xml(f'<w:jc {SPACES} w:val="center"/>'))
