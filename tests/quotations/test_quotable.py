"""The parts of a passage that a comment can be on without selecting words."""

from types import SimpleNamespace

import pytest

from consult.quotations.quotable import Part, cell_of, parts, sentences
from consult.quotations.quoting import stands_in


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("See Fig. 3 and No. 4, e.g. in 3.1. It ends here.", ["See Fig. 3 and No. 4, e.g. in 3.1.", "It ends here."]),
        ("It weighs 2.5 kg. The rest stays.", ["It weighs 2.5 kg.", "The rest stays."]),
        ("“Stop.” It stopped.", ["“Stop.”", "It stopped."]),
        ("第一句。第二句。", ["第一句。", "第二句。"]),
        ("هل هذا سؤال؟ نعم.", ["هل هذا سؤال؟", "نعم."]),
        ("no stop at all", ["no stop at all"]),
        ("", []),
    ],
)  # fmt: skip
def test_sentences_end_where_readers_see_them_end(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_a_passage_of_one_sentence_has_no_parts_and_quotations_are_no_longer_than_their_field() -> None:
    assert parts("One sentence alone.", "") == []
    assert [len(one.words) for one in parts(f"{'word ' * 200}. Short.", "")] == [499, 6]


def test_rows_and_cells_of_a_table_stand_in_it_as_quotations() -> None:
    html = "<table><tr><th>Test</th><th>At most</th></tr><tr><td>Metals</td><td>six <b>months</b></td></tr></table>"
    found = parts("", html)
    assert [(one.part, one.words, one.number, one.row) for one in found] == [
        (Part.ROW, "Test At most", 1, 0), (Part.CELL, "Test", 1, 1), (Part.CELL, "At most", 2, 1),
        (Part.ROW, "Metals six months", 2, 0), (Part.CELL, "Metals", 1, 2), (Part.CELL, "six months", 2, 2),
    ]  # fmt: skip
    block = SimpleNamespace(line=3, number="", title="", html=html, text="")
    assert all(stands_in(one.words, block) for one in found)


def test_a_quotation_that_is_a_cell_knows_the_headings_of_its_row_and_column() -> None:
    def table(*rows: str) -> str:
        return f"<table>{''.join('<tr>' + ''.join(f'<td>{c}</td>' for c in r.split('|')) + '</tr>' for r in rows)}</table>"

    html = table("Species|Largest lot|Sample", "Wheat|30 000|1 000", "Maize|40 000|1 000")
    assert cell_of("30 000", html) == ("Wheat", "Largest lot")
    assert cell_of("Maize", html) == ("", "Species")
    assert cell_of("Sample", html) is None  # a heading itself
    assert cell_of("1 000", html) is None  # which of the two, the words do not say
    assert cell_of("30", html) is cell_of("", html) is cell_of("30 000", "<p>30 000</p>") is None
    assert cell_of("30 000", table("All values in kilograms", "Wheat|30 000")) == ("Wheat", "")
