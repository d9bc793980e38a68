"""A word that is said of different things has a context for each, and agrees with what it is said of."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask_babel import force_locale, gettext, npgettext

from consult.consultations import lifecycle as consultations
from consult.core.errors import NotPossible
from consult.core.translatable import ContextLabel, Word, filling, pN_
from consult.moderation.lifecycle import LIFECYCLE as MODERATION
from consult.moderation.reasons import VERBS
from consult.practices.views import _value
from consult.submissions.lifecycle import Moderation
from consult.summaries import lifecycle as summaries
from consult.web.errors import say
from consult.web.moments import moment


@pytest.mark.parametrize(
    ("refused", "words"),
    [
        (lambda: consultations.LIFECYCLE.after("approve", consultations.State.APPROVED), "aprobada"),
        (lambda: summaries.LIFECYCLE.after("approve", summaries.State.APPROVED), "aprobado"),
        (lambda: consultations.LIFECYCLE.after("propose", consultations.State.PROPOSED), "propuesta"),
        (lambda: summaries.LIFECYCLE.after("propose", summaries.State.PROPOSED), "propuesto"),
        (lambda: summaries.LIFECYCLE.after("publish", summaries.State.PUBLISHED), "publicado"),
        (lambda: MODERATION.after("restore_words", Moderation.PUBLISHED), "publicada"),
    ],
)
def test_a_state_agrees_with_what_is_in_it(app: Flask, refused: Callable[[], object], words: str) -> None:
    with pytest.raises(NotPossible) as trouble:
        refused()
    with app.test_request_context(), force_locale("es"):
        assert f"{words}." in say(trouble.value)
        assert "state" not in say(trouble.value)


def test_a_state_is_another_word_than_what_happened(app: Flask) -> None:
    with app.test_request_context(), force_locale("ar"):
        state, event = gettext(MODERATION.words[Moderation.PUBLISHED]), gettext(VERBS["publish"])
    assert (state, event) == ("منشور", "نُشر")


def test_a_number_of_them_is_another_word_than_one(app: Flask) -> None:
    with app.test_request_context(), force_locale("fr"):
        assert [npgettext("number of comments", "published", "published", n) for n in (1, 2)] == [
            "publiée",
            "publiées",
        ]


def test_a_word_in_a_sentence_keeps_its_context(app: Flask) -> None:
    word = Word(pN_("state of a response summary", "approved"))
    assert isinstance(word.message, ContextLabel)
    assert word == "approved"
    with app.test_request_context(), force_locale("es"):
        assert filling(word, gettext) == _value(word, "UTC", moment) == "aprobado"
