"""Searching what was published: ids first, by one index of words and facets, and never more of them than are needed.

Words are stored as PostgreSQL's `tsvector`, and what filters ask for (see facets) beside them, in a narrow table that
triggers keep (comment_stems), each word as it is written and by its stem, with those of translations that the public
reads. What a reader types is understood as by a search engine: words, "phrases", -excluded, OR (core.searching).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import (
    ARRAY,
    CTE,
    ColumnElement,
    Select,
    Text,
    and_,
    false,
    func,
    literal,
    or_,
    select,
    tuple_,
    union_all,
)

from consult.core import searching
from consult.core.database import db, table
from consult.submissions.models import CommentStems
from consult.submissions.queries.facets import Facets

MOST_COUNTED = 10_000
"""A search is counted up to here; beyond it the number is "more than 10,000"."""

LOOKED_THROUGH = 100_000
"""Comments with all words of a phrase in which it is looked for; each has to be read."""

RECENT = 20_000
"""Comments read one by one in the order asked for, before all that were found are sorted."""

_STORED = table(CommentStems).c
_ORDERED = (_STORED.comment_id, _STORED.posted_at, _STORED.place_order)


def ids_with(consultation_id: int, words: str) -> Select[Any]:
    """The ids of the published comments of a consultation that have these words."""
    found = select(_STORED.comment_id).where(_STORED.consultation_id == consultation_id)
    query = searching.query(words)
    exactly = found.where(searching.matches(_STORED.words, query.text))
    if not query.relaxed:
        return exactly
    with_signs = found.where(
        searching.matches(_STORED.words, query.relaxed), ~exactly.correlate(None).exists()
    )
    return select(union_all(exactly, with_signs).subquery().c.comment_id)


@dataclass(frozen=True)
class FoundComments:
    """What a search found."""

    ids: Sequence[int]
    """Of one page and one more, in the order asked for."""
    count: int
    """Above MOST_COUNTED not always how many there are."""
    is_partial: bool
    """Whether a phrase was looked for in only LOOKED_THROUGH of the comments that have its words."""
    is_relaxed: bool = False
    """Whether no comment has a row of signs, and these are found anywhere in a comment."""


def search(
    consultation_id: int,
    words: str,
    facets: Facets,
    *,
    among: Select[Any] | None = None,
    known: int | None = None,
    by_passage: bool = False,
    start: Sequence[Any] | None = None,
    size: int,
) -> FoundComments:
    """The page of `size` after `start` (the sort values of the last row before it) among the comments with `words` and
    `facets`; without words, of those with the facets.

    `among` selects the ids that other filters leave. `known` is how many there are, where a stored count tells: what is
    known to be more than MOST_COUNTED is not counted again. Sorted by passage, or by posting with the newest first.
    """
    wanted = _SearchConditions(
        consultation_id, searching.query(words), facets, among, bool(words) or not facets
    )
    order = _Order(by_passage, start, size + 1)
    count = known or 0
    if count <= MOST_COUNTED:
        found = _counted(wanted, order)
        if found.count <= MOST_COUNTED or found.is_partial:
            return found
        count = found.count
        if found.is_relaxed:
            wanted = replace(wanted, query=searching.Query(wanted.query.relaxed, wanted.query.relaxed))
    ids = _recent(wanted, order)
    return FoundComments(ids if len(ids) > size else _sorted(wanted, order), count, False)


@dataclass(frozen=True)
class _SearchConditions:
    """What is asked for, as conditions on rows of comment_stems, or of something with its columns."""

    consultation_id: int
    query: searching.Query
    facets: Facets
    among: Select[Any] | None
    is_by_words: bool

    def rows(self, *columns: Any) -> Select[Any]:
        """`columns` of all comments of the consultation."""
        return select(*columns).where(_STORED.consultation_id == self.consultation_id)

    def with_words(self, of: Any) -> list[ColumnElement[bool]]:
        return [searching.matches(of.words, self.query.text)] if self.is_by_words else []

    def otherwise(self, of: Any) -> list[ColumnElement[bool]]:
        """What is asked for beside the words."""
        found = [of.facets.op("&&")(_texts(some)) for some in self.facets if len(some) != 1]
        if every := [one[0] for one in self.facets if len(one) == 1]:
            found.append(of.facets.op("@>")(_texts(every)))
        return [*found, *([of.comment_id.in_(self.among)] if self.among is not None else [])]

    def all_of_it(self, of: Any) -> list[ColumnElement[bool]]:
        return [*self.with_words(of), *self.otherwise(of)]


def _texts(values: Sequence[str]) -> ColumnElement[Any]:
    return literal(list(values), ARRAY(Text))


@dataclass(frozen=True)
class _Order:
    """An order, where in it a page starts, and how many rows are wanted."""

    by_passage: bool
    start: Sequence[Any] | None
    wanted: int

    def ids(self, of: Any) -> Select[Any]:
        """The ids of the wanted rows `of` a table or subquery."""
        return self.sorted(select(of.comment_id), of).limit(self.wanted)

    def sorted(self, rows: Select[Any], of: Any) -> Select[Any]:
        """`rows`, sorted by what they have of `of`, from the start on."""
        by = (of.place_order if self.by_passage else of.posted_at, of.comment_id)
        if self.start is not None:
            reached, begins = tuple_(*by), tuple_(*self.start)
            rows = rows.where(reached > begins if self.by_passage else reached < begins)
        return rows.order_by(*(one if self.by_passage else one.desc() for one in by))


def _counted(wanted: _SearchConditions, order: _Order) -> FoundComments:
    """Count as far as MOST_COUNTED, and take the page of what was counted; in one statement."""
    looked: Any = literal(0)
    is_relaxed: Any = false()
    found = wanted.rows(*_ORDERED).where(*wanted.all_of_it(_STORED))
    if wanted.query.has_phrase:
        candidates = _candidates(wanted)
        rows = candidates.c
        if wanted.query.relaxed:
            is_relaxed = ~select(rows.comment_id).where(rows.has_phrase).correlate(None).exists()
        condition = or_(rows.has_phrase, and_(rows.has_signs, is_relaxed))
        found = select(rows.comment_id, rows.posted_at, rows.place_order).where(condition)
        looked = select(func.count()).select_from(candidates).scalar_subquery()
    few = _apart(found.limit(MOST_COUNTED + 1), "few")
    count = select(func.count()).select_from(few).scalar_subquery()
    ids = func.array(order.ids(few.c).scalar_subquery())
    row = db.session.execute(select(count, looked, ids, is_relaxed)).one()
    return FoundComments(row[2], row[0], row[1] >= LOOKED_THROUGH, row[3])


def _candidates(wanted: _SearchConditions) -> CTE:
    """Comments in which a phrase may stand: the index knows of words alone, and each has to be read for the rest."""
    has_phrase = searching.matches(_STORED.words, wanted.query.text).label("has_phrase")
    has_signs = searching.matches(_STORED.words, wanted.query.relaxed).label("has_signs")
    rows = wanted.rows(*_ORDERED, has_phrase, has_signs).where(
        searching.matches(_STORED.words, wanted.query.loose), *wanted.otherwise(_STORED)
    )
    return _apart(rows.limit(LOOKED_THROUGH), "candidates")


def _recent(wanted: _SearchConditions, order: _Order) -> Sequence[int]:
    """The page, looked for in the first RECENT comments of the order: what is common is there."""
    columns = wanted.rows(*_ORDERED, _STORED.words, _STORED.facets)
    first = order.sorted(columns, _STORED).limit(RECENT).subquery("first")
    return db.session.execute(order.ids(first.c).where(*wanted.all_of_it(first.c))).scalars().all()


def _sorted(wanted: _SearchConditions, order: _Order) -> Sequence[int]:
    """The page of all that match, however many: for what is common, but not among the first comments."""
    every = _apart(wanted.rows(*_ORDERED).where(*wanted.all_of_it(_STORED)), "every")
    return db.session.execute(order.ids(every.c)).scalars().all()


def _apart(rows: Select[Any], name: str) -> CTE:
    """`rows` found before anything else: else PostgreSQL may walk through all comments by date and look into each."""
    return rows.cte(name).prefix_with("MATERIALIZED", dialect="postgresql")
