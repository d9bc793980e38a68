"""Errors with a number are said in the form that the reader's language has for it, with digits in its format."""

import pytest
from flask import Flask

from consult.core.errors import NotPossible, too_long
from consult.core.translatable import nN_
from consult.web.errors import say


@pytest.mark.parametrize(
    ("most", "said"),
    [(1, "This is longer than 1 character."), (20_000, "This is longer than 20,000 characters.")],
)
def test_an_error_with_a_number_has_the_form_of_the_number(app: Flask, most: int, said: str) -> None:
    with app.test_request_context("/"):
        assert say(too_long(most)) == said


def test_a_number_in_any_error_has_the_format_of_the_language(app: Flask) -> None:
    with app.test_request_context("/"):
        assert say(NotPossible("Lines: %(number)s.", number=12_345)) == "Lines: 12,345."


def test_without_a_language_the_sentence_is_the_english_one() -> None:
    assert str(NotPossible(nN_("%(n)s line", "%(n)s lines", 2), n=2)) == "2 lines"
