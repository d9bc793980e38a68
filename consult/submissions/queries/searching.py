"""Searching what was published: ids first, by the index of words, and never more of them than are needed.

Words are stored as PostgreSQL's `tsvector` in a narrow table that a trigger keeps (comment_words). What a reader types
is understood as by a search engine: words, "phrases", -excluded, OR.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, Text, and_, cast, func, literal, select, text, tuple_
from sqlalchemy.dialects.postgresql import TSQUERY

from consult.core.database import db, table
from consult.submissions.models import CommentWords

MOST_COUNTED = 10_000
"""A search is counted up to here; beyond it the number is "more than 10,000"."""

LOOKED_THROUGH = 100_000
"""Comments with all words of a phrase in which it is looked for; each has to be read."""

RECENT = 20_000
"""Comments read one by one in the order asked for, before all that were found are sorted."""

_STORED = table(CommentWords).c
_SIMPLE = text("'simple'::regconfig")


def _typed(words: str) -> ColumnElement[Any]:
    return func.websearch_to_tsquery(_SIMPLE, words)


def _can_use_index(words: str) -> ColumnElement[bool]:
    """Whether the index knows where to begin: not where words are only excluded, which would read every comment."""
    return func.querytree(_typed(words)).not_in(["", "T"])


def has_words(words: str) -> ColumnElement[bool]:
    """That a row of comment_words has these words; never where they only exclude some."""
    return and_(_STORED.words.op("@@")(_typed(words)), _can_use_index(words))


def ids_with(consultation_id: int, words: str) -> Select[Any]:
    """The ids of the published comments of a consultation that have these words."""
    return select(_STORED.comment_id).where(_STORED.consultation_id == consultation_id, has_words(words))


@dataclass(frozen=True)
class Found:
    """What a search found."""

    ids: Sequence[int]
    """Of one page and one more, in the order asked for."""
    count: int
    """At most MOST_COUNTED and one."""
    is_partial: bool
    """Whether a phrase was looked for in only LOOKED_THROUGH of the comments that have its words."""


def search(
    consultation_id: int,
    words: str,
    *,
    among: Select[Any] | None = None,
    by_place: bool = False,
    start: Sequence[Any] | None = None,
    size: int,
) -> Found:
    """The page of `size` after `start` (the sort values of the last row before it) among the comments with `words`.

    `among` selects the ids that other filters leave. Sorted by place, or by posting with the newest first.
    """
    matches = select(_STORED.comment_id, _STORED.posted_at, _STORED.place_order)
    matches = matches.where(_STORED.consultation_id == consultation_id)
    if among is not None:
        matches = matches.where(_STORED.comment_id.in_(among))
    order = _Order(by_place, start, size + 1)
    found = _counted(matches, words, order)
    if found.count <= MOST_COUNTED or found.is_partial:
        return found
    ids = _recent(matches, words, order)
    return Found(ids if len(ids) > size else _sorted(matches, words, order), found.count, False)


@dataclass(frozen=True)
class _Order:
    """An order, where in it a page starts, and how many rows are wanted."""

    by_place: bool
    start: Sequence[Any] | None
    wanted: int

    def ids(self, of: Any) -> Select[Any]:
        """The ids of the wanted rows `of` a table or subquery."""
        return self.sorted(select(of.comment_id), of).limit(self.wanted)

    def sorted(self, rows: Select[Any], of: Any) -> Select[Any]:
        """`rows`, sorted by what they have of `of`, from the start on."""
        by = (of.place_order if self.by_place else of.posted_at, of.comment_id)
        if self.start is not None:
            reached, begins = tuple_(*by), tuple_(*self.start)
            rows = rows.where(reached > begins if self.by_place else reached < begins)
        return rows.order_by(*(one if self.by_place else one.desc() for one in by))


def _counted(matches: Select[Any], words: str, order: _Order) -> Found:
    """Count as far as MOST_COUNTED, and take the page of what was counted; in one statement."""
    looked: Any = literal(0)
    found = matches.where(has_words(words))
    if not words.replace(" ", "").isalnum():
        candidates = _candidates(matches, words)
        found = select(candidates).where(candidates.c.words.op("@@")(_typed(words)))
        looked = select(func.count()).select_from(candidates).scalar_subquery()
    few = _apart(found.limit(MOST_COUNTED + 1), "few")
    count = select(func.count()).select_from(few).scalar_subquery()
    row = db.session.execute(select(count, looked, func.array(order.ids(few.c).scalar_subquery()))).one()
    return Found(row[2], row[0], row[1] >= LOOKED_THROUGH)


def _candidates(matches: Select[Any], words: str) -> CTE:
    """Comments in which a phrase may stand: the index knows of words alone, and each has to be read for the rest."""
    loose = cast(func.regexp_replace(cast(_typed(words), Text), "<(-|[0-9]+)>", "&", "g"), TSQUERY)
    with_words = matches.add_columns(_STORED.words).where(
        _STORED.words.op("@@")(loose), _can_use_index(words)
    )
    return _apart(with_words.limit(LOOKED_THROUGH), "candidates")


def _recent(matches: Select[Any], words: str, order: _Order) -> Sequence[int]:
    """The page, looked for in the first RECENT comments of the order: common words are there."""
    first = order.sorted(matches.add_columns(_STORED.words), _STORED).limit(RECENT).subquery("first")
    with_words = order.ids(first.c).where(first.c.words.op("@@")(_typed(words)))
    return db.session.execute(with_words).scalars().all()


def _sorted(matches: Select[Any], words: str, order: _Order) -> Sequence[int]:
    """The page of all that match, however many: for words that are common, but not in the first comments."""
    every = _apart(matches.where(has_words(words)), "every")
    return db.session.execute(order.ids(every.c)).scalars().all()


def _apart(rows: Select[Any], name: str) -> CTE:
    """`rows` found before anything else: else PostgreSQL may walk through all comments by date and look into each."""
    return rows.cte(name).prefix_with("MATERIALIZED", dialect="postgresql")
