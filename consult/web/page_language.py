"""The language of a page or email: which it is, its direction, and the names of languages in it."""

from collections.abc import Iterable

from flask import current_app, has_request_context, request, session
from flask_babel import force_locale, get_locale
from flask_babel import gettext as _
from markupsafe import Markup

from consult.core import bidi
from consult.core.language_tags import canonical, nearest
from consult.core.sorting import order_of
from consult.core.translatable import locale_of, name_of_language
from consult.web import languages
from consult.web.guards import me
from consult.web.language_addresses import language_asked_for, language_of_address
from consult.web.languages import tag_of


def chosen_language() -> str:
    """The language of this page: that of its address, asked for, remembered, the account's, the browser's, the first
    configured."""
    languages: list[str] = current_app.config["LANGUAGES"]
    if not has_request_context():
        return languages[0]
    if language_of_address():
        return language_of_address()
    asked = language_asked_for()
    if asked in languages:
        return str(asked)
    if kept := nearest(str(session.get("language", "")), languages):
        return kept
    user = me()
    if user is not None and (own := nearest(user.language, languages)):
        return own
    liked = (
        nearest(language, languages)
        for language, weight in request.accept_languages
        if weight > 0  # RFC 9110, 12.4.2: 0 is "not acceptable"
    )
    return next(filter(None, liked), languages[0])


def locale_code() -> str:
    """The language of this page as HTML and HTTP write it: "fr", "pt-BR"."""
    return tag_of(get_locale())


def is_language(code: str) -> bool:
    """Whether a code is that of a language that CLDR knows."""
    return bool(canonical(code))


def language_name(code: str) -> str:
    """A language's name in the page's language; the code itself where no one knows it."""
    return name_of_language(code, str(get_locale()))


def by_language_name(codes: Iterable[str]) -> list[tuple[str, str]]:
    """(code, name) of languages, in the order of their names for readers of the page."""
    own = str(get_locale())
    return sorted(
        ((code, language_name(code)) for code in dict.fromkeys(codes)), key=lambda one: order_of(one[1], own)
    )


def language_names(codes: Iterable[str]) -> list[str]:
    """The names of languages, in the same order."""
    return [name for _code, name in by_language_name(codes)]


def as_text(label: Markup) -> str:
    """A label of a page, its parts isolated for plain text in the language of the page or email."""
    return bidi.as_text(label, is_right_to_left())


def is_right_to_left() -> bool:
    """Whether the language of the page or email runs from right to left."""
    return bool(get_locale().text_direction == "rtl")


def said_in(message: str, language: str) -> str:
    """Marked words in another language than that of the page; as they are where this site does not speak it."""
    spoken = current_app.config["LANGUAGES"]
    code = nearest(language, spoken)
    if code in {"", languages.SOURCE}:
        return message
    with force_locale(locale_of(code)):
        return str(_(message))
