"""Which blocks of a translated draft are the blocks of its original: by their anchors, printed numbers and order.

No word of one language is compared with a word of another.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from consult.documents.blocks import Kind


class Certainty(StrEnum):
    """How certain it is that two blocks are the same block in two languages."""

    CERTAIN = "certain"
    DOUBTFUL = "doubtful"
    UNPAIRED = "unpaired"


@dataclass(frozen=True)
class Pair:
    """A block of the original and the block that translates it, by their keys; "" on the side that has none."""

    original: str
    translated: str
    certainty: Certainty
    reasons: tuple[str, ...] = ()


def align(original: Sequence[Any], translated: Sequence[Any]) -> list[Pair]:
    """Pairs of the blocks (anything with key, kind, level and number) of a draft and of its translation, in the order
    of the original; each block is in one pair."""
    first, second = _sections(original), _sections(translated)
    pairs = list(_paired(first, second))
    order = {block.key: place for place, block in enumerate(original)}
    return _in_order(pairs, order, [block.key for block in translated])


@dataclass
class _Section:
    heading: Any
    blocks: list[Any]

    @property
    def signs(self) -> tuple[int, str]:
        return (self.heading.level, self.heading.number) if self.heading is not None else (0, "")


def _sections(blocks: Sequence[Any]) -> list[_Section]:
    found = [_Section(None, [])]
    for block in blocks:
        if block.kind == Kind.HEADING:
            found.append(_Section(block, []))
        else:
            found[-1].blocks.append(block)
    return found


def _paired(first: list[_Section], second: list[_Section]) -> Iterator[Pair]:
    matcher = SequenceMatcher(
        None, [one.signs for one in first], [one.signs for one in second], autojunk=False
    )
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            for one, other in zip(first[a:b], second[c:d], strict=True):
                yield from _of_sections(one, other)
            continue
        together = min(b - a, d - c)
        for one, other in zip(first[a : a + together], second[c : c + together], strict=True):
            yield from _of_sections(one, other, is_certain=False)
        for one in first[a + together : b]:
            yield from (_alone(block.key, "") for block in _whole(one))
        for other in second[c + together : d]:
            yield from (_alone("", block.key) for block in _whole(other))


def _whole(section: _Section) -> list[Any]:
    return [*([section.heading] if section.heading is not None else []), *section.blocks]


def _alone(original: str, translated: str) -> Pair:
    return Pair(original, translated, Certainty.UNPAIRED)


def _of_sections(one: _Section, other: _Section, *, is_certain: bool = True) -> Iterator[Pair]:
    if one.heading is not None and other.heading is not None:
        is_same = one.heading.key == other.heading.key
        reasons = [
            name for name, holds in (("anchor", is_same), ("number", bool(one.heading.number))) if holds
        ]
        certainty = Certainty.CERTAIN if reasons and is_certain else Certainty.DOUBTFUL
        yield Pair(one.heading.key, other.heading.key, certainty, tuple(reasons) or ("order",))
    elif one.heading is not None:
        yield _alone(one.heading.key, "")
    elif other.heading is not None:
        yield _alone("", other.heading.key)
    yield from _of_blocks(one.blocks, other.blocks, is_certain=is_certain)


def _of_blocks(one: list[Any], other: list[Any], *, is_certain: bool) -> Iterator[Pair]:
    signs = [(block.kind, block.number) for block in one], [(block.kind, block.number) for block in other]
    is_same = signs[0] == signs[1] and is_certain
    matcher = SequenceMatcher(
        None, [kind for kind, _ in signs[0]], [kind for kind, _ in signs[1]], autojunk=False
    )
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            certainty = Certainty.CERTAIN if is_same else Certainty.DOUBTFUL
            reasons = ("structure",) if is_same else ("order",)
            for left, right in zip(one[a:b], other[c:d], strict=True):
                yield Pair(left.key, right.key, certainty, reasons)
        else:
            yield from (_alone(block.key, "") for block in one[a:b])
            yield from (_alone("", block.key) for block in other[c:d])


def _in_order(pairs: list[Pair], order: dict[str, int], translated: list[str]) -> list[Pair]:
    """The pairs in the order of the original; what only the translation has after what is before it there."""
    by_translated = {pair.translated: pair for pair in pairs if pair.translated}
    places, last = {}, -1
    for number, key in enumerate(translated):
        last = order.get(by_translated[key].original, last)
        places[key] = (last, number + 1)
    return sorted(
        pairs, key=lambda pair: (order[pair.original], 0) if pair.original else places[pair.translated]
    )
