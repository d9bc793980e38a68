"""The words of drafts as searches find them: as they are written, and by their stems where PostgreSQL has these.

"Standards" finds "standard" by the stem, and the beginning of a word finds the word. Chinese and Japanese put no blanks
between words: each of their signs is stored as a word, and what is typed is looked for as a row of them, so that any
part of a text is found.
"""

import re
from typing import Any

from sqlalchemy import ColumnElement, case, cast, func, insert, literal_column, select
from sqlalchemy.dialects.postgresql import REGCONFIG

from consult.core.database import db
from consult.core.folding import fold, folded
from consult.drafts.models import Block, BlockWords, Version

DICTIONARIES = {
    "ar": "arabic", "da": "danish", "de": "german", "en": "english", "es": "spanish", "fi": "finnish", "fr": "french",
    "hu": "hungarian", "it": "italian", "nl": "dutch", "no": "norwegian", "pt": "portuguese", "ro": "romanian",
    "ru": "russian", "sv": "swedish", "tr": "turkish",
}  # fmt: skip
"""Languages whose stems PostgreSQL finds, and the name it has for each."""

LONGEST = 100_000
"""Characters of one passage that are searched; a `tsvector` holds no more than a megabyte."""

FEWEST = 3
"""Latin letters that can be the beginning of a word: with fewer, nearly every passage would be found."""

_SIMPLE: ColumnElement[Any] = literal_column("'simple'::regconfig")

_SIGNS = "([\u3040-\u30ff\u3400-\u9fff])"
"""Kana and Han."""


def _dictionary() -> ColumnElement[Any]:
    """The dictionary of a version; the one without stems where there is none for its language."""
    tag = func.left(Version.language, 2)
    named = case(*((tag == code, name) for code, name in DICTIONARIES.items()), else_="simple")
    return cast(named, REGCONFIG)


def store(version_id: int) -> None:
    """Store the words of this version for searches. A second call changes nothing."""
    text = func.left(func.concat_ws(" ", func.nullif(Block.title, Block.text), Block.text), LONGEST)
    apart = func.regexp_replace(func.replace(folded(text), "-", " "), _SIGNS, r" \1 ", "g")
    words = func.to_tsvector(_SIMPLE, apart)
    stems = func.to_tsvector(_dictionary(), apart)
    rows = (
        select(Block.id, Block.version_id, words.op("||")(stems))
        .join(Version, Version.id == Block.version_id)
        .where(Block.version_id == version_id)
        .where(~select(BlockWords.block_id).where(BlockWords.block_id == Block.id).exists())
    )
    db.session.execute(insert(BlockWords).from_select(["block_id", "version_id", "words"], rows))


def queries_of(word: str) -> list[ColumnElement[Any]]:
    """The `tsquery` of a word that was typed: its beginning as it is written, and its stem in each language."""
    apart = re.sub(_SIGNS, r" \1 ", fold(word).replace("-", " "))
    letters = re.sub(r"['\\]", " ", apart)
    if not re.search(r"\w", letters):
        return []
    is_beginning = len(letters) >= FEWEST or not letters.isascii()
    written = func.to_tsquery(_SIMPLE, f"'{letters}'" + (":*" if is_beginning else ""))
    return [
        written,
        *(
            func.phraseto_tsquery(literal_column(f"'{name}'::regconfig"), letters)
            for name in DICTIONARIES.values()
        ),
    ]


def has_all(words: list[str]) -> ColumnElement[bool] | None:
    """That a passage has every one of `words`; None where none of them has a letter or digit."""
    asked = [queries_of(word) for word in words]
    found = [_any_of(forms) for forms in asked if forms]
    if not found:
        return None
    query = found[0]
    for more in found[1:]:
        query = query.op("&&")(more)
    return BlockWords.words.op("@@")(query)


def _any_of(forms: list[ColumnElement[Any]]) -> ColumnElement[Any]:
    query = forms[0]
    for more in forms[1:]:
        query = query.op("||")(more)
    return query.self_group()
