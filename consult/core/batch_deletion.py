"""Deleting what is kept no longer, some rows at a time: no job of the clock holds many rows, or runs for long."""

from sqlalchemy import ColumnElement, delete, select, tuple_

from consult.core import queue
from consult.core.actions import action
from consult.core.database import Model, db, table

SOME = 1000
"""Rows that are deleted in one transaction."""


def delete_all(model: type[Model], *conditions: ColumnElement[bool]) -> None:
    """Delete the rows that meet all `conditions`, in parts; what time does not suffice for waits for the next time."""
    queue.in_batches(lambda: _delete_some(model, *conditions))


@action
def _delete_some(model: type[Model], *conditions: ColumnElement[bool]) -> bool:
    """Delete some rows; whether there may be more."""
    key = table(model).primary_key.columns
    some = select(*key).where(*conditions).limit(SOME).with_for_update(skip_locked=True)
    found = [tuple(row) for row in db.session.execute(some)]
    these = delete(model).where(tuple_(*key).in_(found))
    db.session.execute(these.execution_options(synchronize_session=False))
    return len(found) == SOME
