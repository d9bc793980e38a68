"""How a plain text is laid out: where its lines were broken to fit a width, what is drawn with letters, what is
a list."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from enum import Enum
from itertools import pairwise

from consult.documents.plain_text.lines import Line

ENDS = tuple('.:;!?。：；！？؟؛።፤"”»)）')
"""What the last line of a paragraph ends with."""
_WIDEST = 110
"""Columns beyond which no one breaks lines by hand."""
_HAS_LINES = re.compile(r"[\u2500-\u259f]|\+[-=]{2}|[-=]{2}[+>]|<[-=]{2}|[-=]{3}\s+[-=]{3}|^\|.*\|$|^[|v^]$")
_HAS_COLUMNS = re.compile(r"\S {3,}\S")
_IS_CODE = re.compile(r'[{}=<>]|;$|::|//|"\s*:|\\[a-z]')
_MARKER = re.compile(
    r"(?P<bullet>[-*•·‣◦–—▪●○■]|o(?= {2}))\s+(?=\S)"
    r"|(?P<number>\(?(?:[0-9٠-٩]{1,3}|[ivxlc]{1,6}|[A-Za-zа-я])\)|[0-9٠-٩]{1,3}\.|[a-z]\.|[0-9]{1,2}-(?=\s))\s+(?=\S)"
    r"|(?P<han>[（(][一二三四五六七八九十]{1,3}[）)]|[一二三四五六七八九十]{1,3}、|[0-9]{1,2}、|[①-⑳])\s*(?=\S)"
)
_FULL_ENOUGH, _MOSTLY_BROKEN = 0.6, 0.3


class LineRelation(Enum):
    """What a line is to the one before it: the same line of words, a line of its own in the same paragraph, or new."""

    JOINED = 1
    OWN_LINE = 2
    NEW = 3


def columns(text: str) -> int:
    """The width of a text on a terminal: Chinese signs take two columns, accents that combine none."""
    return sum(
        2 if unicodedata.east_asian_width(letter) in "WF" else not unicodedata.combining(letter)
        for letter in text
    )


def width_of(lines: Sequence[Line]) -> int:
    """The width that lines were broken to fit; 0 where every line is a paragraph."""
    widths = [columns(line.text) for line in lines if line.text]
    if not widths or sum(width > _WIDEST for width in widths) * 20 > len(widths):
        return 0
    width = max((one for one in widths if one <= _WIDEST), default=0)
    full = [
        line.text
        for line, after in pairwise(lines)
        if line.text and after.text and columns(line.text) >= _FULL_ENOUGH * width
    ]
    broken = sum(not text.endswith(ENDS) for text in full)
    return width if broken >= _MOSTLY_BROKEN * len(full) else 0


def what_is(line: Line, before: Line, width: int) -> LineRelation:
    """What a line is to the one directly before it, in a text broken to fit `width`."""
    if not width:
        return LineRelation.NEW
    words = line.text.lstrip()
    has_ended = before.text.endswith(ENDS)
    if columns(before.text) + 1 + columns(_first_word(words)) > width:
        return LineRelation.NEW if has_ended and line.indent >= before.indent + 2 else LineRelation.JOINED
    if has_ended:
        return LineRelation.NEW
    if words[:1].islower() or columns(before.text) >= _FULL_ENOUGH * width:
        return LineRelation.JOINED
    return LineRelation.OWN_LINE


def _first_word(words: str) -> str:
    return words[:1] if _is_han(words[:1]) else words.split(maxsplit=1)[0]


def _is_han(letter: str) -> bool:
    """Whether a letter is of a script that is written without spaces between words."""
    return bool(letter) and ("\u2e80" <= letter <= "\u9fff" or "\uff00" <= letter <= "\uffef")


def between(before: str, after: str) -> str:
    """What stands between two lines of a paragraph when they are one: a space, but nothing between Chinese or Japanese
    signs and after a hyphen in a word."""
    is_tight = _is_han(before[-1:]) and _is_han(after[:1])
    is_tight = is_tight or (before[-1:] == "-" and before[-2:-1].isalpha() and after[:1].isalpha())
    return "" if is_tight else " "


def joined(before: str, after: str) -> str:
    """Two lines of a paragraph as one."""
    return f"{before}{between(before, after)}{after}"


def marker(text: str) -> tuple[str, str] | None:
    """("b)", "mark each") of "b) mark each", ("", "divide") of "- divide"; None for what is no item of a list."""
    found = _MARKER.match(text)
    if found is None:
        return None
    return ("" if found["bullet"] else found[0].strip()), text[found.end() :]


def is_drawn(block: Sequence[Line], body: int) -> bool:
    """Whether lines are a drawing, a table or code, made of letters at their places; `body`: where text begins."""
    texts = [line.text.strip() for line in block]
    texts = [(marker(text) or ("", text))[1] for text in texts]
    many = len(texts)
    if sum(_HAS_LINES.search(text) is not None for text in texts) * 3 >= many:
        return True
    if many > 1 and sum(_HAS_COLUMNS.search(text) is not None for text in texts) * 2 >= many:
        return True
    is_set_in = min(line.indent for line in block) >= body + 2
    return is_set_in and sum(_IS_CODE.search(text) is not None for text in texts) * 10 >= 6 * many


def body_indent(lines: Sequence[Line]) -> int:
    """The column where most lines begin."""
    indents = [line.indent for line in lines if line.text]
    return max(set(indents), key=indents.count) if indents else 0


def blocks(lines: Sequence[Line]) -> Iterator[tuple[int, list[Line]]]:
    """Runs of lines with no empty one between, each with the place of its first line."""
    run: list[Line] = []
    for at, line in enumerate(lines):
        if line.text:
            run.append(line)
        elif run:
            yield at - len(run), run
            run = []
    if run:
        yield len(lines) - len(run), run
