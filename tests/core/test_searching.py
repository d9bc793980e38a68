"""Whatever is typed into a search is understood by PostgreSQL."""

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import Text, cast, func, select

from consult.core import searching
from consult.core.database import db

HYPHENS = "-" * 40


def understood(words: str) -> str:
    return str(db.session.execute(select(cast(searching.query(words), Text))).scalar_one())


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
    assert understood("seed -lot") == "'seed' & !'lot'"
    assert understood("seed -lot -bag") == "'seed' & !'lot' & !'bag'"
    assert understood(f"seed {HYPHENS} lot") == "'seed' & 'lot'"
    assert understood('-"seed lot" -bag') == "!( 'seed' <-> 'lot' ) & !'bag'"


def test_words_between_signs_are_found_by_their_letters(ctx: Flask) -> None:
    written = "also “kiosks”, «mots»… naïve—clear"
    found = [
        db.session.scalar(select(searching.matches(func.to_tsvector("simple", written), typed)))
        for typed in ("kiosks", "“kiosks”", "mots", "naïve", "clear", "kiosk")
    ]
    assert found == [True] * 5 + [False]
    assert searching.joined_signs() == []


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(some.text(some.sampled_from("-\"( a|or\t&!:*<>\\'é"), max_size=200))
def test_nothing_that_is_typed_is_a_mistake(ctx: Flask, words: str) -> None:
    understood(words)
