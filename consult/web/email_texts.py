"""Emails made of templates, in the language of the person who gets them."""

from typing import Any

from flask import current_app
from flask_babel import force_locale

from consult.core import bidi
from consult.core.language_tags import nearest
from consult.core.multilingual import Words
from consult.core.translatable import locale_of, shortened
from consult.web.page_language import is_right_to_left

_NAMES = ("title", "organisation", "name")
"""Values in emails that people have written and that stand in sentences."""

SUBJECT = 120
"""Characters of a name or title in the subject of an email; most programs show fewer."""


def render_email(name: str, language: str, values: dict[str, Any]) -> tuple[str, str]:
    """Subject and text of an email from templates/<name>/subject.txt and body.txt, in `language`, or the nearest that
    is spoken here.

    Names and titles are isolated in the sentences, and shortened in the subject. Links lead to pages in the same
    language, which the text says of itself.
    """
    environment = current_app.jinja_env
    spoken = current_app.config["LANGUAGES"]
    language = nearest(language, spoken) or spoken[0]
    values = {key: _in_language(value, language) for key, value in values.items()}
    with force_locale(locale_of(language)):
        named = {key: str(values[key]) for key in _NAMES if values.get(key)}
        is_right = is_right_to_left()
        short = {key: bidi.in_text(shortened(words, SUBJECT), is_right) for key, words in named.items()}
        whole = {key: bidi.in_text(words, is_right) for key, words in named.items()}
        subject = environment.get_template(f"{name}/subject.txt").render(values | short)
        body = environment.get_template(f"{name}/body.txt").render(values | whole)
    return subject.strip(), Words(body.strip() + "\n", language)


def _in_language(value: Any, language: str) -> Any:
    """A value of an email; an address of this website with the language in front, where there are several."""
    home = f"{current_app.config['PUBLIC_URL']}/"
    if not isinstance(value, str) or not value.startswith(home) or len(current_app.config["LANGUAGES"]) == 1:
        return value
    return f"{home}{language}/{value.removeprefix(home)}"
