"""Where a block is, in words: kept in English with what is said about it, told in the language of the reader."""

import re
from collections.abc import Callable
from typing import Any

from consult.core.words import N_
from consult.drafts.blocks import Kind

_LINE = N_("line %(line)s")
_FORMULA = N_("formula %(number)s")
_ENDS_IN_LINE = re.compile(
    r"(?:(?P<above>.*), )?(?:line (?P<line>\d+)|formula (?P<number>\([^()]*\)))", re.DOTALL
)


def place(heading: Any, block: Any) -> str:
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


def said_place(kept: str, say: Callable[[str], str]) -> str:
    """What `place` made, in the language into which `say` translates."""
    found = _ENDS_IN_LINE.fullmatch(kept)
    if found is None:
        return kept
    own = (
        say(_LINE) % {"line": found["line"]} if found["line"] else say(_FORMULA) % {"number": found["number"]}
    )
    return f"{found['above']}, {own}" if found["above"] else own
