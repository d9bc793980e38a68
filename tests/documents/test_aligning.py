"""Which blocks of a translation are the blocks of its original."""

from dataclasses import dataclass

from consult.documents.aligning import Certainty, align
from consult.documents.blocks import Kind


@dataclass(frozen=True)
class Piece:
    """What aligning reads of a block."""

    key: str
    kind: Kind = Kind.PARAGRAPH
    level: int = 0
    number: str = ""
    title: str = ""
    text: str = ""
    html: str = ""


HEADING = Kind.HEADING


def test_blocks_of_the_same_structure_are_pairs_in_their_order() -> None:
    first = [Piece("a", HEADING, 1, "1"), Piece("a1"), Piece("b", HEADING, 1, "2"), Piece("b1")]
    second = [Piece("x", HEADING, 1, "1"), Piece("x1"), Piece("y", HEADING, 1, "2"), Piece("y1")]
    found = align(first, second)
    assert [(one.original, one.translated) for one in found] == [
        ("a", "x"),
        ("a1", "x1"),
        ("b", "y"),
        ("b1", "y1"),
    ]
    assert {one.certainty for one in found} == {Certainty.CERTAIN}


def test_each_block_is_in_one_pair_and_what_is_only_in_one_text_is_alone() -> None:
    first = [Piece("a", HEADING, 1, "1"), Piece("a1"), Piece("b", HEADING, 1, "2"), Piece("b1")]
    second = [Piece("x", HEADING, 1, "1"), Piece("x1"), Piece("x2"), Piece("y", HEADING, 1, "2")]
    found = align(first, second)
    assert sorted(one.original for one in found if one.original) == ["a", "a1", "b", "b1"]
    assert sorted(one.translated for one in found if one.translated) == ["x", "x1", "x2", "y"]
    alone = [one for one in found if one.certainty is Certainty.UNPAIRED]
    assert len(alone) == 2
    assert all(not (one.original and one.translated) for one in alone)
