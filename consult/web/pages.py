"""What templates may call: moments in words, assets, who is here, what they may do."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from datetime import date as calendar_date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.core import get_global
from babel.dates import format_date, format_skeleton
from flask import Flask, Response, current_app, g, has_app_context, has_request_context, request, session
from flask_babel import (
    Babel,
    Domain,
    force_locale,
    format_datetime,
    ngettext,
    pgettext,
)
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf
from jinja2 import FileSystemBytecodeCache, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from consult.core import bidi, clock, demo_loading, markup
from consult.core.hooks import Hook
from consult.core.language_tags import canonical
from consult.core.mathml import longest_formula
from consult.core.multilingual import Words
from consult.core.sorting import order_of
from consult.core.translatable import InContext, locale_of, name_of_language, shortened
from consult.web import formats, languages
from consult.web.assets import AssetNames
from consult.web.guards import am_permitted, may_i, me
from consult.web.language_addresses import language_asked_for, language_of_address
from consult.web.languages import get_locale
from consult.web.origins import SAFE, is_foreign, is_link_of_ours

UNREAD: Hook[Callable[[Any], int]] = Hook("web.unread")
"""How many notifications a person has not read: for the header of every page."""

OFFICES: Hook[Callable[[Any], Sequence[str]]] = Hook("web.offices")
"""Which pages for staff the header offers to a person: "dashboard", "moderation"."""

LANGUAGE_CHOSEN: Hook[Callable[[Any, str], None]] = Hook("web.language_chosen")
"""What is done when a person who is signed in chooses another language than that of their account."""


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
    kept = session.get("language", "")
    if kept in languages:
        return str(kept)
    user = me()
    if user is not None and user.language in languages:
        return str(user.language)
    liked = (
        tag for language, _weight in request.accept_languages for tag in (language, language.split("-")[0])
    )
    return next((str(tag) for tag in liked if tag in languages), languages[0])


def locale_code() -> str:
    """The language of this page as HTML and HTTP write it: "fr", "pt-BR"."""
    return str(get_locale()).replace("_", "-")


def day(at: calendar_date, length: str = "long") -> str:
    """A day in the page's language, the month in letters; in English as the world writes it, not as one country. No
    day ends with a full stop, for it may end a sentence."""
    language = "en_001" if get_locale().language == "en" else get_locale()
    if length == "medium":  # in Arabic that of Babel has figures only
        return _RUSSIAN_YEAR.sub("", str(format_skeleton("yMMMd", at, locale=language)))
    return _RUSSIAN_YEAR.sub("\u00a0года", str(format_date(at, length, locale=language)))


_RUSSIAN_YEAR = re.compile(r"\sг\.$")
"""The word for "year" at the end of a day, which Babel abbreviates."""


def month_and_year(at: calendar_date) -> str:
    """The month of a day and its year, in the order of the page's language: "2026年12月"."""
    return str(format_skeleton("yMMMM", at, locale=get_locale()))


def moment(at: datetime, zone: str = "UTC") -> str:
    """`at` in words, in `zone`: "12 March 2027, 18:00"."""
    local = at.astimezone(ZoneInfo(zone))
    return _together(day(local.date()), local)


def _together(day_in_words: str, at: datetime) -> str:
    """A day and the time of `at`, joined as the page's language joins them: "12 March 2027, 18:00"."""
    pattern = str(get_locale().datetime_formats["medium"])
    return pattern.replace("{1}", day_in_words).replace("{0}", f"{at:%H:%M}")


def utc(at: datetime) -> str:
    """`at` in words, in UTC, with the emails."""
    return f"{moment(at)} UTC"


def moment_in_full(at: datetime, zone: str) -> str:
    """`at` in `zone`, with its name and in UTC, for files: "12 March 2027, 18:00 (Geneva), 17:00 UTC"."""
    if zone == "UTC":
        return utc(at)
    there = pgettext("parts of a line", "%(name)s (%(text)s)", name=moment(at, zone), text=zone_name(zone))
    return str(pgettext("parts of a line", "%(name)s, %(text)s", name=there, text=utc_beside(at, zone)))


def moment_short(at: datetime, zone: str = "UTC") -> str:
    """`at` for a list, in `zone`: "12 Mar 2027, 18:00"."""
    local = at.astimezone(ZoneInfo(zone))
    return _together(day(local.date(), "medium"), local)


def utc_beside(at: datetime, zone: str) -> str:
    """`at` in UTC beside the same moment in `zone`: only the time where it is the same day."""
    same = at.astimezone(ZoneInfo(zone)).date() == at.astimezone(UTC).date()
    return f"{at.astimezone(UTC):%H:%M} UTC" if same else f"{moment_short(at)} UTC"


def date(at: datetime, zone: str = "UTC") -> str:
    """The day of `at` in `zone`, in words."""
    return day(at.astimezone(ZoneInfo(zone)).date())


def iso(at: datetime) -> str:
    """`at` for a machine."""
    return at.astimezone(UTC).isoformat(timespec="seconds")


def instant(text: str) -> datetime:
    """A moment written by `iso`, read back."""
    return datetime.fromisoformat(text)


def zone_name(zone: str) -> str:
    """A city to call a zone by, in the page's language: "Europe/Zurich" is "Zurich", in Spanish "Zúrich"."""
    return city_of(zone, str(get_locale()))


def city_of(zone: str, language: str) -> str:
    """The city of a zone in `language`."""
    known = locale_of(language).time_zones
    found = next((known[name] for name in (zone, *_older_names().get(zone, ())) if name in known), None)
    return str((found and found.get("city")) or zone.rsplit("/", 1)[-1].replace("_", " "))


@cache
def _older_names() -> dict[str, list[str]]:
    """The name of a zone → those before it, under one of which Babel has its city: "Asia/Kolkata" → "Asia/Calcutta"."""
    found: dict[str, list[str]] = {}
    for old, new in get_global("zone_aliases").items():
        found.setdefault(new, []).append(old)
    return found


def waiting_time(seconds: int) -> str:
    """How long to wait, in words: "30 seconds", "4 minutes"; rather longer than shorter."""
    if seconds < 60:
        return str(ngettext("%(num)d second", "%(num)d seconds", seconds))
    return str(ngettext("%(num)d minute", "%(num)d minutes", -(-seconds // 60)))


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


_NAMES = ("title", "organisation", "name")
"""Values in emails that people have written and that stand in sentences."""

SUBJECT = 120
"""Characters of a name or title in the subject of an email; most programs show fewer."""


def render_email(name: str, language: str, values: dict[str, Any]) -> tuple[str, str]:
    """Subject and text of an email from templates/<name>/subject.txt and body.txt, in `language` if spoken here.

    Names and titles are isolated in the sentences, and shortened in the subject. Links lead to pages in the same
    language, which the text says of itself.
    """
    environment = current_app.jinja_env
    spoken = current_app.config["LANGUAGES"]
    language = language if language in spoken else spoken[0]
    values = {key: _in_language(value, language) for key, value in values.items()}
    with force_locale(language):
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


PAPER = 40
"""Characters of a formula, as it reads in a line of text, that surely fit beside each other on a sheet of paper."""


def formula_width(html: str) -> str:
    """The class of a passage by its longest formula: "" where it fits on paper, "formula-wide" where it fits in letters
    of two thirds, "formula-wider" of half their size; "formula-widest" where only its words do."""
    times = longest_formula(html) / PAPER
    if times <= 1:
        return ""
    return "formula-wide" if times <= 1.5 else "formula-wider" if times <= 2 else "formula-widest"


def with_late_pictures(html: Markup) -> Markup:
    """A figure whose pictures the browser fetches when they come near. `html` is clean: an attribute of it may hold
    "<img ", and what is put in there has no quotes that would end it."""
    return Markup(str(html).replace("<img ", "<img loading=lazy "))  # noqa: S704 -- clean before


_PICTURE = re.compile(r'<img(?: [a-z]++="[^"]*+")*+>')


def picture_and_rest(html: Markup) -> tuple[Markup, Markup]:
    """The picture with which clean HTML begins, "" where it begins with none, and what follows."""
    found = _PICTURE.match(str(html))
    end = found.end() if found else 0
    return Markup(str(html)[:end]), Markup(str(html)[end:])  # noqa: S704 -- clean before


def demo_is_loading() -> bool:
    """Whether this is a demonstration whose data is still being loaded."""
    config = current_app.config
    return bool(config["DEMO"]) and demo_loading.is_loading(Path(config["DATA_DIR"]))


class TemplateWords(Domain):  # type: ignore[misc]
    """The words of the page's language, looked up once a page and not at each of them."""

    def gettext(self, string: str, **variables: Any) -> str:
        """A message in the page's language; a label that was marked with a context in that."""
        if isinstance(string, InContext):
            return str(self.pgettext(string.context, string, **variables))
        found = str(self.get_translations().ugettext(string))
        return found % variables if variables else found

    def get_translations(self) -> Any:
        """Those of this page; where a language is forced for an email, those of the email (flask_babel empties
        `babel_translations` for its time)."""
        try:
            found = g._flask_babel.babel_translations
        except (AttributeError, RuntimeError):  # not looked up yet; no page
            found = None
        if found is None:
            found = super().get_translations()
            if has_app_context():
                g._flask_babel.babel_translations = found
        return found


@lru_cache(maxsize=4096)
def _pattern(translations: Any, context: str | None, words: str, is_html: bool) -> str:
    """A message in one language, to be filled in."""
    said = translations.ugettext(words) if context is None else translations.upgettext(context, words)
    return Markup(said) if is_html else str(said)  # noqa: S704 -- as templates take their messages


@lru_cache(maxsize=4096)
def _without_values(translations: Any, context: str | None, words: str, is_html: bool) -> str:
    return _pattern(translations, context, words, is_html) % {}


def _said_by(domain: TemplateWords) -> Callable[..., str]:
    """`gettext` of templates: as Jinja makes it, but each message of each language is looked up and made HTML once."""

    @pass_context
    def gettext(page: Context, words: str, /, **values: Any) -> str:
        context = words.context if isinstance(words, InContext) else None
        known = domain.get_translations(), context, str(words), bool(page.eval_ctx.autoescape)
        if "reference" in values:
            values["reference"] = _in_order(values["reference"])
        return _pattern(*known) % values if values else _without_values(*known)

    return gettext


def _in_order(reference: object) -> object:
    """A public number in a sentence, its parts in their order: behind Arabic letters "234-5K7" is read as "5K7-234"."""
    if isinstance(reference, Markup) or not is_right_to_left():
        return reference
    return bidi.isolated(str(reference))


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


def said_in(message: str, language: str) -> str:
    """Marked words in another language than that of the page; as they are where this site does not speak it."""
    spoken = current_app.config["LANGUAGES"]
    code = next((one for one in (language, language.partition("-")[0]) if one in spoken), "")
    if code in {"", languages.SOURCE}:
        return message
    with force_locale(locale_of(code)):
        return str(_(message))


def _change_account(language: str) -> None:
    """Have the account of who is signed in follow a choice of language, for emails and other browsers."""
    user = me()
    if user is not None and user.language != language:
        for follow in LANGUAGE_CHOSEN:
            follow(user, language)


FILTERS: dict[str, Any] = {
    "moment": moment,
    "utc": utc,
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
    app.jinja_env.globals["gettext"] = app.jinja_env.globals["_"] = _said_by(words)
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
