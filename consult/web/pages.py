"""What every page has: the syntax of templates, what they may call, and the language that answers say."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, g, request, session
from flask_babel import Babel, format_datetime, get_locale
from flask_wtf.csrf import generate_csrf
from jinja2 import FileSystemBytecodeCache, StrictUndefined

from consult.core import clock, demo_loading, markup
from consult.core.hooks import Hook
from consult.core.language_tags import wider
from consult.core.translatable import locale_of
from consult.web import formats, languages
from consult.web.assets import AssetNames
from consult.web.guards import am_permitted, may_i, me
from consult.web.language_addresses import language_asked_for, language_of_address
from consult.web.moments import (
    date,
    instant,
    iso,
    moment,
    moment_in_full,
    moment_short,
    utc,
    utc_beside,
    zone_name,
)
from consult.web.origins import SAFE, is_foreign, is_link_of_ours
from consult.web.page_language import as_text, chosen_language, language_name, language_names, locale_code
from consult.web.passages import formula_width, picture_and_rest, with_late_pictures
from consult.web.template_messages import TemplateWords, gettext_of, message_in_order

UNREAD: Hook[Callable[[Any], int]] = Hook("web.unread")
"""How many notifications a person has not read: for the header of every page."""

OFFICES: Hook[Callable[[Any], Sequence[str]]] = Hook("web.offices")
"""Which pages for staff the header offers to a person: "dashboard", "moderation"."""

LANGUAGE_CHOSEN: Hook[Callable[[Any, str], None]] = Hook("web.language_chosen")
"""What is done when a person who is signed in chooses another language than that of their account."""


def demo_is_loading() -> bool:
    """Whether this is a demonstration whose data is still being loaded."""
    config = current_app.config
    return bool(config["DEMO"]) and demo_loading.is_loading(Path(config["DATA_DIR"]))


_IN_WORDS = frozenset({"text/html", "text/calendar", "application/atom+xml"})
"""Types of answers in the language of the reader. Downloads say theirs themselves."""


def register(app: Flask) -> None:
    """Give templates of `app` their words, and its answers their language."""
    words = TemplateWords()
    Babel(app, locale_selector=lambda: locale_of(chosen_language())).domain_instance = words
    _configure_templates(app, words)

    @app.before_request
    def remember_language() -> None:
        """Anyone who chose a language keeps it on the pages that follow. A link of another website chooses only for
        someone who has not chosen, and is not signed in. An account follows a choice in the menu of a page alone."""
        asked = language_asked_for()
        if asked not in app.config["LANGUAGES"]:
            return
        if request.method == "GET" and is_link_of_ours(request, app.config["PUBLIC_URL"]):
            _change_account(asked)
        if asked == session.get("language"):
            return
        is_ours = not is_foreign(request, app.config["PUBLIC_URL"])
        if is_ours or (request.method in SAFE and not {"language", "token"} & session.keys()):
            session["language"] = asked
            session.permanent = True

    @app.before_request
    def look_for_a_token() -> None:
        """Whether the reader's session knew a token, before one is made for the answer (see forms.stale)."""
        if request.method not in SAFE:
            g.had_token = "csrf_token" in session

    @app.after_request
    def say_the_language(answer: Response) -> Response:
        """In headers, for programs that do not read pages: the language, which the page of an outage has said itself,
        and that it is the reader's, where the address says none."""
        return _with_language(answer)

    @app.after_request
    def keep_cookies_from_others(answer: Response) -> Response:
        """An answer that sets a cookie is for one reader, whatever page it carries."""
        if session.modified:
            answer.headers["Cache-Control"] = "no-store"
        return answer


def language_of_answer(mimetype: str | None) -> str:
    """The language that an answer of this type is in; "" for a download, which says it itself."""
    return locale_code() if mimetype in _IN_WORDS else ""


def _with_language(answer: Response) -> Response:
    language = answer.headers.get("Content-Language") or language_of_answer(answer.mimetype)
    if language and "Content-Language" not in answer.headers:
        answer.headers["Content-Language"] = language
    is_of_reader = bool(language) and not language_of_address()
    if is_of_reader and "Accept-Language" not in answer.headers.get("Vary", ""):
        answer.vary.add("Accept-Language")
    return answer


def _change_account(language: str) -> None:
    """Have the account of who is signed in follow a choice of language, for emails and other browsers."""
    user = me()
    if user is not None and user.language != language:
        for follow in LANGUAGE_CHOSEN:
            follow(user, language)


FILTERS: dict[str, Any] = {
    "wider_languages": wider,
    "moment": moment,
    "utc": utc,
    "moment_in_full": moment_in_full,
    "moment_short": moment_short,
    "utc_beside": utc_beside,
    "date": date,
    "iso": iso,
    "instant": instant,
    "zone_name": zone_name,
    "ago": formats.ago,
    "listed": formats.listed,
    "bracketed": formats.bracketed,
    "file_size": formats.file_size,
    "percent": formats.percent,
    "number": formats.number,
    "datetime": format_datetime,
    "language_name": language_name,
    "language_names": language_names,
    "own_language_name": languages.own_name,
    "language_direction": languages.direction_of,
    "unbroken": markup.unbroken,
    "formula_width": formula_width,
    "with_late_pictures": with_late_pictures,
    "picture_and_rest": picture_and_rest,
    "as_text": as_text,
    "message_in_order": message_in_order,
}
"""What templates may put behind a value."""


def _configure_templates(app: Flask, words: TemplateWords) -> None:
    """The syntax of templates, their translations from `words`, and what they may call."""
    if app.config["TEMPLATE_CACHE"]:
        app.jinja_env.bytecode_cache = FileSystemBytecodeCache(app.config["TEMPLATE_CACHE"])
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.add_extension("jinja2.ext.do")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=words.gettext,
        ngettext=lambda one, many, number: words.get_translations().ungettext(one, many, number),
        pgettext=lambda context, one: words.get_translations().upgettext(context, one),
        npgettext=lambda context, one, many, number: words.get_translations().unpgettext(
            context, one, many, number
        ),
        newstyle=True,
    )
    app.jinja_env.globals["gettext"] = app.jinja_env.globals["_"] = gettext_of(words)
    app.jinja_env.filters.update(FILTERS)
    _offer_functions(app)


def _offer_functions(app: Flask) -> None:
    app.jinja_env.globals.update(
        comma=formats.comma,
        list_comma=formats.list_comma,
        colon=formats.colon,
        space=formats.space,
        asset=AssetNames(Path(app.config["ASSETS_DIR"])),
        csrf_token=generate_csrf,
        demo_is_loading=demo_is_loading,
        me=me,
        unread=lambda: sum(count(me()) for count in UNREAD),
        offices=lambda: {name for ask in OFFICES for name in ask(me())},
        may=may_i,
        permitted=am_permitted,
        now=clock.now,
        locale_code=locale_code,
        text_direction=lambda: get_locale().text_direction,
    )
