"""Answers of many to one question, counted together so that no small group can be told apart. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from consult.questions.definitions import QuestionContent, Value
from consult.questions.types import Results, type_of

SMALL = 5
"""Fewer than so many answers of one group are shown together with those of others, where submitters may be unnamed."""

MOST_BARS = 12
"""So many different numbers are shown one by one; more are shown in ranges."""


@dataclass(frozen=True)
class CountedValue:
    """How many submissions of one group gave one answer."""

    group: str
    value: Value
    count: int


@dataclass
class Group:
    """The answers of one group, or of several that are shown together."""

    names: tuple[str, ...]
    answers: int = 0
    cells: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(code of the row or "", code of the option) → answers."""


@dataclass(frozen=True)
class QuestionResults:
    """The answers to one question."""

    content: QuestionContent
    all: Group
    groups: Sequence[Group]
    """In the order of the groups that were asked for; those shown together last. Empty where there is only one."""

    @property
    def kind(self) -> Results:
        """How they are shown."""
        return type_of(self.content.type).results

    @property
    def numbers(self) -> list[Decimal]:
        """Every number that was answered, in order."""
        return sorted(Decimal(code) for (_row, code), count in self.all.cells.items() for _ in range(count))

    @property
    def quartiles(self) -> tuple[Decimal, Decimal, Decimal] | None:
        """The ends of the middle half, and the median between them."""
        found = self.numbers
        if not found:
            return None
        return found[(len(found) - 1) // 4], found[(len(found) - 1) // 2], found[-((len(found) - 1) // 4) - 1]

    @property
    def bins(self) -> list[tuple[Decimal, Decimal, int]]:
        """(lowest, highest, how many) of the numbers: each one, or ranges of the same width."""
        counts = Counter(self.numbers)
        if len(counts) <= MOST_BARS:
            return [(number, number, count) for number, count in sorted(counts.items())]
        least, most = min(counts), max(counts)
        if all(number == int(number) for number in counts):
            return _whole(counts, int(least), int(most))
        width = (most - least) / MOST_BARS
        edges = [least + width * number for number in range(MOST_BARS)] + [most]
        places = Counter[int]()
        for number, count in counts.items():
            places[min(int((number - least) / width), MOST_BARS - 1)] += count
        return [(edges[at], edges[at + 1], places[at]) for at in range(MOST_BARS)]


def _whole(counts: Counter[Decimal], least: int, most: int) -> list[tuple[Decimal, Decimal, int]]:
    """The ranges of whole numbers: none of them is in two."""
    width = -(-(most - least + 1) // MOST_BARS)
    starts = range(least, most + 1, width)
    return [
        (
            Decimal(start),
            Decimal(min(start + width - 1, most)),
            sum(count for number, count in counts.items() if start <= number < start + width),
        )
        for start in starts
    ]


def results(
    content: QuestionContent, counted: Iterable[CountedValue], order: Sequence[str], *, protects: bool
) -> QuestionResults:
    """The answers to a question, together and by the groups of `order`. With `protects`, groups that are too small are
    shown together."""
    kind = type_of(content.type)
    everyone, groups = Group(("",)), {name: Group((name,)) for name in order}
    for given in counted:
        cells = kind.cells(content, given.value)
        for one in (everyone, groups.setdefault(given.group, Group((given.group,)))):
            one.answers += given.count
            for cell in cells:
                one.cells[cell] += given.count
    shown = [one for one in groups.values() if one.answers]
    if protects:
        shown = together(shown)
    return QuestionResults(content, everyone, shown if len(shown) > 1 else [])


def together(groups: Sequence[Group]) -> list[Group]:
    """The groups with those that are too small as one; with the next smallest too, as long as that one is too small
    itself: what is left of all would tell it."""
    small = [one for one in groups if one.answers < SMALL]
    others = [one for one in groups if one.answers >= SMALL]
    if not small:
        return list(groups)
    while others and sum(one.answers for one in small) < SMALL:
        least = min(others, key=lambda one: one.answers)
        others.remove(least)
        small.append(least)
    merged = Group(tuple(name for one in groups for name in one.names if one in small))
    for one in small:
        merged.answers += one.answers
        merged.cells += one.cells
    return [*others, merged]


@dataclass(frozen=True)
class Share:
    """How many chose an option."""

    row: str
    option: str
    count: int
    group: Group


def shares(found: QuestionResults) -> list[Share]:
    """Every count, of all and of each group: for files."""
    kind = type_of(found.content.type)
    rows = [one.code for one in kind.rows(found.content)] or [""]
    options = [one.code for one in kind.options(found.content)]
    if not options:
        options = sorted({code for _row, code in found.all.cells}, key=_in_order)
    return [
        Share(row, option, group.cells[row, option], group)
        for row in rows
        for option in options
        for group in (found.all, *found.groups)
    ]


def _in_order(code: str) -> Any:
    return (0, Decimal(code)) if code.lstrip("-").replace(".", "", 1).isdigit() else (1, code)
