"""A statement that is written once gives what it gives through the session, whatever its values."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import TIMESTAMP, BigInteger, Select, Text, bindparam, literal, select, type_coerce
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.exc import DBAPIError

from consult.core.database import db, table
from consult.core.kept_statements import KeptStatement
from consult.organisations.models import Organisation
from consult.submissions.models import Comment, CommentType
from tests import world

AT = datetime(2026, 11, 24, 17, 0, 0, 120_000, tzinfo=UTC)


def test_rows_come_back_with_the_values_that_their_columns_have(app: Flask) -> None:
    kind = Comment.__table__.c.type.type
    statement = KeptStatement(
        select(
            literal(-3).label("number"),
            literal(True).label("is_so"),
            literal("50 % of \\'quoted' %(at)s", Text).label("words"),
            literal(CommentType.TECHNICAL, kind).label("kind"),
            bindparam("at", type_=TIMESTAMP(timezone=True)).label("at"),
            bindparam("ids", type_=ARRAY(BigInteger)).label("ids"),
            type_coerce(bindparam("asked", type_=Text), kind).label("asked"),
        )
    )
    with app.app_context():
        for asked in (CommentType.GENERAL, None):
            (row,) = statement.rows({"at": AT, "ids": [1, 2**40], "asked": asked, "more": 1})
            assert (row.number, row.is_so, row.words) == (-3, True, "50 % of \\'quoted' %(at)s")
            assert (row.kind, row.at, row.ids) == (CommentType.TECHNICAL, AT, [1, 2**40])
            assert row.asked is asked


def _named(names: list[str]) -> Select[str]:
    organisations = table(Organisation).c
    return select(organisations.name).where(organisations.name.in_([*names, bindparam("other")]))


def test_lists_of_constants_are_written_out(app: Flask) -> None:
    world.consultation(app)
    with app.app_context():
        name = db.session.execute(select(Organisation.name)).scalars().first()
        assert name is not None
        for names, other, found in ((["x", name], "y", 1), (["x"], name, 1), (["x", "'"], "y", 0)):
            assert len(KeptStatement(_named(names)).rows({"other": other})) == found


def test_an_error_names_no_value(app: Flask) -> None:
    broken = KeptStatement(
        select((literal(1, BigInteger) // bindparam("by", type_=BigInteger)).label("number"))
    )
    with app.app_context(), pytest.raises(DBAPIError) as told:
        broken.rows({"by": 0})
    assert told.value.params is None
