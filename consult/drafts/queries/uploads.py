"""Uploads: those that wait to be read, and those that were read and wait to be reviewed (imports)."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Subquery, func, select
from sqlalchemy.orm import joinedload

from consult.core import clock, queue
from consult.core.database import db, one_found
from consult.core.errors import NotFound
from consult.drafts.models import Import, ImportChange, Upload, UploadState

PAUSE = timedelta(seconds=30)
"""Between two attempts at reading an upload."""


def import_(reference: str) -> Import:
    """An upload in review. Raises NotFound."""
    return one_found(select(Import).where(Import.reference == reference))


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


def upload_waits() -> ColumnElement[bool]:
    """The condition that an upload is due to be read, or that someone began to read one and has not ended: whether it
    is lost the worker finds out."""
    waits = (Upload.state == UploadState.WAITING) & _is_due(queue.NOW)
    return queue.has_rows(select(Upload).where(waits | (Upload.state == UploadState.READING)))


def _is_due(now: Any) -> Any:
    """The condition that an upload was not tried yet, or its pause after an attempt that failed is over."""
    return Upload.begun_at.is_(None) | (Upload.begun_at < now - PAUSE)


def waiting_uploads() -> Sequence[int]:
    """The ids of uploads that are due to be read, in their order."""
    turns = _turns(_is_due(clock.now()))
    return db.session.execute(select(turns.c.id).order_by(turns.c.turn).limit(100)).scalars().all()
