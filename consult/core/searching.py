"""What a reader types into a search, as PostgreSQL's `tsquery`: words, "phrases", -excluded, OR.

A word finds what is written like it when both are folded (core.folding), and what has the same stem in one of the
languages whose stems PostgreSQL knows; the stored words have the stems of their own language. A phrase finds these very
words, one after the other; so does a row of signs in Chinese or Japanese, unless no text has it (`Query.relaxed`).
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Text, cast, false, func, literal, select, text
from sqlalchemy.dialects.postgresql import TSQUERY

from consult.core.database import db
from consult.core.stems import DICTIONARIES, SIGNS, apart, bare_forms

_SIMPLE = text("'simple'::regconfig")


def joined_signs() -> list[str]:
    """That PostgreSQL takes a quotation mark beyond ASCII for a letter, as with LC_CTYPE "C": one line, or none. A
    search finds no word beside such a mark then."""
    found = select(func.to_tsvector(_SIMPLE, "\u201cseed\u201d").op("@@")(func.to_tsquery(_SIMPLE, "seed")))
    trouble = "searches find no word beside a quotation mark: the database needs LC_CTYPE 'C.UTF-8'"
    return [] if db.session.execute(found).scalar_one() else [trouble]


FEWEST = 3
"""Latin letters of a stem."""


@dataclass(frozen=True)
class Query:
    """What was typed, for PostgreSQL."""

    text: str
    """A `tsquery`; "" where nothing can be found: without a word, or where words are only excluded. No index knows
    where to begin then, and every row would be read."""
    loose: str
    """The same with the words of each phrase in any order, and without excluded phrases: it finds more."""

    relaxed: str = ""
    """The same with the signs of each row in any order, quoted phrases as they are; "" without a row of signs. For
    where `text` finds nothing: Chinese and Japanese may have a sign more between two words."""

    @property
    def has_phrase(self) -> bool:
        """Whether words have to follow one another: an index knows of words alone."""
        return self.text != self.loose


def matches(vector: ColumnElement[Any], query_: str) -> ColumnElement[bool]:
    """That a `tsvector` has what the text of a `tsquery` asks for; never where that is empty."""
    return vector.op("@@")(cast(literal(query_, Text()), TSQUERY)) if query_ else false()


@dataclass(frozen=True)
class _Term:
    """A word or a phrase that was typed."""

    is_excluded: bool
    phrase: str = ""
    """What has to stand in this order; "" where each of `parts` is looked for."""
    parts: Sequence[str] = ()
    is_row: bool = False
    """Whether the phrase is a row of signs that no one put in quotation marks."""


_TYPED = re.compile(r'(?P<no>(?<!\S)-)?"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+)')


def query(words: str) -> Query:
    """The query of `words`, whatever was typed; one statement, none where no word was typed."""
    groups = _groups(list(_TYPED.finditer(words)))
    forms = _forms({one for group in groups for term in group for one in (term.phrase, *term.parts)} - {""})
    found = [[(term, text) for term in group if (text := _text(term, forms))] for group in groups]
    found = [group for group in found if group]
    if not found or not all(any(not term.is_excluded for term, _text in group) for group in found):
        return Query("", "")
    text = _joined(" | ", (_joined(" & ", (text for _term, text in group)) for group in found))
    relaxed = _joined(" | ", (_joined(" & ", map(_relaxed, group)) for group in found))
    loose = _joined(" | ", (_joined(" & ", map(_loose, group)) for group in found))
    return Query(text, loose, relaxed if relaxed != text else "")


def queries(words: Sequence[str]) -> Sequence[str]:
    """The `tsquery` of each of these words, whatever signs stand around it, "" where one has no letter or digit; one
    statement, none without words."""
    terms = [_word(word, is_excluded=False) for word in words]
    forms = _forms({one for term in terms for one in (term.phrase, *term.parts)} - {""})
    return [_text(term, forms) for term in terms]


def _groups(typed: Sequence[re.Match[str]]) -> Sequence[Sequence[_Term]]:
    """The terms, those before and after an OR apart. What could be an OR is a word at the beginning and at the end."""
    groups: list[list[_Term]] = [[]]
    for at, found in enumerate(typed):
        is_or = (found["word"] or "").lower() == "or"
        if is_or and groups[-1] and at < len(typed) - 1:
            groups.append([])
        else:
            groups[-1].append(_term(found))
    return groups


def _term(found: re.Match[str]) -> _Term:
    if found["word"] is None:
        return _Term(found["no"] is not None, phrase=apart(found["phrase"]))
    return _word(found["word"], is_excluded=re.match(r"-\w", found["word"]) is not None)


def _word(typed: str, *, is_excluded: bool) -> _Term:
    plain = apart(typed)
    parts = re.findall(r"[^\s']+", plain)
    if len(parts) > 1 and re.search(rf"{SIGNS}|\d", plain):
        return _Term(is_excluded, phrase=plain, is_row=re.search(SIGNS, plain) is not None)
    # a single letter before or after an apostrophe is a word of its own, an article say
    return _Term(is_excluded, parts=[part for part in parts if len(part) > 1] or parts)


class _Forms(NamedTuple):
    """A word as a `tsquery`: as it is written, and the forms by which it is found."""

    written: str
    all: Sequence[str]


_STEMS = text("""
SELECT typed, CAST(phraseto_tsquery('simple', typed) AS text), ARRAY(
    SELECT DISTINCT CAST(plainto_tsquery(CAST(dictionary AS regconfig), typed) AS text)
    FROM unnest(CAST(:dictionaries AS text[])) AS dictionary
)
FROM unnest(CAST(:words AS text[])) AS typed
""")


def _forms(words: Collection[str]) -> Mapping[str, _Forms]:
    """What PostgreSQL makes of each of `words`."""
    if not words:
        return {}
    bare = {word: bare_forms(word) for word in words}
    asked = sorted({*words, *(form for forms in bare.values() for form in forms)})
    rows = db.session.execute(_STEMS, {"words": asked, "dictionaries": sorted(set(DICTIONARIES.values()))})
    found = {word: (phrase, others) for word, phrase, others in rows}
    return {
        word: _Forms(
            phrase,
            sorted({phrase, *(found[form][0] for form in bare[word]), *filter(_is_long, others)} - {""}),
        )
        for word, (phrase, others) in found.items()
        if word in words
    }


def _is_long(stem: str) -> bool:
    """Whether a stem is unlikely to be a common short word of another language: "se", say, of "seed" as Spanish."""
    return len(stem) >= FEWEST + 2 or not stem.isascii()


def _text(term: _Term, forms: Mapping[str, _Forms]) -> str:
    if term.phrase:
        text = forms[term.phrase].written
    else:
        text = _joined(" & ", (_joined(" | ", forms[part].all) for part in term.parts))
    return f"!( {text} )" if text and term.is_excluded else text


_ADJACENT = re.compile(r"<(?:-|[0-9]+)>(?=(?:[^']*'[^']*')*[^']*$)")
"""What stands between the words of a phrase, outside of quotation marks."""


def _loose(found: tuple[_Term, str]) -> str:
    term, text = found
    loose = _ADJACENT.sub("&", text)
    return "" if term.is_excluded and loose != text else loose


def _relaxed(found: tuple[_Term, str]) -> str:
    term, text = found
    return _ADJACENT.sub("&", text) if term.is_row and not term.is_excluded else text


def _joined(sign: str, texts: Iterable[str]) -> str:
    """The texts, each once, in brackets where they are several."""
    each = list(dict.fromkeys(text for text in texts if text))
    return sign.join(f"( {text} )" for text in each) if len(each) > 1 else "".join(each)
