"""Numbers, headings and titles of Word: what a style inherits, and when a list begins again."""

import pytest

from consult.documents import reading
from consult.documents.blocks import Kind, ParsedDraft
from consult.documents.list_numerals import numeral
from tests.documents import words

CLAUSES = words.abstract(
    5, words.level(0, "decimal", "%1", '<w:pStyle w:val="Clause"/>'), words.level(1, "decimal", "%1.%2")
) + words.numbers(5, 5)


def _numbers(parsed: ParsedDraft, kind: Kind) -> list[tuple[str, str]]:
    return [(block.number, block.text) for block in parsed.blocks if block.kind is kind]


def test_a_heading_takes_its_list_from_the_style_that_it_is_based_on() -> None:
    styles = words.style(
        "Clause", "Clause", "Heading1", '<w:numPr><w:numId w:val="5"/></w:numPr>'
    ) + words.style(
        "Part", "Part", "Clause", '<w:numPr><w:ilvl w:val="1"/></w:numPr><w:outlineLvl w:val="1"/>'
    )
    body = (
        words.paragraph("Scope", "Clause") + words.paragraph("Lots", "Part") + words.paragraph("Bags", "Part")
    )
    parsed = reading.parse([words.file(body, styles=styles, lists=CLAUSES)])
    assert [(b.level, b.number, b.title) for b in parsed.blocks] == [
        (1, "1", "Scope"), (2, "1.1", "Lots"), (2, "1.2", "Bags"),
    ]  # fmt: skip


def test_outline_level_nine_is_text_whatever_the_style_is_based_on() -> None:
    styles = words.style("Run-in", "Run-in", "Heading2", '<w:outlineLvl w:val="9"/>')
    plain = words.paragraph("Plain", "Heading1", '<w:outlineLvl w:val="9"/>')
    body = words.paragraph("Scope", "Heading1") + words.paragraph("Text", "Run-in") + plain
    parsed = reading.parse([words.file(body, styles=styles)])
    assert [block.kind for block in parsed.blocks] == [Kind.HEADING, Kind.PARAGRAPH, Kind.PARAGRAPH]


def test_deep_outline_levels_are_headings() -> None:
    styles = words.style("Deep", "Deep", "", '<w:outlineLvl w:val="8"/>')
    parsed = reading.parse(
        [words.file(words.paragraph("Scope", "Heading1") + words.paragraph("Deep", "Deep"), styles=styles)]
    )
    assert [(block.kind, block.level) for block in parsed.blocks] == [(Kind.HEADING, 1), (Kind.HEADING, 6)]


def test_title_and_subtitle_are_no_clauses_and_the_title_is_that_of_the_draft() -> None:
    styles = words.style("Cover", "Cover", "Title")
    body = (
        words.paragraph("Seed lots", "Cover")
        + words.paragraph("For comment", "Subtitle")
        + words.paragraph("Scope", "Heading1")
    )
    parsed = reading.parse([words.file(body, styles=styles)])
    assert parsed.title == "Seed lots"
    assert [(block.kind, block.text) for block in parsed.blocks] == [
        (Kind.PARAGRAPH, "Seed lots"), (Kind.PARAGRAPH, "For comment"), (Kind.HEADING, "Scope"),
    ]  # fmt: skip


def test_a_list_that_overrides_its_start_begins_again_and_another_goes_on() -> None:
    restart = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    lists = words.abstract(1, words.level(0, "lowerLetter", "%1)")) + words.numbers(1, 1)
    lists += (
        words.numbers(2, 1, restart)
        + words.numbers(3, 1)
        + words.numbers(4, 1, restart.replace('"1"/>', '"3"/>'))
    )
    body = "".join(words.item(f"of {number}", number) for number in (1, 1, 2, 2, 3, 4))
    found = _numbers(reading.parse([words.file(body, lists=lists)]), Kind.LIST_ITEM)
    assert [number for number, _text in found] == ["a)", "b)", "a)", "b)", "c)", "c)"]


def test_many_lists_of_one_definition_each_begin_again() -> None:
    restart = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    lists = words.abstract(1, words.level(0, "lowerLetter", "%1)"))
    lists += "".join(words.numbers(number, 1, restart) for number in range(1, 61))
    body = "".join(words.item("one", number) + words.item("two", number) for number in range(1, 61))
    found = _numbers(reading.parse([words.file(body, lists=lists)]), Kind.LIST_ITEM)
    assert found == [("a)", "one"), ("b)", "two")] * 60


def test_a_list_may_define_a_level_again() -> None:
    other = f'<w:lvlOverride w:ilvl="0">{words.level(0, "upperRoman", "(%1)")}</w:lvlOverride>'
    lists = (
        words.abstract(1, words.level(0, "decimal", "%1.")) + words.numbers(1, 1) + words.numbers(2, 1, other)
    )
    found = _numbers(
        reading.parse([words.file(words.item("a", 1) + words.item("b", 2), lists=lists)]), Kind.LIST_ITEM
    )
    assert found == [("1.", "a"), ("(II)", "b")]


def test_a_level_may_go_on_where_others_begin_again_and_may_show_figures_alone() -> None:
    lists = words.abstract(
        1,
        words.level(0, "upperLetter", "%1"),
        words.level(1, "decimal", "%2", '<w:lvlRestart w:val="0"/>'),
        words.level(2, "decimal", "%1.%2.%3", "<w:isLgl/>"),
    ) + words.numbers(1, 1)
    body = "".join(words.item("x", 1, depth) for depth in (0, 1, 0, 1, 2))
    found = _numbers(reading.parse([words.file(body, lists=lists)]), Kind.LIST_ITEM)
    assert [number for number, _text in found] == ["A", "1", "B", "2", "2.2.1"]


@pytest.mark.parametrize(
    ("count", "kind", "shown"),
    [
        (26, "lowerLetter", "z"), (27, "lowerLetter", "aa"), (28, "lowerLetter", "bb"), (53, "upperLetter", "AAA"),
        (30, "russianLower", "аа"), (4, "upperRoman", "IV"), (7, "decimalZero", "07"), (3, "none", ""),
    ],
)  # fmt: skip
def test_numbers_are_shown_as_word_shows_them(count: int, kind: str, shown: str) -> None:
    assert numeral(count, kind) == shown


def test_a_kind_of_number_that_is_not_known_is_told_with_its_clause() -> None:
    lists = words.abstract(1, words.level(0, "thaiCounting", "%1.")) + words.numbers(1, 1)
    parsed = reading.parse(
        [words.file(words.paragraph("Scope", "Heading1") + words.item("x", 1), lists=lists)]
    )
    assert _numbers(parsed, Kind.LIST_ITEM) == [("1.", "x")]
    assert [(r.code, r.where) for r in parsed.remarks if r.code == "numbers"] == [
        ("numbers", "Scope: thaiCounting")
    ]
