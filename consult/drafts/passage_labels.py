"""The position of a block, as text: stored in English with what refers to it, shown in the language of the reader.

In a page or an email a heading with its number is isolated as one (core.bidi), in the direction of its title: in an
Arabic page "6.3 Dispatch" stays in that order, and a title in Arabic leaves the line number after it where it belongs.
"""

import re
from collections.abc import Callable
from typing import Any

from markupsafe import Markup

from consult.core import bidi
from consult.core.translatable import N_
from consult.documents.blocks import Kind

_LINE = N_("line %(line)s")
_FORMULA = N_("formula %(number)s")
# Translators: The heading of a clause and the line, formula or table below it: "3.1 Maximum lot size, line 42".
UNDER_HEADING = N_("%(clause)s, %(place)s")
_ENDS_IN_LINE = re.compile(
    r"(?:(?P<above>.*), )?(?:line (?P<line>\d+)|formula (?P<number>\([^()]*\)))", re.DOTALL
)


def passage_label(heading: Any, block: Any) -> str:
    """Where a block is, under its heading (or None): "3.1 Maximum lot size, line 42"."""
    words = f"{heading.number} {heading.title}".strip() if heading is not None else ""
    if block.kind == Kind.HEADING:
        return f"{block.number} {block.title}".strip()
    if block.kind == Kind.FORMULA and block.number:
        own = _FORMULA % {"number": block.number}
        return f"{words}, {own}" if words else str(own)
    is_named = block.kind in {Kind.TABLE, Kind.FIGURE} and block.number
    own = block.number if is_named else _LINE % {"line": block.line}
    return f"{words}, {own}" if words else str(own)


def said_passage(kept: str, say: Callable[[str], str]) -> str:
    """A kept label in the language into which `say` translates; for a cell of a table or a value of a form."""
    above, line = _parted(kept, say)
    return say(UNDER_HEADING) % {"clause": above, "place": line} if above and line else above or line


def passage_in_html(
    kept: str, say: Callable[[str], str], heading_in_html: Callable[[str], Markup] = bidi.in_html
) -> Markup:
    """The same for a page; `heading_in_html`: a heading with what says its language."""
    above, line = _parted(kept, say)
    label = heading_in_html(above) if above else Markup("")
    return under_heading(label, line, say) if above and line else label or Markup("{}").format(line)


def under_heading(label: Markup, place: str, say: Callable[[str], str]) -> Markup:
    """A place under a heading, for a page: "3.1 Maximum lot size, line 42"."""
    return bidi.filled(say(UNDER_HEADING), clause=label, place=Markup("{}").format(place))


def _parted(kept: str, say: Callable[[str], str]) -> tuple[str, str]:
    """The heading, and the line in words; either may be empty."""
    found = _ENDS_IN_LINE.fullmatch(kept)
    if found is None:
        return kept, ""
    if found["number"]:
        return found["above"] or "", say(_FORMULA) % {"number": found["number"]}
    return found["above"] or "", say(_LINE) % {"line": found["line"]}
