"""The parts of a passage that a comment can be on without selecting words: sentences, rows and cells. Pure."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from consult.core import markup
from consult.core.bidi import Sentence
from consult.core.translatable import N_, shortened
from consult.quotations import selectors
from consult.quotations.quoting import UNSEEN, PrintedBlock

MOST = 200
"""Parts of one passage that are offered."""
LONGEST = 500
"""Characters of a quotation."""


class Part(StrEnum):
    """Kinds of part."""

    SENTENCE = "sentence"
    ROW = "row"
    CELL = "cell"


class Cell(NamedTuple):
    """The headings of the row and of the column of a cell, "" where it has none or is one itself; of a row its own."""

    row: str
    column: str
    number: int = 0
    """The number of the row, where its heading tells no single one; 0 where it does."""

    @property
    def row_name(self) -> str:
        """What the row is called."""
        return " · ".join(filter(None, [str(self.number or ""), self.row]))


NAMELESS = Cell("", "")
"""Of a sentence, and of the headings of columns themselves."""
ROW_AND_COLUMN = N_("Row: %(row)s; column: %(column)s")
ROW = N_("Row: %(row)s")
COLUMN = N_("Column: %(column)s")


def cell_words(cell: Cell, say: Callable[[str], str], longest: int = 0) -> Sentence:
    """The cell or the row that a quotation is, in words: for a page, a file or an email. `say` translates; `longest`:
    characters of each heading, 0 for all."""
    row, column = (shortened(one, longest) if longest else one for one in (cell.row_name, cell.column))
    if row and column:
        return Sentence(say(ROW_AND_COLUMN), row=row, column=column)
    return Sentence(say(ROW), row=row) if row else Sentence(say(COLUMN), column=column)


@dataclass(frozen=True)
class Quotable:
    """One part: its words, as a comment quotes them, and its number among those of its kind; of a cell, its row too.
    Rows are counted without that of the headings of the columns, which is 0."""

    part: Part
    words: str
    number: int
    row: int = 0
    start: int | None = None
    """Where it begins in the text of the passage (selectors); None where that is not known."""
    names: Cell = NAMELESS

    @property
    def id(self) -> str:
        """What tells it from the other parts of its passage."""
        row = f"{self.row}-" if self.part is Part.CELL else ""
        return f"{self.part.value}-{row}{self.number}"


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
_DATA = re.compile(r"<td\b", re.IGNORECASE)
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
        return _of_table(text, html)[:MOST]
    found = sentences(text)
    if len(found) < 2:
        return []
    return [
        Quotable(Part.SENTENCE, _quoted(words), number, start=start)
        for number, (words, start) in enumerate(zip(found, _starts(found, text), strict=True), start=1)
    ][:MOST]


def rows(html: str) -> list[list[str]]:
    """The words of the cells of each row of a table; nothing of what is no table."""
    return [[markup.text_of(cell) for cell in _CELL.findall(row)] for row in _ROW.findall(html)]


def same(found: Sequence[Quotable], quote: str, start: int | None) -> Quotable | None:
    """Of some parts the one that a quotation is all of: where it begins at `start`; the first with these words where
    that is not known."""
    alike = [one for one in found if quote and one.words == quote]
    return next((one for one in alike if start is None or one.start == start), None)


def cells(block: PrintedBlock) -> Sequence[Quotable]:
    """The rows and cells of a passage that is a table, however many; none of any other."""
    html = str(block.html or "")
    return _of_table(selectors.words_of(block), html) if _ROW.search(html) else ()


def begins_at(quote: str, prefix: str, block: PrintedBlock) -> int | None:
    """Where a quotation begins in the text of its passage (selectors.begins_at); where nothing says what stands before
    it, rather all of a row or a cell than words of one, and rather whole words than parts of others."""
    if not prefix:
        part = same(cells(block), quote, None)
        if part is not None and part.start is not None:
            return part.start
    return selectors.begins_at(quote, prefix, block, prefers_whole_words=not prefix)


def cell_of(quote: str, start: int | None, block: PrintedBlock) -> Cell | None:
    """The headings of the cell, or of the row, that a quotation is all of; None where it is of none or, where it does
    not begin at `start`, of several."""
    if not quote:
        return None
    alike = [one for one in cells(block) if one.words == quote]
    found = same(alike, quote, start) if start is not None else None
    if found is None and len(alike) == 1 and not _stands_at(quote, start, selectors.words_of(block)):
        found = alike[0]
    return found.names if found is not None and any(found.names) else None


def stands_at(quote: str, start: int, block: PrintedBlock) -> bool:
    """Whether the words of a quotation, with the blanks between them, begin at `start`; a row of a table has its cells
    one after the other."""
    if any(one.words == quote and one.start == start for one in cells(block)):
        return True
    found = selectors.selector(quote, start, block)
    return found is not None and found.start == start and _words(found.exact) == _words(quote)


def _words(text: str) -> list[str]:
    return markup.plain(text).translate(UNSEEN).split()


def _stands_at(quote: str, start: int | None, text: str) -> bool:
    return start is not None and selectors.signs_of(text[start:])[0].startswith(selectors.signs_of(quote)[0])


@lru_cache(maxsize=64)
def _of_table(text: str, html: str) -> Sequence[Quotable]:
    table, found = rows(html), list[Quotable]()
    heads = 0 if _DATA.search(_ROW.findall(html)[0]) else 1
    starts = iter(_starts([cell for cells in table for cell in cells], text))
    for at, cells in enumerate(table):
        number, begin = at + 1 - heads, [next(starts) for _cell in cells]
        words = _quoted(" ".join(filter(None, cells)))
        if words:
            first = next(place for place, cell in enumerate(cells) if cell)
            name = _named(table, at, -1, number)
            found.append(Quotable(Part.ROW, words, number, start=begin[first], names=name))
        for place, cell in enumerate(cells):
            if cell and _quoted(cell) != words:
                name = _named(table, at, place, number)
                found.append(Quotable(Part.CELL, _quoted(cell), place + 1, number, begin[place], name))
    return found


def _named(table: Sequence[Sequence[str]], at: int, place: int, number: int) -> Cell:
    """The headings of a cell; of a row where `place` is -1. The first row has those of the columns where all rows have
    as many cells: else some are merged. A row whose heading is empty, or that of others too, has its number."""
    if not at:
        return NAMELESS
    heading = table[at][0] if place and table[at] else ""
    is_one = sum(cells[:1] == table[at][:1] for cells in table) == 1 and any(table[at][:1])
    is_regular = len({len(cells) for cells in table}) == 1
    return Cell(heading, table[0][place] if place >= 0 and is_regular else "", 0 if is_one else number)


def _starts(pieces: Sequence[str], text: str) -> list[int | None]:
    """Where pieces of a text begin in it, one after the other; None for what is not there."""
    signs, places = selectors.signs_of(text)
    told = [selectors.signs_of(one)[0] for one in pieces]
    at, found = max(signs.find("".join(told)), 0), list[int | None]()
    for one in told:
        begin = signs.find(one, at) if one else -1
        found.append(places[begin] if begin >= 0 else None)
        at = begin + len(one) if begin >= 0 else at
    return found


def _quoted(words: str) -> str:
    """At most as many characters of a part as a quotation has."""
    return markup.line(words)[:LONGEST].strip()
