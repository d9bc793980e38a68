"""Names of countries: those of the United Nations, and those of an installation in their place."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel import Locale
from babel import localedata as locale_identifiers
from babel.languages import get_official_languages

from consult.comment_forms import submitters
from consult.stakeholders import countries
from consult.stakeholders.countries import (
    COUNTRIES,
    LANGUAGES,
    InvalidNames,
    by_name,
    name_of,
    names_version,
    offered,
)


@pytest.fixture(autouse=True)
def ours() -> Iterator[None]:
    """Our names again after each test."""
    yield
    countries.wire("")


def test_countries_have_the_names_of_the_united_nations_in_its_six_languages() -> None:
    assert [name_of("KOR", language) for language in LANGUAGES] == [
        "Republic of Korea", "République de Corée", "República de Corea", "Республика Корея", "大韩民国", "جمهورية كوريا",
    ]  # fmt: skip
    assert {code: name_of(code) for code in ("TUR", "VNM", "BOL", "CIV", "PSE", "HKG", "NLD")} == {
        "TUR": "Türkiye",
        "VNM": "Viet Nam",
        "BOL": "Bolivia (Plurinational State of)",
        "CIV": "Côte d’Ivoire",
        "PSE": "State of Palestine",
        "HKG": "China, Hong Kong Special Administrative Region",
        "NLD": "Netherlands (Kingdom of the)",
    }


def test_every_country_has_its_codes_its_source_and_a_name_in_each_language() -> None:
    assert len(COUNTRIES) == 249
    assert len({country.alpha2 for country in COUNTRIES.values()}) == 249
    assert {code for code, one in COUNTRIES.items() if len(one.m49) != 3} == {"TWN"}
    assert {one.region for one in COUNTRIES.values()} == set(countries.REGIONS)
    assert (
        sum(one.source == "UN" for one in COUNTRIES.values()) == 193 + 5
    )  # members; and observers and special cases
    for language in LANGUAGES:
        names = [one.names[language] for one in COUNTRIES.values()]
        assert all(name == name.strip() and name for name in names), language
        assert len(set(names)) == 249, language


def test_other_languages_have_the_names_of_cldr() -> None:
    assert name_of("DEU", "pt-BR") == "Alemanha"
    assert name_of("XXX", "fr") == "XXX"


def test_a_language_in_another_script_has_the_names_of_cldr() -> None:
    assert [countries.name_of("ALB", one) for one in ("zh", "zh-CN", "zh-Hant", "zh-TW")] == [
        "阿尔巴尼亚", "阿尔巴尼亚", "阿爾巴尼亞", "阿爾巴尼亞",
    ]  # fmt: skip


def test_names_are_sorted_without_regard_to_accents() -> None:
    french = [code for code, _name in by_name("fr")]
    assert (
        french.index("EGY")
        < french.index("ARE")
        < french.index("ECU")
        < french.index("USA")
        < french.index("FJI")
    )


def test_an_installation_replaces_names(tmp_path: Path) -> None:
    file = tmp_path / "names.csv"
    file.write_text("code,en,fr,pt-BR\nCZE,Czech Republic,,\nNLD,Netherlands,Pays-Bas,Holanda\n", "utf-8")
    countries.wire(str(file))
    assert (name_of("CZE"), name_of("CZE", "fr")) == ("Czech Republic", "Tchéquie")
    assert [name_of("NLD", language) for language in ("en", "fr", "pt-BR")] == [
        "Netherlands",
        "Pays-Bas",
        "Holanda",
    ]
    assert name_of("KOR") == "Republic of Korea"
    assert name_of("NLD", "pt_BR") == "Holanda"


def test_an_installation_leaves_areas_out_and_m49_says_who_has_official_positions(tmp_path: Path) -> None:
    assert "TWN" in dict(offered("en")) and "TWN" not in dict(offered("en", as_states=True))
    assert countries.unlisted() == ["TWN"] and "Taiwan (TWN)" in countries.check()[1]
    file = tmp_path / "names.csv"
    for words, is_offered in (("Chinese Taipei", True), ("-", False)):
        file.write_text(f"code,en\nTWN,{words}\n", "utf-8")
        countries.wire(str(file))
        assert ("TWN" in dict(offered("fr")), countries.unlisted()) == (is_offered, [])
    assert name_of("TWN", "fr") == "Taïwan", "who chose it before"


def test_files_with_names_of_countries_are_made_again_when_names_change(tmp_path: Path) -> None:
    ours = names_version()
    file = tmp_path / "names.csv"
    file.write_text("code,en\nCZE,Czech Republic\n", "utf-8")
    countries.wire(str(file))
    theirs = names_version()
    countries.wire("")
    assert (theirs != ours, names_version()) == (True, ours)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("name\nFrance\n", "the first line names the columns: code and at least one language"),
        ("code\nFRA\n", "the first line names the columns: code and at least one language"),
        ("code,en\nFRA,France\nFR,France\n", "line 3: no country has the code “FR”"),
        ("code,en\nFRA,France,Frankreich\n", "line 2: more cells than columns"),
        ("code,English\nFRA,France\n", "the column “English” is no language"),
        ("code,en,fr\nNLD,Holland,\nNLD,,Hollande\n", "line 3: “NLD” is there twice"),
    ],
)
def test_a_file_of_names_that_cannot_be_used_is_refused_with_the_line(
    tmp_path: Path, text: str, why: str
) -> None:
    file = tmp_path / "names.csv"
    file.write_text(text, "utf-8")
    with pytest.raises(InvalidNames, match=why):
        countries.wire(str(file))


def test_a_file_of_names_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidNames, match="No such file"):
        countries.wire(str(tmp_path / "absent.csv"))


def test_further_names_are_those_of_cldr_in_the_six_languages_and_in_those_of_the_country() -> None:
    with (Path(countries.__file__).parent / "usual_names.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    assert {one["source"] for one in lines} == {"CLDR", "usual"}
    for one in lines:
        country = COUNTRIES[one["code"]]
        if one["source"] == "CLDR":
            languages = {*LANGUAGES, *get_official_languages(country.alpha2, de_facto=True)}
            known = [language for language in languages if locale_identifiers.exists(language)]
            names = {Locale.parse(language).territories.get(country.alpha2) for language in known}
            assert one["name"] in names, one


def test_no_name_means_two_countries() -> None:
    codes: dict[str, set[str]] = {}
    for code, name in countries.known_names():
        codes.setdefault(submitters._key(name), set()).add(code)
    assert {name: found for name, found in codes.items() if len(found) > 1} == {}


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("UK", "GBR"), ("U.K.", "GBR"), ("Great Britain", "GBR"), ("USA", "USA"), ("U.S.A.", "USA"), ("Russia", "RUS"),
        ("Россия", "RUS"), ("South Korea", "KOR"), ("Iran", "IRN"), ("Ivory Coast", "CIV"), ("Cote d’Ivoire", "CIV"),
        ("Deutschland", "DEU"), ("Allemagne", "DEU"), ("Ελλάδα", "GRC"), ("Norge", "NOR"), ("Holland", "NLD"),
        ("Czech Republic", "CZE"), ("Korea", ""), ("EU", ""), ("Scotland", ""), ("俄罗斯", "RUS"), ("العراق", "IRQ"),
    ],
)  # fmt: skip
def test_usual_names_are_understood(written: str, code: str) -> None:
    assert submitters._country(written) == code
