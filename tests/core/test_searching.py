"""Whatever is typed into a search is understood by PostgreSQL."""

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import Text, cast, func, literal, select
from sqlalchemy.dialects.postgresql import REGCONFIG, TSQUERY

from consult.core import searching
from consult.core.database import db
from consult.core.stems import DICTIONARIES, apart, bare

HYPHENS = "-" * 40


def understood(words: str) -> str:
    """The query as PostgreSQL reads it."""
    found = searching.query(words)
    both = [
        str(db.session.scalar(select(cast(cast(one, TSQUERY), Text)))) for one in (found.text, found.loose)
    ]
    return both[0]


def finds(typed: str, written: str, language: str = "en") -> bool:
    """Whether what is typed finds what is written in a language."""
    words = func.searched_words(literal(language, Text), literal(written, Text))
    return bool(db.session.scalar(select(searching.matches(words, searching.query(typed).text))))


@pytest.mark.parametrize(
    "words",
    [
        HYPHENS,
        f"Dear all {HYPHENS} signed",
        "- " * 40 + "word",
        "-(" * 40,
        '-"' * 40,
        '-"" ' * 40,
        "a or " * 100,
    ],
)
def test_lines_of_signs_are_no_mistake(ctx: Flask, words: str) -> None:
    understood(words)


def test_words_are_excluded_by_one_hyphen(ctx: Flask) -> None:
    assert understood("s1 -l2") == "'s1' & !'l2'"
    assert understood("s1 -l2 -b3") == "'s1' & !'l2' & !'b3'"
    assert understood(f"s1 {HYPHENS} l2") == "'s1' & 'l2'"
    assert understood('"l2" -"s1 l2" -b3') == "'l2' & !( 's1' <-> 'l2' ) & !'b3'"
    assert understood("s1 or l2 OR") == "'s1' | 'l2' & 'or'"
    assert understood("lots") == "'lot' | 'lots'"
    assert [understood(one) for one in ("-s1", "s1 OR -l2", "!", "-", "", "-s1 !")] == [""] * 6


@pytest.mark.parametrize(
    ("language", "typed", "written"),
    [
        ("en", "definitions", "A definition of terms"),
        ("fr", "degradants", "des traitements dégradants"),
        ("fr", "l’article", "Les articles"),
        ("es", "articulo", "El artículo tercero"),
        ("es", "artículos", "el ARTICULO tercero"),
        ("ru", "статья", "в трёх статьях"),
        ("ar", "الاطفال", "حقوق الأطفال"),
        ("ar", "مسنين", "حقوق المسنين"),
        ("ar", "المسنين", "للمسنين"),
        ("ar", "مسن", "وبالمسنون"),
        ("ar", "التعليقات", "تعليق"),
        ("ar", "عبارات", "العبارة"),
        ("ar", "العبارات", "عبارة"),
        ("ar", "عبارة", "بالعبارات"),
        ("ar", "العبارة", "في عبارتين"),
        ("ar", "عبارتان", "العبارات"),
        ("zh", "伙伴", "全球伙伴关系"),
        ("zh", '"伙伴关系" 全球', "全球伙伴关系"),
        ("zh-Hans", "ISPM标准", "按ISPM标准取样"),
        ("pt-BR", "crianças", "a criança"),
        ("", "Zurich", "Zürich"),
        ("xx", "non-tariff", "non‑tariff"),
        ("en", "non-tariff measures", "measure: non–tariff"),
        ("en", "2027-02-01 'x", "x 2027-02-01"),
        ("en", '"growers\' unions"', "the growers’ unions"),
        ("de", "standard", "“standard”, naïve—clear"),
    ],
)
def test_a_word_is_found_in_its_language(ctx: Flask, language: str, typed: str, written: str) -> None:
    assert finds(typed, written, language)


@pytest.mark.parametrize(
    ("language", "typed", "written"),
    [
        ("en", '"definitions"', "A definition of terms"),
        ("en", '"lots seed"', "seed lots"),
        ("en", '"seed lot"', "seeds lots"),
        ("en", "definition -terms", "A definition of a term"),
        ("zh", "关伙", "伙伴关系"),
        ("zh", "伙系", "伙伴关系"),
        ("es", "seed", "No se sabe"),
        ("en", "2027-02-01", "01-02-2027"),
    ],
)
def test_a_phrase_a_row_of_signs_and_an_excluded_word_stay_strict(
    ctx: Flask, language: str, typed: str, written: str
) -> None:
    assert not finds(typed, written, language)


def test_no_quotation_mark_joins_words(ctx: Flask) -> None:
    assert searching.joined_signs() == []


def test_the_database_folds_and_makes_stems_as_the_words_of_drafts(ctx: Flask) -> None:
    written = [
        "Пʼять ʻ’`´",
        "Prélèvement ÅØ",
        "ＡＢＣ　１２３",
        "الأُمَّة ى ٢٠٢٧",
        "وللمسنين، بالقوانين (المعلومات) الى الله بين x-كالات",
        "שָׁלוֹם",
        "non‑tariff–x−y",
        "ﬁn ½",
        "a`b-c",
        "取样x",
    ]
    for code, dictionary in {**DICTIONARIES, "": "simple"}.items():
        for words in written:
            plain = apart(words)
            stored = func.searched_words(literal(code, Text), literal(words, Text))
            stems = func.strip(func.to_tsvector(cast(dictionary, REGCONFIG), plain))
            expected = func.to_tsvector(cast("simple", REGCONFIG), plain).op("||")(stems)
            if code == "ar":
                expected = expected.op("||")(
                    func.strip(func.to_tsvector(cast("simple", REGCONFIG), bare(plain)))
                )
            assert db.session.scalar(select(cast(stored, Text) == cast(expected, Text))), (code, words)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(some.text(some.sampled_from("-\"( a|or\t&!:*<>\\'é"), max_size=200))
def test_nothing_that_is_typed_is_a_mistake(ctx: Flask, words: str) -> None:
    understood(words)
