"""The words of drafts as searches find them: as they are written, and by their stems where PostgreSQL has these.

"Standards" finds "standard" by the stem, and the beginning of a word finds the word. Chinese and Japanese put no blanks
between words: each of their signs is stored as a word, and what is typed is looked for as a row of them, so that any
part of a text is found.
"""

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Text, case, cast, func, insert, literal, literal_column, select
from sqlalchemy.dialects.postgresql import REGCONFIG, TSQUERY, TSVECTOR

from consult.core import searching
from consult.core.database import db
from consult.core.folding import folded
from consult.core.stems import ARTICLE, DICTIONARIES, PLURAL, SIGNS, apart
from consult.drafts.models import Block, BlockWords, Version

LONGEST = 100_000
"""Characters of one passage that are searched; a `tsvector` holds no more than a megabyte."""

FEWEST = 3
"""Latin letters that can be the beginning of a word: with fewer, nearly every passage would be found."""

_SIMPLE: ColumnElement[Any] = literal_column("'simple'::regconfig")


def _dictionary() -> ColumnElement[Any]:
    """The dictionary of a version; the one without stems where there is none for its language."""
    tag = func.left(Version.language, 2)
    named = case(*((tag == code, name) for code, name in DICTIONARIES.items()), else_="simple")
    return cast(named, REGCONFIG)


def store(version_id: int) -> None:
    """Store the words of this version for searches. A second call changes nothing."""
    text = func.left(func.concat_ws(" ", func.nullif(Block.title, Block.text), Block.text), LONGEST)
    words_ = func.regexp_replace(func.replace(folded(text), "-", " "), SIGNS, r" \1 ", "g")
    words = func.to_tsvector(_SIMPLE, words_)
    stems = func.to_tsvector(_dictionary(), words_)
    without_article = func.regexp_replace(words_, ARTICLE, r"\2", "g")
    bare = func.to_tsvector(_SIMPLE, func.regexp_replace(without_article, PLURAL, r"\1", "g"))
    is_arabic = func.left(Version.language, 2) == "ar"
    rows = (
        select(
            Block.id,
            Block.version_id,
            words.op("||")(stems).op("||")(case((is_arabic, bare), else_=cast("", TSVECTOR))),
        )
        .join(Version, Version.id == Block.version_id)
        .where(Block.version_id == version_id)
        .where(~select(BlockWords.block_id).where(BlockWords.block_id == Block.id).exists())
    )
    db.session.execute(insert(BlockWords).from_select(["block_id", "version_id", "words"], rows))


def queries_of(words: Sequence[str]) -> Sequence[ColumnElement[Any] | None]:
    """The `tsquery` of each word that was typed: its beginning as it is written, and what has the same stem in a
    language; None where it has no letter or digit. One statement."""
    return [_query_of(word, forms) for word, forms in zip(words, searching.queries(words), strict=True)]


def _query_of(word: str, forms: str) -> ColumnElement[Any] | None:
    letters = re.sub(r"['\\]", " ", apart(word))
    if not re.search(r"\w", letters):
        return None
    is_beginning = len(letters) >= FEWEST or not letters.isascii()
    written: ColumnElement[Any] = func.to_tsquery(_SIMPLE, f"'{letters}'" + (":*" if is_beginning else ""))
    return written.op("||")(cast(literal(forms, Text()), TSQUERY)).self_group() if forms else written


def has_all(queries: Sequence[ColumnElement[Any] | None]) -> ColumnElement[bool] | None:
    """That a passage has what every one of `queries` asks for; None where there is none."""
    query = _joined("&&", queries)
    return None if query is None else BlockWords.words.op("@@")(query)


def any_of(queries: Sequence[ColumnElement[Any] | None]) -> ColumnElement[Any] | None:
    """The `tsquery` of what has one of `queries`; None where there is none."""
    return _joined("||", queries)


def _joined(sign: str, queries: Sequence[ColumnElement[Any] | None]) -> ColumnElement[Any] | None:
    found = [query for query in queries if query is not None]
    if not found:
        return None
    whole = found[0]
    for more in found[1:]:
        whole = whole.op(sign)(more)
    return whole.self_group()
