"""In which language a page shows the texts of organisations: that of the page where they have a translation, else their
original. An address with `?texts=original` shows every original.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol, TypeVar

from flask import Flask, has_request_context, request
from flask_babel import get_locale
from markupsafe import Markup

from consult.core import multilingual
from consult.core.bidi import FSI
from consult.core.language_tags import main_language
from consult.core.multilingual import Multilingual, TranslatedRow, Words, like
from consult.core.sorting import in_order
from consult.core.translatable import name_of_language, shortened
from consult.web.languages import direction_of, tag_of
from consult.web.request_sizes import beginning

Row = TypeVar("Row")

PARAMETER = "texts"
"""The argument of an address that chooses between translations and originals."""

ORIGINAL = "original"
"""Its value for originals."""


SUMMARY = 220
"""Characters of a text that a list shows."""


class Original(Protocol):
    """What says which language its originals are in."""

    @property
    def original_language(self) -> Any:
        """A code, "" where no one said it."""


def shows_originals() -> bool:
    """Whether the address of this page asks for originals."""
    return has_request_context() and beginning(request.args, PARAMETER, len(ORIGINAL)) == ORIGINAL


def texts_language() -> str:
    """The language in which this page, or this email, shows texts; "" for that of each original."""
    return "" if shows_originals() else tag_of(get_locale())


def translated(row: Multilingual | TranslatedRow, name: str, of: Original | None = None) -> Words:
    """The text in the column `name` of a row, as this page shows it. `of`: what says in which language the original is,
    where the row itself does not: the consultation of a question. Without it the language of an original is ""."""
    return multilingual.best(row, name, texts_language(), getattr(of or row, "original_language", ""))


def by_name(rows: Iterable[Row], whose: Callable[[Row], Any] = lambda row: row) -> list[Row]:
    """Organisations, or rows that have one (`whose`), by the names that the page shows, in the order of its
    language."""
    return in_order(rows, lambda row: translated(whose(row), "name"), str(get_locale()))


def translated_list(row: Multilingual, name: str) -> Sequence[Words]:
    """As `translated`, of a list."""
    return row.best_list(name, texts_language())


def lang_of(words: str) -> Markup:
    """The attributes `lang` and `dir` of an element with a text: its own where it is not in the page's language; else
    the direction follows from its letters."""
    language = _other_language(words)
    if not language:
        return Markup(' dir="auto"')
    return Markup(' lang="{}" dir="{}"').format(language, direction_of(language))


def is_foreign(language: str) -> bool:
    """Whether a known language is another one than that of the page."""
    return language not in {"", tag_of(get_locale())}


def _other_language(words: str) -> str:
    language = getattr(words, "language", "")
    return language if is_foreign(language) else ""


def isolated(words: str) -> Markup:
    """A text in an element that keeps it from turning round what stands beside it, with its language."""
    if isinstance(words, Markup):
        return words
    return Markup("<bdi{}>{}</bdi>").format(lang_of(words) if _other_language(words) else "", words)


def in_its_language(words: str) -> str:
    """A text as it is where it is in the page's language; else in an element that says its own."""
    return isolated(words) if _other_language(words) else words


def attributes_of(words: str) -> dict[str, str]:
    """The attributes of `lang_of`, for an element that is made outside a template: an option of a field. A text of
    which parts are isolated stands in a line of the page, and runs in its direction."""
    language = _other_language(words)
    if not language:
        return {"dir": "auto"}
    return {"lang": language} if FSI in words else {"lang": language, "dir": direction_of(language)}


def other_language(code: str) -> str:
    """The name of the language of a comment or a message, where it is another one than that of the page; else "".
    Varieties of one language are the same."""
    return (
        ""
        if main_language(code) in {"", main_language(tag_of(get_locale()))}
        else name_of_language(code, str(get_locale()))
    )


def in_language(words: str, language: str) -> Words:
    """A text whose language is known otherwise than by its row."""
    return Words(words, language)


def summary(words: str) -> Words:
    """The beginning of a text, for a list."""
    return like(words, shortened(words, SUMMARY))


def register(app: Flask) -> None:
    """What templates may call."""
    app.jinja_env.globals.update(
        translated=translated,
        translated_list=translated_list,
        lang_of=lang_of,
        is_foreign=is_foreign,
        other_language=other_language,
        shows_originals=shows_originals,
    )
    app.jinja_env.filters.update(
        isolated=isolated, in_its_language=in_its_language, summary=summary, in_language=in_language
    )
