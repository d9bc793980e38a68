"""References with which real drafts have no example: what they may mean is offered, and never taken for certain."""

from typing import Any

import pytest

from consult.comment_forms.clause_references import Certainty, Passage, References
from consult.documents.blocks import Kind


def _heading(number: str, title: str, line: int) -> Passage:
    return Passage(number, Kind.HEADING, number, title, number, line)


REFERENCES = References(
    [
        _heading("4", "Size of samples", 1),
        _heading("4.2", "Number", 12),
        Passage("first", Kind.PARAGRAPH, "", "", "4.2", 14),
        Passage("second", Kind.PARAGRAPH, "", "", "4.2", 18),
        _heading("6.4", "Duplicate sample", 30),
        Passage("before", Kind.PARAGRAPH, "", "", "6.4", 31),
        Passage("one", Kind.LIST_ITEM, "1)", "", "6.4", 32),
        Passage("two", Kind.LIST_ITEM, "2)", "", "6.4", 33),
        Passage("three", Kind.LIST_ITEM, "3)", "", "6.4", 34),
        Passage("note", Kind.NOTE, "", "", "6.4", 35),
        _heading("7.2", "Keeping", 40),
        _heading("7.3", "Labels", 50),
        _heading("C", "Glossary", 60),
        _heading("", "Foreword", 70),
    ]
)


@pytest.mark.parametrize(
    ("clause", "element", "perhaps"),
    [
        ("", "line 16", ("first",)),
        ("Lines 16-19", "", ("first", "second")),
        ("第16行", "", ("first",)),
        ("السطر ١٦", "", ("first",)),
        ("line 594", "", ()),
        ("7.2, 7l3", "", ("7.2", "7.3")),
        ("7l3", "", ("7.3",)),
        ("Item 4-6.4", "", ("4", "6.4")),
        ("4", "4-6.4, 4th column", ("4", "6.4")),
        ("4", "6.4", ("4", "6.4")),
        ("4.2", "Figure 4.2", ("4.2",)),
        ("4.2, Table 7", "", ("4.2",)),
        ("Glossary of terms", "", ("C",)),
        ("4.2?", "", ("4.2",)),
        ("[4]", "", ("4",)),
        ("-4", "", ("4",)),
        ("4-4", "", ("4",)),
        ("4 pages", "", ("4",)),
        ("New 4", "", ("4",)),
        ("4.2 (new)", "", ("4.2",)),
        ("new clause 4", "", ("4",)),
        ("§ 4 Abs. 2", "", ("4",)),
        ("4.2 para 3", "", ("first", "second", "4.2")),
        ("4.2 b)", "", ("4.2",)),
        ("4.2", "Note", ("4.2",)),
        ("6.4 b)", "", ("two", "one", "three", "6.4")),
        ("6.4 (numbered item 7)", "", ("two", "three", "6.4")),
        ("6.4 para 2", "", ("two", "before", "6.4")),
        ("6.4 (b) (2)", "", ("two", "6.4")),
        ("6.4", "Note 2", ("note", "6.4")),
        ("6.4 items 1 and 2", "", ("one", "two", "6.4")),
        ("6.4", "items (1)-(3)", ("one", "three", "6.4")),
        ("4.2 paras 1, 2", "", ("first", "second", "4.2")),
        ("6.4 item 1 and 4", "", ("one", "4", "6.4")),
        ("line 4.2", "", ("4.2",)),
        ("p. 4.2", "", ("4.2",)),
        ("4.2ff", "", ("4.2",)),
    ],
)
def test_what_is_not_certain_is_only_offered(clause: str, element: str, perhaps: tuple[str, ...]) -> None:
    found = REFERENCES.place(clause, element)
    assert (found.certainty, found.perhaps) == (Certainty.UNPLACED, perhaps)


@pytest.mark.parametrize(
    "element", ["", "4.2", "line 16", "first sentence", "2nd bullet", "p. 3, para 2", "all"]
)
def test_a_detail_that_is_kept_as_written_leaves_the_clause_certain(element: str) -> None:
    found = REFERENCES.place("4.2", element)
    assert (found.certainty, found.key) == (Certainty.PLACED, "4.2")


@pytest.mark.parametrize(
    ("clause", "key"),
    [
        ("4.2 and its subclauses", "4.2"),
        ("§ 4.2 Abs. 2", "second"),
        ("4.2, 2nd paragraph", "second"),
        ("第4.2条第2段", "second"),
        ("6.4 (numbered item 2)", "two"),
        ("6.4 item 2", "two"),
        ("6.4 (2)", "two"),
        ("6.4 Note", "note"),
        ("6.4, para 1", "before"),
        ("Foreword", ""),
        ("4.2, new paragraph", "4.2"),
        ("4.2 p. 9", "4.2"),
        ("4.2para 2", "second"),
        ("4.2节", "4.2"),
    ],
)
def test_words_beside_a_number_say_nothing_more_or_which_passage_of_the_clause(clause: str, key: str) -> None:
    found = REFERENCES.place(clause)
    assert (found.certainty, found.key) == (Certainty.PLACED, key)


class CountingReferences(References):
    """Counts how often the clauses between two others are looked for."""

    looked = 0

    def _between(self, *ends: Any) -> list[str]:
        self.looked += 1
        return super()._between(*ends)


@pytest.mark.parametrize(
    ("text", "looked"),
    [
        ("4-7.3, " * 200, 0), ("7.2-7.3, " * 200, 1), (", ".join(f"{one}.1-{one}.9" for one in range(1, 60)), 0),
    ],
)  # fmt: skip
def test_a_range_is_looked_for_once_and_of_too_many_none(text: str, looked: int) -> None:
    references = CountingReferences(list(REFERENCES.passages.values()))
    assert references.place(text).certainty is Certainty.UNPLACED
    assert references.looked <= looked
