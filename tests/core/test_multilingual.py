"""Texts in several languages: the best for a reader, what is missing and what is out of date."""

from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from consult.core.multilingual import (
    NO_TRANSLATIONS,
    Multilingual,
    Part,
    Progress,
    State,
    Translations,
    TranslationsColumn,
    Words,
    best,
    best_list,
    progress,
    reading_progress,
)

CODES = some.sampled_from(["ar", "es", "fr", "ru", "zh"])
TRANSLATIONS = some.dictionaries(
    CODES,
    some.dictionaries(
        some.sampled_from(["title", "purpose"]),
        some.fixed_dictionaries({"text": some.text(min_size=1), "original": some.text()}),
    ),
)


@dataclass
class Thing(Multilingual):
    """A row with three texts."""

    title: str = "Seed"
    purpose: str = ""
    topics: tuple[str, ...] = ("trade", "health")
    original_language: str = "en"
    translations: Translations = NO_TRANSLATIONS


def _french(thing: Thing, name: str, text: str) -> Thing:
    thing.translations = thing.translations.having(name, "fr", text, Part("", "", thing, name, 99).original)
    return thing


def test_a_reader_gets_the_translation_into_their_language() -> None:
    words = _french(Thing(), "title", "Semences").best("title", "fr")
    assert (words, words.language) == ("Semences", "fr")


@pytest.mark.parametrize("language", ["en", "ar", ""])
def test_a_reader_of_another_language_gets_the_original_and_its_language(language: str) -> None:
    words = _french(Thing(), "title", "Semences").best("title", language)
    assert (words, words.language) == ("Seed", "en")


@pytest.mark.parametrize(
    ("language", "words", "spoken"),
    [
        ("fr-CA", "Semences", "fr"),
        ("fr-Latn-CA", "Semences", "fr"),
        ("en-GB", "Seed", "en"),
        ("frc", "Seed", "en"),
    ],
)
def test_a_reader_of_a_variety_gets_the_translation_into_its_language(
    language: str, words: str, spoken: str
) -> None:
    thing = _french(Thing(), "title", "Semences")
    found = thing.best("title", language)
    assert (found, found.language) == (words, spoken)
    assert [
        one.language for one in _french(thing, "topics", "commerce, santé").best_list("topics", "fr-CA")
    ] == ["fr"] * 2


def test_progress_for_readers_counts_what_they_get() -> None:
    thing = _french(Thing(), "title", "Semences")
    parts = [Part("title", "", thing, "title", 99), Part("topics", "", thing, "topics", 99)]
    assert reading_progress(parts, "fr-CA") == Progress("fr-CA", 1, 0, 1)
    assert progress(parts, "fr-CA") == Progress("fr-CA", 0, 0, 2)


def test_a_translation_of_an_original_that_changed_is_not_shown() -> None:
    thing = _french(Thing(), "title", "Semences")
    thing.title = "Seed lots"
    assert thing.best("title", "fr") == "Seed lots"
    assert Part("title", "", thing, "title", 99).state("fr") is State.OUTDATED


def test_a_translation_into_the_language_of_the_original_is_not_shown() -> None:
    thing = _french(Thing(original_language="fr"), "title", "Autre")
    assert thing.best("title", "fr") == "Seed"


def test_a_list_is_translated_as_one_text() -> None:
    thing = _french(Thing(), "topics", "commerce, santé")
    assert [(one, one.language) for one in best_list(thing, "topics", "fr", "en")] == [
        ("commerce", "fr"),
        ("santé", "fr"),
    ]
    assert best_list(thing, "topics", "es", "en") == ["trade", "health"]


def test_an_empty_translation_takes_the_earlier_one_away() -> None:
    thing = _french(Thing(), "title", "Semences")
    assert Part("title", "", thing, "title", 99).write("fr", "", is_checked=False)
    assert thing.translations == NO_TRANSLATIONS
    assert thing.translations.stored() == {}


def test_a_translation_is_up_to_date_again_once_it_was_changed_or_checked() -> None:
    thing = _french(Thing(), "title", "Semences")
    thing.title = "Seeds"
    part = Part("title", "", thing, "title", 99)
    assert not part.write("fr", "Semences", is_checked=False)
    assert part.state("fr") is State.OUTDATED
    assert part.write("fr", "Semences", is_checked=True)
    assert (part.state("fr"), thing.best("title", "fr")) == (State.CURRENT, "Semences")


def test_progress_counts_each_text_once() -> None:
    thing = _french(_french(Thing(), "title", "Semences"), "topics", "commerce")
    thing.title = "Seeds"
    parts = [Part(name, "", thing, name, 99) for name in ("title", "topics", "purpose")]
    assert progress(parts, "fr") == Progress("fr", current=1, outdated=1, missing=1)
    assert progress(parts, "fr").total == 3


@given(TRANSLATIONS)
def test_what_is_stored_is_read_back(stored: dict[str, Any]) -> None:
    read = Translations.read(stored)
    assert Translations.read(read.stored()) == read
    assert {code: dict(texts) for code, texts in read.items()} == {
        code: {name: (one["text"], one["original"]) for name, one in texts.items()}
        for code, texts in stored.items()
        if texts
    }


JSON = some.recursive(
    some.none() | some.booleans() | some.integers() | some.text(),
    lambda inner: some.lists(inner) | some.dictionaries(some.text(), inner),
)


@given(JSON | some.dictionaries(CODES, JSON))
def test_any_stored_value_can_be_read(stored: Any) -> None:
    read = Translations.read(stored)
    assert best(Thing(translations=read), "title", "fr", "en") in {
        "Seed",
        *(t["title"].text for t in read.values() if "title" in t),
    }


@given(TRANSLATIONS, TRANSLATIONS)
def test_equal_translations_have_one_mark(one: dict[str, Any], other: dict[str, Any]) -> None:
    first, second = Translations.read(one), Translations.read(other)
    assert (str(first) == str(second)) == (first == second)


def test_only_translations_are_written() -> None:
    with pytest.raises(TypeError):
        TranslationsColumn().process_bind_param({"fr": {}}, None)


def test_words_are_a_text() -> None:
    assert f"{Words('Seed', 'en')}" == "Seed"
