"""Security headers, on every answer."""

from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask, Response, g

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'; "
    "manifest-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'"
)
"""No inline script or style anywhere, nothing from elsewhere."""

PARTS_CSP = CSP.replace("trusted-types 'none'", "trusted-types default")
"""For a page into which htmx puts parts: its script says what may become HTML, only what this server just answered."""
WITH_WORKER = CSP.replace("trusted-types 'none'", "worker-src 'self'; trusted-types proof-of-work")
"""For the page whose script starts our worker, under the one policy that may name its address."""

FILE_CSP = "sandbox; default-src 'none'"
"""For files that people uploaded."""

_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # "no-referrer" would have our own forms sent with "Origin: null"
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), display-capture=(), payment=(), usb=(),"
    " browsing-topics=()",
}


Start = Callable[..., Callable[[bytes], Any]]


class _HardenedHeaders:
    """WSGI around `application`: puts `wanted` on each answer that does not say it itself. On the list that is sent,
    for the object of an answer looks through all that it has at each header that it gets."""

    def __init__(self, application: Any, wanted: dict[str, str]) -> None:
        self.application = application
        self.lines = [(name.lower(), (name, value)) for name, value in wanted.items()]

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        """Answer one request."""

        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Callable[[bytes], Any]:
            has = {name.lower() for name, _value in headers}
            lacking = [line for name, line in self.lines if name not in has]
            return start_response(status, headers + lacking, *more)

        answer: Iterable[bytes] = self.application(environ, start)
        return answer


def register(app: Flask) -> None:
    """Put the headers on every answer of `app`."""
    wanted = {**_ALWAYS, "Content-Security-Policy": CSP, "Cache-Control": "no-store"}
    if app.config["SESSION_COOKIE_SECURE"]:
        wanted["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
    app.wsgi_app = _HardenedHeaders(app.wsgi_app, wanted)  # type: ignore[method-assign]
    app.jinja_env.globals["take_in_parts"] = _take_in_parts

    @app.after_request
    def let_parts_in(answer: Response) -> Response:
        if g.pop("takes_in_parts", False):
            answer.headers["Content-Security-Policy"] = PARTS_CSP
        return answer


def _take_in_parts() -> str:
    """For components/htmx.html alone: the page that loads htmx is answered with the policy under which htmx works."""
    g.takes_in_parts = True
    return ""


def on_asset(headers: Any, _path: str, _url: str) -> None:
    """Put them on style sheets, scripts and pictures of our own as well, which never reach the application."""
    for name, value in _ALWAYS.items():
        headers[name] = value
    headers["Content-Security-Policy"] = "default-src 'none'; style-src 'self'; sandbox"
