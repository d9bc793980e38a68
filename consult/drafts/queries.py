"""Reading drafts, versions and blocks."""

from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Subquery, func, select, tuple_
from sqlalchemy.orm import joinedload

from consult.core import clock
from consult.core.database import db
from consult.core.errors import NotFound
from consult.documents.blocks import Kind
from consult.drafts.models import Block, Draft, Figure, Import, ImportChange, Upload, UploadState, Version

PAUSE = timedelta(seconds=30)
"""Between two attempts at reading an upload."""

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


def get(reference: str) -> Draft:
    """The draft. Raises NotFound."""
    found = db.session.execute(select(Draft).where(Draft.reference == reference)).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


def of_organisation(organisation_id: int) -> Sequence[Draft]:
    """Drafts of an organisation, the newest first."""
    rows = select(Draft).where(Draft.organisation_id == organisation_id).order_by(Draft.id.desc())
    return db.session.execute(rows).scalars().all()


def versions(draft: Draft) -> Sequence[Version]:
    """Versions of a draft, the newest first."""
    rows = select(Version).where(Version.draft_id == draft.id).order_by(Version.number.desc())
    return db.session.execute(rows).scalars().all()


def versions_of_organisation(organisation_id: int) -> Sequence[Version]:
    """Every version an organisation could consult on, the newest first."""
    rows = (
        select(Version)
        .join(Draft, Draft.id == Version.draft_id)
        .where(Draft.organisation_id == organisation_id)
        .order_by(Version.id.desc())
    )
    return db.session.execute(rows).scalars().all()


def frozen(ids: Collection[int]) -> Sequence[Version]:
    """The frozen versions among these, the first one first."""
    rows = select(Version).where(Version.id.in_(ids), Version.frozen_at.is_not(None)).order_by(Version.id)
    return db.session.execute(rows).scalars().all()


def version(reference: str, number: int) -> Version:
    """One version of a draft. Raises NotFound."""
    found = db.session.execute(
        select(Version)
        .join(Draft, Draft.id == Version.draft_id)
        .where(Draft.reference == reference, Version.number == number)
    ).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


def version_of_import(reference: str) -> Version | None:
    """The version that was accepted from an upload; None where none was."""
    rows = select(Version).where(Version.import_reference == reference)
    return db.session.execute(rows).scalar_one_or_none()


def blocks(version_id: int) -> Sequence[BlockRow]:
    """Every block of a version, in order."""
    rows = select(*_COLUMNS).where(Block.version_id == version_id).order_by(Block.position)
    return db.session.execute(rows).all()


def block(version_id: int, key: str) -> BlockRow | None:
    """One block, or None."""
    return db.session.execute(
        select(*_COLUMNS).where(Block.version_id == version_id, Block.key == key)
    ).one_or_none()


def clause(version_id: int, key: str) -> Sequence[BlockRow]:
    """The heading with this key and everything directly under it."""
    rows = (
        select(*_COLUMNS).where(Block.version_id == version_id, Block.clause == key).order_by(Block.position)
    )
    return db.session.execute(rows).all()


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


def figure(version_: Version, name: str) -> Figure:
    """A picture of a version. Raises NotFound."""
    found = db.session.execute(
        select(Figure).where(Figure.version_id == version_.id, Figure.name == name)
    ).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


def import_(reference: str) -> Import:
    """An upload in review. Raises NotFound."""
    found = db.session.execute(select(Import).where(Import.reference == reference)).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


def changes_of(import_: Import) -> Sequence[ImportChange]:
    """All changes of an import, the oldest first, with the people who made them."""
    rows = select(ImportChange).where(ImportChange.import_id == import_.id).order_by(ImportChange.id)
    return db.session.execute(rows.options(joinedload(ImportChange.made_by))).scalars().all()


def changes_in_effect(import_: Import) -> Sequence[ImportChange]:
    """Changes of an import that no one undid, the oldest first."""
    changes = changes_of(import_)
    taken_back = {change.takes_back_id for change in changes if change.takes_back_id}
    return [change for change in changes if not change.takes_back_id and change.id not in taken_back]


def last_change(import_: Import) -> int:
    """The number of the last change of an import, 0 where there is none."""
    rows = select(func.max(ImportChange.id)).where(ImportChange.import_id == import_.id)
    return db.session.execute(rows).scalar_one() or 0


def upload_or_none(reference: str) -> Upload | None:
    """An upload that is not read yet, or cannot be; None where it is an import by now. Ask for it first: what was read
    meanwhile is found among the imports afterwards."""
    return db.session.execute(select(Upload).where(Upload.reference == reference)).scalar_one_or_none()


def upload(reference: str) -> Upload:
    """An upload that is not read yet, or cannot be. Raises NotFound."""
    found = upload_or_none(reference)
    if found is None:
        raise NotFound
    return found


def uploads_of(organisation_id: int) -> Sequence[Upload]:
    """Uploads of an organisation that are not read yet, or cannot be, the newest first."""
    rows = (
        select(Upload).where(Upload.organisation_id == organisation_id).order_by(Upload.id.desc()).limit(50)
    )
    return db.session.execute(rows).scalars().all()


def words_of(places: Iterable[tuple[int | None, str]]) -> dict[tuple[int | None, str], str]:
    """(version's id, key of a block) → the words of the block, of a heading its title; only of blocks there are."""
    rows = select(Block.version_id, Block.key, Block.text, Block.title).where(
        tuple_(Block.version_id, Block.key).in_(sorted(set(places)))
    )
    return {(row.version_id, row.key): row.text or row.title for row in db.session.execute(rows)}


def keys_in(version_id: int | ColumnElement[int | None] | None, clause_: str) -> Select[str]:
    """The keys of the blocks of a clause, for statements of packages above."""
    return select(Block.key).where(Block.version_id == version_id, Block.clause == clause_)


def imports_of(organisation_id: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """Uploads of an organisation that were read and wait to be reviewed, the newest first: reference, title, label,
    started_at."""
    rows = (
        select(Import.reference, Import.title, Import.label, Import.started_at)
        .where(Import.organisation_id == organisation_id)
        .order_by(Import.id.desc())
        .limit(50)
    )
    return db.session.execute(rows).all()


def _turns(*more: ColumnElement[bool]) -> Subquery:
    """Uploads that wait, each with its turn: what was not tried yet comes before what was, and the first of every
    organisation before the second of any."""
    line = func.row_number().over(partition_by=Upload.organisation_id, order_by=Upload.id)
    columns = (Upload.id, Upload.attempts, line.label("line"))
    waiting = select(*columns).where(Upload.state == UploadState.WAITING, *more).subquery()
    turn = func.row_number().over(order_by=(waiting.c.attempts, waiting.c.line, waiting.c.id))
    return select(waiting.c.id, turn.label("turn")).subquery()


def ahead_of(upload_: Upload) -> int:
    """How many uploads are read before this one, which waits."""
    turns = _turns()
    own = select(turns.c.turn).where(turns.c.id == upload_.id).scalar_subquery()
    return db.session.execute(select(func.count()).select_from(turns).where(turns.c.turn < own)).scalar_one()


def files_of_uploads() -> set[str]:
    """The keys of all files that uploads name."""
    return {
        key
        for files in db.session.execute(select(Upload.files)).scalars()
        for _name, key in files.get("kept", [])
    }


def waiting_uploads() -> Sequence[int]:
    """The ids of uploads that are due to be read, in their order; after an attempt that failed they pause."""
    is_due = Upload.begun_at.is_(None) | (Upload.begun_at < clock.now() - PAUSE)
    turns = _turns(is_due)
    return db.session.execute(select(turns.c.id).order_by(turns.c.turn).limit(100)).scalars().all()
