"""How deep the headings of a plain text stand, from their kinds and numbers in the order of the text. Pure."""

from collections.abc import Sequence
from typing import NamedTuple

from consult.documents.plain_text.headings import LETTERED, NUMBERED, RANKS

_DEEPEST = 6
_RANK_OF_LETTERS, _RANK_OF_NUMBERS = 3.5, 10


class FoundHeading(NamedTuple):
    """A heading: its kind (of text_headings, or "plain", "under"); its number as printed; its depth among numbers; its
    title; the number of its line in the file; whether the text of the clause begins in the same line."""

    kind: str
    label: str
    depth: int
    title: str
    number: int
    has_text: bool = False


def levels(found: Sequence[FoundHeading], *, by_depth: bool) -> list[int]:
    """The level of each heading, 1 to 6: one more than that of the heading it stands under.

    `by_depth`: only the dots in their numbers count, as in the layout of RFCs.
    """
    if by_depth:
        return [min(one.depth, _DEEPEST) for one in found]
    above: list[float] = []  # ranks of the headings that the next one may stand under
    made = []
    for one in found:
        rank = _rank(one)
        while above and (not rank or above[-1] >= rank):
            above.pop()
        made.append(min(len(above) + (2 if one.kind == "under" else 1), _DEEPEST))
        if rank:
            above.append(rank)
    return made


def _rank(one: FoundHeading) -> float:
    """How far out a heading stands, 1 the outermost; 0 for one by its looks, under which none stands."""
    if one.kind == NUMBERED:
        return _RANK_OF_NUMBERS + one.depth
    return _RANK_OF_LETTERS if one.kind == LETTERED else RANKS.get(one.kind, 0)
