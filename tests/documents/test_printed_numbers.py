"""Numbers of headings and items in the scripts of many languages."""

import pytest

from consult.documents import printed_numbers
from consult.documents.printed_numbers import Value


@pytest.mark.parametrize(
    ("words", "series", "value"),
    [
        ("Article 3", "article", ("3",)), ("Article premier", "article", ("1",)), ("المادة ٣", "article", ("3",)),
        ("المادة الثالثة والعشرون", "article", ("23",)), ("المادة الأولى: النطاق", "article", ("1",)),
        ("第五条", "article", ("5",)), ("第二十三条 目的", "article", ("23",)), ("第１２条", "article", ("12",)),
        ("제 12 조", "article", ("12",)), ("अनुच्छेद १२.", "article", ("12",)), ("ΑΡΘΡΟ 12", "article", ("12",)),
        ("አንቀጽ፡፲፫፤", "article", ("13",)), ("סעיף יג.", "article", ("13",)), ("مادهٔ بیست و سوم", "article", ("23",)),
        ("Статья 7. Сфера", "article", ("7",)), ("§ 3", "section", ("3",)), ("Chapter IV", "chapter", ("4",)),
        ("PART IV GENERAL", "part", ("4",)), ("Annex A Terms", "annex", ("@1",)), ("Приложение Б", "annex", ("@2",)),
        ("الملحق ب", "annex", ("@2",)), ("2.1 Scope", "", ("2", "1")), ("٢.١ النطاق", "", ("2", "1")),
        ("A.2 Forms", "", ("@1", "2")), ("一、总则", "", ("1",)), ("（三）其他", "", ("3",)),
    ],
)  # fmt: skip
def test_numbers_of_headings(words: str, series: str, value: Value) -> None:
    label = printed_numbers.of_heading(words)
    assert label is not None
    assert label.series == series and value in label.values


@pytest.mark.parametrize(
    "words",
    [
        "Scope", "Preamble", "序言", "Agenda 21 follow-up", "2024 report", "Article 5 bis", "Article 5a",
        "Articles 5 and 6", "Article 5 and 6", "Article 5, 6 and 7", "Articles 5–6", "第五条之一", "Part of it",
        "ANNEX TO THE RULES", "A note on numbers", "", "2019",
    ],
)  # fmt: skip
def test_headings_without_a_number_of_their_own(words: str) -> None:
    assert printed_numbers.of_heading(words) is None


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("a)", ("@1",)), ("(i)", ("1",)), ("(i)", ("@9",)), ("iv)", ("4",)), ("أ)", ("@1",)), ("(ب)", ("@2",)),
        ("б)", ("@2",)), ("β)", ("@2",)), ("丙", ("@3",)), ("٣.", ("3",)), ("Table 2", ("2",)), ("表 2", ("2",)),
        ("جدول ٢", ("2",)), ("1. Everyone", ("1",)),
    ],
)  # fmt: skip
def test_numbers_of_items_and_captions(words: str, value: Value) -> None:
    label = printed_numbers.of_item(words)
    assert label is not None and value in label.values


def test_letters_and_figures_are_one_number_only_by_their_place_in_a_list() -> None:
    letter, figure = (printed_numbers.of_item(words) for words in ("ب)", "2."))
    assert letter is not None and figure is not None
    assert not letter.is_like(figure)
    assert letter.counts_like(figure)
