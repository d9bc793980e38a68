"""What someone typed before they had to sign in: shown to them again, and carried over the sign-in where that is safe.

It is carried only to views that say so (none of staff, none for the settings of an account), only if we had made the
form for someone, and only to that same person. What is carried is signed: no one puts words into it.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import current_app, request, session
from flask.typing import ResponseReturnValue
from itsdangerous import BadData, URLSafeTimedSerializer

from consult.web import signing
from consult.web.language_addresses import here
from consult.web.request_sizes import VALUE, sent

LONGEST = 400_000
"""Characters that are carried at most, signed and packed."""

LIFE = 60 * 60 * 24
"""Seconds for which they are."""

SECRETS = frozenset({"password", "present"})
"""Names of the fields of passwords, which no page ever shows again."""

TOKEN = "csrf_token"  # noqa: S105 -- the name of a field

View = Callable[..., ResponseReturnValue]


@dataclass(frozen=True)
class CarriedForm:
    """Fields of a form (name, value) and the address that they go to."""

    path: str
    fields: list[tuple[str, str]]


def carries_typed(view: View) -> View:
    """Have what was typed for `view` carried over a sign-in: only where people send words of their own."""
    view.carries_typed = True  # type: ignore[attr-defined]
    return view


def mark_forms_of(reader: int) -> None:
    """Have the forms made in this session say, in their token, for whom they were made."""
    session[TOKEN] = f"{reader}.{secrets.token_hex(20)}"


def typed(*, with_token: bool = False) -> list[tuple[str, str]]:
    """(name, value) of what the form of this request has, without passwords, and without its token unless asked for."""
    hidden = SECRETS if with_token else SECRETS | {TOKEN}
    return [(name, value) for name, value in sent() if name not in hidden]


def signed() -> str:
    """What was typed, signed, with where it goes and whose it is; "" where it is not to be carried."""
    view: Any = current_app.view_functions.get(request.endpoint or "")
    reader = _reader_of(next((value[:VALUE] for name, value in sent() if name == TOKEN), ""))
    if not getattr(view, "carries_typed", False) or reader is None:
        return ""
    words = str(_signer().dumps([reader, here(query=True), typed()]))
    return words if len(words) <= LONGEST else ""


def opened(words: str | None, reader: int | None = None) -> CarriedForm | None:
    """What `signed` made, if it is whole and not old; with `reader`, only if it is theirs."""
    try:
        whose, path, fields = _signer().loads(words or "", max_age=LIFE)
    except BadData:
        return None
    is_theirs = reader is None or str(reader) == whose
    return CarriedForm(path, [(name, value) for name, value in fields]) if is_theirs else None


def _reader_of(token: str) -> str | None:
    """For whom a form was made that has this token; None for a visitor's, and for a token that is not ours."""
    signer = signing.serializer(signing.TOKENS)
    life = int(current_app.permanent_session_lifetime.total_seconds())
    try:
        reader, dot, _secret = str(signer.loads(token, max_age=life)).partition(".")
    except BadData:
        return None
    return reader if dot else None


def _signer() -> URLSafeTimedSerializer:
    return signing.serializer("carried over a sign-in")
