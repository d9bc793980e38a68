"""`flask outbox`: what could not be told or sent is seen and tried again, without addresses or words."""

import json
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from consult.core import mail, mail_sending, outbox
from consult.core.actions import action
from consult.core.database import db
from consult.core.events import Delivery
from consult.core.mail import Email, EmailStatus
from tests import world
from tests.conftest import Sink


def run(app: Flask, *command: str) -> Any:
    done = app.test_cli_runner().invoke(args=["outbox", *command, "--json"])
    assert done.exit_code == 0, done.output
    return json.loads(done.output)


@action
def post(key: str, **more: Any) -> None:
    mail.queue_email(to="amara@example.org", key=key, subject="A canary", text="A canary", **more)


@pytest.fixture
def given_up(app: Flask, sink: Sink) -> Sink:
    """A delivery, an email and a secret email that were given up; the server takes emails again."""
    world.consultation(app)
    world.submission(app, email="wanjiru@highlands.example")
    with app.app_context():
        post("news")
        post("reset", is_secret=True)
        sink.sulking = "554 never"
        for letter in db.session.execute(select(Email.id)).scalars().all():
            for _ in range(outbox.ATTEMPTS):
                mail_sending.send(letter)
        sink.sulking = ""
        delivery = db.session.execute(select(Delivery).order_by(Delivery.id.desc()).limit(1)).scalar_one()
        delivery.attempts = outbox.ATTEMPTS
        db.session.commit()
        outbox.deliver(delivery.id)
    return sink


def test_what_was_given_up_is_listed_without_addresses_or_words_and_tried_again(
    app: Flask, given_up: Sink
) -> None:
    listed = run(app, "list")
    told = {one["name"].partition("-")[0] for one in listed["troubled"] if one["state"] == "given_up"}
    assert told == {"delivery", "email"}
    assert "SMTPDataError (554)" in json.dumps(listed)
    assert "canary" not in json.dumps(listed)
    assert "example.org" not in json.dumps(listed)
    assert run(app, "retry") == {"deliveries": 1, "emails": 1}  # of the secret one no words are left
    with app.app_context():
        mail_sending.send_all()
        states = dict(db.session.execute(select(Email.key, Email.status)).all())
        assert (states["news"], states["opens reset"]) == (EmailStatus.SENT, EmailStatus.GIVEN_UP)
        assert db.session.execute(select(Delivery).where(Delivery.given_up_at.is_not(None))).first() is None


def test_one_is_tried_again_by_its_name(app: Flask, given_up: Sink) -> None:
    (name,) = [one["name"] for one in run(app, "list")["troubled"] if one["name"].startswith("delivery")]
    assert run(app, "retry", name) == {"deliveries": 1, "emails": 0}
    refused = app.test_cli_runner().invoke(args=["outbox", "retry", "everything"])
    assert (refused.exit_code, "there is no everything" in refused.output) == (1, True)


def test_a_mail_server_that_is_away_is_listed(app: Flask, sink: Sink) -> None:
    with app.app_context():
        post("news")
        sink.sulking = "421 closing"
        mail_sending.send_all()
    (delay,) = run(app, "list")["delays"]
    assert (delay["name"], delay["what"], delay["error"]) == ("mail server", "away", "SMTPDataError (421)")
