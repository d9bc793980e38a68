"""The passages of a version that comments are about: what each is called, what it says, what stands beside it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import aliased

from consult.core.database import db
from consult.core.limited_cache import LimitedCache
from consult.core.text_lines import in_lines
from consult.documents.blocks import MOST_BLOCKS, Kind
from consult.documents.paged.blocks import is_name_of_page, is_page
from consult.drafts.models import Block, Version
from consult.drafts.passage_labels import passage_label
from consult.drafts.queries.blocks import BlockRow, html_of_lines


@dataclass(frozen=True)
class Neighbours:
    """The keys of the blocks before and after one, "" at the ends."""

    before: str
    after: str


def neighbours(version_id: int, position: int) -> Neighbours:
    """The blocks beside a position of a version; the name of a page is passed over, for comments are on its image."""
    columns = (Block.position, Block.key, Block.kind, Block.html)
    rows = select(*columns).where(
        Block.version_id == version_id, Block.position.between(position - 2, position + 2)
    )
    found = {row.position: row.key for row in db.session.execute(rows) if not is_name_of_page(row)}

    def nearest(*places: int) -> str:
        return next((found[place] for place in places if place in found), "")

    return Neighbours(nearest(position - 1, position - 2), nearest(position + 1, position + 2))


def key_of_line(version_id: int, line: int) -> str:
    """The block that begins with this line of a version, "" where none does."""
    rows = select(Block.key).where(Block.version_id == version_id, Block.line == min(line, MOST_BLOCKS))
    return db.session.execute(rows.where(Block.line > 0).limit(1)).scalar_one_or_none() or ""


@dataclass(frozen=True)
class Passage:
    """A block of the text as a comment refers to it."""

    key: str
    words: str
    order: int
    text: str
    """Its words in its lines; of a heading its title."""
    line: int | None
    clause: str = ""
    """The key of the heading above, "" for a heading and where there is none."""
    own: str = ""
    """Its position below that heading, without it: "line 8"; "" of the image of a page, which has the name of it."""
    is_page: bool = False
    """Whether it is the image of a page."""


_ABOVE = aliased(Block)
_ORIGINAL = aliased(Block)
"""The same block in the original, whose order comments in all languages have."""

_PASSAGES = (
    select(
        Block.key,
        Block.kind,
        Block.number,
        Block.title,
        Block.line,
        Block.clause,
        func.coalesce(_ORIGINAL.position, Block.position).label("position"),
        Block.text,
        html_of_lines.label("html"),
        _ABOVE.number.label("heading_number"),
        _ABOVE.title.label("heading_title"),
    )
    .outerjoin(_ABOVE, (_ABOVE.version_id == Block.version_id) & (_ABOVE.key == Block.clause))
    .join(Version, Version.id == Block.version_id)
    .outerjoin(_ORIGINAL, (_ORIGINAL.version_id == Version.translates_id) & (_ORIGINAL.key == Block.key))
    .where(Block.version_id == bindparam("version"), Block.key.in_(bindparam("keys", expanding=True)))
)


MOST_KEPT = 500
"""Passages of frozen versions that one process keeps."""


_kept: LimitedCache[Passage] = LimitedCache(MOST_KEPT, lambda _passage: 1)
"""By version, its hash and block key."""


def passages(version_id: int | None, keys: Sequence[str], sha256: str = "") -> dict[str, Passage]:
    """Block key → passage, for those keys that are in the version. `sha256`: the hash of a frozen one, as this request
    has read it; its passages are kept by this process."""
    wanted = sorted(set(keys) - {""})
    if not wanted or version_id is None:
        return {}
    if not sha256:
        return _read(version_id, wanted)
    kept = {key: one for key in wanted if (one := _kept.get((version_id, sha256, key))) is not None}
    missing = [key for key in wanted if key not in kept]
    read = _read(version_id, missing) if missing else {}
    for key, one in read.items():
        _kept.add((version_id, sha256, key), one)
    return kept | read


def _read(version_id: int, wanted: Sequence[str]) -> dict[str, Passage]:
    found = {}
    for row in db.session.execute(_PASSAGES, {"version": version_id, "keys": wanted}):
        above = _Heading(row.heading_number, row.heading_title) if row.heading_title is not None else None
        is_below = above is not None and row.kind != Kind.HEADING
        found[row.key] = Passage(
            row.key, passage_label(above, row), row.position,
            in_lines(row.text, row.html or "") or row.title, row.line,
            row.clause if is_below else "", passage_label(None, row) if is_below else "",
            is_page(row),
        )  # fmt: skip
    return found


def printed(version_id: int | None, keys: Collection[str]) -> dict[str, BlockRow]:
    """Block key → what a page prints of the block, for those keys that are in the version (see quoting)."""
    if not keys or version_id is None:
        return {}
    rows = select(
        Block.key, Block.kind, Block.level, Block.line, Block.number, Block.title, Block.clause, Block.html, Block.text
    )  # fmt: skip
    found = db.session.execute(rows.where(Block.version_id == version_id, Block.key.in_(sorted(set(keys)))))
    return {row.key: row for row in found}


@dataclass(frozen=True)
class _Heading:
    number: str
    title: str
