"""Where the words of a quotation stand in the text of their passage: its selectors (TextQuoteSelector and
TextPositionSelector of the W3C Web Annotation Data Model). Pure.

A comment keeps the words, and where they begin; all else follows from the passage, whose version does not change.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from consult.core.html_words import HtmlWords, counts
from consult.quotations.quoting import PrintedBlock

AROUND = 32
"""Characters of the text before and after a quotation that a selector has."""


@dataclass(frozen=True)
class Selector:
    """The words of a passage that a comment quotes: characters `start` to `end` (half-open) of its text."""

    exact: str
    prefix: str
    suffix: str
    start: int
    end: int

    @property
    def as_json(self) -> Sequence[Mapping[str, Any]]:
        """Both kinds of selector, as the model writes them."""
        return [
            {
                "type": "TextQuoteSelector", "exact": self.exact, "prefix": self.prefix, "suffix": self.suffix,
            },
            {"type": "TextPositionSelector", "start": self.start, "end": self.end},
        ]  # fmt: skip


def words_of(block: PrintedBlock) -> str:
    """The text of a passage, in which positions are counted; of a heading its title."""
    return block.text or block.title


def begins_at(
    quote: str, prefix: str, block: PrintedBlock, *, prefers_whole_words: bool = False
) -> int | None:
    """Where a quotation begins in the text of its passage; of several places, that after `prefix`, as far as it
    reads like that; then the first, or the first where it is no part of other words with `prefers_whole_words`. None
    where the text has no such words."""
    text = words_of(block)
    signs, places = signs_of(text)
    before = signs_of(prefix)[0]
    for wanted in readings(quote, block):
        found = _everywhere(wanted, signs)
        if found:
            fits = [
                (
                    _same_end(signs[:at], before),
                    prefers_whole_words and _is_whole(text, places, at, len(wanted)),
                    -at,
                )
                for at in found
            ]
            return places[-max(fits)[-1]]
    return None


def selector(quote: str, start: int | None, block: PrintedBlock) -> Selector | None:
    """The selector of a quotation in its passage; of several places, that nearest to `start`. None where the text has
    no such words."""
    text = words_of(block)
    signs, places = signs_of(text)
    near = signs_before(start, block)
    for wanted in readings(quote, block):
        at = nearest(wanted, signs, near)
        if at is not None:
            first, end = places[at], places[at + len(wanted) - 1] + 1
            return Selector(
                text[first:end], text[max(0, first - AROUND) : first], text[end : end + AROUND], first, end
            )
    return None


def signs_before(start: int | None, block: PrintedBlock) -> int:
    """How many characters that count the text of a passage has before `start`."""
    return sum(map(counts, words_of(block)[: start or 0]))


def readings(quote: str, block: PrintedBlock) -> Iterator[str]:
    """The characters of a quotation that count: all of them, and without what a page prints beside the words (see
    quoting)."""
    said = signs_of(quote)[0]
    if not said:
        return
    yield said
    for number in (block.number, "•", ""):
        printed = signs_of(f"{block.line or ''}{number}")[0]
        for beside in (printed[at:] for at in range(len(printed))):
            if said.startswith(beside) and said != beside:
                yield said.removeprefix(beside)
    if "<sup" in str(block.html):
        words = HtmlWords(str(block.html))
        at = words.signs.find(said)
        if at >= 0:
            kept, place = words.without_raised
            without = "".join(c for c, n in zip(kept, place, strict=True) if at <= n < at + len(said))
            if without and without != said:
                yield without


def occurrences(quote: str, block: PrintedBlock) -> list[Selector]:
    """Every place of a quotation in the text of its passage, in their order; none where the text has no such words."""
    text = words_of(block)
    signs, places = signs_of(text)
    for wanted in readings(quote, block):
        found = _everywhere(wanted, signs)
        if found:
            ends = [(places[at], places[at + len(wanted) - 1] + 1) for at in found]
            return [
                Selector(
                    text[first:end],
                    text[max(0, first - AROUND) : first],
                    text[end : end + AROUND],
                    first,
                    end,
                )
                for first, end in ends
            ]
    return []


def is_whole(one: Selector) -> bool:
    """Whether a quotation neither begins nor ends within a word of a script that divides words."""
    edges = ((one.prefix[-1:], one.exact[:1]), (one.exact[-1:], one.suffix[:1]))
    return not any(
        before.isalnum() and after.isalnum() and max(before, after) < _EAST for before, after in edges
    )


_EAST = "\u2e80"
"""From here on are the signs of Chinese, Japanese and Korean, whose words have no blanks between them."""


def nearest(wanted: str, signs: str, near: int) -> int | None:
    """Of the places of some words in a text, the one nearest to the place `near`; None where they are not in it."""
    found = _everywhere(wanted, signs)
    return min(found, key=lambda at: (abs(at - near), at)) if found else None


def _everywhere(wanted: str, signs: str) -> list[int]:
    found, at = [], signs.find(wanted)
    while at >= 0:
        found.append(at)
        at = signs.find(wanted, at + 1)
    return found


def signs_of(words: str) -> tuple[str, Sequence[int]]:
    """The characters of some words that count, and the place of each."""
    places = [at for at, c in enumerate(words) if counts(c)]
    return "".join(words[at] for at in places), places


def _is_whole(text: str, places: Sequence[int], at: int, length: int) -> bool:
    """Whether some signs of a text neither begin nor end within a word."""
    return not any(
        text[place - 1 : place].isalnum() and text[place : place + 1].isalnum()
        for place in (places[at], places[at + length - 1] + 1)
        if place
    )


def _same_end(one: str, other: str) -> int:
    """How many characters at their ends are the same."""
    same = takewhile(lambda pair: pair[0] == pair[1], zip(reversed(one), reversed(other), strict=False))
    return sum(1 for _pair in same)
