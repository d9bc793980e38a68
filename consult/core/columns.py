"""Kinds of columns that are more than their SQL type."""

from typing import Any

from markupsafe import Markup
from sqlalchemy import Text
from sqlalchemy.types import TypeDecorator

from consult.core.declarations import declare


class CleanHtml(TypeDecorator[Markup]):
    """A column of HTML that `markup` has cleaned; read back as Markup.

    `source` is the name in `agenda.STORED_HTML` of what makes it again; None where it stays as it was made.
    """

    impl = Text
    cache_ok = True

    def __init__(self, *, source: str | None) -> None:
        super().__init__()
        self.source = source
        if source is not None:
            declare("STORED_HTML", source)

    def process_bind_param(self, value: Any, dialect: Any) -> str | None:
        """Only what `markup` declared clean may be written."""
        if value is not None and not isinstance(value, Markup):
            raise TypeError("only consult.core.markup makes text that goes into a CleanHtml column")
        return None if value is None else str(value)

    def result_processor(self, dialect: Any, coltype: Any) -> Any:
        """It was clean when it was written. One call for each value, where `process_result_value` makes two."""
        return _as_markup


def _as_markup(value: Any) -> Markup | None:
    return None if value is None else Markup(value)  # noqa: S704 -- cleaned on the way in
