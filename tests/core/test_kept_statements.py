"""A statement that is written once gives what it gives through the session, whatever its values."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import TIMESTAMP, BigInteger, Select, Text, bindparam, func, literal, select, type_coerce
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.exc import DBAPIError, OperationalError

from consult.core.database import db, table
from consult.core.kept_statements import KeptStatement, as_object
from consult.organisations.models import Organisation
from consult.submissions.models import Comment, CommentType
from tests import world

TEXTS = ['a "quote"', "back\\slash", "", "NULL", "{one,two}", " é ", "%(at)s"]
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
            bindparam("texts", type_=ARRAY(Text)).label("texts"),
            type_coerce(bindparam("asked", type_=Text), kind).label("asked"),
        )
    )
    with app.app_context():
        for asked in (CommentType.GENERAL, None):
            values = {"at": AT, "ids": [1, 2**40], "texts": TEXTS, "asked": asked, "more": 1}
            (row,) = statement.rows(values)
            assert (row.number, row.is_so, row.words) == (-3, True, "50 % of \\'quoted' %(at)s")
            assert (row.kind, row.at, row.ids) == (CommentType.TECHNICAL, AT, [1, 2**40])
            assert row.asked is asked
            assert row.texts == TEXTS
            db.session.rollback()  # the next one has a transaction, and perhaps a connection, of its own


def _named(names: list[str]) -> Select[str]:
    organisations = table(Organisation).c
    return select(organisations.name).where(organisations.name.in_([*names, bindparam("other")]))


def test_lists_of_constants_are_written_out(app: Flask, clean: None) -> None:
    world.consultation(app)
    with app.app_context():
        name = db.session.execute(select(Organisation.name)).scalars().first()
        assert name is not None
        for names, other, found in ((["x", name], "y", 1), (["x"], name, 1), (["x", "'"], "y", 0)):
            assert len(KeptStatement(_named(names)).rows({"other": other})) == found


@pytest.fixture(params=[False, True])
def listened_to(app: Flask, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Statements are sent by the driver alone; by SQLAlchemy where someone listens to them."""
    with app.app_context():
        monkeypatch.setattr(db.engine, "_has_events", request.param)


@pytest.mark.usefixtures("listened_to")
def test_an_error_names_no_value(app: Flask) -> None:
    broken = KeptStatement(
        select((literal(1, BigInteger) // bindparam("by", type_=BigInteger)).label("number"))
    )
    with app.app_context(), pytest.raises(DBAPIError) as told:
        broken.rows({"by": 0})
    assert told.value.params is None


@pytest.mark.usefixtures("listened_to")
def test_a_connection_that_the_server_ends_is_given_up(app: Flask) -> None:
    ending = KeptStatement(select(func.pg_terminate_backend(func.pg_backend_pid())))
    with app.app_context():
        with pytest.raises(OperationalError) as told:
            ending.rows({})
        assert told.value.connection_invalidated
        db.session.rollback()
        assert KeptStatement(select(literal(1, BigInteger).label("one"))).rows({})[0].one == 1


@pytest.mark.usefixtures("clean")
def test_a_row_becomes_the_object_of_the_session(app: Flask) -> None:
    world.consultation(app)
    with app.app_context():
        row = KeptStatement(select(*table(Organisation).c)).rows({})[0]
        made = as_object(Organisation, row)
        assert made is db.session.get(Organisation, row.id)
        assert (made.name, made.slug, list(db.session.dirty)) == (row.name, row.slug, [])
        made.name = "Another"
        assert (as_object(Organisation, row), made.name) == (made, "Another")
        db.session.rollback()
        assert made.name == row.name
