"""Numbers in addresses and fields: only those that the database can compare; a greater one is an address of nothing."""

from flask import Flask
from werkzeug.routing import IntegerConverter, ValidationError

LONGEST = 18
"""Digits of a number in an address; any number of so many is a bigint."""


def number_in(text: str) -> int | None:
    """The whole number that `text` is, in plain digits, or None where it is none that the database can compare."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= LONGEST else None


class Number(IntegerConverter):
    """`<int:…>` of every rule."""

    def to_python(self, value: str) -> int:
        """The number, or no such address."""
        if len(value) > LONGEST:
            raise ValidationError
        return int(super().to_python(value))


def register(app: Flask) -> None:
    """Have every rule of `app` read its numbers so; before any rule is added."""
    app.url_map.converters["int"] = Number
