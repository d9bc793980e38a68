"""Formulas that are written in TeX, as MathML."""

import re

from latex2mathml.converter import convert
from lxml import etree

from consult.core.words import N_

UNREAD = N_("A formula in TeX could not be read and stands as it was written.")
"""What is told of TeX from which `to_html` makes nothing."""
LONGEST = 5_000
"""Characters of one formula."""
_TAG = re.compile(r"\\tag\*?\s*\{([^{}]{1,40})\}")
_UNNUMBERED = re.compile(r"\\(begin|end)\{(align|gather|multline|equation)\}")
_NAMED = re.compile(r"\\(?:label|nonumber|notag)\b(?:\{[^{}]*\})?")
_MATHEMATICS = re.compile(r"[\\^_=<>+*/]|^\s*[A-Za-z]\s*$|\d")
_IN_TEXT = re.compile(r"\\\((.{1,5000}?)\\\)|\\\[(.{1,5000}?)\\\]|\$\$([^$]{1,5000})\$\$", re.DOTALL)


def to_html(tex: str, *, is_display: bool) -> str:
    """`math` and the number that the formula bears, as HTML; "" for what is no TeX that is known here."""
    found = _TAG.search(tex)
    plain = _UNNUMBERED.sub(r"\\\1{\2*}", _NAMED.sub("", _TAG.sub("", tex)))
    if len(tex) > LONGEST or not plain.strip():
        return ""
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
    return f"{html} ({found[1].strip('() ')})" if found else html


def pieces(text: str) -> list[tuple[str, bool]]:
    r"""Text in its order: (words, False), and (TeX, True) for what stands in \( \), \[ \] or $$ and is mathematics.

    TeX keeps the signs around it.
    """
    found, at = [], 0
    for one in _IN_TEXT.finditer(text):
        if _MATHEMATICS.search(one[1] or one[2] or one[3]):
            found += [(text[at : one.start()], False), (one[0], True)]
            at = one.end()
    return [*found, (text[at:], False)]
