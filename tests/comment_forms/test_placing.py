"""Rows whose reference lost something on its way into the file: they are never placed by what is left."""

from io import BytesIO

import pytest
import xlsxwriter

from consult.comment_forms import placing, rows
from consult.comment_forms.clause_references import ONLY_PAGES, Certainty, Passage
from consult.comment_forms.recognition import recognise
from consult.documents.blocks import Kind, Source
from tests.comment_forms import forms

PASSAGES = [
    *(
        Passage(number, Kind.HEADING, number, f"Title {number}", number, line)
        for line, number in enumerate(["2", "2.1", "2.9", "2.10", "11"])
    ),
    Passage("first", Kind.LIST_ITEM, "1", "", "11", 20),
    Passage("tenth", Kind.LIST_ITEM, "10", "", "11", 30),
]


def _workbook(*clauses: float | str) -> Source:
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["Section", "Comment"])
        for at, clause in enumerate(clauses, 1):
            page.write_row(at, 0, [clause, f"Comment {at}"])
    return Source("comments.xlsx", out.getvalue())


def _placed(file: Source) -> list[tuple[Certainty, str, tuple[str, ...]]]:
    found, _left_out = rows.read(recognise(forms.read(file)))
    places = [one.placement for one in placing.placed(found, PASSAGES)]
    assert {one.why for one in places if one.perhaps} <= {placing.AS_NUMBER}
    return [(one.certainty, one.key, one.perhaps) for one in places]


DOUBTED = (Certainty.UNPLACED, "", ("2.1", "2.10"))


def test_a_clause_that_was_stored_as_a_number_may_have_lost_a_zero() -> None:
    assert _placed(_workbook(2.9, 2.1, "2.1", "2.10", 2, 11.1)) == [
        (Certainty.PLACED, "2.9", ()),
        DOUBTED,
        (Certainty.PLACED, "2.1", ()),
        (Certainty.PLACED, "2.10", ()),
        (Certainty.PLACED, "2", ()),
        (Certainty.UNPLACED, "", ("first", "tenth")),
    ]


@pytest.mark.parametrize(("kept", "found"), [("2.9", DOUBTED), ("2.10", (Certainty.PLACED, "2.1", ()))])
def test_a_file_of_values_may_have_lost_it_unless_one_of_its_column_is_there(
    kept: str, found: tuple[Certainty, str, tuple[str, ...]]
) -> None:
    file = forms.in_csv([["Section", "Comment"], [kept, "One"], ["2.1", "Two"]])
    assert _placed(file) == [(Certainty.PLACED, kept, ()), found]


def test_a_clause_in_the_column_of_lines_is_noticed_where_the_other_column_does_not_contradict_it() -> None:
    lines = [
        ["2.9 and its subclauses", "", "a"],
        ["2.9 Title 2.9", "2.9", "b"],
        ["2.9", "2.10", "c"],
        ["12-14", "2.9", "d"],
    ]
    file = forms.in_csv([["Line number", "Clause", "Comment"], *lines])
    found, _left_out = rows.read(recognise(forms.read(file)))
    placed = placing.placed(found, PASSAGES)
    assert [(one.placement.key, one.row.line, one.row.reference) for one in placed] == [
        ("2.9", "", "2.9 and its subclauses"), ("2.9", "", "2.9 Title 2.9"), ("2.10", "2.9", "2.10"),
        ("2.9", "12-14", "2.9"),
    ]  # fmt: skip


def test_a_row_that_deletes_a_heading_asks_and_a_proposed_heading_has_its_number() -> None:
    titled = [Passage("h", Kind.HEADING, "4.1.4", "Visual Card Topography", "h", 1),
              Passage("p", Kind.PARAGRAPH, "", "", "h", 2)]  # fmt: skip
    lines = [
        ["4.1.4", "Delete this passage"], ["4.1.4", "Visual Card Layout"], ["4.1.4", "4.1.4 Visual Card Layout"],
        ["4.1.4", "Merge it with the next one."], ["4.1.4 para 1", "Delete this passage"],
    ]  # fmt: skip
    file = forms.in_csv([["Clause", "Proposed change"], *lines])
    found, _left_out = rows.read(recognise(forms.read(file)))
    told = placing.with_headings_in_mind(placing.placed(found, titled), titled)
    assert [one.row.proposal for one in told] == [
        "Delete this passage", "4.1.4 Visual Card Layout", "4.1.4 Visual Card Layout", "Merge it with the next one.",
        "Delete this passage",
    ]  # fmt: skip
    assert [one.placement.why for one in told] == [placing.DELETES_HEADING, "", "", "", ""]
    assert (told[0].placement.perhaps, told[4].placement.key) == (("h",), "p")


def test_a_line_in_a_column_of_its_own_says_where_as_it_does_in_words() -> None:
    found, _left_out = rows.read(recognise(forms.read(forms.in_csv([["Line", "Comment"], ["3", "One"]]))))
    [one] = placing.placed(found, PASSAGES)
    assert (one.placement.why, one.placement.perhaps) == (ONLY_PAGES, ("2.10",))
