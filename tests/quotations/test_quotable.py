"""The parts of a passage that a comment can be on without selecting words."""

from types import SimpleNamespace
from typing import Any

import pytest

from consult.quotations.quotable import Part, begins_at, cell_of, parts, sentences
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
    text = "Test At most Metals six months"
    found = parts(text, html)
    assert [(one.part, one.words, one.number, one.row, one.start) for one in found] == [
        (Part.ROW, "Test At most", 0, 0, 0), (Part.CELL, "Test", 1, 0, 0), (Part.CELL, "At most", 2, 0, 5),
        (Part.ROW, "Metals six months", 1, 0, 13), (Part.CELL, "Metals", 1, 1, 13),
        (Part.CELL, "six months", 2, 1, 20),
    ]  # fmt: skip
    assert len({one.id for one in found}) == len(found)
    block = SimpleNamespace(line=3, number="", title="", html=html, text=text)
    assert all(stands_in(one.words, block) for one in found)


def _table(*rows: str) -> Any:
    html = f"<table>{''.join('<tr>' + ''.join(f'<td>{c}</td>' for c in r.split('|')) + '</tr>' for r in rows)}</table>"
    return SimpleNamespace(
        line=3, number="", title="", html=html, text=" ".join(" ".join(row.split("|")) for row in rows)
    )


LOTS = _table(
    "Species|Largest lot|Sample", "Wheat|30 000|1 000", "Maize|40 000|1 000", "Rape|30 000|100", "|5|100"
)


def test_a_quotation_that_is_a_cell_knows_the_headings_of_its_row_and_column() -> None:
    assert cell_of("40 000", None, LOTS) == ("Maize", "Largest lot", 0)
    assert cell_of("Maize", None, LOTS) == ("", "Species", 0)
    assert cell_of("Sample", None, LOTS) is None  # a heading itself
    assert cell_of("1 000", None, LOTS) is None  # which of the two, the words do not say
    for row, column, number, words in [
        ("Wheat", "Largest lot", 0, "30 000"), ("Rape", "Largest lot", 0, "30 000"), ("Rape", "Sample", 0, "100"),
        ("", "Sample", 5, "100"),
    ]:  # fmt: skip
        [start] = [one.start for one in parts(LOTS.text, LOTS.html) if one.names == (row, column, number)]
        assert cell_of(words, start, LOTS) == (row, column, number)
    assert cell_of("Rape 30 000 100", None, LOTS) == ("Rape", "", 0)
    assert cell_of("000", LOTS.text.index("000"), LOTS) is None
    assert cell_of("30", None, LOTS) is cell_of("", None, LOTS) is None
    assert cell_of("30 000", None, SimpleNamespace(html="<p>30 000</p>", text="30 000", title="")) is None
    titled = _table("All values in kilograms", "Wheat|30 000")
    assert cell_of("30 000", None, titled) == ("Wheat", "", 0)


def test_words_that_are_a_cell_are_not_found_within_another() -> None:
    assert begins_at("100", "", LOTS) == LOTS.text.index(" 100 ") + 1
    assert begins_at("100", "Rape 30 000 100 5", LOTS) == LOTS.text.rindex("100")
    assert begins_at("10", "", _table("a|b", "1 0|10")) == 8
