"""Pages for when nothing else works: they need neither database nor session, and keep what was typed.

Their few most needed words are shown in every language that has them, so that they are understood whatever languages
this installation offers. They come from the catalogues of the interface, and are read when the application starts.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from flask import Flask, Response, current_app, request, session
from flask_babel import force_locale

from consult.core.language_tags import nearest
from consult.core.translatable import N_, locale_of
from consult.web import form_after_sign_in, languages, resent_requests
from consult.web.language_addresses import here, language_asked_for, language_of_address


class Words(NamedTuple):
    """What a reader needs most, in one language."""

    language: str
    kept: str
    """That what was typed is kept on the page, and what to press."""
    button: str
    later: str
    """What to do where nothing was typed."""

    @property
    def direction(self) -> str:
        """Which way the language is written; asked for when it is shown, since Babel then reads all of a language."""
        return languages.direction_of(self.language)


KEPT = N_("Your text is kept on this page. Wait a minute, then select “Submit again”.")
BUTTON = N_("Submit again")
LATER = N_("Try again in a few minutes.")


def read_words(folders: Iterable[str]) -> dict[str, Words]:
    """Language → its words, English first: every language whose catalogue in `folders` translates all of them."""
    found = {languages.SOURCE: Words(languages.SOURCE, KEPT, BUTTON, LATER)}
    needed = (KEPT, BUTTON, LATER)
    for code, words in languages.translated(folders, needed):
        tag = languages.tag_of(code)
        if tag not in found and words.keys() == set(needed):
            found[tag] = Words(tag, *(words[one] for one in needed))
    return found


def register(app: Flask) -> None:
    """Read the words of every language; give templates what they need to show what was typed."""
    app.extensions["outage_words"] = read_words(app.extensions["babel"].translation_directories)
    app.jinja_env.filters["readable"] = readable


def _words() -> Mapping[str, Words]:
    found: Mapping[str, Words] = current_app.extensions["outage_words"]
    return found


UNREAD = frozenset(
    {
        form_after_sign_in.TOKEN, resent_requests.FIELD, "sheet", "key", "seen", "confirmed", "shown", "next", "kept",
        "edition",
        "decision", "comments", "objections", "verb", "offered", "start", "end", "field", "as_shown", "begun", "beside",
        "offer", "proof", "quote_prefix", "quote_start", "scripted", "task", "page", "is_review",
        "shown_moment", "shown_text", "names_shown", "rows_shown", "place",
        "source_comment", "source_proposal", "source_rationale",
    }
)  # fmt: skip
"""Fields that no one types, of all packages: they go along, and are not shown."""

UNREAD_OF_ROWS = ("seen-", "was-", "original-")
"""How the names of such fields of the rows of a list begin."""


def readable(fields: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Those (name, value) of `fields` that someone typed or chose."""
    return [
        (name, value) for name, value in fields if name not in UNREAD and not name.startswith(UNREAD_OF_ROWS)
    ]


def language() -> str:
    """The language with words that was asked for, is remembered in the browser, or is the browser's own."""
    asked = [
        language_of_address(),
        language_asked_for(),
        str(session.get("language", "")),
    ]
    liked = [language for language, _weight in request.accept_languages]
    known = list(_words())
    return next(filter(None, (nearest(one, known) for one in [*asked, *liked])), languages.SOURCE)


def page(status: int, **told: bool) -> Response:
    """The page of an error on our side, with what was typed still in it."""
    shown = [one for one in form_after_sign_in.typed(with_token=True) if one[0] != resent_requests.FIELD]
    if shown:
        shown.append((resent_requests.FIELD, resent_requests.signature()))
    path = here(query=True)  # the place a comment is about stands in its query
    spoken = language()
    with force_locale(locale_of(spoken)):
        words = current_app.jinja_env.get_template(f"errors/{status}.html").render(
            typed=shown, path=path, spoken=spoken, words=_words(),
            **{"is_slow": False, "has_wrong_clock": False} | told,
        )  # fmt: skip
    answer = Response(words, status, mimetype="text/html")
    answer.headers["Retry-After"] = "30"
    answer.headers["Content-Language"] = spoken
    answer.headers["Cache-Control"] = "no-store"
    return answer
