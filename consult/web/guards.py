"""Guards: every view says who may open it.

`require(policy.action, thing)` or `open_to_all()`; a view that answered without saying either is a mistake, and in
development and tests it raises (see `check_guards`).
"""

from typing import Any

from flask import Flask, Response, g, request
from flask_login import current_user

from consult.core.errors import NotPermitted
from consult.core.permissions import Predicate, may, permitted


class SignInNeeded(NotPermitted):
    """No one is signed in; the reader may be permitted once they are."""


_NOT_ASKED = object()


def me() -> Any:
    """The person who is signed in, or None; asked of Flask-Login once in a request."""
    found = g.get("person", _NOT_ASKED)
    if found is _NOT_ASKED:
        user = current_user._get_current_object()
        found = g.person = user if user.is_authenticated else None
    return found


def open_to_all() -> None:
    """Declare that anyone may open this view."""
    g.permission = "open to all"


def require(predicate: Predicate, thing: Any = None) -> None:
    """Declare that `predicate(me(), thing)` guards this view. Raises NotPermitted, or SignInNeeded for a visitor."""
    g.permission = f"{predicate.__module__}.{predicate.__name__}"
    user = me()
    if not predicate(user, thing):
        raise NotPermitted if user is not None else SignInNeeded


def may_i(verb: str, thing: Any = None) -> bool:
    """Whether the person at the page may do `action` ("<package>.<action>") to `thing` now; for buttons."""
    return may(verb, me(), thing)


def am_permitted(verb: str, thing: Any = None) -> bool:
    """Whether policy lets the person at the page do `action`, whatever the moment; for links to pages."""
    return permitted(verb, me(), thing)


def check_guards(app: Flask) -> None:
    """Raise when a view of `app` answered without declaring who may open it (development and tests)."""

    @app.after_request
    def _declares_who_may_open_it(answer: Response) -> Response:
        if request.endpoint and answer.status_code < 400 and not hasattr(g, "permission"):
            raise AssertionError(f"{request.endpoint} answered without saying who may open it")
        return answer
