"""Pieces of WordprocessingML that writers of Word files share."""

from xml.sax.saxutils import escape

from docx.oxml.ns import nsdecls

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
        f'<w:t xml:space="preserve">{escape(one)}</w:t>' if one else "" for one in text.split("\t")
    )
    return f"<w:r>{f'<w:rPr>{look}</w:rPr>' if look else ''}{words}</w:r>"
