"""The position of a block, as text: stored in English with what refers to it, shown in the language of the reader.

In a page or an email a heading with its number is isolated as one (core.bidi), in the direction of its title: in an
Arabic page "6.3 Dispatch" stays in that order, and a title in Arabic leaves the line number after it where it belongs.
"""

import re
from collections.abc import Callable
from typing import Any

from markupsafe import Markup

from consult.core import bidi
from consult.core.translatable import N_, name_of_language
from consult.documents.blocks import Kind
from consult.documents.paged.blocks import is_page

LINE = N_("line %(line)s")
LINE_OF_ANOTHER_TEXT = N_("line %(line)s of the text in %(language)s")
"""Of a passage that the text of the page does not have, whose lines have other numbers."""
_FORMULA = N_("formula %(number)s")
# Translators: The heading of a clause and the line, formula or table below it: "3.1 Maximum lot size, line 42".
UNDER_HEADING = N_("%(clause)s, %(place)s")
_ENDS_IN_LINE = re.compile(
    r"(?:(?P<above>.*), )?"
    r"(?:line (?P<line>\d+)(?: in (?P<language>[A-Za-z-]+))?|formula (?P<number>\([^()]*\)))",
    re.DOTALL,
)


def is_named(block: Any) -> bool:
    """Whether a block has a name of its own, "Table 7", which then stands in the place of its line on every page."""
    return block.kind in {Kind.TABLE, Kind.FIGURE} and bool(block.number)


def passage_label(heading: Any, block: Any) -> str:
    """Where a block is, under its heading (or None): "3.1 Maximum lot size, line 42"."""
    words = f"{heading.number} {heading.title}".strip() if heading is not None else ""
    if block.kind == Kind.HEADING:
        return f"{block.number} {block.title}".strip()
    if block.kind == Kind.FORMULA and block.number:
        own = _FORMULA % {"number": block.number}
        return f"{words}, {own}" if words else str(own)
    if is_page(block):  # the heading above it has its name
        return words
    own = block.number if is_named(block) else LINE % {"line": block.line}
    return f"{words}, {own}" if words else str(own)


def of_another_text(kept: str, language: str) -> str:
    """A label whose line is counted in the text in `language`, for readers of a text that lacks the passage:
    "3.1 Maximum lot size, line 42 in ar"."""
    found = _ENDS_IN_LINE.fullmatch(kept)
    return f"{kept} in {language}" if found and found["line"] and not found["language"] else kept


def said_passage(kept: str, say: Callable[[str], str], language: str = "en") -> str:
    """A kept label in `language`, into which `say` translates; for a cell of a table or a value of a form."""
    above, line = _parted(kept, say, language)
    return say(UNDER_HEADING) % {"clause": above, "place": line} if above and line else above or line


def passage_in_html(
    kept: str,
    say: Callable[[str], str],
    heading_in_html: Callable[[str], Markup] = bidi.in_html,
    language: str = "en",
) -> Markup:
    """The same for a page; `heading_in_html`: a heading with what says its language."""
    above, line = _parted(kept, say, language)
    label = heading_in_html(above) if above else Markup("")
    return under_heading(label, line, say) if above and line else label or Markup("{}").format(line)


def under_heading(label: Markup, place: str, say: Callable[[str], str]) -> Markup:
    """A place under a heading, for a page: "3.1 Maximum lot size, line 42"."""
    return bidi.filled(say(UNDER_HEADING), clause=label, place=Markup("{}").format(place))


def line_of_another_text(line: str, of: str, say: Callable[[str], str], language: str) -> str:
    """A line of the text in the language `of`, in words of `language`."""
    return say(LINE_OF_ANOTHER_TEXT) % {"line": line, "language": name_of_language(of, language)}


def _parted(kept: str, say: Callable[[str], str], language: str) -> tuple[str, str]:
    """The heading, and the line in words; either may be empty."""
    found = _ENDS_IN_LINE.fullmatch(kept)
    if found is None:
        return kept, ""
    if found["number"]:
        return found["above"] or "", say(_FORMULA) % {"number": found["number"]}
    if found["language"]:
        return found["above"] or "", line_of_another_text(found["line"], found["language"], say, language)
    return found["above"] or "", say(LINE) % {"line": found["line"]}
