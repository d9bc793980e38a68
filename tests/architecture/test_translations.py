"""Every text of the interface is there in every language of the United Nations."""

import pytest

from config import Testing
from consult.setup import catalogues
from consult.web import languages
from tests.architecture import pseudo_language

pytestmark = pytest.mark.xdist_group("messages")


def test_every_language_has_a_catalogue() -> None:
    found = [path.parent.parent.name for path in catalogues.catalogues()]
    assert found == sorted(set(Testing.LANGUAGES) - {languages.SOURCE})


def test_every_message_is_translated_whole_and_no_translation_is_left_over() -> None:
    assert catalogues.check_all(template=pseudo_language.extracted()) == []


def test_one_and_many_say_the_same_values() -> None:
    """In other languages the form for one serves 21 as well, and has to say the number."""
    differing = [
        message.id
        for message in pseudo_language.extracted()
        if isinstance(message.id, tuple | list)
        and len({frozenset(catalogues.placeholders(form)) for form in message.id}) > 1
    ]
    assert differing == []
