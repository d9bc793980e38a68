"""The clauses that letters and emails name: proposed where they are certain, and never guessed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.comment_forms.clause_references import Passage, References
from consult.documents.blocks import Kind
from consult.staff_entries.named_clauses import NamedClause, divided, named_in, proposed


def _heading(number: str, title: str, line: int, key: str = "") -> Passage:
    key = key or number
    return Passage(key, Kind.HEADING, number, title, key, line)


REFERENCES = References(
    [
        _heading("1", "Scope", 1), _heading("5", "Lots", 8), _heading("5.1", "Lot size", 10), _heading("5.2", "Marks", 20),
        _heading("7", "Reports", 30), _heading("7.2", "Form of reports", 40),
        Passage("item-b", Kind.LIST_ITEM, "b)", "", "7.2", 44),
        _heading("第五条", "样品", 50, "five"), _heading("第六条", "报告", 55, "six"),
        _heading("Annex A", "Examples", 60, "annex-a"), Passage("table-2", Kind.TABLE, "Table 2", "", "5.1", 15),
    ]
)  # fmt: skip


def _proposed(text: str) -> str:
    found = proposed(named_in(text, REFERENCES))
    return found.key if found is not None else ""


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Thirty tonnes are too much.", ""), ("We find clause 7.2 too strict.", "7.2"),
        ("Clause 7.2 is too strict. In clause 7.2, reports are asked.", "7.2"),
        ("We find clause 7.2 (b) too strict.", "item-b"), ("See Table 2.", "table-2"), ("See Annex A.", "annex-a"),
        ("7.2 – Too strict.", "7.2"), ("• 5.1 Lot size: too large", "5.1"),
        ("Nous jugeons l’article 5.1 trop strict.", "5.1"), ("Nous jugeons le § 5.1 trop strict.", "5.1"),
        ("El apartado 5.1 es demasiado estricto.", "5.1"), ("Мы считаем пункт 5.1 слишком строгим.", "5.1"),
        ("نرى أن البند ٥٫١ صارم للغاية.", "5.1"), ("我们认为第五条过于严格。", "five"),
        ("La clause 5.1 est trop stricte.", "5.1"),
        # several, or in doubt
        ("Clauses 5.1 and 5.2 say the same.", ""), ("Clause 5.1 contradicts clause 5.2.", ""),
        ("我们认为第五条和第六条相同。", ""), ("Clauses 5.1 to 7.2 are long.", ""), ("Clause 99 is missing.", ""),
        ("Clause 5.1 of the Convention says so.", ""), ("As in ISO 9001:2015, clause 5.1.", ""),
        ("по пункту 5.1 Конвенции", ""), ("пункт 5.1 Конвенции", ""), ("《公约》第五条", ""), ("See GDPR Clause 5.1.", ""),
        ("In this section I find errors.", ""), ("An annex a page long.", ""), ("It costs 5.1 million.", ""),
        ("La clause 5.1 de la Convention.", ""), ("البند 5.1 من الاتفاقية", ""), ("Clause 5.1 Marks: unclear", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_a_clause_is_proposed_where_the_text_names_it_alone_and_for_certain(text: str, key: str) -> None:
    assert _proposed(text) == key


LETTER = """Dear all, we have read the draft.

Clause 5.1: Lots are too large.
Thirty tonnes is more than a lorry.

7.2 – Who reads
these reports?
Clause 99: This is missing.
5.1 and 5.2: Say it once.
第五条：过于严格。
Thank you."""


def test_a_text_is_divided_at_the_lines_that_begin_with_a_clause() -> None:
    parts = divided(LETTER, REFERENCES)
    assert [(one.key, one.named.words if one.named else "") for one in parts] == [
        ("", ""), ("5.1", "Clause 5.1"), ("7.2", "7.2"), ("", "Clause 99"), ("", "5.1 and 5.2"), ("five", "第五条"),
    ]  # fmt: skip
    assert parts[0].text == "Dear all, we have read the draft."
    assert parts[1].text.endswith("more than a lorry.")
    assert parts[5].text == "第五条：过于严格。\nThank you."


@pytest.mark.parametrize(
    "text",
    [
        "No clause.\nAt all.", "Clause 5.1: Too large.\nMore of it.", "Clause 98: a\nClause 99: b", "1. First\n2. Second",
        "The reports that are asked for in the last of all the sentences of\nclause 7.2 and of\nclause 5.1 are too long.",
        "Clause 5.1: a\nClause 5.1: b", "5.1 tonnes\n7.2 tonnes",
    ],
)  # fmt: skip
def test_a_text_stays_whole_where_lines_do_not_begin_with_several_clauses(text: str) -> None:
    assert [(one.text, one.key) for one in divided(text, REFERENCES)] == [(text, "")]


def test_one_clause_after_the_other_stays_together_and_ranges_are_in_doubt() -> None:
    found = divided("Clause 5.1: a\n5.1 – b\n7.2 – 7.4: c\nClause 5.2\nd", REFERENCES)
    assert [(one.text, one.key) for one in found] == [
        ("Clause 5.1: a\n5.1 – b", "5.1"), ("7.2 – 7.4: c", ""), ("Clause 5.2\nd", "5.2"),
    ]  # fmt: skip
    assert named_in("Clause 5.1: a\nClause 5.1: b", REFERENCES) == [NamedClause("Clause 5.1", "5.1")]


LINES = st.sampled_from(
    [
        "Clause 5.1: Too large.", "7.2 – Who reads it?", "  • Clause 99: none", "5.1 and 5.2: the same", "第五条：严格", "",
        "البند ٥٫١: صارم", "пункт 7.2: строго", "\u2028", "\t", "Clause 5.1", "7.2 Form of reports", "ISO 9001, clause 5.1: x",
    ]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(LINES | st.text(max_size=30), max_size=12), st.sampled_from(["\n", "\r\n", "\n\n", "\r"]))
def test_nothing_of_a_divided_text_is_lost_but_white_space_where_it_is_cut(
    lines: list[str], end: str
) -> None:
    text = end.join(lines)
    at = 0
    for part in divided(text, REFERENCES):
        begin = text.index(part.text, at)
        assert not text[at:begin].strip()
        at = begin + len(part.text)
    assert not text[at:].strip()


@pytest.mark.parametrize(
    "text",
    [
        "The ISTA Rules already say in clause 5.2 how samples are divided.", "The Codex standard's clause 5.2 says so.",
        "Our law, in its article 5, asks for it.", "See our letter, section 5.2.", "As clause 5.2 EU Regulation 2016/2031.",
        "Clause 5.2, our Act 12/2004, is stricter.", "В статье 5.2 закона сказано иначе.", "我们的标准第五条不同。",
        "Notre loi, article 5.2, le dit.", "Nuestra ley, artículo 5.2, lo dice.", "تنص المادة 5.2 من قانوننا على ذلك.",
    ],
)  # fmt: skip
def test_a_clause_that_may_be_one_of_another_text_is_in_doubt(text: str) -> None:
    assert _proposed(text) == ""
    assert [one.key for one in named_in(text, REFERENCES) if one.key] == []


@pytest.mark.parametrize(
    "start",
    [
        "3 – General words come first",
        "Line 21: Mark it",
        "Lines 17-19: shorten",
        "Point 5 – non",
        "٤ – تعليق",
    ],
)
def test_a_line_that_may_begin_with_a_place_begins_a_comment_of_its_own(start: str) -> None:
    parts = divided(f"Clause 5.1: Too much.\n{start}.\nClause 7.2: Too late.", REFERENCES)
    assert [(one.text, one.key) for one in parts] == [
        ("Clause 5.1: Too much.", "5.1"), (f"{start}.", ""), ("Clause 7.2: Too late.", "7.2"),
    ]  # fmt: skip


def test_times_and_spans_begin_no_comment() -> None:
    text = "Clause 5.1: Too much.\n10:30 is early.\n12–14 days are enough.\nClause 7.2: Too late."
    assert [one.key for one in divided(text, REFERENCES)] == ["5.1", "7.2"]


def test_what_stands_behind_the_colon_says_nothing_of_the_clause_before_it() -> None:
    text = "Clause 5.2: our law asks for more.\nClause 7.2 - the standard is stricter."
    assert [one.key for one in divided(text, REFERENCES)] == ["5.2", "7.2"]


@pytest.mark.parametrize(
    "text",
    [
        "§" * 40_000, "clause 1" + "-1" * 20_000, "clause 5.1" + " " * 3_900 + "and 5.2", "clause 5.1, " * 3_000,
        "\n".join(["clause 1" + "-1" * 1_900] * 12), "clause 5.1\n" * 2_000,
    ],
    ids=["signs", "a long number", "a wide gap", "a long line", "long numbers", "lines"],
)  # fmt: skip
def test_a_text_with_too_much_of_one_kind_is_left_as_it_is(text: str) -> None:
    assert _proposed(text) == ""
    assert [one.text for one in divided(text, REFERENCES)] == [text.strip()]
