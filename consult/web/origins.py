"""Requests that a page of another website makes a reader's browser send: refused before the session is opened.

Browsers say where a request comes from (Sec-Fetch-Site); older ones, and all of them without TLS, say it in Origin. A
program that says neither carries no one's cookies, and its form needs a token as any other. A refused request is never
given a session, so that its answer cannot replace the cookie of the reader.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Request, render_template, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask.typing import ResponseReturnValue
from itsdangerous import URLSafeTimedSerializer

from consult.web.language_addresses import here
from consult.web.signing import Signer

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing."""

_PORTS = {"http": 80, "https": 443}


def is_foreign(asked: Request, public_url: str) -> bool:
    """Whether a page that is not ours caused the request `asked`; `public_url` is our own address."""
    site = asked.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in {"same-origin", "none"}
    origin = asked.headers.get("Origin")
    return origin is not None and _place(origin) not in _ours(asked, public_url)


def is_link_of_ours(asked: Request, public_url: str) -> bool:
    """Whether a reader followed a link of one of our pages to `asked`: not an address that was typed, nor an image or a
    page that a browser fetched in advance. Where nothing says so, no."""
    site = asked.headers.get("Sec-Fetch-Site")
    if site is None:
        return _place(asked.headers.get("Referer", "")) in _ours(asked, public_url)
    is_page = asked.headers.get("Sec-Fetch-Dest", "document") == "document"
    return site == "same-origin" and is_page and "Sec-Purpose" not in asked.headers


def _ours(asked: Request, public_url: str) -> set[tuple[str, str, int | None] | None]:
    """Our own origins: the public one, and the host that was asked, with no less protection than the public one."""
    schemes = {"https", urlsplit(public_url).scheme}
    host = asked.environ.get("HTTP_HOST", "")
    return {_place(public_url), *(_place(f"{scheme}://{host}") for scheme in schemes)} - {None}


def _place(origin: str) -> tuple[str, str, int | None] | None:
    """Scheme, host and port of an origin; None for what is none ("null")."""
    try:
        parts = urlsplit(origin)
        port = parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return None
    return (parts.scheme, parts.hostname, port) if parts.scheme in _PORTS and parts.hostname else None


class _Sessions(SecureCookieSessionInterface):
    """Sessions in a signed cookie; none for what another website sends, which can neither read nor replace one."""

    def __init__(self) -> None:
        self.made: tuple[tuple[Any, ...], URLSafeTimedSerializer | None] = ((), None)

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Signs by the database's clock: by its own, a host that is slow would take another's cookie for one of the
        future, and drop the session. Made once for the keys of `app`."""
        keys = (app.secret_key, *app.config["SECRET_KEY_FALLBACKS"])
        of, made = self.made
        if of != keys:
            made = super().get_signing_serializer(app)
            if made is not None:
                made.signer = Signer
            self.made = (keys, made)
        return made

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The session of a request. None makes Flask give it one that cannot be written and is not saved."""
        if request.method not in SAFE and is_foreign(request, app.config["PUBLIC_URL"]):
            return None
        return super().open_session(app, request)


View = Callable[..., ResponseReturnValue]


def one_click(view: View) -> View:
    """Let mail programs end emails at `view` with one click (RFC 8058), wherever their page is.

    The view has no session then: it asks `is_one_click` first, and neither reads nor shows a form.
    """
    view.takes_one_click = True  # type: ignore[attr-defined]
    return view


def is_one_click() -> bool:
    """Whether a mail program sent this request to end emails."""
    return request.method == "POST" and request.form.get("List-Unsubscribe") == "One-Click"


def register(app: Flask) -> None:
    """Refuse what other websites send to `app`. Before anything else is registered."""
    app.session_interface = _Sessions()

    @app.before_request
    def refuse_foreign() -> ResponseReturnValue | None:
        if request.method in SAFE or not is_foreign(request, app.config["PUBLIC_URL"]):
            return None
        view: Any = app.view_functions.get(request.endpoint or "")
        if getattr(view, "takes_one_click", False) and is_one_click():
            return None
        return render_template("errors/foreign.html", message="", path=here()), 403
