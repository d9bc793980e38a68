"""How much of a request is read: limits on addresses, headers, fields and their values, before anything works on them.

Fields of forms have a limit each (see `limit_of`), which web.forms checks before it cleans or validates them. All else
that a view reads out of a form has one limit, which reading it checks. An argument is no longer than its address.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import IO, Any

from flask import Flask, abort, request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    Field,
    FileField,
    HiddenField,
    IntegerField,
    MultipleFileField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    SubmitField,
    TimeField,
)
from wtforms.validators import Length

ADDRESS = 10_000
"""Characters of a path with its query string; views cut what they look for."""

HEADER = 8_000
"""Characters of one header, cookies among them."""

FIELDS = 10_000
"""Fields of one form, or values of one name."""

VALUE = 1_000
"""Characters of what a view reads by its name: the button that was pressed, a mark."""

SLACK = 3
"""So many times as long may a text be before it is cleaned: ends of lines, blanks and marks above letters go."""


@dataclass(frozen=True)
class Limit:
    """Of one field: characters of each value, and values. Pages send marks of several things under one name."""

    characters: int
    values: int = FIELDS


_BY_KIND: dict[type[Field], Limit] = {
    BooleanField: Limit(20),
    SubmitField: Limit(200),
    IntegerField: Limit(18),
    DecimalField: Limit(30),
    DateField: Limit(30),
    TimeField: Limit(30),
    RadioField: Limit(200),
    SelectMultipleField: Limit(200, 500),
    SelectField: Limit(200),
    HiddenField: Limit(VALUE),
    MultipleFileField: Limit(1_000, 100),
    FileField: Limit(1_000),
}


def limit_of(field: Any) -> Limit:
    """How long what is sent for `field` may be. Raises TypeError for a text whose validators do not limit it."""
    longest = [check.max for check in field.validators if isinstance(check, Length) and check.max >= 0]
    if longest:
        is_cleaned = isinstance(field, StringField) and not isinstance(field, HiddenField | PasswordField)
        return Limit(min(longest) * (SLACK if is_cleaned else 1))
    limit = _limit_of_kind(field.__class__)
    if limit is None:
        raise TypeError(f"{type(field).__name__} {field.name} has no limit: give it Length(max=…)")
    return limit


@cache
def _limit_of_kind(kind: type[Field]) -> Limit | None:
    return next((limit for of, limit in _BY_KIND.items() if issubclass(kind, of)), None)


def is_within(values: list[Any], limit: Limit) -> bool:
    """Whether all `values` sent for a field are within its limit; files are measured by others."""
    texts = [value for value in values if isinstance(value, str)]
    return len(values) <= limit.values and all(len(text) <= limit.characters for text in texts)


class LimitedFields(ImmutableMultiDict[str, Any]):
    """What was sent, for views that read it by name: a longer value than VALUE ends the request."""

    def __getitem__(self, key: str) -> Any:
        """The first value of a name."""
        return _short(super().__getitem__(key))

    def getlist(self, key: str, *args: Any, **kwargs: Any) -> list[Any]:
        """All values of a name."""
        return [_short(value) for value in super().getlist(key, *args, **kwargs)]

    def whole_values(self, key: str) -> list[Any]:
        """All values of a name, without a limit."""
        return super().getlist(key)

    def whole(self) -> MultiDict[str, Any]:
        """The same without a limit, for forms, which have their own."""
        return MultiDict(self.pairs())

    def pairs(self) -> Iterable[tuple[str, Any]]:
        """Every name with each of its values, without a limit, to be shown as it was sent."""
        return super().items(multi=True)


def _short(value: Any) -> Any:
    if isinstance(value, str) and len(value) > VALUE:
        raise RequestEntityTooLarge
    return value


def beginning(sent: Any, name: str, most: int) -> str:
    """The first `most` characters of what `sent` (the form or the arguments of a request) has under `name`; "" for
    nothing. For what has to be shown whatever was sent."""
    values = sent.whole_values(name) if isinstance(sent, LimitedFields) else sent.getlist(name)
    return str(values[0])[:most] if values else ""


def sent() -> list[tuple[str, str]]:
    """Every field of the form of this request with each of its values, whole, to be shown as it was sent; none of a
    form that is refused."""
    try:
        return list(_pairs(request.form))
    except HTTPException:
        return []


def _pairs(form: Any) -> Iterable[tuple[str, str]]:
    return form.pairs() if isinstance(form, LimitedFields) else form.items(multi=True)


def held_back(stream: IO[bytes], most: int | None) -> BytesIO:
    """An encoded form that is read whole: no more than `most` bytes and FIELDS fields. Raises RequestEntityTooLarge."""
    body = stream.read() if most is None else stream.read(most + 1)
    if (most is not None and len(body) > most) or body.count(b"&") >= FIELDS:
        raise RequestEntityTooLarge
    return BytesIO(body)


def register(app: Flask) -> None:
    """Have `app` refuse addresses and headers that are too long."""

    @app.before_request
    def refuse_what_is_too_long() -> None:
        if len(request.full_path) > ADDRESS:
            abort(414)
        if any(len(value) > HEADER for name, value in request.environ.items() if name.startswith("HTTP_")):
            abort(431)
