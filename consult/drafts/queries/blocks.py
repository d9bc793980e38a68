"""The blocks of a version."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, FromClause, Row, Select, case, func, literal_column, select, tuple_
from sqlalchemy.orm import aliased

from consult.core.database import db
from consult.core.folding import folded
from consult.core.text_lines import in_lines
from consult.documents.blocks import Block as ImportedBlock
from consult.documents.blocks import Kind
from consult.drafts import addresses
from consult.drafts.models import Block, Version

BlockRow = Row[*tuple[Any, ...]]
"""Some columns of a block, by name."""


_COLUMNS = (
    Block.position,
    Block.key,
    Block.kind,
    Block.level,
    Block.number,
    Block.title,
    Block.clause,
    Block.line,
    Block.html,
    Block.text,
)


def blocks(version_id: int) -> Sequence[BlockRow]:
    """Every block of a version, in order."""
    rows = select(*_COLUMNS).where(Block.version_id == version_id).order_by(Block.position)
    return db.session.execute(rows).all()


def as_imported(version: Version, rows: Sequence[BlockRow] | None = None) -> list[ImportedBlock]:
    """The blocks of a version (`rows`, where they are read already) as its import had them: with the names of
    pictures, not their addresses."""
    figures = addresses.figures(version.draft.reference, version.number)
    return [
        ImportedBlock(
            row.key, row.kind, row.level, row.number, row.title, str(row.html).replace(figures, "figure:"),
            row.text, row.line,
        )
        for row in (blocks(version.id) if rows is None else rows)
    ]  # fmt: skip


def keys_in_clauses(version_ids: Collection[int]) -> dict[int, list[BlockRow]]:
    """Id of a version → key and clause of each of its blocks, in order."""
    columns = (Block.version_id, Block.key, Block.clause)
    rows = (
        select(*columns).where(Block.version_id.in_(version_ids)).order_by(Block.version_id, Block.position)
    )
    found: dict[int, list[BlockRow]] = {one: [] for one in version_ids}
    for row in db.session.execute(rows):
        found[row.version_id].append(row)
    return found


def block(version_id: int, key: str) -> BlockRow | None:
    """One block, or None."""
    return db.session.execute(
        select(*_COLUMNS).where(Block.version_id == version_id, Block.key == key)
    ).one_or_none()


def versions_with(version_ids: Collection[int], key: str) -> set[int]:
    """Those of the versions that have a block of this key."""
    rows = select(Block.version_id).where(Block.version_id.in_(version_ids), Block.key == key)
    return set(db.session.scalars(rows))


def clause(version_id: int, key: str) -> Sequence[BlockRow]:
    """The heading with this key and everything directly under it."""
    rows = (
        select(*_COLUMNS).where(Block.version_id == version_id, Block.clause == key).order_by(Block.position)
    )
    return db.session.execute(rows).all()


def blocks_with(version_id: int, keys: Collection[str]) -> Sequence[BlockRow]:
    """The blocks of a version that have these keys, in order; without their words."""
    columns = (Block.key, Block.number, Block.title, Block.level)
    rows = select(*columns).where(Block.version_id == version_id, Block.key.in_(keys))
    return db.session.execute(rows.order_by(Block.position)).all()


def outline(version_id: int) -> Sequence[BlockRow]:
    """The headings, in order."""
    rows = select(Block.position, Block.key, Block.level, Block.number, Block.title).where(
        Block.version_id == version_id, Block.kind == Kind.HEADING
    )
    return db.session.execute(rows.order_by(Block.position)).all()


def counts(version_id: int) -> dict[str, int]:
    """How many blocks of each kind."""
    rows = db.session.execute(
        select(Block.kind, func.count()).where(Block.version_id == version_id).group_by(Block.kind)
    )
    return {kind.value: count for kind, count in rows}


html_of_lines = case(
    ((func.strpos(Block.html, "<br") > 0) | (func.strpos(Block.html, "</p>") > 0), Block.html)
)
"""The HTML of a block that has several lines, for `in_lines`, else None: few have."""


def words_of(passages: Iterable[tuple[int | None, str]]) -> dict[tuple[int | None, str], str]:
    """(version's id, key of a block) → the words of the block in its lines, of a heading its title; only of blocks
    there are, and not of images of pages: a proposal changes a part of a page, and not all of its words."""
    rows = select(Block.version_id, Block.key, Block.text, Block.title, html_of_lines.label("html")).where(
        tuple_(Block.version_id, Block.key).in_(sorted(set(passages))),
        (Block.kind != Kind.FIGURE) | (Block.line > 0),
    )
    return {
        (row.version_id, row.key): in_lines(row.text, row.html or "") or row.title
        for row in db.session.execute(rows)
    }


def keys_in(
    version_id: int | ColumnElement[int | None] | None, clause_: str | ColumnElement[str]
) -> Select[str]:
    """The keys of the blocks of a clause, for statements of packages above."""
    return select(Block.key).where(Block.version_id == version_id, Block.clause == clause_)


class BlockColumns(NamedTuple):
    """Blocks of all versions, to be joined by the version and the key."""

    rows: FromClause
    version_id: ColumnElement[int]
    key: ColumnElement[str]
    clause: ColumnElement[str]
    line: ColumnElement[int]
    text: ColumnElement[str]


def block_columns() -> BlockColumns:
    """The blocks of all versions, for statements of packages above."""
    rows = select(Block.version_id, Block.key, Block.clause, Block.line, Block.text).subquery("block_columns")
    return BlockColumns(rows, rows.c.version_id, rows.c.key, rows.c.clause, rows.c.line, rows.c.text)


class BlockWords(NamedTuple):
    """What the blocks of all versions say, to be joined by the version and the key."""

    rows: FromClause
    version_id: ColumnElement[int]
    key: ColumnElement[str]
    words: ColumnElement[str]
    """Of a heading its title."""
    language: ColumnElement[str]
    """Of the version."""


def block_words() -> BlockWords:
    """The words of the blocks of all versions, for statements of packages above."""
    words = func.coalesce(func.nullif(Block.text, literal_column("''")), Block.title).label("words")
    found = select(Block.version_id, Block.key, words, Version.language)
    rows = found.join(Version, Version.id == Block.version_id).subquery("block_words")
    return BlockWords(rows, rows.c.version_id, rows.c.key, rows.c.words, rows.c.language)


def is_on_translation(version_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """That a version translates another one; the versions that do are few, and are read once for a statement."""
    return version_id.in_(select(Version.id).where(Version.translates_id.is_not(None)))


def place_in_original(
    version_id: ColumnElement[Any], key: ColumnElement[Any], of: FromClause
) -> ColumnElement[str]:
    """The words of the position of a block in the original of its version, folded, to search in; NULL where that has no
    such block. The columns are those of `of`, a table of the statement around it."""
    above, own, version = aliased(Block), aliased(Block), aliased(Version)
    words = func.concat_ws(" ", above.number, above.title, own.number, own.title, "line", own.line)
    return (
        select(folded(words))
        .select_from(version)
        .join(own, (own.version_id == version.translates_id) & (own.key == key))
        .outerjoin(above, (above.version_id == own.version_id) & (above.key == own.clause))
        .where(version.id == version_id)
        .correlate(of)
        .scalar_subquery()
    )
