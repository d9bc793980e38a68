"""The places at which the words of a quotation stand in their passage: what tells one from the others, for a person who
chooses, and in a form that says which is meant. Pure."""

import hashlib
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from consult.core.bidi import FSI, PDI
from consult.core.translatable import N_
from consult.quotations import quotable, selectors
from consult.quotations.quotable import NAMELESS, Cell, Part, Quotable
from consult.quotations.quoting import PrintedBlock
from consult.quotations.selectors import Selector

MOST = 100
"""Places of one quotation that a list of rows offers, besides the one that its row means."""
MOST_OF_ONE = 1_000
"""The same of a page for one row."""
LONGEST = 120
"""Characters of a heading in the name of a place."""
SENTENCE = N_("Sentence %(number)s")
HEADINGS = N_("Headings of the columns")
_SIGNS = "0123456789abcdefghjkmnpqrstvwxyz"
"""Those of the keys of rows (comment_forms.row_keys)."""
_MARK = 5


@dataclass(frozen=True)
class Place:
    """One of the places of a quotation."""

    at: Selector
    mark: str
    """What tells it from all other places of this text; of a text that reads otherwise it says nothing."""
    cell: Cell = NAMELESS
    """The headings of the cell or the row that it is, or stands in."""
    is_all: bool = False
    """Whether it is all of a cell or a row."""
    is_heading: bool = False
    """Whether it stands among the headings of the columns."""
    sentence: int = 0
    """The number of its sentence, where the passage has several; 0 in a table."""
    number: int = 1
    """Its number among those that are called the same."""
    of: int = 1
    """How many of them are called the same."""

    @property
    def is_named(self) -> bool:
        """Whether the headings of its cell or row say where it is."""
        return self.is_all and any(self.cell)

    @property
    def around(self) -> str:
        """The quotation, in brackets, with the words around it."""
        words = " ".join(f"{self.at.prefix}[{self.at.exact}]{self.at.suffix}".split())
        before = "…" if len(self.at.prefix) == selectors.AROUND else ""
        after = "…" if len(self.at.suffix) == selectors.AROUND else ""
        return f"{before}{words}{after}"


@dataclass(unsafe_hash=True)
class _Text:
    """A passage as it is printed."""

    line: int
    number: str
    title: str
    html: str
    text: str


def everywhere(quote: str, block: PrintedBlock) -> Sequence[Place]:
    """Every place of a quotation, in the order of the text."""
    return _everywhere(
        quote, _Text(block.line, block.number, block.title, str(block.html or ""), block.text or "")
    )


def places(quote: str, block: PrintedBlock) -> Sequence[Place]:
    """Where a quotation may stand of which nothing says where: at whole words, where it is whole words anywhere."""
    found = everywhere(quote, block)
    whole = [one for one in found if one.is_all or selectors.is_whole(one.at)]
    return _numbered(whole) if whole else found


def may_be_meant(quote: str, block: PrintedBlock, *, is_told: bool) -> Sequence[Place]:
    """The places that a quotation may mean. `is_told`: whether something says which one, though perhaps not clearly:
    then it may be any, also where it is a part of a longer word."""
    return everywhere(quote, block) if is_told else places(quote, block)


def offered(
    quote: str, block: PrintedBlock, mark: str, name: str, *, is_told: bool, most: int = MOST
) -> Sequence[Place]:
    """The places among which a person chooses: the first that may be meant, and always those with this mark and this
    name."""
    told = [marked(quote, mark, block), named(quote, name, block) if name else None]
    own = {one.mark for one in told if one is not None}
    found = may_be_meant(quote, block, is_told=is_told)
    if not own <= {one.mark for one in found}:
        found = everywhere(quote, block)
    return [*found[:most], *(one for one in found[most:] if one.mark in own)]


def at_start(quote: str, start: int | None, block: PrintedBlock) -> Place | None:
    """The place that begins at `start`; where that is not known, the only one that may be meant. None where there is no
    such place."""
    if start is None:
        found = places(quote, block)
        start = found[0].at.start if len(found) == 1 else None
    return next((one for one in everywhere(quote, block) if one.at.start == start), None)


def marked(quote: str, mark: str, block: PrintedBlock) -> Place | None:
    """The place with this mark; None where the passage reads otherwise by now, or the words do not stand there."""
    found = [one for one in everywhere(quote, block) if one.mark == mark] if mark else []
    return found[0] if len(found) == 1 else None


def named(quote: str, words: str, block: PrintedBlock) -> Place | None:
    """The place that a form names (`in_form`), in whichever language; None where it may mean none, or several."""
    wanted = _plain(words)
    found = [one for one in everywhere(quote, block) if wanted in {_plain(in_form(one, say)) for say in _SAY}]
    return found[0] if len(found) == 1 else None


def place_words(place: Place, say: Callable[[str], str]) -> tuple[str, str, str]:
    """The name of a place, for a person who chooses: the cell, or the sentence; its number, where places are called the
    same; and the words around it, "" where it is all of a cell."""
    name = ""
    if any(place.cell):
        name = quotable.cell_words(place.cell, say, LONGEST)
    elif place.is_heading:
        name = say(HEADINGS)
    elif place.sentence:
        name = say(SENTENCE) % {"number": place.sentence}
    around = "" if place.is_named else place.around
    return name, _number(place), around


def in_form(place: Place, say: Callable[[str], str]) -> str:
    """The place of a quotation in a cell of a form, from which `named` reads it again: the name of the cell that it
    is, else the words around it."""
    return " ".join(filter(None, [_called(place, say), _number(place)]))


def _called(place: Place, say: Callable[[str], str] = str) -> str:
    return quotable.cell_words(place.cell, say, LONGEST) if place.is_named else place.around


def _number(place: Place) -> str:
    return f"({place.number}/{place.of})" if place.of > 1 else ""


def _plain(words: str) -> str:
    """Words for comparing: without blanks and signs that are not seen."""
    return re.sub(rf"[\s{FSI}{PDI}\u200e\u200f]+", "", words).casefold()


@lru_cache(maxsize=128)
def _everywhere(quote: str, block: _Text) -> Sequence[Place]:
    of_text = hashlib.sha256(selectors.words_of(block).encode("utf-8", "surrogatepass")).hexdigest()
    where = _Parts(block)
    return _numbered(
        [where.place(one, _mark(one.start, of_text)) for one in selectors.occurrences(quote, block)]
    )


def _mark(start: int, of_text: str) -> str:
    number = int.from_bytes(hashlib.sha256(f"{start} {of_text}".encode()).digest()[:8])
    return "".join(_SIGNS[(number >> (5 * at)) & 31] for at in range(_MARK))


def _numbered(found: Sequence[Place]) -> Sequence[Place]:
    """The places with their numbers among those that are called the same."""
    names = [_plain(_called(one)) for one in found]
    total, seen, numbered = Counter(names), Counter[str](), []
    for one, name in zip(found, names, strict=True):
        seen[name] += 1
        numbered.append(replace(one, number=seen[name], of=total[name]))
    return numbered


class _Parts:
    """The parts of a passage, to find the one in which a place is."""

    def __init__(self, block: _Text) -> None:
        text = selectors.words_of(block)
        signs, self.places = selectors.signs_of(text)
        self.cells = self._with_ends(quotable.cells(block), Part.CELL, len(signs))
        self.rows = self._with_ends(quotable.cells(block), Part.ROW, len(signs))
        self.sentences = [] if self.rows else [one.start or 0 for one in quotable.parts(text, "")]

    def _with_ends(
        self, parts: Sequence[Quotable], kind: Part, length: int
    ) -> list[tuple[int, int, Quotable]]:
        """Where each part of this kind begins and ends in the text."""
        found = []
        for one in parts:
            if one.part is kind and one.start is not None:
                last = bisect_right(self.places, one.start) - 2 + len(selectors.signs_of(one.words)[0])
                found.append((one.start, self.places[min(last, length - 1)] + 1, one))
        return found

    def place(self, at: Selector, mark: str) -> Place:
        """A place with the part in which it is."""
        if not self.rows:
            return Place(at, mark, sentence=bisect_right(self.sentences, at.start))
        row, cell = (self._around(some, at) for some in (self.rows, self.cells))
        found = row if row is not None and row[:2] == (at.start, at.end) else cell or row
        if found is None:
            return Place(at, mark)
        part = found[2]
        line = part.number if part.part is Part.ROW else part.row
        return Place(at, mark, part.names, is_all=found[:2] == (at.start, at.end), is_heading=not line)

    @staticmethod
    def _around(parts: Sequence[tuple[int, int, Quotable]], at: Selector) -> tuple[int, int, Quotable] | None:
        """The part in which a place is whole."""
        before = bisect_right(parts, at.start, key=lambda one: one[0])
        found = parts[before - 1] if before else None
        return found if found is not None and at.end <= found[1] else None


NAMES = (
    ("Row: %(row)s; column: %(column)s", "Row: %(row)s", "Column: %(column)s"),
    ("الصف: %(row)s؛ العمود: %(column)s", "الصف: %(row)s", "العمود: %(column)s"),
    ("Fila: %(row)s; columna: %(column)s", "Fila: %(row)s", "Columna: %(column)s"),
    ("Ligne\xa0: %(row)s\xa0; colonne\xa0: %(column)s", "Ligne\xa0: %(row)s", "Colonne\xa0: %(column)s"),
    ("Строка: %(row)s; столбец: %(column)s", "Строка: %(row)s", "Столбец: %(column)s"),
    ("行：%(row)s；列：%(column)s", "行：%(row)s", "列：%(column)s"),
)  # fmt: skip
"""quotable.ROW_AND_COLUMN, ROW and COLUMN in each language, as forms have them: the reader of a form may read
another language than its writer."""


def _saying(known: Sequence[str]) -> Callable[[str], str]:
    said = dict(zip((quotable.ROW_AND_COLUMN, quotable.ROW, quotable.COLUMN), known, strict=True))
    return lambda message: said[message]


_SAY = [_saying(one) for one in NAMES]
