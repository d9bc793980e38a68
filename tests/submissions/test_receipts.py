"""Receipts of several submissions are written at once, each as if it were alone."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from consult.core import clock, outbox, request_ids
from consult.core.database import db
from consult.core.mail import Email
from consult.submissions.queries.receipts import RECEIPTS
from tests import world
from tests.reading import steps


def _receipts() -> list[tuple[str, str]]:
    rows = select(Email.subject, Email.to).where(Email.key.startswith("received ")).order_by(Email.id)
    return [(subject.rsplit(" ", 1)[-1], to) for subject, to in db.session.execute(rows)]


def _submit(ctx: Flask, number: int, **who: str) -> str:
    at = clock.now() - timedelta(minutes=10 - number)
    return world.submission(
        ctx, email=who.get("email", f"{number}@growers.example"), is_confirmed=False, at=at
    )


def test_receipts_of_several_take_as_many_statements_as_one(ctx: Flask) -> None:
    world.consultation(ctx)
    found = []
    for count in (2, 8):
        for number in range(count):
            _submit(ctx, number, email=f"{count}-{number}@growers.example")
        db.session.rollback()
        with steps.statements(ctx) as seen:
            outbox.deliver_all("email")
        found.append(len([one for one in seen if "email_asked_at=" not in one]))
    assert found[0] == found[1]
    assert len(_receipts()) == 10


def test_an_address_gets_no_more_receipts_an_hour_from_a_batch_than_one_by_one(ctx: Flask) -> None:
    world.consultation(ctx)
    for number in range(RECEIPTS):
        _submit(ctx, number, email="One@growers.example")
    _submit(ctx, RECEIPTS, email="one@growers.example")
    _submit(ctx, RECEIPTS + 1)
    outbox.deliver_all("email")
    told = [to for _subject, to in _receipts()]
    assert told == ["One@growers.example"] * RECEIPTS + [f"{RECEIPTS + 1}@growers.example"]


def test_each_receipt_belongs_to_the_request_of_its_submission(ctx: Flask) -> None:
    world.consultation(ctx)
    for number in range(3):
        with request_ids.carried(f"request-{number}"):
            _submit(ctx, number)
    outbox.deliver_all("email")
    rows = db.session.execute(select(Email.to, Email.request_id).order_by(Email.id)).all()
    assert [tuple(row) for row in rows] == [(f"{n}@growers.example", f"request-{n}") for n in range(3)]
