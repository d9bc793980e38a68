"""What public comments quote of the passages of a text, how many quote the same words, and where these stand."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import func, literal_column

from consult.core.database import db
from consult.drafts import queries as drafts
from consult.quotations import quotable, selectors
from consult.quotations.quoted_words import Quotation
from consult.submissions.queries.public_comments import public


class QuotedWords(NamedTuple):
    """What of a comment says which words it quotes."""

    id: int
    block_key: str
    version_id: int | None
    quote: str
    quote_start: int | None


MOST = 5_000
"""Quotations that are read of one consultation, the first by passage: a text with more marks is nothing but marks."""


def quotations(
    consultation_id: int, keys: Collection[str] | None = None
) -> Mapping[str, Sequence[Quotation]]:
    """Block key → what public comments on the block quote of it; with `keys` of these blocks alone."""
    rows = public(consultation_id)
    shown = rows.selected_columns
    rows = rows.where(shown.quote != literal_column("''"))
    if keys is not None:
        rows = rows.where(shown.block_key.in_(keys))
    of = (shown.block_key, shown.quote, shown.quote_start)
    grouped = (
        rows.with_only_columns(*of, func.count(), maintain_column_froms=True).group_by(*of).order_by(*of)
    )
    found = db.session.execute(grouped.limit(MOST))
    return {
        key: [Quotation(*row[1:]) for row in some] for key, some in groupby(found, key=lambda row: row[0])
    }


def selectors_of(comments: Collection[Any]) -> dict[int, selectors.Selector]:
    """Comment id → where the words that it quotes stand in its passage in the version that it was written on.
    `comments` and statements as of quoted_blocks."""
    found = (
        (one.id, selectors.selector(one.quote, one.quote_start, block)) for one, block in _quoting(comments)
    )
    return {key: one for key, one in found if one is not None}


def cells_of(comments: Collection[Any]) -> dict[int, quotable.Cell]:
    """Comment id → the headings of the cell or of the row of a table that it quotes, of those that quote all of one.
    `comments` and statements as of quoted_blocks."""
    found = (
        (one.id, quotable.cell_of(one.quote, one.quote_start, block)) for one, block in _quoting(comments)
    )
    return {key: one for key, one in found if one is not None}


def quoted_blocks(comments: Collection[Any]) -> dict[int, drafts.BlockRow]:
    """Comment id → its block in the version that it was written on, of those that quote. A statement for each version.
    `comments`: anything with id, version_id, block_key, quote and quote_start."""
    return {one.id: block for one, block in _quoting(comments)}


def _quoting(comments: Collection[Any]) -> Iterator[tuple[Any, drafts.BlockRow]]:
    """The comments that quote, each with its block."""
    quoting = [one for one in comments if one.quote and one.block_key and one.version_id is not None]
    blocks = {
        version: drafts.printed(version, {one.block_key for one in quoting if one.version_id == version})
        for version in {one.version_id for one in quoting}
    }
    for one in quoting:
        block = blocks[one.version_id].get(one.block_key)
        if block is not None:
            yield one, block
