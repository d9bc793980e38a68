"""One table from words of the field to statuses and pages."""

import logging
from collections.abc import Callable
from decimal import Decimal

from flask import Flask, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from werkzeug.exceptions import HTTPException

from consult.core import clock
from consult.core.errors import DomainError, NotFound, NotPermitted, NotPossible, Throttled
from consult.core.preconditions import Blocked, UnmetPrecondition
from consult.core.translatable import Plural, filling
from consult.web import form_after_sign_in, outage_pages, schema
from consult.web.arrival_time import WrongClock
from consult.web.formats import colon, listed, number, space
from consult.web.guards import SignInNeeded
from consult.web.language_addresses import here

log = logging.getLogger(__name__)

_STATUS: dict[type[DomainError], int] = {NotFound: 404, NotPermitted: 403, NotPossible: 409, Throttled: 429}
_PAGES = {400, 403, 404, 405, 409, 413, 429, 500, 503}


def say_unmet(unmet: UnmetPrecondition, *, by_itself: bool = False) -> str:
    """Why a precondition is unmet, in the reader's language; `by_itself` without what it is about."""
    sentence = unmet.sentence(lambda words: str(gettext(words)) if words else "", _in_words, listed)
    return (
        sentence
        if by_itself or not unmet.about
        else f"{unmet.mark} {gettext(unmet.about)}{colon()}{sentence}"
    )


def _in_words(value: object) -> object:
    return number(value) if isinstance(value, int | Decimal) else value


def say(error: DomainError) -> str:
    """The error's sentence in the reader's language."""
    if isinstance(error, Blocked):
        return space().join(say_unmet(one) for one in error.unmet)
    filled = {name: filling(one, gettext, _in_words, together=listed) for name, one in error.values.items()}
    if isinstance(error.message, Plural):
        return str(ngettext(error.message.one, error.message.many, error.message.number, **filled))
    return gettext(error.message, **filled) if error.message else ""


def _page(status: int, message: str = "") -> str:
    name = status if status in _PAGES else 400
    return render_template(f"errors/{name}.html", message=message, path=here())


def _rule() -> str:
    """The rule of the address, not the path: that may hold a code which opens something."""
    return request.url_rule.rule if request.url_rule else "no rule"


def register(app: Flask, outages: tuple[type[Exception], ...], was_cut: Callable[[Exception], bool]) -> None:
    """Map errors to pages.

    `outages` are the exceptions of a server behind us that does not answer; `was_cut` tells which of them are those of
    a statement that took longer than it may.
    """
    app.jinja_env.globals["say_unmet"] = say_unmet
    outage_pages.register(app)

    @app.errorhandler(SignInNeeded)
    def sign_in_needed(_error: SignInNeeded) -> ResponseReturnValue:
        path = here(query=True)
        if request.method in {"GET", "HEAD"}:
            return redirect(url_for("accounts.sign_in", next=path), 303)
        typed = {"kept": form_after_sign_in.signed(), "typed": form_after_sign_in.typed()}
        return shown(401, lambda: render_template("errors/sign_in_first.html", path=path, **typed))

    def shown(status: int, page: Callable[[], str]) -> Response:
        """The page; that of an outage where it asks a server that does not answer, for who the reader is, say."""
        try:
            return app.make_response((page(), status))
        except outages as trouble:
            return app.make_response(unavailable(trouble))

    @app.errorhandler(DomainError)
    def domain_error(error: DomainError) -> ResponseReturnValue:
        status = next((_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS), 400)
        answer = shown(status, lambda: _page(status, say(error)))
        if isinstance(error, Throttled):
            answer.headers["Retry-After"] = str(error.seconds)
        return answer

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> ResponseReturnValue:
        return _answer_to(error, shown)

    def unavailable(error: Exception) -> ResponseReturnValue:
        log.error("%s %s: a server behind us does not answer in time: %s", request.method, _rule(), error)
        return outage_pages.page(503, is_slow=was_cut(error))

    for outage in outages:
        app.register_error_handler(outage, unavailable)
    _register_mistakes(app)


def _answer_to(
    error: HTTPException, shown: Callable[[int, Callable[[], str]], Response]
) -> ResponseReturnValue:
    """What an error of HTTP shows; `shown` makes the answer of a status and a page."""
    code = error.code
    if code is None or code < 400:
        return error
    if code >= 500:
        return outage_pages.page(code if code in _PAGES else 500)
    answer = shown(code, lambda: _page(code))
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            answer.headers[name] = value
    return answer


def _register_mistakes(app: Flask) -> None:
    """Map to pages what is wrong on our side."""

    @app.errorhandler(WrongClock)
    def wrong_clock(_error: WrongClock) -> ResponseReturnValue:
        log.error("the clock of this host differs from the database's by %s", clock.skew())
        return outage_pages.page(503, has_wrong_clock=True)

    @app.errorhandler(Exception)
    def mistake(error: Exception) -> ResponseReturnValue:
        if schema.is_not_made(error):
            log.error("%s %s: the migrations of this release have not run", request.method, _rule())
            return outage_pages.page(503)
        log.error("%s %s failed", request.method, _rule(), exc_info=error)
        if app.testing or app.debug:
            raise error
        return outage_pages.page(500)
