"""What happened to quoted words in a later text of the draft: unchanged, moved, edited or deleted. Pure.

Words that stand in the later text as they were are unchanged where they are in the same clause between the same
sentences, and moved where they are not; a clause that is printed elsewhere as a whole has not moved its words. Others
are looked for at their place, and then in all sentences that are new in the later text; they are edited where enough of
what they tell is left, and else deleted.
Words within a sentence are traced with their sentence: "may" is not found again in any other one.
"""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any, NamedTuple

from consult.quotations.text_units import (
    Codes,
    Passage,
    TextUnits,
    Weights,
    in_place,
    same_clauses,
    words_of,
)


class Change(StrEnum):
    """What happened to words."""

    UNCHANGED = "unchanged"
    MOVED = "moved"
    EDITED = "edited"
    DELETED = "deleted"


@dataclass(frozen=True)
class Outcome:
    """What happened to words. `key`: of the block of the later text where they are, or where the rest of their sentence
    is, "" for nowhere; `before` and `after`: the sentences around them, where they differ; `similarity`: of these, at
    most 1."""

    change: Change
    key: str = ""
    before: str = ""
    after: str = ""
    similarity: float = 1.0


HERE, ELSEWHERE = 0.34, 0.55
"""How similar a sentence and a later one are at least, at the same place and elsewhere, to be one that was edited."""
HELD = 0.66
"""What a sentence tells is in another one to this part at least, where one of them was joined with others or cut."""
TELLS = 12.0
"""What words tell at least, to be looked for in other places."""
_MOST_AT_PLACE = 40
"""Later sentences at a place that are all compared with one sentence; of more only those that share rare words."""
_PASSES = 8
"""How often sentences of which another one took the place look for the next best."""
_SHORTEST_HELD = 8.0
SHARE_OF_BOTH = 0.75
"""A sentence that two others became tells this part of what both do, at least."""
PREFERRED = 0.6
"""How similar a sentence at the same place is at least, to be preferred to the same words elsewhere."""


class _Window(NamedTuple):
    """Units of the later text that follow each other, and how similar they are to what is looked for."""

    units: range
    similarity: float
    is_here: bool


NOWHERE = _Window(range(0), 0.0, False)


class LaterText:
    """Two texts of a draft: tells what happened to the words of the first one."""

    def __init__(self, before: Sequence[Passage], after: Sequence[Passage]) -> None:
        codes = Codes()
        self.before, self.after = TextUnits(before, codes), TextUnits(after, codes)
        self.weights = Weights((self.before, self.after))
        clauses = same_clauses(self.before, self.after)
        self.pairs = in_place(self.before, self.after, clauses)
        self.taken = set(self.pairs.values())
        self.clauses = {at: both for both in clauses for at in both[0].units}

    @property
    def size(self) -> int:
        """How many words both texts have."""
        return len(self.before.words) + len(self.after.words)

    def block(self, key: str) -> Any:
        """The block of the later text with this key."""
        return self.after.blocks[self.after.places[key]]

    def outcome(self, key: str, quote: str = "", prefix: str = "", suffix: str = "") -> Outcome | None:
        """What happened to a quotation of the block `key`, or of all of the block; None where the text before has not
        this block. `prefix` and `suffix`: what stands before and after the quotation, where it is known."""
        block = self.before.places.get(key)
        if block is None:
            return None
        units = self.before.of_block[block]
        if not units:
            return self._by_key(key)
        first, end = self._span(units, quote, prefix, suffix)
        touched = range(self.before.unit_at(first), self.before.unit_at(end - 1) + 1)
        return self._traced(touched, first, end)

    # -- where the quotation is in its own block ----------------------------------------------------------------------

    def _span(self, units: range, quote: str, prefix: str, suffix: str) -> tuple[int, int]:
        """The first word of a quotation and the one after its last; all words of the block where it is not found."""
        start, end = self.before.units[units[0]].first, self.before.units[units[-1]].end
        wanted = "".join(words_of(quote))
        if not wanted:
            return start, end
        words = self.before.words[start:end]
        ends: list[int] = []
        length = 0
        for word in words:
            length += len(word)
            ends.append(length)
        place = _place_of(wanted, "".join(words), prefix, suffix)
        if place is None:
            return start, end
        return start + bisect_right(ends, place[0]), start + bisect_left(ends, place[1]) + 1

    # -- where the words are in the later text ------------------------------------------------------------------------

    def _traced(self, units: range, first: int, end: int) -> Outcome:
        """What happened to the words from `first` to `end`, which are in these units."""
        exact = self._as_they_were(units)
        if exact is not None:
            return exact
        windows = [self._window(at) for at in units]
        found = _together(windows, self.weights, self.before, units, self.after)
        is_whole = first == self.before.units[units[0]].first and end == self.before.units[units[-1]].end
        if found.units:
            return self._edited(units, found) if is_whole else self._within(units, found, first, end)
        moved = None if is_whole else self._elsewhere(first, end)
        return moved or Outcome(Change.DELETED, before=self.before.said(units), similarity=0.0)

    def _as_they_were(self, units: range) -> Outcome | None:
        """Units that stand in the later text one after the other as they were; None where they do not."""
        paired = [self.pairs.get(at, -1) for at in units]
        if paired[0] >= 0 and paired == list(range(paired[0], paired[0] + len(units))):
            return Outcome(Change.UNCHANGED, self._key(self.after.units[paired[0]].first))
        codes = self.before.exact_of(units)
        low, high = self._words_between(units)
        at = self._find(codes, low, high)
        if at >= 0 and not self._has_more(at, at + len(codes)):
            return Outcome(Change.UNCHANGED, self._key(at))
        if any(at in self._here and self._here[at].similarity >= PREFERRED for at in units):
            return None
        return self._elsewhere(self.before.units[units[0]].first, self.before.units[units[-1]].end)

    def _elsewhere(self, first: int, end: int) -> Outcome | None:
        """Words that stand as they were where no other ones of the text before have stayed."""
        if self.weights.of(self.before.folded[first:end]) < TELLS:
            return None
        codes = self.before.exact[first:end]
        at = self._find(codes, 0, len(self.after.words))
        while at >= 0:
            if not self._is_taken(at, at + len(codes)) and not self._has_more(at, at + len(codes)):
                return Outcome(Change.MOVED, self._key(at))
            at = self._find(codes, at + 1, len(self.after.words))
        return None

    def _find(self, codes: str, low: int, high: int) -> int:
        return self.after.exact.find(codes, low, high)

    def _has_more(self, first: int, end: int) -> bool:
        """Whether these words of the later text are only a part of a sentence there."""
        words = self.after.words
        start = self.after.units[self.after.unit_at(first)].first
        stop = self.after.units[self.after.unit_at(end - 1)].end
        begins = _is_said(words[start:first]) and words[first - 1] not in _STOPS
        return begins or (_is_said(words[end:stop]) and words[end - 1] not in _STOPS)

    def _is_taken(self, first: int, end: int) -> bool:
        units = range(self.after.unit_at(first), self.after.unit_at(end - 1) + 1)
        return all(at in self.taken for at in units)

    def _key(self, word: int) -> str:
        """The key of the block of the later text that has this word."""
        return self.after.blocks[self.after.units[self.after.unit_at(word)].block].key

    def _between(self, units: range) -> range:
        """The units of the later text, in the same clause, between what precedes these units and what follows them."""
        if units[0] not in self.clauses:
            return range(0)
        one, other = self.clauses[units[0]]
        before = (self.pairs[at] for at in range(units[0] - 1, one.units.start - 1, -1) if at in self.pairs)
        after = (self.pairs[at] for at in range(units[-1] + 1, one.units.stop) if at in self.pairs)
        return range(next(before, other.units.start - 1) + 1, next(after, other.units.stop))

    def _words_between(self, units: range) -> tuple[int, int]:
        found = self._between(units)
        return (self.after.units[found[0]].first, self.after.units[found[-1]].end) if found else (0, 0)

    # -- what is like them --------------------------------------------------------------------------------------------

    def _window(self, at: int) -> _Window:
        """Where one unit is in the later text, as it was or edited."""
        if at in self.pairs:
            return _Window(range(self.pairs[at], self.pairs[at] + 1), 1.0, True)
        if at in self._here:
            return self._here[at]
        codes = self.before.folded_of(range(at, at + 1))
        told = self.weights.of(codes)
        if told < TELLS:
            return NOWHERE
        windows = self._of_kind(at, self._candidates(codes, self._free))
        there = self._best(codes, told, windows, is_here=False)
        return there if there.similarity >= ELSEWHERE else NOWHERE

    @cached_property
    def _changed(self) -> list[int]:
        """The units of the text before that did not stay as they were at their place."""
        return [at for at in range(len(self.before.units)) if at not in self.pairs]

    @property
    def changes(self) -> int:
        """How many sentences, rows and headings did not stay as they were at their place."""
        return len(self._changed)

    @cached_property
    def _here(self) -> dict[int, _Window]:
        """Unit that did not stay as it was → what it was edited to at its place. The most similar come first: two units
        become one where that is long enough for both."""
        found: dict[int, _Window] = {}
        told_of: dict[int, float] = {}
        """Unit of the later text → what the units tell that became it."""
        waiting = self._changed
        for _pass in range(_PASSES):
            best = {at: window for at in waiting if (window := self._free_here(at, told_of)).units}
            waiting = []
            for at, window in sorted(best.items(), key=lambda one: -one[1].similarity):
                if any(
                    told_of.get(one, 0.0) and not self._can_hold(at, window, told_of) for one in window.units
                ):
                    waiting.append(at)
                    continue
                found[at] = window
                told = self.weights.of(self.before.folded_of(range(at, at + 1)))
                for one in window.units:
                    told_of[one] = told_of.get(one, 0.0) + told / len(window.units)
        return found

    def _free_here(self, at: int, told_of: Mapping[int, float]) -> _Window:
        """What is most like a unit between what precedes and what follows it, and can hold it."""
        one = range(at, at + 1)
        codes = self.before.folded_of(one)
        windows = (
            units for units in self._of_kind(at, self._at_place(codes, self._between(one)))
            if not any(told_of.get(other, 0.0) for other in units)
            or self._can_hold(at, _Window(units, 0.0, True), told_of)
        )  # fmt: skip
        best = self._best(codes, self.weights.of(codes), windows, is_here=True)
        return best if best.similarity >= HERE else NOWHERE

    def _at_place(self, codes: str, place: range) -> Iterator[range]:
        """Windows of the later text at a place."""
        return _windows(place) if len(place) <= _MOST_AT_PLACE else self._candidates(codes, place)

    def _of_kind(self, at: int, windows: Iterable[range]) -> Iterator[range]:
        """Those of the windows that are titles, for a unit that is one, or else no titles."""
        is_title = self.before.units[at].is_title
        for units in windows:
            if all(self.after.units[one].is_title == is_title for one in units):
                yield units

    def _can_hold(self, at: int, window: _Window, told_of: Mapping[int, float]) -> bool:
        """Whether a window can hold one more unit beside those that became it."""
        mine = self.weights.of(self.before.folded_of(range(at, at + 1)))
        there = sum(told_of.get(one, 0.0) for one in window.units)
        return self.weights.of(self.after.folded_of(window.units)) >= SHARE_OF_BOTH * (mine + there)

    def _best(self, codes: str, told: float, windows: Iterable[range], *, is_here: bool) -> _Window:
        best = NOWHERE
        for units in windows:
            found = self._similarity(codes, told, self.after.folded_of(units))
            if found > best.similarity + 1e-9:
                best = _Window(units, found, is_here)
        return best

    def _similarity(self, codes: str, told: float, other: str) -> float:
        """How similar two texts are: the part of what both tell that is in both; where one tells much more than the
        other, the part of the shorter, counted less."""
        also = self.weights.of(other)
        if not told or not also:
            return 0.0
        most = min(told, also)
        if 2 * most / (told + also) < HERE and most / max(told, also) < HERE / 4:
            return 0.0
        kept = self.weights.kept(codes, other)
        similar, held = 2 * kept / (told + also), kept / most
        return max(similar, held * HELD if held >= HELD and kept >= _SHORTEST_HELD else 0.0)

    def _candidates(self, codes: str, among: Container[int]) -> Iterator[range]:
        """Windows of these units of the later text around those that share rare words with a sentence, most first."""
        shared: defaultdict[int, float] = defaultdict(float)
        for code in set(codes):
            for at in self._having.get(code, ()):
                if at in among:
                    shared[at] += self.weights.weights[code]
        for at in sorted(shared, key=lambda one: (-shared[one], one))[:12]:
            around = [one for one in (at - 1, at, at + 1) if one in among]
            yield from _windows(range(around[0], around[-1] + 1))

    @cached_property
    def _having(self) -> dict[str, list[int]]:
        """Rare word → the units of the later text that have it and that no other one stayed as."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for at in range(len(self.after.units)):
            for code in set(self.after.folded_of(range(at, at + 1))) if at not in self.taken else ():
                if self.weights.times[code] <= _RARE:
                    found[code].append(at)
        return found

    @cached_property
    def _free(self) -> frozenset[int]:
        """The units of the later text that no other unit stayed as or became at its place."""
        claimed = {one for window in self._here.values() for one in window.units}
        return frozenset(range(len(self.after.units))) - self.taken - claimed

    # -- what is told of it -------------------------------------------------------------------------------------------

    def _edited(self, units: range, found: _Window) -> Outcome:
        before, after = self.before.said(units), self.after.said(found.units)
        key = self._key(self.after.units[found.units[0]].first)
        if before == after:
            return Outcome(Change.UNCHANGED if found.is_here else Change.MOVED, key)
        return Outcome(Change.EDITED, key, before, after, found.similarity)

    def _within(self, units: range, found: _Window, first: int, end: int) -> Outcome:
        """What happened to words within sentences that were edited."""
        whole = self._edited(units, found)
        if whole.change is not Change.EDITED:
            return whole
        start = self.before.units[units[0]].first
        first, end = first - start, end - start
        left, is_replaced = 0, False
        for before, added in _changes(self.before.exact_of(units), self.after.exact_of(found.units)):
            shared = min(before.stop, end) - max(before.start, first)
            if not before:  # words that are new
                is_replaced |= first < before.start < end
            elif shared > 0:
                left += shared
                is_replaced |= added
        if not left and not is_replaced:
            change = Change.UNCHANGED if found.is_here else Change.MOVED
        elif left == end - first and not is_replaced:
            change = Change.DELETED
        else:
            change = Change.EDITED
        return Outcome(change, whole.key, whole.before, whole.after, whole.similarity)

    def _by_key(self, key: str) -> Outcome:
        """Of a block without words, such as a picture without a text."""
        return (
            Outcome(Change.UNCHANGED, key)
            if key in self.after.places
            else Outcome(Change.DELETED, similarity=0.0)
        )


_RARE = 40
"""Units that have a word at most, for it to lead from one text to the other."""


_STOPS = frozenset(".!?;؟。！？｡।॥")


def _is_said(words: Sequence[str]) -> bool:
    """Whether there is a word among these words and signs."""
    return any(sign.isalnum() for word in words for sign in word)


def _changes(before: str, after: str) -> Iterator[tuple[range, bool]]:
    """The places of words that left, each with whether others came in their place; an empty one for words that only
    came."""
    from rapidfuzz.distance import Indel

    last = (0, 0)
    for step in [*Indel.opcodes(before, after), None]:
        if step is not None and step.tag != "equal":
            continue
        start, other = (step.src_start, step.dest_start) if step is not None else (len(before), len(after))
        if last != (start, other):
            yield range(last[0], start), other > last[1]
        if step is not None:
            last = (step.src_end, step.dest_end)


def _windows(units: range) -> Iterator[range]:
    """Up to three of these units that follow each other."""
    for length in (1, 2, 3):
        for at in range(units.start, units.stop - length + 1):
            yield range(at, at + length)


def _together(
    windows: Sequence[_Window], weights: Weights, before: TextUnits, units: range, after: TextUnits
) -> _Window:
    """Where units that follow each other are in the later text: where most of what they tell is."""
    if len(windows) == 1:
        return windows[0]
    told: Counter[int] = Counter()
    for window, at in zip(windows, units, strict=True):
        if window.units:
            block = after.units[window.units[0]].block
            told[block] += round(1000 * window.similarity * weights.of(before.folded_of(range(at, at + 1))))
    if not told:
        return NOWHERE
    block = told.most_common(1)[0][0]
    there = [one for one in windows if one.units and abs(after.units[one.units[0]].block - block) <= 1]
    first, end = min(one.units[0] for one in there), max(one.units[-1] for one in there) + 1
    whole = range(first, end)
    one, other = before.folded_of(units), after.folded_of(whole)
    both = weights.of(one) + weights.of(other)
    similarity = 2 * weights.kept(one, other) / both if both else 0.0
    return _Window(whole, similarity, any(window.is_here for window in there))


def _place_of(wanted: str, text: str, prefix: str, suffix: str) -> tuple[int, int] | None:
    """Where a quotation begins and ends in a text, both without blanks; of several places that with most of what stands
    before and after it. What a selection took along beside the words of the block (its line, marks of footnotes) is
    left out."""
    from rapidfuzz import fuzz

    before, after = "".join(words_of(prefix)), "".join(words_of(suffix))
    best, most, at = None, -1, text.find(wanted)
    while at >= 0:
        end = at + len(wanted)
        around = text.startswith(after, end) + text.endswith(before, 0, at)
        if around > most:
            best, most = (at, end), around
        at = text.find(wanted, at + 1)
    if best is None:
        near = fuzz.partial_ratio_alignment(wanted, text, score_cutoff=80)
        best = (
            (near.dest_start, near.dest_end) if near is not None and near.dest_end > near.dest_start else None
        )
    return best
