"""The pairs of blocks of a language version and of its original."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from consult.core.database import db
from consult.documents.aligning.pairs import Certainty, Reason
from consult.drafts.models import Block, Version, VersionPair
from consult.drafts.queries.blocks import BlockRow

PAGE = 50
"""Pairs on one page."""


class PairFilter(StrEnum):
    """Which pairs a page shows."""

    DOUBTFUL = "doubtful"
    ALONE = "alone"
    ALL = "all"


_IS_ALONE = VersionPair.certainty == Certainty.UNPAIRED
_IN_DOUBT_ALONE = [Reason.MERGED_OR_SPLIT.value, Reason.CONTRADICTED.value]
"""Reasons for which a block in one text only may well be in the other one."""

IS_DOUBTFUL: ColumnElement[bool] = and_(
    or_(
        VersionPair.certainty == Certainty.DOUBTFUL,
        and_(_IS_ALONE, VersionPair.reasons.overlap(_IN_DOUBT_ALONE)),
    ),
    VersionPair.confirmed_at.is_(None),
)


@dataclass(frozen=True)
class PairCounts:
    """How many pairs of a language version there are, as every page says them: blocks in both texts, those that no one
    confirmed although they are doubtful, also blocks in one text that may be in the other, and blocks in one text
    only."""

    paired: int = 0
    doubtful: int = 0
    alone: int = 0


def pair_counts(version_ids: Sequence[int]) -> dict[int, PairCounts]:
    """Id of a language version → counts of its pairs; of a frozen one, whose keys tell them, there are none."""
    counted = func.count().filter
    rows = (
        select(
            VersionPair.version_id,
            counted(~_IS_ALONE),
            counted(IS_DOUBTFUL),
            counted(_IS_ALONE),
        )
        .where(VersionPair.version_id.in_(version_ids))
        .group_by(VersionPair.version_id)
    )
    return {row[0]: PairCounts(*row[1:]) for row in db.session.execute(rows)}


def has_doubtful(version_ids: Sequence[int]) -> bool:
    """Whether any of these language versions has pairs that someone has to confirm."""
    rows = select(VersionPair.id).where(VersionPair.version_id.in_(version_ids), IS_DOUBTFUL)
    return bool(db.session.execute(select(rows.exists())).scalar_one())


def all_pairs(version_id: int) -> Sequence[VersionPair]:
    """Every pair of a language version, in order."""
    rows = select(VersionPair).where(VersionPair.version_id == version_id)
    rows = rows.order_by(VersionPair.position, VersionPair.id)
    return db.session.execute(rows.execution_options(populate_existing=True)).scalars().all()


def pair_with(version_id: int, *, translated: str) -> VersionPair | None:
    """The pair in which a block of the language version is, or None."""
    rows = select(VersionPair).where(
        VersionPair.version_id == version_id, VersionPair.translated_key == translated
    )
    return db.session.execute(rows).scalar_one_or_none() if translated else None


@dataclass(frozen=True)
class PairRow:
    """A pair with the blocks of both texts, None where a text has none."""

    pair: VersionPair
    original: BlockRow | None
    translated: BlockRow | None


def pairs(version: Version, which: PairFilter, *, page: int = 1) -> tuple[list[PairRow], int]:
    """A page of pairs of a language version, and how many there are."""
    rows = select(VersionPair).where(VersionPair.version_id == version.id)
    if which is not PairFilter.ALL:
        rows = rows.where(IS_DOUBTFUL if which is PairFilter.DOUBTFUL else _IS_ALONE)
    total = db.session.execute(select(func.count()).select_from(rows.subquery())).scalar_one()
    shown = rows.order_by(VersionPair.position, VersionPair.id).limit(PAGE).offset(PAGE * (page - 1))
    found = db.session.execute(shown).scalars().all()
    first = _by_key(version.translates_id, [one.original_key for one in found])
    second = _by_key(version.id, [one.translated_key for one in found])
    return [PairRow(one, first.get(one.original_key), second.get(one.translated_key)) for one in found], total


def _by_key(version_id: int | None, keys: Sequence[str]) -> dict[str, Any]:
    columns = (
        Block.key,
        Block.kind,
        Block.level,
        Block.number,
        Block.title,
        Block.line,
        Block.html,
        Block.text,
    )
    rows = select(*columns).where(Block.version_id == version_id, Block.key.in_(set(keys)))
    return {row.key: row for row in db.session.execute(rows)}


def positions(version_id: int) -> dict[str, int]:
    """Key → position of every block of a version."""
    rows = select(Block.key, Block.position).where(Block.version_id == version_id)
    return {row.key: row.position for row in db.session.execute(rows)}


def ids_of_blocks(version_id: int) -> dict[str, int]:
    """Key → id of every block of a version."""
    rows = select(Block.key, Block.id).where(Block.version_id == version_id)
    return {row.key: row.id for row in db.session.execute(rows)}


def corrected_by(version: Version) -> set[int]:
    """The id of a version and those of the versions that it corrects, back to the first."""
    found: set[int] = set()
    one: Version | None = version
    while one is not None and one.id not in found:
        found.add(one.id)
        one = db.session.get(Version, one.corrects_id) if one.corrects_id is not None else None
    return found
