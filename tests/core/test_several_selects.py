"""Selects that are read together give what each gives alone."""

from datetime import UTC, datetime

from flask import Flask
from sqlalchemy import TIMESTAMP, Text, func, literal, null, select, type_coerce, union_all

from consult.core.several_selects import SeveralSelects
from consult.moderation.models import Verb
from consult.submissions.models import Comment, CommentType

AT = datetime(2026, 11, 24, 17, 0, 0, 120_000, tzinfo=UTC)


def test_rows_come_back_with_the_values_that_their_columns_have(app: Flask) -> None:
    row = select(
        literal(2**62).label("number"),
        literal(True).label("is_so"),
        literal('"<bdi>\u2028 ¶', Text).label("words"),
        literal(AT, TIMESTAMP(timezone=True)).label("at"),
        type_coerce(literal("technical", Text), Comment.__table__.c.type.type).label("kind"),
        type_coerce(literal("lift", Text), Verb()).label("verb"),
        type_coerce(null(), TIMESTAMP(timezone=True)).label("never"),
    )
    numbers = union_all(*(select(literal(number).label("number")) for number in (3, 1, 2)))
    both = SeveralSelects(
        one=row, numbers=numbers.order_by("number"), none=row.where(func.now() < AT.min.replace(tzinfo=UTC))
    )
    with app.app_context():
        found = both.read({})
    (one,) = found["one"]
    assert tuple(one) == (2**62, True, '"<bdi>\u2028 ¶', AT, CommentType.TECHNICAL, "restore_words", None)
    assert [row.number for row in found["numbers"]] == [1, 2, 3]
    assert found["none"] == []
