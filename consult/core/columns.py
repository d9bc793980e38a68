"""Kinds of columns that are more than their SQL type."""

from typing import Any

from markupsafe import Markup
from sqlalchemy import Text
from sqlalchemy.types import TypeDecorator


class CleanHtml(TypeDecorator[Markup]):
    """A column of HTML that `markup` has cleaned; read back as Markup."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> str | None:
        """Only what `markup` declared clean may be written."""
        if value is not None and not isinstance(value, Markup):
            raise TypeError("only consult.core.markup makes text that goes into a CleanHtml column")
        return None if value is None else str(value)

    def process_result_value(self, value: Any, dialect: Any) -> Markup | None:
        """It was clean when it was written."""
        return None if value is None else Markup(value)  # noqa: S704 -- cleaned on the way in
