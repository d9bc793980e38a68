"""What a reader types into a search, as PostgreSQL's `tsquery`: words, "phrases", -excluded, OR."""

import re
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select, text

from consult.core.database import db
from consult.core.folding import APOSTROPHES

_SIMPLE = text("'simple'::regconfig")

_LINE = re.compile(r'-[^\w"]*-')
"""Hyphens with no word between them, as in a line drawn between paragraphs: PostgreSQL takes each for "not", and
refuses more than 32."""


_APOSTROPHE = re.compile(rf"(?<=\w)['{re.escape(APOSTROPHES)}](?=\w)")

_WRITTEN = ("'", "\u2019", "\u02bc", "\u2018")
"""Apostrophes with which texts are written, the usual ones first."""


def joined_signs() -> list[str]:
    """That PostgreSQL takes a quotation mark beyond ASCII for a letter, as with LC_CTYPE "C": one line, or none. A
    search finds no word beside such a mark then."""
    found = select(func.to_tsvector(_SIMPLE, "\u201cseed\u201d").op("@@")(func.to_tsquery(_SIMPLE, "seed")))
    trouble = "searches find no word beside a quotation mark: the database needs LC_CTYPE 'C.UTF-8'"
    return [] if db.session.execute(found).scalar_one() else [trouble]


def query(words: str) -> ColumnElement[Any]:
    """The `tsquery` of `words`, whatever was typed; a word with an apostrophe is found however the text writes that."""
    typed = _LINE.sub(" ", words)
    signs = _WRITTEN if _APOSTROPHE.search(typed) else ("",)
    found = [func.websearch_to_tsquery(_SIMPLE, _APOSTROPHE.sub(sign, typed)) for sign in signs]
    whole: ColumnElement[Any] = found[0]
    for more in found[1:]:
        whole = whole.op("||")(more)
    return whole


def matches(vector: ColumnElement[Any], words: str) -> ColumnElement[bool]:
    """That a `tsvector` has these words; never where they only exclude some: no index knows where to begin then, and
    every row would be read."""
    return and_(vector.op("@@")(query(words)), has_beginning(words))


def has_beginning(words: str) -> ColumnElement[bool]:
    """Whether an index knows where to begin."""
    return func.querytree(query(words)).not_in(["", "T"])
