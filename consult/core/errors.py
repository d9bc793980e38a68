"""What may go wrong, in words of the field; the web package maps each to a status and a page.

A message is an English sentence marked with `N_` where it is written; `values` fill its %(named)s places
after translation, once the marked words among them (`words.Word`, or lists of them) are translated.
"""

from typing import Any

from consult.core.translatable import filling


class DomainError(Exception):
    """Something a person asked for cannot be."""

    def __init__(self, message: str = "", **values: Any) -> None:
        filled = {name: filling(one) for name, one in values.items()}
        super().__init__(message % filled if filled else message)
        self.message = message
        self.values = values


class NotFound(DomainError):
    """It does not exist, or not for these eyes."""


class NotPermitted(DomainError):
    """It exists, and this person may not."""


class NotPossible(DomainError):
    """The person may, but not now, or not like this."""


class Conflict(NotPossible):
    """Someone else was faster, or the thing changed meanwhile; nothing was lost."""


class Throttled(DomainError):
    """Too many tries; `seconds` says when the next one is welcome."""

    def __init__(self, message: str, seconds: int, **values: Any) -> None:
        super().__init__(message, **values)
        self.seconds = seconds
