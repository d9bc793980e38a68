"""What a reader types into a search, as PostgreSQL's `tsquery`: words, "phrases", -excluded, OR."""

import re
from typing import Any

from sqlalchemy import ColumnElement, func, text

_SIMPLE = text("'simple'::regconfig")

_LINE = re.compile(r'-[^\w"]*-')
"""Hyphens with no word between them, as in a line drawn between paragraphs: PostgreSQL takes each for "not", and
refuses more than 32."""


def query(words: str) -> ColumnElement[Any]:
    """The `tsquery` of `words`, whatever was typed."""
    return func.websearch_to_tsquery(_SIMPLE, _LINE.sub(" ", words))


def has_beginning(asked: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether an index knows where to begin: not where words are only excluded, which would read every row."""
    return func.querytree(asked).not_in(["", "T"])
