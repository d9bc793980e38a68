"""Formulas that are written in TeX, as MathML."""

import re
from html import escape
from typing import Any

from lxml import etree

from consult.core.translatable import N_

UNREAD = N_("A TeX formula could not be read. It is shown as written.")
"""What is told of TeX from which `to_html` makes nothing."""
_UNREAD = "data-tex"
LONGEST = 5_000
"""Characters of one formula."""
_TAG = re.compile(r"\\tag\*?\s*\{([^{}]{1,40})\}")
_UNNUMBERED = re.compile(r"\\(begin|end)\{(align|gather|multline|equation)\}")
_NAMED = re.compile(r"\\(?:label|nonumber|notag)\b(?:\{[^{}]*\})?")
_MATHEMATICS = re.compile(r"[\\^_=<>+*/]|^\s*[A-Za-z]\s*$|\d")
_IN_DOLLARS = re.compile(r"[\\^_=<>+*/]|^\s*[0-9]*[A-Za-z]\s*$")
"""What makes text between dollars mathematics: more than digits, which may be sums of money."""
_IN_TEXT = re.compile(
    r"\\\((.{1,5000}?)\\\)|\\\[(.{1,5000}?)\\\]|\$\$(\S|\S[^$]{0,4998}?(?<!\s)|\s[^$]{1,4998}\s)\$\$",
    re.DOTALL,
)


def to_html(tex: str, *, is_display: bool) -> str:
    """`math` and the number that the formula bears, as HTML; "" for what is no TeX that is known here."""
    found = _TAG.search(tex)
    plain = _UNNUMBERED.sub(r"\\\1{\2*}", _NAMED.sub("", _TAG.sub("", tex)))
    if len(tex) > LONGEST or not plain.strip():
        return ""
    from latex2mathml.converter import convert  # noqa: PLC0415 -- what reads tables of Word needs none of it

    try:
        made = etree.fromstring(convert(plain, display="block" if is_display else "inline"))
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 -- the converter raises whatever its stack raises, not only its own errors
        return ""
    if any((token.text or "").startswith("\\") for token in made.iter("{*}mi", "{*}mo")):
        return ""  # a command that it does not know
    for element in made.iter():
        element.tag = etree.QName(element).localname
    etree.cleanup_namespaces(made)
    html: str = etree.tostring(made, encoding="unicode", method="html")
    return f"{html} ({escape(found[1].strip('() '), quote=False)})" if found else html


def unread(tex: str) -> str:
    """A formula of which `to_html` makes nothing, as it was written, as HTML; see `is_formula`."""
    return f'<code {_UNREAD}="">{escape(tex)}</code>'


def without_unread(html: str) -> str:
    """HTML without the formulas in it that could not be read."""
    return re.sub(rf'<code {_UNREAD}="">[^<]*</code>', "", html)


def is_formula(element: Any) -> bool:
    """Whether an element is a formula: `math`, or one in TeX that could not be read."""
    return element.tag == "math" or element.get(_UNREAD) is not None


def is_second_copy(element: Any) -> bool:
    """Whether an element is the copy of a formula that KaTeX makes for the eye, behind the same formula in MathML."""
    before, around = element.getprevious(), element.getparent()
    return (
        "katex-html" in (element.get("class") or "").split()
        and before is not None
        and "katex" in (around.get("class") or "").split()
        and next(before.iter("math"), None) is not None
    )


def pieces(text: str) -> list[tuple[str, bool]]:
    r"""Text in its order: (words, False), and (TeX, True) for what stands in \( \), \[ \] or $$ and is mathematics.

    TeX keeps the signs around it.
    """
    found, at = [], 0
    for one in _IN_TEXT.finditer(text):
        if _IN_DOLLARS.search(one[3]) if one[3] else _MATHEMATICS.search(one[1] or one[2]):
            found += [(text[at : one.start()], False), (one[0], True)]
            at = one.end()
    return [*found, (text[at:], False)]
