"""The language in front of an address: "/fr/consultations/…" is "/consultations/…" in French, for everyone.

Links of a page with such an address keep the language, because the language is part of what WSGI calls the script
name, which Flask puts in front of every address that it makes. An address without a language is answered in the
language of the reader (`consult.web.page_language.chosen_language`).
"""

import re
from collections.abc import Callable, Iterable
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import quote, urlencode

from flask import Flask, current_app, request
from flask_babel import get_locale

from consult.web.languages import as_offered, has_catalogue, tag_of
from consult.web.request_sizes import beginning
from consult.web.text_languages import ORIGINAL, shows_originals
from consult.web.text_languages import PARAMETER as TEXTS

KEY = "consult.language"
"""The key of the WSGI environment that holds the language of the address."""

_TAKEN_OUT = "consult.language_taken_out"
"""The key of the WSGI environment for a language that the address has in front and that is not offered any more."""

_BESIDE = "consult.beside_language"
"""The key of the WSGI environment for the path and the arguments without the language, once they are asked for."""

_SPOKEN = "consult.spoken"
"""The key of the WSGI environment for the last locale of the page, and what `spoken` says of it."""

PUBLIC = "is_public_page"
"""The attribute of views whose pages are for everyone (`consult.web.cache.public_page`)."""

PARAMETER = "lang"
"""The argument of an address by which a reader chooses a language; it is remembered."""

LONGEST_TAG = 20
"""Characters of the name of a language in an address."""


_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,2}")


@lru_cache(maxsize=256)
def _has_catalogue(code: str, folders: tuple[str, ...]) -> bool:
    return has_catalogue(code, folders)


class LanguageAddresses:
    """WSGI around the application: takes the language off the address, where one of `app`'s languages begins it."""

    def __init__(self, app: Flask) -> None:
        self.app, self.application = app, app.wsgi_app

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer one request."""
        before, _slash, rest = environ.get("PATH_INFO", "").partition("/")
        code, _slash, rest = rest.partition("/")
        if not before and code in self.app.config["LANGUAGES"]:
            root = environ.get("SCRIPT_NAME", "")
            # in place: what is around the application reads there what it noted, as the access log does
            environ.update({KEY: code, "SCRIPT_NAME": f"{root}/{code}", "PATH_INFO": f"/{rest}"})
        elif not before and self._is_known(code):
            environ.update({_TAKEN_OUT: code, "PATH_INFO": "/" + rest.lstrip("/")})
        return self.application(environ, start_response)

    def _is_known(self, code: str) -> bool:
        """Whether this is the tag of a language that the installation could offer, or offers under another tag: links
        with it may have been sent. Words of paths are no tags of languages."""
        return bool(_TAG.fullmatch(code)) and (
            as_offered(code) in self.app.config["LANGUAGES"] or _has_catalogue(code, self._folders)
        )

    @cached_property
    def _folders(self) -> tuple[str, ...]:
        return tuple(map(str, self.app.extensions["babel"].translation_directories))


def language_of_address() -> str:
    """The language in front of the address of this request, "" where it has none."""
    return str(request.environ.get(KEY, ""))


def had_language_taken_out() -> bool:
    """Whether the address of this request had a language in front that is not offered any more; it is without it."""
    return _TAKEN_OUT in request.environ


def language_asked_for() -> str:
    """The language that the arguments of this address ask for, "" where they ask for none."""
    return str(beginning(request.args, PARAMETER, LONGEST_TAG) or "")


def here(*, query: bool = False) -> str:
    """The address of this page on this website, with the language that it has in front, and with its `query`."""
    return request.script_root + (request.full_path.rstrip("?") if query else request.path)


def in_language(code: str, *, is_choice: bool = False) -> str:
    """The address of this page in another language, with its arguments; with `is_choice`, one that is remembered."""
    path, arguments = _beside_language()
    if is_choice:
        arguments += f"{'&' if arguments else ''}{PARAMETER}={code}"
    return f"/{code}{path}?{arguments}" if arguments else f"/{code}{path}"


def _beside_language() -> tuple[str, str]:
    """The path and the arguments of this page's address, without the language; encoded once for all languages."""
    found: tuple[str, str] | None = request.environ.get(_BESIDE)
    if found is None:
        arguments = [pair for pair in request.args.items(multi=True) if pair[0] != PARAMETER]
        found = request.environ[_BESIDE] = (quote(request.path), urlencode(arguments))
    return found


def with_other_texts() -> str:
    """The address of this page with the originals of its texts, or with translations where it shows originals."""
    arguments = [pair for pair in request.args.items(multi=True) if pair[0] not in {PARAMETER, TEXTS}]
    arguments += [] if shows_originals() else [(TEXTS, ORIGINAL)]
    return here() + (f"?{urlencode(arguments)}" if arguments else "")


def linked(path: str) -> str:
    """An address that a lower package wrote ("/consultations"), as a link of this page, with its language in front."""
    return request.script_root + path


def with_language(path: str) -> str:
    """An address that a lower package wrote, for a file that is read elsewhere: with the language of this page in
    front, where the installation has several."""
    is_one = len(current_app.config["LANGUAGES"]) == 1
    return path if is_one else f"/{tag_of(get_locale())}{path}"


def without_language(address: str) -> str:
    """An address that this page links to, without the language that it has in front."""
    return address.removeprefix(request.script_root)


def spoken() -> str:
    """The language of this page together with that of its links and texts, for what is kept with links in it."""
    locale = get_locale()
    known: tuple[Any, str] = request.environ.get(_SPOKEN, (None, ""))
    if known[0] is not locale:
        known = request.environ[_SPOKEN] = (
            locale,
            f"{locale} {request.script_root}{' originals' if shows_originals() else ''}",
        )
    return known[1]


def alternates() -> list[tuple[str, str]]:
    """(language, public address) of this page in each language, for search engines, and at last ("x-default") the
    address that is answered in the language of the reader: none where the installation has one language, or where the
    page is not for everyone."""
    codes, home = current_app.config["LANGUAGES"], current_app.config["PUBLIC_URL"]
    view = current_app.view_functions.get(request.endpoint or "")
    if len(codes) == 1 or not getattr(view, PUBLIC, False):
        return []
    path, arguments = _beside_language()
    anyone = f"{home}{path}?{arguments}" if arguments else home + path
    return [*((code, home + in_language(code)) for code in codes), ("x-default", anyone)]


def canonical() -> str:
    """The public address under which search engines list this page: with its language, where the installation has
    several, and without what only chooses another language of its texts. "" where the page is not for everyone."""
    view = current_app.view_functions.get(request.endpoint or "")
    if not getattr(view, PUBLIC, False):
        return ""
    kept = [pair for pair in request.args.items(multi=True) if pair[0] not in {PARAMETER, TEXTS}]
    path = with_language(quote(request.path))
    return str(current_app.config["PUBLIC_URL"]) + path + (f"?{urlencode(kept)}" if kept else "")


def register(app: Flask) -> None:
    """Have `app` answer to addresses with a language, and say the language of each page."""
    app.wsgi_app = LanguageAddresses(app)  # type: ignore[method-assign]
    app.jinja_env.globals.update(
        here=here, in_language=in_language, alternates=alternates, canonical=canonical,
        with_other_texts=with_other_texts,
    )  # fmt: skip
    app.jinja_env.filters["linked"] = linked
