"""What may go wrong, in words of the field; the web package maps each to a status and a page.

A message is an English sentence marked with `N_` where it is written; `values` fill its %(named)s places
after translation, once the marked words among them (`words.Word`, or lists of them) are translated.
"""

from typing import Any

from consult.core.translatable import filling, nN_


class DomainError(Exception):
    """Something a person asked for cannot be done; `message` is marked, with placeholders for `values`."""

    def __init__(self, message: str = "", **values: Any) -> None:
        filled = {name: filling(one) for name, one in values.items()}
        super().__init__(message % filled if filled else message)
        self.message = message
        self.values = values


class NotFound(DomainError):
    """The object does not exist, or this user may not know that it does (404)."""


class NotPermitted(DomainError):
    """The object exists, and this person may not do this with it (403)."""


class NotPossible(DomainError):
    """This person may do this, but not now, or not in this way (409)."""


def too_long(most: int) -> NotPossible:
    """The error of a text with more than so many characters."""
    sentence = nN_(
        "This is longer than %(most)s character.", "This is longer than %(most)s characters.", most
    )
    return NotPossible(sentence, most=most)


class Conflict(NotPossible):
    """Another request changed the object first. Nothing is saved (409)."""


class Throttled(DomainError):
    """Too many tries; `seconds` says when the next one is welcome."""

    def __init__(self, message: str, seconds: int, **values: Any) -> None:
        super().__init__(message, **values)
        self.seconds = seconds
