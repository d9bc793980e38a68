"""The blocks of a translated text paired with those of the original. Pure and deterministic.

What is evidence, strongest first: anchors of the source, pictures, words that are the same in both texts, printed
numbers, place under paired headings, kind, shape of tables, figures and addresses in the text, lengths, order. A pair
is certain only where a wrong one is practically excluded; all else is for a person to confirm. Blocks that nothing but
their place speaks for are no pair where their lengths or their numbers contradict: each is in one text only.

Headings are paired first, from the top, then the blocks between two paired headings. The order of definitions, and of
what is in alphabetical order proves nothing, for each language has an order of its own.
"""

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import groupby, pairwise
from typing import NamedTuple, TypeVar

from consult.documents.aligning import language_neutral, sequence_alignment
from consult.documents.aligning.language_neutral import PROSE, Neutral
from consult.documents.aligning.length_ratios import Lengths
from consult.documents.aligning.section_tree import (
    NumberedSection,
    Section,
    Text,
    follows,
    is_anchor,
    read_in_order,
)
from consult.documents.aligning.sequence_alignment import IMPOSSIBLE, Step
from consult.documents.blocks import Block, Kind
from consult.documents.printed_numbers import Value


class Certainty(StrEnum):
    """How sure a pair is."""

    CERTAIN = "certain"
    """It holds without asking anyone."""
    DOUBTFUL = "doubtful"
    """A person confirms it."""
    UNPAIRED = "unpaired"
    """The other text does not have the block."""


class Reason(StrEnum):
    """What speaks for a pair or against it."""

    SAME_ANCHOR = "same_anchor"
    SAME_PICTURE = "same_picture"
    SAME_WORDS = "same_words"
    SAME_NUMBER = "same_number"
    SAME_PLACE = "same_place"
    """At the same place under paired headings."""
    SAME_KIND = "same_kind"
    SAME_SHAPE = "same_shape"
    """As many rows and cells in a table."""
    SAME_FIGURES = "same_figures"
    """The same numbers, addresses or names of standards in the text."""
    LENGTH_FITS = "length_fits"
    LENGTH_DIFFERS = "length_differs"
    """The lengths of this pair, or of those around it."""
    LENGTHS_FAR_APART = "lengths_far_apart"
    """The lengths of this very pair differ a lot: a person confirms it by itself."""
    OTHER_KIND = "other_kind"
    OTHER_LEVEL = "other_level"
    OTHER_NUMBER = "other_number"
    OTHER_SHAPE = "other_shape"
    OTHER_FIGURES = "other_figures"
    OTHER_ORDER = "other_order"
    """Paired by evidence, and at another place in the translation."""
    OTHER_COUNT = "other_count"
    """One text has more blocks here than the other."""
    SEVERAL_CANDIDATES = "several_candidates"
    MERGED_OR_SPLIT = "merged_or_split"
    """Two blocks of one text seem to be one of the other."""
    ORDER_OF_LANGUAGE = "order_of_language"
    """Definitions, or in the order of an alphabet: the order may differ between languages."""
    NUMBERS_MAY_HAVE_MOVED = "numbers_may_have_moved"
    """One text may have been numbered again after a clause was added or removed."""
    HEADING_DOUBTFUL = "heading_doubtful"
    HEADING_UNPAIRED = "heading_unpaired"
    NO_COUNTERPART = "no_counterpart"
    CONTRADICTED = "contradicted"
    """The block at the same place has another length or number."""


@dataclass(frozen=True)
class Pair:
    """A block of the original and that of the translation; "" where one text does not have it."""

    original: str
    translated: str
    certainty: Certainty
    reasons: tuple[str, ...]


def align(original: Sequence[Block], translated: Sequence[Block]) -> list[Pair]:
    """Each block of both texts in exactly one pair, in the order of the original.

    A block that only the translation has stands after the one that it follows.
    """
    return _Alignment(Text(original), Text(translated)).pairs()


_GAP = 7.0
_NUMBERED_GAP = 10.0
"""Costs of a block or a numbered section that only one text has, as the negative logarithm of its probability."""
_JOINED = 6.0
"""The cost of two blocks in the place of one, besides that of their length."""
_MARGIN = 6.0
"""By how much the next best alignment must cost more for a certain pair."""
_SWAPPED = 3.0
"""By how much two neighbours fit better the other way round for both to be doubtful."""
_MARGIN_OF_CONTENT = 12.0
"""The margin where nothing but the content of sections speaks for their numbers."""
_LEAST_MOVED = 5
"""Sections in a row whose numbers differ by as much, for their content to say more than the same numbers."""
_MOST_BY_CHANCE = 8
"""Titles from which the order of an alphabet in one language is no chance."""
_FARTHEST = 3.0
"""Standard deviations from the usual ratio of lengths at which a length differs a lot."""
_FAR_APART = 2.0
"""Standard deviations at which a person confirms a doubtful pair by itself."""
_OTHER_NUMBER = 3.0
"""The cost of a pair whose printed numbers differ."""
_MOST_DEVIATION = 2.5
"""The mean of squared deviations up to which the lengths of three blocks or more fit their places."""
_AROUND = 8
"""Blocks before and after one whose length differs a lot that are doubtful too."""
_LEAST_WORDS = 15
"""Letters that words need to be the same in both texts by more than chance."""


class _FoundPair(NamedTuple):
    """A pair by the places of its blocks."""

    at: int
    other: int
    certainty: Certainty
    reasons: tuple[Reason, ...]


class _Alignment:
    """The pairs of two texts while they are found."""

    def __init__(self, text: Text, other: Text) -> None:
        self.text, self.other = text, other
        self.by_original: dict[int, _FoundPair] = {}
        self.by_translated: dict[int, _FoundPair] = {}
        self.alone: dict[tuple[int, int], tuple[Reason, ...]] = {}
        """Why a block is alone, by the number of its text and its place."""
        self.lengths = Lengths(math.log((other.length + 1) / (text.length + 1)))

    def pairs(self) -> list[Pair]:
        """All pairs in the order of the original."""
        self._pair_anchors()
        self._pair_headings()
        bodies = self._bodies()
        self.lengths = Lengths.of(self._likely_lengths(bodies), self.lengths)
        for body in bodies:
            self._pair_body(*body)
        return self._in_order()

    def _take(self, at: int, other: int, certainty: Certainty, *reasons: Reason) -> None:
        found = _FoundPair(at, other, certainty, tuple(dict.fromkeys(reasons)))
        self.by_original[at] = self.by_translated[other] = found

    def _is_free(self, at: int, other: int) -> bool:
        return at not in self.by_original and other not in self.by_translated

    # -- evidence that needs no place --

    def _pair_anchors(self) -> None:
        """Pairs by anchors, by pictures, and by words that are the same, each once in both texts."""
        self._pair_unique(Reason.SAME_ANCHOR, lambda block, _one: [block.key] if is_anchor(block) else [])
        self._pair_unique(
            Reason.SAME_PICTURE, lambda block, one: [",".join(sorted(one.files))] if one.files else []
        )
        self._pair_unique(
            Reason.SAME_WORDS,
            lambda block, one: [f"{one.kind} {one.text}"] if len(one.text) >= _LEAST_WORDS else [],
        )

    def _pair_unique(self, reason: Reason, evidence: Callable[[Block, Neutral], list[str]]) -> None:
        here, there = (
            _only_once(map(evidence, text.blocks, text.neutral)) for text in (self.text, self.other)
        )
        for key, at in here.items():
            other = there.get(key)
            if other is None or not self._is_free(at, other):
                continue
            kinds = self.text.blocks[at].kind, self.other.blocks[other].kind
            if kinds[0] is kinds[1]:
                self._take(at, other, Certainty.CERTAIN, reason, Reason.SAME_KIND)
            elif Kind.HEADING not in kinds:
                self._take(at, other, Certainty.DOUBTFUL, reason, Reason.OTHER_KIND)

    # -- headings --

    def _pair_headings(self) -> None:
        roots = self._roots()
        waiting = [(*roots, True)]
        for at, found in sorted(self.by_original.items()):
            if at in self.text.sections and found.other in self.other.sections:
                waiting.append((self.text.sections[at], self.other.sections[found.other], True))
        while waiting:
            section, other, is_sure = waiting.pop()
            waiting += self._pair_below(section, other, is_sure)
        self._pair_left_numbers()

    def _roots(self) -> tuple[Section, Section]:
        """Where the trees of headings begin: below a title that only one of the texts has as a heading."""
        tops = []
        for text in (self.text, self.other):
            below = text.root.below
            is_title = len(below) == 1 and below[0].below and below[0].at not in text.numbers
            tops.append(below[0] if is_title else text.root)
        if (tops[0] is self.text.root) == (tops[1] is self.other.root):
            return self.text.root, self.other.root
        return tops[0], tops[1]

    def _pair_below(
        self, section: Section, other: Section, is_sure: bool
    ) -> list[tuple[Section, Section, bool]]:
        """Pair the headings directly below two paired ones; those that were paired, and whether that is certain."""
        below = [one for one in section.below if one.at not in self.by_original]
        others = [one for one in other.below if one.at not in self.by_translated]
        if not below or not others:
            return []
        is_same = len(section.below) == len(other.below) and all(
            self.text.words(a) == self.other.words(b) for a, b in zip(section.below, other.below, strict=True)
        )
        is_free_order = not is_same and self._has_free_order(section, other)
        self._pair_numbers(below, others, is_sure, is_free_order)
        self._pair_places(section, other, is_sure, is_free_order, is_same)
        made = []
        for one in below:
            found = self.by_original.get(one.at)
            if found is not None and found.other in self.other.sections:
                is_certain = found.certainty is Certainty.CERTAIN
                made.append((one, self.other.sections[found.other], is_certain))
        return made

    def _has_free_order(self, section: Section, other: Section) -> bool:
        """Whether the headings below are terms or sorted, so that each language has its own order. Where both texts
        print the same numbers, a few titles that are sorted in one of them only are so by chance."""
        sides = (self.text, section), (self.other, other)
        if any(len(one.below) > 1 and one.at in text.definitions for text, one in sides):
            return True
        titles = [[text.title(lower) for lower in one.below] for text, one in sides]
        sorted_ = [all(one) and language_neutral.are_alphabetical(one, 4) for one in titles]
        is_by_chance = len(section.below) < _MOST_BY_CHANCE and self._have_same_numbers(section, other)
        return all(sorted_) if is_by_chance else any(sorted_)

    def _have_same_numbers(self, section: Section, other: Section) -> bool:
        """Whether each heading below has the printed number of the heading at its place in the other text."""
        mine = [self.text.numbers.get(one.at) for one in section.below]
        theirs = [self.other.numbers.get(one.at) for one in other.below]
        return len(mine) == len(theirs) and all(
            one is not None
            and two is not None
            and one.is_printed
            and two.is_printed
            and one.label.is_like(two.label)
            for one, two in zip(mine, theirs, strict=True)
        )

    def _section_cost(self, one: Section, other: Section) -> float:
        """How unlike two sections are in what they have in any language."""
        words = self.text.words(one), self.other.words(other)
        if words[0] == words[1] and one.length == other.length:
            return 0.0
        kinds = one.counts.keys() | other.counts.keys()
        differences = {kind: abs(one.counts[kind] - other.counts[kind]) for kind in kinds}
        prose = min(4.0, 0.7 * differences.pop("prose", 0))
        rest = min(6.0, 2.0 * sum(differences.values()))
        lower = min(4.0, 1.0 * abs(len(one.below) - len(other.below)))
        either = one.figures | other.figures
        figures = 2.0 * len(one.figures ^ other.figures) / len(either) if either else 0.0
        return self.lengths.cost(one.length, other.length) + prose + rest + lower + figures

    def _pair_numbers(
        self, below: list[Section], others: list[Section], is_sure: bool, is_free_order: bool
    ) -> None:
        numbered, other_numbered = self._numbered(self.text, below), self._numbered(self.other, others)
        shared = _shared(numbered, other_numbered)
        if not shared:
            return
        first = sorted(numbered, key=lambda one: (one.series, one.place, one.section.at))
        second = sorted(other_numbered, key=lambda one: (one.series, one.place, one.section.at))
        margins = {
            (first[step.first].section.at, second[step.other].section.at): step.margin
            for step in sequence_alignment.best(
                len(first),
                len(second),
                lambda a, b: self._section_cost(first[a].section, second[b].section),
                _NUMBERED_GAP,
                _no_join,
            )
            if step.items == step.other_items == 1
        }
        are_complete = len(shared) == len(first) == len(second)
        are_kept = _are_kept(first, second) and _are_kept(second, first)
        least = _MARGIN if are_complete else 0.0 if are_kept else _MARGIN_OF_CONTENT
        swapped = _swapped([(one.section, other.section) for one, other in shared], self._section_cost)
        if not are_complete and not are_kept:
            by_place, by_other = ({one.section.at: one for one in side} for side in (first, second))
            self._pair_moved_numbers([(by_place[at], by_other[other]) for at, other in margins], shared)
        for one, other in shared:
            ats = one.section.at, other.section.at
            if not self._is_free(*ats):
                continue
            reasons = [Reason.SAME_NUMBER]
            margin = margins.get(ats, -1.0)
            deviation = abs(self.lengths.deviation(one.section.length, other.section.length))
            if is_free_order:
                reasons.append(Reason.ORDER_OF_LANGUAGE)
            # Where numbers begin again in each chapter, a chapter may be missing.
            if one.section in swapped or self.text.times[one.value] != self.other.times[other.value]:
                reasons.append(Reason.SEVERAL_CANDIDATES)
            if margin < least:
                reasons.append(Reason.NUMBERS_MAY_HAVE_MOVED)
            if deviation > _FARTHEST and one.section.length and other.section.length:
                reasons.append(Reason.LENGTH_DIFFERS)
            if not is_sure:
                reasons.append(Reason.HEADING_DOUBTFUL)
            certainty = Certainty.DOUBTFUL if len(reasons) > 1 else Certainty.CERTAIN
            self._take(*ats, certainty, *reasons)

    def _pair_moved_numbers(
        self,
        by_content: Sequence[tuple[NumberedSection, NumberedSection]],
        shared: Sequence[tuple[NumberedSection, NumberedSection]],
    ) -> None:
        """Pair sections of different numbers that their content pairs. A number that stands in both texts is paired
        with another one only within a long row of numbers that differ by as much, where the content speaks for it."""
        by_number = {one.section.at: other for one, other in shared}
        taken = {other.section.at for other in by_number.values()}
        for shift, row in groupby(by_content, key=lambda two: _shift_of(*two)):
            pairs = [(one, other) for one, other in row if by_number.get(one.section.at) is not other]
            gain = sum(
                self._section_cost(one.section, by_number[one.section.at].section)
                - self._section_cost(one.section, other.section)
                for one, other in pairs
                if one.section.at in by_number
            )
            are_moved = shift is not None and len(pairs) >= _LEAST_MOVED and gain > _MARGIN_OF_CONTENT
            for one, other in pairs:
                at, other_at = one.section.at, other.section.at
                if are_moved or (at not in by_number and other_at not in taken):
                    self._take(
                        at,
                        other_at,
                        Certainty.DOUBTFUL,
                        Reason.SAME_PLACE,
                        Reason.OTHER_NUMBER,
                        Reason.NUMBERS_MAY_HAVE_MOVED,
                    )

    @staticmethod
    def _numbered(text: Text, sections: list[Section]) -> list[NumberedSection]:
        having = [one for one in sections if one.at in text.numbers]
        labels = [text.numbers[one.at].label for one in having]
        if (
            len({label.series or label.word for label in labels}) > 1
        ):  # what an unknown word counts is not clear here
            having = [
                one for one, label in zip(having, labels, strict=True) if label.series or not label.word
            ]
            labels = [text.numbers[one.at].label for one in having]
        return [
            NumberedSection(one, label.series, value, text.numbers[one.at].is_printed)
            for one, label, value in zip(having, labels, read_in_order(labels), strict=True)
        ]

    def _pair_places(
        self, section: Section, other: Section, is_sure: bool, is_free_order: bool, is_same: bool
    ) -> None:
        """Pair the headings that are left by their places between those that are paired for certain."""
        places = {one.at: at for at, one in enumerate(section.below)}
        other_places = {one.at: at for at, one in enumerate(other.below)}
        paired = [
            (places[found.at], other_places[found.other])
            for found in map(self.by_original.get, places)
            if found is not None and found.other in other_places and found.certainty is Certainty.CERTAIN
        ]
        for (start, end), (other_start, other_end) in _between(paired, len(section.below), len(other.below)):
            run = [one for one in section.below[start:end] if one.at not in self.by_original]
            other_run = [
                one for one in other.below[other_start:other_end] if one.at not in self.by_translated
            ]
            if run and other_run:
                self._pair_run(run, other_run, is_sure, is_free_order, is_same)

    def _pair_run(
        self, run: list[Section], others: list[Section], is_sure: bool, is_free_order: bool, is_same: bool
    ) -> None:
        def cost(a: int, b: int) -> float:
            numbers = self.text.numbers.get(run[a].at), self.other.numbers.get(others[b].at)
            printed = [one.label for one in numbers if one is not None and one.is_printed]
            if len(printed) == 2 and not printed[0].is_like(printed[1]):
                return IMPOSSIBLE
            return self._section_cost(run[a], others[b])

        steps = sequence_alignment.best(len(run), len(others), cost, _GAP, _no_join)
        paired = [step for step in steps if step.items == step.other_items == 1]
        is_whole = len(paired) == len(run) == len(others)
        deviations = [
            abs(self.lengths.deviation(run[step.first].length, others[step.other].length)) for step in paired
        ]
        swapped = _swapped([(run[step.first], others[step.other]) for step in paired], self._section_cost)
        fit = not deviations or sum(one**2 for one in deviations) / len(deviations) <= _MOST_DEVIATION
        for step, deviation in zip(paired, deviations, strict=True):
            reasons = [] if is_whole else [Reason.OTHER_COUNT]
            numbers = (
                self.text.numbers.get(run[step.first].at),
                self.other.numbers.get(others[step.other].at),
            )
            if not is_same and any(one and one.is_printed for one in numbers) and not all(numbers):
                reasons.append(Reason.OTHER_NUMBER)
            ats = run[step.first].at, others[step.other].at
            if self.text.blocks[ats[0]].level != self.other.blocks[ats[1]].level:
                reasons.append(Reason.OTHER_LEVEL)
            if is_free_order:
                reasons.append(Reason.ORDER_OF_LANGUAGE)
            is_close = is_whole and step.margin < _MARGIN
            if not is_same and (is_close or run[step.first] in swapped):
                reasons.append(Reason.SEVERAL_CANDIDATES)
            if deviation > _FARTHEST or not fit:
                reasons.append(Reason.LENGTH_DIFFERS)
            if not is_sure:
                reasons.append(Reason.HEADING_DOUBTFUL)
            certainty = Certainty.DOUBTFUL if reasons else Certainty.CERTAIN
            self._take(*ats, certainty, Reason.SAME_PLACE, *reasons)

    def _pair_left_numbers(self) -> None:
        """Headings whose numbers stand once in both texts but under others: a person looks at them."""
        left = [one for at, one in self.text.sections.items() if at not in self.by_original]
        others = [one for at, one in self.other.sections.items() if at not in self.by_translated]
        for one, other in _shared(self._numbered(self.text, left), self._numbered(self.other, others)):
            self._take(
                one.section.at, other.section.at, Certainty.DOUBTFUL, Reason.SAME_NUMBER, Reason.OTHER_LEVEL
            )

    # -- what stands between headings --

    def _bodies(self) -> list[tuple[list[int], list[int], tuple[Reason, ...]]]:
        """The blocks after each two paired headings, or before the first, up to the next paired ones; and what makes
        their place doubtful."""
        bodies: dict[int, list[int]] = {-1: []}
        doubts: dict[int, list[Reason]] = {-1: []}
        current = -1
        for at in range(len(self.text.blocks)):
            if at in self.text.sections and at in self.by_original:
                found = self.by_original[at]
                current = at
                bodies[current] = []
                is_certain = found.certainty is Certainty.CERTAIN
                doubts[current] = [] if is_certain else [Reason.HEADING_DOUBTFUL]
            elif at in self.text.sections:
                doubts[current].append(Reason.HEADING_UNPAIRED)
            elif at not in self.by_original:
                bodies[current].append(at)
        others: dict[int, list[int]] = {-1: []}
        current = -1
        for at in range(len(self.other.blocks)):
            if at in self.other.sections and at in self.by_translated:
                current = self.by_translated[at].at
                others[current] = []
            elif at in self.other.sections:
                doubts[current].append(Reason.HEADING_UNPAIRED)
            elif at not in self.by_translated:
                others[current].append(at)
        return [(body, others[at], tuple(doubts[at])) for at, body in bodies.items()]

    def _likely_lengths(
        self, bodies: Iterable[tuple[list[int], list[int], tuple[Reason, ...]]]
    ) -> list[tuple[int, int]]:
        """The lengths of blocks at the same places of bodies that have as many of them and no doubts."""
        return [
            (self.text.neutral[at].length, self.other.neutral[other].length)
            for body, others, doubts in bodies
            if len(body) == len(others) and not doubts
            for at, other in zip(body, others, strict=True)
        ]

    def _pair_body(self, body: list[int], others: list[int], doubts: tuple[Reason, ...]) -> None:
        places = {at: place for place, at in enumerate(body)}
        other_places = {at: place for place, at in enumerate(others)}
        strong = [(places[at], other_places[other]) for at, other in self._strong(body, others, doubts)]
        for (start, end), (other_start, other_end) in _between(strong, len(body), len(others)):
            run = [at for at in body[start:end] if at not in self.by_original]
            other_run = [at for at in others[other_start:other_end] if at not in self.by_translated]
            if run and other_run:
                self._pair_blocks(run, other_run, doubts)

    def _strong(
        self, body: list[int], others: list[int], doubts: tuple[Reason, ...]
    ) -> list[tuple[int, int]]:
        """Pair blocks of a body by what else than their places speaks for them."""
        found = []
        for reason, candidates in (
            (Reason.SAME_FIGURES, self._by_rare_words(body, others)),
            (Reason.SAME_NUMBER, self._by_kept_numbers(body, others)),
        ):
            for at, other in candidates:
                one, two = self.text.neutral[at], self.other.neutral[other]
                fits = abs(self.lengths.deviation(one.length, two.length)) <= _FARTHEST - 1
                if self._is_free(at, other) and one.kind is two.kind and one.level == two.level and fits:
                    certainty = Certainty.DOUBTFUL if doubts else Certainty.CERTAIN
                    self._take(at, other, certainty, reason, Reason.SAME_KIND, Reason.LENGTH_FITS, *doubts)
                    found.append((at, other))
        return sorted(found)

    @cached_property
    def _rare(self) -> tuple[Mapping[str, int], Mapping[str, int]]:
        """Rare words that stand in one block of each text, with its place."""
        here, there = (_only_once(one.rare for one in text.neutral) for text in (self.text, self.other))
        return here, there

    def _by_rare_words(self, body: list[int], others: list[int]) -> list[tuple[int, int]]:
        here, there = self._rare
        within = set(others)
        found = []
        for at in body:
            rare = self.text.neutral[at].rare
            places = {there.get(word) for word in rare if word in here}
            other = places.pop() if len(places) == 1 else None
            if other is not None and other in within and self.other.neutral[other].rare == rare:
                found.append((at, other))
        return found

    def _by_kept_numbers(self, body: list[int], others: list[int]) -> list[tuple[int, int]]:
        """Blocks with the same number where one text leaves numbers out between others: they were not counted again."""
        if len(body) == len(others):
            return []
        sides = []
        for text, places in ((self.text, body), (self.other, others)):
            having = [at for at in places if text.neutral[at].label is not None]
            values = read_in_order(label for at in having if (label := text.neutral[at].label))
            times = Counter(values)
            if len(times) < len(values) or self._is_of_free_order(text, places):
                return []
            sides.append(dict(zip(values, having, strict=True)))
        for one, other in (sides, sides[::-1]):
            ordered = list(one)
            leaves_out = any(not follows(*two) for two in pairwise(ordered))
            if other.keys() - one.keys() and not leaves_out:
                return []
        return [(sides[0][value], sides[1][value]) for value in sides[0] if value in sides[1]]

    def _pair_blocks(self, run: list[int], others: list[int], doubts: tuple[Reason, ...]) -> None:
        mine, theirs = self.text.neutral, self.other.neutral
        is_same = len(run) == len(others) and all(
            mine[at].kind is theirs[other].kind and mine[at].text == theirs[other].text
            for at, other in zip(run, others, strict=True)
        )
        steps = self._steps(run, others, is_same)
        general = list(doubts)
        is_whole = len(run) == len(others) and all(step.items == step.other_items for step in steps)
        if not is_whole:
            general.append(Reason.OTHER_COUNT)
        if not is_same and self._have_free_order(run, others):
            general.append(Reason.ORDER_OF_LANGUAGE)
        singles = [step for step in steps if step.items == step.other_items == 1]
        deviations = [self._deviation(mine[run[step.first]], theirs[others[step.other]]) for step in singles]
        squares = sum(one**2 for one in deviations)
        do_not_fit = len(singles) > 2 and squares > _MOST_DEVIATION * len(singles)
        if do_not_fit:
            general.append(Reason.LENGTH_DIFFERS)
        outliers = [
            run[step.first] for step, one in zip(singles, deviations, strict=True) if abs(one) > _FARTHEST
        ]
        near_outliers = {at for outlier in outliers for at in range(outlier - _AROUND, outlier + _AROUND + 1)}
        swapped = _swapped([(run[step.first], others[step.other]) for step in singles], self._cost_at)
        again = self._counted_again([(run[step.first], others[step.other]) for step in singles])
        for step in steps:
            if not step.items or not step.other_items:
                continue
            joined = run[step.first : step.first + step.items]
            other_joined = others[step.other : step.other + step.other_items]
            self.alone.update({(0, at): (Reason.MERGED_OR_SPLIT,) for at in joined})
            self.alone.update({(1, at): (Reason.MERGED_OR_SPLIT,) for at in other_joined})
            at, other = self._closest(joined, other_joined)
            if not is_same and self._is_contradicted(at, other, again):
                self.alone[0, at] = self.alone[1, other] = (Reason.CONTRADICTED,)
                continue
            is_close = not is_same and (step.margin < _MARGIN or run[step.first] in swapped)
            doubtful = [*general, *([Reason.LENGTH_DIFFERS] if run[step.first] in near_outliers else [])]
            self._take_step(at, other, step, doubtful, is_close)

    def _closest(self, joined: list[int], others: list[int]) -> tuple[int, int]:
        """Of two blocks that stand for one, the one whose length fits that one better; the first of equal ones."""
        return min(
            ((at, other) for at in joined for other in others),
            key=lambda ats: abs(self._deviation(self.text.neutral[ats[0]], self.other.neutral[ats[1]])),
        )

    def _is_contradicted(self, at: int, other: int, again: set[int]) -> bool:
        """Whether length or number says that two blocks at the same place are not the same. `again`: blocks whose
        numbers differ because one text was counted again."""
        one, two = self.text.neutral[at], self.other.neutral[other]
        if abs(self._deviation(one, two)) > _FARTHEST:
            return True
        if not one.label or not two.label or at in again:
            return False
        return not one.label.counts_like(two.label)

    def _counted_again(self, pairs: Sequence[tuple[int, int]]) -> set[int]:
        """Blocks of the original whose numbers differ from those of their pairs by as much as those of a neighbour do:
        one text was counted again."""
        shifts = [(at, self._shift(at, other)) for at, other in pairs]
        found: set[int] = set()
        for (one, shift), (after, other_shift) in pairwise(shifts):
            if shift is not None and shift == other_shift:
                found |= {one, after}
        return found

    def _shift(self, at: int, other: int) -> int | None:
        """By how much the printed number of the block of the translation is higher; None where one has no number."""
        mine, theirs = self.text.neutral[at].label, self.other.neutral[other].label
        if mine is None or theirs is None:
            return None
        one, two = (min(value[-1:] for value in label.values) for label in (mine, theirs))
        return int(two[0].lstrip("@")) - int(one[0].lstrip("@")) if one and two else None

    def _steps(self, run: list[int], others: list[int], is_same: bool) -> list[Step]:
        if is_same:
            return [Step(at, 1, at, 1, _GAP) for at in range(len(run))]
        mine = [self.text.neutral[at] for at in run]
        theirs = [self.other.neutral[at] for at in others]

        # Nothing but prose is joined: the length of all else is too great to fit.
        lengths = [one.length if one.kind in PROSE else IMPOSSIBLE for one in mine]
        other_lengths = [one.length if one.kind in PROSE else IMPOSSIBLE for one in theirs]

        def join(first: int, count: int, other: int, other_count: int) -> float:
            length = lengths[first] + (lengths[first + 1] if count > 1 else 0)
            other_length = other_lengths[other] + (other_lengths[other + 1] if other_count > 1 else 0)
            if length >= IMPOSSIBLE or other_length >= IMPOSSIBLE:
                return IMPOSSIBLE
            return _JOINED + self.lengths.cost(length, other_length)

        return sequence_alignment.best(
            len(mine), len(theirs), lambda a, b: self._cost(mine[a], theirs[b]), _GAP, join
        )

    def _take_step(self, at: int, other: int, step: Step, general: list[Reason], is_close: bool) -> None:
        one, two = self.text.neutral[at], self.other.neutral[other]
        speak_for, against = self._compared(one, two)
        against = [*general, *against]
        if step.items != step.other_items:
            against.append(Reason.MERGED_OR_SPLIT)
        elif is_close:
            against.append(Reason.SEVERAL_CANDIDATES)
        if against and abs(self._deviation(one, two)) > _FAR_APART:
            against.append(Reason.LENGTHS_FAR_APART)
        certainty = Certainty.DOUBTFUL if against else Certainty.CERTAIN
        self._take(at, other, certainty, Reason.SAME_PLACE, *speak_for, *against)

    def _compared(self, one: Neutral, other: Neutral) -> tuple[list[Reason], list[Reason]]:
        """What speaks for a pair at the same place, and what against it."""
        speak_for: list[Reason] = []
        against: list[Reason] = []
        (speak_for if one.kind is other.kind else against).append(
            Reason.SAME_KIND if one.kind is other.kind else Reason.OTHER_KIND
        )
        if one.level != other.level:
            against.append(Reason.OTHER_LEVEL)
        if one.label and other.label:
            is_like = one.label.counts_like(other.label)
            (speak_for if is_like else against).append(Reason.SAME_NUMBER if is_like else Reason.OTHER_NUMBER)
        if one.shape != (0, 0) or other.shape != (0, 0):
            (speak_for if one.shape == other.shape else against).append(
                Reason.SAME_SHAPE if one.shape == other.shape else Reason.OTHER_SHAPE
            )
        if one.rare or other.rare:
            if one.rare & other.rare:
                speak_for.append(Reason.SAME_FIGURES)
            elif one.rare and other.rare:
                against.append(Reason.OTHER_FIGURES)
        if abs(self._deviation(one, other)) <= 1:
            speak_for.append(Reason.LENGTH_FITS)
        return speak_for, against

    def _deviation(self, one: Neutral, other: Neutral) -> float:
        """How far the lengths are from the usual ratio; 0 for what has few words, or the same in any language."""
        if one.text == other.text or one.kind not in PROSE or not one.length or not other.length:
            return 0.0
        return self.lengths.deviation(one.length, other.length)

    def _cost_at(self, at: int, other: int) -> float:
        return self._cost(self.text.neutral[at], self.other.neutral[other])

    def _cost(self, one: Neutral, other: Neutral) -> float:
        """How unlike two blocks are in what they have in any language."""
        if one.kind is not other.kind and not (one.kind in PROSE and other.kind in PROSE):
            return IMPOSSIBLE
        if one.kind is other.kind and one.text == other.text and one.text:
            return 0.0
        cost = 3.0 * (one.kind is not other.kind) + 2.0 * (one.level != other.level)
        cost += 3.0 * (one.shape != other.shape)
        if one.label and other.label and not one.label.counts_like(other.label):
            cost += _OTHER_NUMBER
        cost += min(3.0, 0.75 * len(one.figures ^ other.figures))
        return cost + self._deviation(one, other) ** 2 / 2 if cost < 10 else 10.0

    def _have_free_order(self, run: list[int], others: list[int]) -> bool:
        return self._is_of_free_order(self.text, run) or self._is_of_free_order(self.other, others)

    @staticmethod
    def _is_of_free_order(text: Text, places: list[int]) -> bool:
        """Whether blocks are definitions or in alphabetical order, so that each language has its own order."""
        blocks = [text.blocks[at] for at in places if text.neutral[at].kind in PROSE]
        if len(blocks) < 2:
            return False
        if text.headings[places[0]] in text.definitions:
            return True
        if language_neutral.are_definitions(blocks):
            return True
        by_level: dict[tuple[Kind, int], list[Block]] = {}
        for block in blocks:
            by_level.setdefault((block.kind, block.level), []).append(block)
        return any(
            language_neutral.are_alphabetical(
                [block.text for block in same],
                4 if kind is Kind.LIST_ITEM and not same[0].number else 5,
            )
            for (kind, _level), same in by_level.items()
        )

    # -- the result --

    def _in_order(self) -> list[Pair]:
        mine, theirs = self.text.blocks, self.other.blocks
        after: dict[int, list[Pair]] = {}
        before = -1
        for other, block in enumerate(theirs):
            found = self.by_translated.get(other)
            if found is not None:
                before = found.at
            else:
                reasons = self.alone.get((1, other), (Reason.NO_COUNTERPART,))
                after.setdefault(before, []).append(Pair("", block.key, Certainty.UNPAIRED, reasons))
        moved = self._moved()
        pairs = after.get(-1, [])
        for at, block in enumerate(mine):
            found = self.by_original.get(at)
            if found is None:
                reasons = self.alone.get((0, at), (Reason.NO_COUNTERPART,))
                pairs.append(Pair(block.key, "", Certainty.UNPAIRED, reasons))
            else:
                also = (Reason.OTHER_ORDER,) if at in moved else ()
                key = theirs[found.other].key
                pairs.append(Pair(block.key, key, found.certainty, (*found.reasons, *also)))
            pairs += after.get(at, [])
        return pairs

    def _moved(self) -> set[int]:
        """Places of blocks that stand in another order in the translation than most others."""
        paired = sorted((found.at, found.other) for found in self.by_original.values())
        return {at for at, _other in paired} - {at for at, _other in _ascending(paired)}


def _are_kept(numbered: Sequence[NumberedSection], others: Sequence[NumberedSection]) -> bool:
    """Whether the numbers of a text were not counted again: it lacks none of the other's, or leaves one out."""
    if {one.value for one in others} <= {one.value for one in numbered}:
        return True
    ordered = sorted(numbered, key=lambda one: one.section.at)
    return any(
        one.series == after.series
        and one.value[:-1] == after.value[:-1]
        and not follows(one.value, after.value)
        for one, after in pairwise(ordered)
    )


def _shift_of(one: NumberedSection, other: NumberedSection) -> int | None:
    """By how much the number of the other section is higher; None where they count differently."""
    if (one.series, one.value[:-1]) != (other.series, other.value[:-1]) or len(one.place) != len(other.place):
        return None
    return other.place[-1] - one.place[-1]


_Item = TypeVar("_Item", int, Section)


def _swapped(pairs: Sequence[tuple[_Item, _Item]], cost: Callable[[_Item, _Item], float]) -> set[_Item]:
    """The first items of neighbouring pairs that fit better the other way round."""
    found = set()
    for (one, other), (after, other_after) in pairwise(pairs):
        as_paired = cost(one, other) + cost(after, other_after)
        if as_paired > _SWAPPED and cost(one, other_after) + cost(after, other) + _SWAPPED < as_paired:
            found |= {one, after}
    return found


def _no_join(_first: int, _count: int, _other: int, _other_count: int) -> float:
    return IMPOSSIBLE


def _only_once(evidence: Iterable[Iterable[str]]) -> dict[str, int]:
    """Evidence that one block alone has, with the place of that block."""
    found: dict[str, int] = {}
    several = set()
    for at, keys in enumerate(evidence):
        for key in keys:
            if key in found:
                several.add(key)
            found[key] = at
    return {key: at for key, at in found.items() if key not in several}


def _shared(
    numbered: Sequence[NumberedSection], others: Sequence[NumberedSection]
) -> list[tuple[NumberedSection, NumberedSection]]:
    """Sections of the same number, where no other section of either text can have it."""
    by_value: dict[Value, list[NumberedSection]] = {}
    for other in others:
        by_value.setdefault(other.value, []).append(other)
    times = Counter(one.value for one in numbered)
    found = []
    for one in numbered:
        candidates = by_value.get(one.value, [])
        if times[one.value] > 1 or len(candidates) > 1:
            is_known = all(each.series for each in candidates) and one.series
            same = [each for each in candidates if each.series == one.series] if is_known else []
            others_like = [
                each for each in numbered if each.value == one.value and each.series in {"", one.series}
            ]
            candidates = same if len(others_like) == 1 else []
        if len(candidates) == 1 and candidates[0].is_printed is one.is_printed:
            series = {one.series, candidates[0].series} - {""}
            if len(series) <= 1:
                found.append((one, candidates[0]))
    return found


def _ascending(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest part of pairs, sorted by their first place, in which the second places ascend too."""
    ends: list[int] = []
    ends_at: list[int] = []
    before = [-1] * len(pairs)
    for at, (_first, second) in enumerate(pairs):
        length = bisect_left(ends, second)
        before[at] = ends_at[length - 1] if length else -1
        ends[length : length + 1] = [second]
        ends_at[length : length + 1] = [at]
    found = []
    at = ends_at[-1] if ends_at else -1
    while at >= 0:
        found.append(pairs[at])
        at = before[at]
    return found[::-1]


def _between(
    paired: Sequence[tuple[int, int]], length: int, other_length: int
) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """The stretches of two sequences before, between and after pairs of their places that ascend in both."""
    edges = [(-1, -1), *_ascending(sorted(paired)), (length, other_length)]
    return [
        ((first + 1, after), (other + 1, other_after))
        for (first, other), (after, other_after) in pairwise(edges)
    ]
