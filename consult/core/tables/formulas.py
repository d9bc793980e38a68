"""No cell of a CSV file that a spreadsheet would calculate."""

import re
import unicodedata
from itertools import pairwise

_SIGNS = frozenset(
    "=+-@\u2212\u207a\u207b\u207c\u208a\u208b\u208c\u2a75\u2a76\ufb29\ufe62\ufe63\ufe66\ufe6b\uff0b\uff0d\uff1d\uff20"
)
"""With these a formula begins: the signs, and their wide, small, raised and lowered forms."""

_BREAKS = frozenset("\t\r\n")
"""At the beginning of a cell these lead some programs into the next one."""

_SEPARATORS = frozenset(";|\t\r\n")
"""At these some programs begin a new cell, or row."""

_SKIPPED = frozenset("\"'`´‘’‚‛“”„‟«»‹›＂＇|¦｜‖ǀ\u115f\u1160\u3164\uffa0\u2800")
"""Quotation marks and bars, which programs take for marks around a cell, and blanks that count as letters."""


_RUN = re.compile(r"(?:\A|[;|\t\r\n])[\W_\u115f\u1160\u3164\uffa0\u2800ǀ]*")
"""The beginning of a cell, or a separator, and what follows up to the first letter or digit that is seen."""

_ITEM = re.compile(r"[\r\n ]*[-+] ([^\W\d_][^\r\n]*)")
"""A line that begins as an item of a list does, with a letter after its mark; its words."""

_IN_WORDS = frozenset(" \u00a0.,:?’‘“”«»-–—/%")
"""What stands between letters and digits without calling a function ("("), another program ("|"), or a name of another
sheet or file ("!", "[")."""


def escape_formula(text: str) -> str:
    """`text`, with an apostrophe wherever a spreadsheet would calculate instead of reading.

    Programs that split at other signs than the comma (";" in many countries) begin cells within ours, for the quotation
    marks of a file count only where a cell begins, and theirs begin elsewhere. So what follows such a sign, or a line
    break, is treated like the beginning, but for items of lists that calculate nothing (see `_is_item`): in those
    programs they would be read as names, and everywhere else they stay as they were written.
    """
    if _is_plain(text):
        return text
    found = {0} if text[:1] in _BREAKS else set()
    for run in _RUN.finditer(text):
        if not _SIGNS.isdisjoint(run[0]):
            cells = [run.start() + at for at in _cells_that_calculate(run[0], run.start() == 0)]
            found.update(at for at in cells if not _is_item(text, at))
    cuts = [0, *sorted(found), len(text)]
    return "'".join(text[start:end] for start, end in pairwise(cuts)) if found else text


def _is_plain(text: str) -> bool:
    """Whether it is what most cells are: a letter or digit first, and nothing in it that can begin another cell. The
    separators are looked for one by one, which is much faster than a regular expression."""
    first = text[:1]
    return not text or (
        first.isascii()
        and first.isalnum()
        and "\n" not in text
        and ";" not in text
        and "\t" not in text
        and "|" not in text
        and "\r" not in text
    )


def _cells_that_calculate(run: str, is_beginning: bool) -> list[int]:
    """Where cells begin in a run whose first sign that counts is that of a formula: what is not seen, quotation marks
    and bars do not count."""
    found: list[int] = []
    begun = [0] if is_beginning else []
    for at, letter in enumerate(run):
        if letter in _SEPARATORS:
            begun = [] if letter == ";" else begun
            begun.append(at + 1)
        elif not _is_skipped(letter):
            found += begun if letter in _SIGNS else []
            begun = []
    return found


def _is_skipped(letter: str) -> bool:
    return letter in _SKIPPED or unicodedata.category(letter)[0] in "CMZ"


def _is_item(text: str, at: int) -> bool:
    """Whether the line that begins at `at`, a later one of `text`, is an item of a list that no program calculates:
    "- " and words without a sign that calls a function or another program, or names another file.

    It ends as words do: where another program reads on, over the quotation mark that ends our cell, a sign before that
    mark would join the item and a formula of the next cell.
    """
    item = _ITEM.match(text, at) if at and text[at - 1] in "\r\n" else None
    return (
        item is not None
        and all(letter in _IN_WORDS or _is_of_words(letter) for letter in item[1])
        and (item[1][-1] == "." or _is_of_words(item[1][-1]))
    )


def _is_of_words(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "LMN"
