"""Rows that are inserted once, however often their key comes; and many rows that come as one value."""

from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy import Executable, bindparam, column, func, inspect, select
from sqlalchemy.dialects.postgresql import JSONB, Insert, insert
from sqlalchemy.orm import make_transient_to_detached
from sqlalchemy.sql.dml import ReturningInsert

from consult.core.database import Model, db, table

Row = TypeVar("Row", bound=Model)


def insert_once(model: type[Model]) -> ReturningInsert[Any]:
    """The statement for `add_once`. Build it once for each model: that costs more than to run it."""
    rows = table(model)
    return insert(rows).on_conflict_do_nothing().returning(rows.c.id)


def add_once(model: type[Row], statement: Executable, values: dict[str, Any], **more: Any) -> Row | None:
    """A new row with these values, which are those of all columns that have one; None where one like it is there.

    `statement`: insert_once(model), or one around it that writes `more` besides, and returns the id of the row. The
    row is inserted at once, and is in the session as if it had been read.
    """
    identifier = db.session.execute(statement, {**values, **more}).scalar_one_or_none()
    if identifier is None:
        return None
    made = model(**values, id=identifier)
    make_transient_to_detached(made)
    db.session.add(made)
    return made


def insert_given(model: type[Model], names: Sequence[str], parameter: str) -> Insert:
    """The statement that inserts the rows of `parameter`, a JSON list of objects with these attributes of the model, in
    their order: one value however many they are, so that the statement is always the same."""
    columns = [inspect(model).columns[name] for name in names]
    given = func.jsonb_to_recordset(bindparam(parameter, type_=JSONB)).table_valued(
        *(column(name, one.type) for name, one in zip(names, columns, strict=True))
    )
    rows = select(*given.render_derived(name="given", with_types=True).c)
    return insert(table(model)).from_select(columns, rows)
