"""A text of a draft as sentences, headings and rows of tables, and which of them are in place in a later text. Pure.

Words are compared as they are printed; white space, signs that are not seen, the marks of notes and the shape of
quotation marks count for nothing.
"""

import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, pairwise
from typing import Any, NamedTuple, Protocol

from consult.core import markup, redline
from consult.documents.blocks import Kind
from consult.quotations import quotable
from consult.quotations.quoting import UNSEEN


class Passage(Protocol):
    """A block of a text of the draft."""

    @property
    def key(self) -> str:
        """The key of the block."""

    @property
    def kind(self) -> Kind:
        """The kind of the block."""

    @property
    def title(self) -> str:
        """The words of a heading, or its caption."""

    @property
    def html(self) -> Any:
        """The HTML of the block."""

    @property
    def text(self) -> str:
        """The words of the block."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence, a heading, a caption or a row of a table. `block`: the place of its block in the text; `first` and
    `end`: those of its words among all words of the text."""

    block: int
    words: str
    first: int
    end: int
    is_heading: bool
    is_title: bool
    """Whether it is a heading or a caption."""


class Codes:
    """A code for each word, the same in both texts, so that texts are compared as strings of these."""

    def __init__(self) -> None:
        self.exact: dict[str, str] = {}
        self.folded: dict[str, str] = {}

    def of(self, words: Iterable[str]) -> tuple[str, str]:
        """These words as they are, and without regard to case."""
        exact, folded = [], []
        for word in words:
            code = self.exact.get(word)
            if code is None:
                code = self.exact[word] = _code(len(self.exact))
            exact.append(code)
            low = word.casefold()
            code = self.folded.get(low)
            if code is None:
                code = self.folded[low] = _code(len(self.folded))
            folded.append(code)
        return "".join(exact), "".join(folded)


def _code(number: int) -> str:
    """A character for a number; there are more of them than a text has different words."""
    return chr(number + (0x100 if number < 0xD700 else 0x900))  # leaves out the surrogates


class TextUnits:
    """The units of one text, and its words as codes."""

    def __init__(self, blocks: Sequence[Passage], codes: Codes) -> None:
        self.blocks = blocks
        self.places = {block.key: at for at, block in enumerate(blocks)}
        self.units: list[Unit] = []
        self.of_block: list[range] = []
        """The places of the units of each block."""
        words: list[str] = []
        for at, block in enumerate(blocks):
            before = len(self.units)
            for text in units_of(block):
                found = words_of(text)
                if found:
                    end = len(words) + len(found)
                    is_heading = block.kind == Kind.HEADING
                    is_title = is_heading or text == block.title
                    self.units.append(Unit(at, text, len(words), end, is_heading, is_title))
                    words += found
            self.of_block.append(range(before, len(self.units)))
        self.words = words
        self.exact, self.folded = codes.of(words)

    @cached_property
    def starts(self) -> Sequence[int]:
        """The place of the first word of each unit."""
        return [unit.first for unit in self.units]

    def unit_at(self, word: int) -> int:
        """The place of the unit that has this word."""
        return bisect_left(self.starts, word + 1) - 1

    def exact_of(self, units: range) -> str:
        """The codes of units that follow each other."""
        return self.exact[self.units[units[0]].first : self.units[units[-1]].end] if units else ""

    def folded_of(self, units: range) -> str:
        """The same without regard to case."""
        return self.folded[self.units[units[0]].first : self.units[units[-1]].end] if units else ""

    def said(self, units: range) -> str:
        """The words of units that follow each other, as a reader sees them."""
        text = ""
        for place in units:
            words = self.units[place].words
            text += words if not text or redline.is_unspaced(text[-1]) else f" {words}"
        return text


_ALIKE = {**UNSEEN, **str.maketrans("‘’ʼ“”„", "'''\"\"\"")}
_NOTE = re.compile(r"<sup\b[^<>]*><a [^<>]*>[^<>]*</a></sup>")
"""The mark that leads to a note."""


def words_of(text: str) -> list[str]:
    """The words and signs of a text without blanks."""
    return [word for word in redline.pieces(text.translate(_ALIKE)) if not word.isspace()]


def units_of(block: Passage) -> Sequence[str]:
    """The units of a block, in order: of a table its caption and its rows."""
    if block.kind == Kind.HEADING:
        return [block.title or block.text]
    html = str(block.html or "")
    rows = [" ".join(filter(None, cells)) for cells in quotable.rows(_NOTE.sub("", html))]
    found = rows if any(rows) else quotable.sentences(_without_notes(block.text, html))
    is_captioned = block.title and not block.text.startswith(block.title)
    return [one for one in ([block.title] if is_captioned else []) + found if one]


class Clause(NamedTuple):
    """The units of a clause, its heading among them, and the key of its block, "" before the first heading."""

    key: str
    units: range


def clauses_of(text: TextUnits) -> list[Clause]:
    """The clauses of a text, in order; of a clause what stands before the next heading of any level."""
    starts = [0, *(at for at, unit in enumerate(text.units) if unit.is_heading), len(text.units)]
    return [
        Clause(
            text.blocks[text.units[first].block].key if text.units[first].is_heading else "",
            range(first, end),
        )
        for first, end in pairwise(starts)
        if first < end
    ]


SAME_TITLE, SAME_KEY, SAME_BOTH = 25, 15, 100_000
"""The title and the key of a clause count as so many words that stayed, where it is decided which clause is which; both
together, and a sentence that stayed, decide it."""


def same_clauses(before: TextUnits, after: TextUnits) -> list[tuple[Clause, Clause]]:
    """The clauses that both texts have, whatever their order: those with most words, title and key in common."""
    ones, others = clauses_of(before), clauses_of(after)
    first, second = _clause_at(ones), _clause_at(others)
    shared: Counter[tuple[int, int]] = Counter()
    for one, other in _unique_pairs(before, after):
        unit = before.units[one]
        shared[first[one], second[other]] += SAME_TITLE if unit.is_heading else unit.end - unit.first
    by_key = {clause.key: at for at, clause in enumerate(others)}
    for at, clause in enumerate(ones):
        if clause.key in by_key:
            same = at, by_key[clause.key]
            titles = [
                text.units[one.units[0]].words for text, one in ((before, clause), (after, others[same[1]]))
            ]
            is_told = shared[same] > SAME_TITLE and titles[0] == titles[1]
            shared[same] += SAME_BOTH if is_told else SAME_KEY
    found: dict[int, int] = {}
    taken: set[int] = set()
    for (one, other), _words in sorted(shared.items(), key=lambda pair: (-pair[1], pair[0])):
        if one not in found and other not in taken:
            found[one] = other
            taken.add(other)
    return [(ones[one], others[found[one]]) for one in sorted(found)]


def _clause_at(clauses: Sequence[Clause]) -> list[int]:
    """For each unit the place of its clause."""
    return [at for at, clause in enumerate(clauses) for _unit in clause.units]


def _without_notes(text: str, html: str) -> str:
    """The text of a block without the marks of notes, where its HTML tells their places."""
    for note in reversed(list(_NOTE.finditer(html))):
        before = sum(not sign.isspace() for sign in markup.text_of(html[: note.start()]))
        signs = (at for at, sign in enumerate(text) if not sign.isspace())
        place = next(islice(signs, before, None), len(text))
        mark = markup.text_of(note[0]).strip()
        if mark and text.startswith(mark, place):
            text = text[:place].rstrip() + text[place + len(mark) :]
    return text


def in_place(
    before: TextUnits, after: TextUnits, clauses: Sequence[tuple[Clause, Clause]]
) -> Mapping[int, int]:
    """Units of the text before → the same ones of the later text, where they are in the same clause and in the same
    order. Of what changed its order within a clause the part with fewer words has moved."""
    unique = dict(_unique_pairs(before, after))
    found: dict[int, int] = {}
    for one, other in clauses:
        inside = [(at, unique[at]) for at in one.units if unique.get(at, -1) in other.units]
        pairs = dict(_heaviest(inside, before))
        _extend(pairs, before, after, one.units, other.units)
        found |= pairs
    return dict(sorted(found.items()))


def _extend(
    pairs: dict[int, int], before: TextUnits, after: TextUnits, units: range, other_units: range
) -> None:
    """Add units that are there several times and stand beside those that are in place, and at both ends of the
    clause."""
    taken = set(pairs.values())
    edges = {1: (units.start - 1, other_units.start - 1), -1: (units.stop, other_units.stop)}
    for step, edge in edges.items():
        for one, other in [edge, *sorted(pairs.items(), reverse=step < 0)]:
            one, other = one + step, other + step  # noqa: PLW2901 -- walks on from the pair
            while (
                one in units
                and other in other_units
                and one not in pairs
                and other not in taken
                and before.exact_of(range(one, one + 1)) == after.exact_of(range(other, other + 1))
            ):
                pairs[one] = other
                taken.add(other)
                one, other = one + step, other + step  # noqa: PLW2901


def _unique_pairs(before: TextUnits, after: TextUnits) -> list[tuple[int, int]]:
    """The units that stand once in each text."""
    first, second = (
        Counter(text.exact_of(range(at, at + 1)) for at in range(len(text.units))) for text in (before, after)
    )
    places = {
        codes: at for at in range(len(after.units)) if second[codes := after.exact_of(range(at, at + 1))] == 1
    }
    return [
        (at, places[codes])
        for at in range(len(before.units))
        if first[codes := before.exact_of(range(at, at + 1))] == 1 and codes in places
    ]


def _heaviest(pairs: Sequence[tuple[int, int]], before: TextUnits) -> list[tuple[int, int]]:
    """Of pairs in the order of one text those with the most words that are in the order of the other, too."""
    order = sorted(other for _one, other in pairs)
    best: list[tuple[int, int]] = [(0, -1)] * (len(order) + 1)  # a Fenwick tree of (words, pair)
    chain: list[int] = []
    top = (0, -1)
    for number, (one, other) in enumerate(pairs):
        unit = before.units[one]
        rank = bisect_left(order, other) + 1
        reached, last = (0, -1)
        at = rank - 1
        while at:
            reached, last = max((reached, last), best[at])
            at -= at & -at
        chain.append(last)
        here = (reached + unit.end - unit.first, number)
        top, at = max(top, here), rank
        while at < len(best):
            best[at] = max(best[at], here)
            at += at & -at
    found, number = [], top[1]
    while number >= 0:
        found.append(pairs[number])
        number = chain[number]
    return found[::-1]


class Weights:
    """How much words tell: rare ones much, those of every sentence little, signs next to nothing."""

    SIGN = 0.05

    def __init__(self, texts: Sequence[TextUnits]) -> None:
        total = sum(len(text.units) for text in texts)
        times: Counter[str] = Counter()
        self.weights: dict[str, float] = {}
        for text in texts:
            for unit in text.units:
                times.update(set(text.folded[unit.first : unit.end]))
            for code, word in zip(text.folded, text.words, strict=True):
                if not any(map(str.isalnum, word)):
                    self.weights[code] = self.SIGN
        for code, count in times.items():
            self.weights.setdefault(code, math.log(1 + total / count))
        self.times = times

    def of(self, codes: str) -> float:
        """What these words tell together."""
        return sum(map(self.weights.__getitem__, codes))

    def kept(self, one: str, other: str) -> float:
        """What the words tell that both have, in the same order."""
        from rapidfuzz.distance import LCSseq

        steps = LCSseq.opcodes(one, other)
        return sum(self.of(one[step.src_start : step.src_end]) for step in steps if step.tag == "equal")
