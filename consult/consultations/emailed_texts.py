"""Texts of people that an email quotes."""

from flask_babel import gettext as _

from consult.core import bidi
from consult.documents.languages import recognised
from consult.web.page_language import is_right_to_left
from consult.web.text_languages import other_language


def naming_language(words: str, language: str = "") -> str:
    """A text that an email quotes, with the name of its language where that is not the email's; without `language`
    that in which it is recognised for sure."""
    name = other_language(language or recognised(words))
    if not name:
        return words
    text = bidi.in_text(words, is_right_to_left())
    # Translators: text is a reason or an explanation that someone wrote.
    return str(_("%(text)s – in this language: %(language)s", text=text, language=name))
