"""Queries for the pages of this package; every comment comes from submissions.queries.public."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from consult.core.database import as_one_statement, db
from consult.core.paging import Page, decode, encode, fit, page_from, page_of
from consult.drafts import queries as drafts
from consult.responses.lifecycle import Disposition
from consult.stakeholders.countries import COUNTRIES
from consult.stakeholders.models import Category
from consult.submissions import queries as submissions
from consult.submissions.models import CommentType, Subject
from consult.submissions.proposals import is_made, is_of_quotation
from consult.submissions.queries import PublicComment, public_comments
from consult.summaries import queries as summaries

PAGE = 50
AT_ONCE = 1000
"""Comments of a file that are fetched together."""
MOST_COUNTED = submissions.MOST_COUNTED
"""A search is counted up to here; beyond it the number is "more than 10,000"."""


@dataclass(frozen=True)
class Filters:
    """What a reader of comments asks for; empty is all."""

    words: str = ""
    clause: str = ""
    subject: Subject | None = None
    type: CommentType | None = None
    category: Category | None = None
    region: str = ""
    language: str = ""
    disposition: Disposition | None = None

    @property
    def are_empty(self) -> bool:
        """Whether nothing is left out."""
        return self == Filters()

    @property
    def facets(self) -> submissions.Facets:
        """What comments that these filters leave have, as a search knows it: all but words, languages and
        dispositions."""
        return submissions.facets(
            clause=self.clause,
            subject=self.subject,
            type=self.type,
            category=self.category,
            countries=_countries(self.region),
        )


def _countries(region: str) -> list[str]:
    return [code for code, country in COUNTRIES.items() if country.region == region]


def filtered(consultation_id: int, filters: Filters) -> Select[Any]:
    """The published comments that `filters` leave, unordered."""
    rows = submissions.public(
        consultation_id,
        clause=filters.clause,
        subject=filters.subject,
        type=filters.type,
        category=filters.category or "",
        language=filters.language,
        search=filters.words,
    )
    if filters.region:
        rows = submissions.shown_from(rows, _countries(filters.region))
    if filters.disposition is not None:
        with_disposition = summaries.comments_with(consultation_id, filters.disposition)
        rows = rows.where(rows.selected_columns.id.in_(with_disposition))
    return rows


def page(rows: Select[Any], *, after: str = "", by_passage: bool = False) -> Page[PublicComment]:
    """A page of published comments: the newest first, or in the order of the text."""
    shown = rows.selected_columns
    if by_passage:
        by = (shown.place_order, shown.id)
        found = page_of(rows, by=by, values=lambda row: (row.place_order, row.id), after=after, size=PAGE)
    else:
        by = (shown.posted_at, shown.id)
        found = page_of(
            rows, by=by, values=lambda row: (row.posted_at, row.id), after=after, size=PAGE, newest_first=True
        )
    return replace(found, rows=[PublicComment.of(row) for row in found.rows])


def page_on_passage(
    consultation_id: int,
    *,
    block_key: str = "",
    clause: str = "",
    type: CommentType | None = None,  # noqa: A002 -- the word of the field
    after: str = "",
) -> Page[PublicComment]:
    """A page of the published comments on a block or in a clause, the newest first."""
    if after:
        rows = submissions.public(consultation_id, block_key=block_key, clause=clause, type=type)
        return page(rows, after=after)
    found = submissions.newest(consultation_id, PAGE + 1, block_key=block_key, clause=clause, type=type)
    return page_from(found, values=lambda row: (row.posted_at, row.id), size=PAGE)


@dataclass(frozen=True)
class SearchPage:
    """A page of what was searched for."""

    page: Page[PublicComment]
    count: int
    """Above MOST_COUNTED not always how many there are."""
    is_partial: bool
    """Whether not all comments could be looked through."""


def searched(
    consultation_id: int,
    filters: Filters,
    *,
    known: int | None = None,
    after: str = "",
    by_passage: bool = False,
) -> SearchPage:
    """A page of the published comments that `filters` leave, and how many there are: `known`, where a stored count
    tells it. Ids first, then their rows."""
    start = decode(after, 2) if after else None
    if start is not None and not fit(start, int if by_passage else datetime, int):
        start = None
    not_facets = Filters(language=filters.language, disposition=filters.disposition)
    among = None if not_facets.are_empty else _ids(filtered(consultation_id, not_facets))
    found = submissions.search(
        consultation_id, filters.words, filters.facets, among=among, known=known, by_passage=by_passage, start=start,
        size=PAGE,
    )  # fmt: skip
    by_id = _by_id(consultation_id, replace(filters, words=""), found.ids[:PAGE])
    shown = [by_id[one] for one in found.ids[:PAGE] if one in by_id]
    last = (
        encode((shown[-1].place_order if by_passage else shown[-1].posted_at, shown[-1].id)) if shown else ""
    )
    page = Page(shown, last if len(found.ids) > PAGE else "", start is None)
    return SearchPage(page, found.count, found.is_partial)


def _by_id(consultation_id: int, filters: Filters, ids: Sequence[int]) -> dict[int, PublicComment]:
    """Id → comment, of those comments that `filters` leave by what is shown, whatever is stored to find them by."""
    if not ids:
        return {}
    rows = filtered(consultation_id, filters)
    return {one.id: one for one in public_comments(rows.where(rows.selected_columns.id.in_(ids)))}


def _ids(rows: Select[Any]) -> Select[Any]:
    return rows.with_only_columns(rows.selected_columns.id, maintain_column_froms=True)


def count(rows: Select[Any]) -> int:
    """How many rows, as far as MOST_COUNTED and one more."""
    few = _ids(rows).limit(MOST_COUNTED + 1)
    return db.session.execute(select(func.count()).select_from(few.subquery())).scalar_one()


def types(rows: Select[Any]) -> dict[CommentType, int]:
    """How many of each type among `rows`."""
    kind = rows.selected_columns.type
    found = db.session.execute(
        rows.with_only_columns(kind, func.count(), maintain_column_froms=True).group_by(kind)
    )
    return {row[0]: row[1] for row in found}


def earlier_words(rows: Sequence[PublicComment], version_id: int | None) -> dict[int, str]:
    """Comment id → what its block said, for comments with a proposal written on an earlier version."""
    passages = {
        row.id: (row.version_id, row.block_key)
        for row in rows
        if is_made(row.proposal_kind, row.shown_proposal)
        and not is_of_quotation(row.proposal_kind)
        and row.block_key
        and row.version_id not in {None, version_id}
    }
    if not passages:
        return {}
    words = drafts.words_of(passages.values())
    return {comment: words[passage] for comment, passage in passages.items() if passage in words}


def every(rows: Select[Any]) -> Iterator[PublicComment]:
    """All comments of `rows` in the order of the text, fetched by and by: for files."""
    shown = rows.selected_columns
    ordered = rows.order_by(shown.place_order, shown.id).execution_options(yield_per=AT_ONCE)
    as_one_statement()
    yield from public_comments(ordered)
