"""A label of one or two words is translated in its context: "Withdrawn" of a consultation, a submission, a disposition."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from flask import Flask, render_template_string
from flask_babel import force_locale, gettext

from consult.consultations.labels import PHASES
from consult.consultations.lifecycle import Phase
from consult.submissions.labels import STATES
from consult.submissions.lifecycle import State


@pytest.fixture
def welsh(app: Flask, tmp_path: Path) -> object:
    """A catalogue with two translations of one word, in a language that no other test asks for."""
    catalogue = Catalog(locale="cy")
    catalogue.add("Withdrawn", "Tynnwyd yn ôl", context="phase")
    catalogue.add("Withdrawn", "Wedi tynnu", context="state of a submission")
    folder = tmp_path / "cy" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "messages.mo").open("wb") as file:
        write_mo(file, catalogue)
    folders = app.extensions["babel"].translation_directories
    folders.insert(0, str(tmp_path))
    yield
    folders.remove(str(tmp_path))


def test_one_word_is_translated_by_what_it_is_said_of(app: Flask, welsh: None) -> None:
    labels = (PHASES[Phase.WITHDRAWN], STATES[State.WITHDRAWN])
    with app.test_request_context("/"), force_locale("cy"):
        assert [gettext(label) for label in labels] == ["Tynnwyd yn ôl", "Wedi tynnu"]
        page = render_template_string("{% for one in labels %}{{ _(one) }} {% endfor %}", labels=labels)
    assert page.strip() == "Tynnwyd yn ôl Wedi tynnu"


def test_without_a_translation_it_is_the_english_word(app: Flask) -> None:
    with app.test_request_context("/"):
        assert gettext(PHASES[Phase.WITHDRAWN]) == "Withdrawn"
