"""The parts of a passage that a comment can be on without selecting words: sentences, rows and cells. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from consult.core import markup

MOST = 200
"""Parts of one passage that are offered."""
LONGEST = 500
"""Characters of a quotation."""


class Part(StrEnum):
    """Kinds of part."""

    SENTENCE = "sentence"
    ROW = "row"
    CELL = "cell"


@dataclass(frozen=True)
class Quotable:
    """One part: its words, as a comment quotes them, and its number among those of its kind; of a cell, its row too."""

    part: Part
    words: str
    number: int
    row: int = 0


_CLOSING = r"[\"'”’»›)\]]*"
_END = re.compile(
    rf"[.!?؟]{_CLOSING}(?=\s)|[。！？｡]{_CLOSING}|[।॥።]{_CLOSING}",
)
_ABBREVIATED = re.compile(
    r"(?:\b[^\W\d_]|\b(?:e\.g|i\.e|cf|etc|approx|vs|No|Nos|Fig|Figs|Eq|Sec|Art|art|p|pp|par|para|vol|ed|al|St|Dr|Mr|Ms|nº"
    r"|núm|pág|рис|табл|п|пп|стр|см|т\.е|т\.д))\.$"
)
"""What ends with a full stop and no sentence: one letter, or an abbreviation."""
_ROW = re.compile(r"<tr\b[^>]*>(.*?)</tr>", re.DOTALL | re.IGNORECASE)
_CELL = re.compile(r"<t[hd]\b[^>]*>(.*?)</t[hd]>", re.DOTALL | re.IGNORECASE)


def sentences(text: str) -> list[str]:
    """The sentences of a text, one after the other. What may be an abbreviation, or goes on in lower case or with a
    number, ends none."""
    found, begin = [], 0
    for end in _END.finditer(text):
        before, after = text[begin : end.end()], text[end.end() :].lstrip()
        is_stop = end[0].startswith(".")
        goes_on = after[:1].islower() or (after[:1].isdecimal() and is_stop)
        if after and not (is_stop and (goes_on or _ABBREVIATED.search(before))):
            found.append(before.strip())
            begin = end.end()
    found.append(text[begin:].strip())
    return [one for one in found if one]


def parts(text: str, html: str) -> Sequence[Quotable]:
    """The parts of a passage: rows and cells of a table, else its sentences where it has more than one."""
    if _ROW.search(html):
        return list(_of_table(html))[:MOST]
    found = sentences(text)
    if len(found) < 2:
        return []
    return [
        Quotable(Part.SENTENCE, _quoted(words), number) for number, words in enumerate(found[:MOST], start=1)
    ]


def rows(html: str) -> list[list[str]]:
    """The words of the cells of each row of a table; nothing of what is no table."""
    return [[markup.text_of(cell) for cell in _CELL.findall(row)] for row in _ROW.findall(html)]


def _of_table(html: str) -> Iterator[Quotable]:
    for number, cells in enumerate(rows(html), start=1):
        words = _quoted(" ".join(filter(None, cells)))
        if words:
            yield Quotable(Part.ROW, words, number)
        for place, cell in enumerate(cells, start=1):
            if cell and _quoted(cell) != words:
                yield Quotable(Part.CELL, _quoted(cell), place, number)


class Cell(NamedTuple):
    """The headings of the row and of the column of a cell, "" where it has none or is one itself."""

    row: str
    column: str


def cell_of(quote: str, html: str) -> Cell | None:
    """The headings of the cell that a quotation is all of; None where it is of no cell or of several. Columns have
    headings where all rows have as many cells: else some are merged."""
    table = rows(html) if quote else []
    places = [
        (row, column) for row, cells in enumerate(table) for column, words in enumerate(cells)
        if _quoted(words) == quote
    ]  # fmt: skip
    if len(places) != 1:
        return None
    row, column = places[0]
    is_regular = len({len(cells) for cells in table}) == 1
    found = Cell(table[row][0] if row and column else "", table[0][column] if row and is_regular else "")
    return found if any(found) else None


def _quoted(words: str) -> str:
    """At most as many characters of a part as a quotation has."""
    return markup.line(words)[:LONGEST].strip()
