"""Deleting what is kept no longer, some rows at a time: no job of the clock holds many rows, or runs for long."""

from sqlalchemy import ColumnElement, delete, select

from consult.core import queue
from consult.core.actions import action
from consult.core.database import Model, db

SOME = 1000
"""Rows that are deleted in one transaction."""


def delete_all(model: type[Model], *conditions: ColumnElement[bool]) -> None:
    """Delete the rows that meet all `conditions`, in parts; what time does not suffice for waits for the next time."""
    queue.in_batches(lambda: _delete_some(model, *conditions))


@action
def _delete_some(model: type[Model], *conditions: ColumnElement[bool]) -> bool:
    """Delete some rows; whether there may be more."""
    key = model.__table__.c["id"]
    some = select(key).where(*conditions).limit(SOME).with_for_update(skip_locked=True)
    ids = db.session.execute(some).scalars().all()
    db.session.execute(delete(model).where(key.in_(ids)).execution_options(synchronize_session=False))
    return len(ids) == SOME
