"""A text as its alignment with a translation needs it: sections as a tree, their numbers, anchors of the source. Pure.

Keys of blocks are made while a file is read: `start.p2`, `h-3`, `s-4.1`, `s-4.1.p2` count what stands before them, and
so do ids that programs write, such as `section-2` or `toc12`. Only other keys are anchors of the source.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import NamedTuple

from consult.documents import printed_numbers
from consult.documents.aligning import language_neutral
from consult.documents.aligning.language_neutral import PROSE
from consult.documents.blocks import Block, Kind
from consult.documents.printed_numbers import Label, Value

_COUNTED_KEY = re.compile(r"(?:start|.+)\.p[0-9]+(?:-[0-9]+)?")
_HEADING_KEY = re.compile(r"h-[0-9]+(?:-[0-9]+)?|s-(?:[a-z]+-)?[a-z0-9]+(?:\.[a-z0-9]+)*(?:-[0-9]+)?")
_COUNTING_ID = re.compile(
    r"(?:|section|sec|sect|id|p|h|heading|header|title|toc|para|par|paragraph|block|item|li|list|fn|note|footnote|ref|x|"
    r"page|line|anchor|bookmark|ole_link|idm?|docs-internal-guid|hd|table-of-contents)[-_.]?[0-9]*(?:-[0-9]+)*"
)
"""Ids that programs give by counting; "section-2" is also what some make of a heading without Latin letters."""


def is_anchor(block: Block) -> bool:
    """Whether the key of a block comes from its source and was not made by counting."""
    if block.kind is Kind.FOOTNOTE or _COUNTING_ID.fullmatch(block.key):
        return False
    made = _HEADING_KEY if block.kind is Kind.HEADING else _COUNTED_KEY
    return made.fullmatch(block.key) is None


_LEADING_NUMBER = re.compile(r"^[^\s\d]*\s*\d[\d.]*\W*")


class Number(NamedTuple):
    """A number of a heading; `is_printed`: in its words, and not only counted by the program that wrote the text."""

    label: Label
    is_printed: bool


class Section:
    """A heading, or the whole text, with what stands below it."""

    def __init__(self, at: int, parent: "Section | None") -> None:
        self.at, self.parent = at, parent
        self.below: list[Section] = []
        self.length = 0
        self.counts: Counter[str] = Counter()
        self.figures: set[str] = set()


class Text:
    """The blocks of one text, and its headings as a tree."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks = blocks
        self.neutral = [language_neutral.of(block) for block in blocks]
        self.root = Section(-1, None)
        self.sections: dict[int, Section] = {}
        self.headings: list[int] = []
        """For each block the place of the heading that it stands under, -1 for none."""
        self._grow()
        self.definitions = {
            at
            for at in self.sections
            if language_neutral.is_of_definitions(blocks[at].title or blocks[at].text)
        }
        self.numbers = self._numbers()
        self.times = Counter(value for number in self.numbers.values() for value in number.label.values)
        """How often each number may stand before a heading."""

    def _grow(self) -> None:
        opened: list[tuple[int, Section]] = [(0, self.root)]
        for at, block in enumerate(self.blocks):
            if block.kind is Kind.HEADING:
                while len(opened) > 1 and opened[-1][0] >= block.level:
                    opened.pop()
                section = Section(at, opened[-1][1])
                opened[-1][1].below.append(section)
                opened.append((block.level, section))
                self.sections[at] = section
                self.headings.append(at)
                continue
            self.headings.append(opened[-1][1].at)
            one = self.neutral[at]
            kind = "prose" if one.kind in PROSE else one.kind.value
            section = opened[-1][1]
            section.length += one.length
            section.counts[kind] += 1
            section.figures |= one.figures
        for section in reversed(list(self.sections.values())):
            if section.parent is not None:
                section.parent.length += section.length
                section.parent.counts.update(section.counts)
                section.parent.figures |= section.figures

    def _numbers(self) -> dict[int, Number]:
        """Numbers of headings. One that does not stand in the words may be counted, as programs do it."""
        found = {}
        contradicted = False
        for at in self.sections:
            block = self.blocks[at]
            printed = printed_numbers.of_heading(block.text or block.title)
            field = printed_numbers.of_heading(block.number) if block.number else None
            if printed is not None:
                found[at] = Number(printed, is_printed=True)
                contradicted = contradicted or (field is not None and not field.is_like(printed))
            elif field is not None:
                is_counted = re.fullmatch(r"[0-9]+(?:\.[0-9]+)*", block.number) is not None
                found[at] = Number(field, is_printed=not is_counted)
        if contradicted:  # numbers were assigned beside those that are printed
            return {at: number for at, number in found.items() if number.is_printed}
        return found

    @cached_property
    def length(self) -> int:
        """The letters of all blocks."""
        return sum(one.length for one in self.neutral)

    def title(self, section: Section) -> str:
        """The words of a heading without its number."""
        words = self.blocks[section.at].title if section.at >= 0 else ""
        return _LEADING_NUMBER.sub("", words)

    def words(self, section: Section) -> str:
        """All words of a heading."""
        return (self.blocks[section.at].text or self.blocks[section.at].title) if section.at >= 0 else ""


class NumberedSection(NamedTuple):
    """A section among its neighbours with the one value of its number."""

    section: Section
    series: str
    value: Value
    is_printed: bool

    @property
    def place(self) -> tuple[int, ...]:
        """The value as what can be ordered."""
        return tuple(int(part.lstrip("@")) + (10_000 if part[0] == "@" else 0) for part in self.value)


def read_in_order(labels: Iterable[Label]) -> list[Value]:
    """One value for each of some labels in a row: of several meanings that which goes on."""
    values: list[Value] = []
    for label in labels:
        chosen = sorted(label.values)
        following = [value for value in chosen if values and follows(values[-1], value)]
        figures = [value for value in chosen if all(part[0] != "@" for part in value)]
        letters = [value for value in chosen if value not in figures]
        is_lettered = bool(values) and values[-1][-1][0] == "@"
        first = [value for value in chosen if value[-1] in {"1", "@1"}]
        preferred = following or ((letters if is_lettered else first or figures) or chosen)
        values.append(preferred[0])
    return values


def follows(before: Value, after: Value) -> bool:
    """Whether a number is the next one after another."""
    if (
        len(before) != len(after)
        or before[:-1] != after[:-1]
        or (before[-1][0] == "@") != (after[-1][0] == "@")
    ):
        return False
    return int(after[-1].lstrip("@")) == int(before[-1].lstrip("@")) + 1
