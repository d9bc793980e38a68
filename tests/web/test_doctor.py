"""`flask doctor` says of each thing whether it is well, and changes nothing."""

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text, update

from consult import agenda
from consult.core import journal, mail, storage
from consult.core.actions import action
from consult.core.database import db
from consult.core.journal import HAPPENED, Journal
from consult.core.mail import Email, EmailStatus, MailTransport
from consult.core.revisions import revisions
from consult.web import email_texts
from tests.conftest import Sink
from tests.web.test_outage_pages import outage

NAMES = [
    "settings",
    "database",
    "migrations",
    "clock",
    "queue",
    "deliveries",
    "emails",
    "mail",
    "storage",
    "store",
    "journal",
    "space",
    "rules",
    "translation",
    "virus scan",
    "incoming",
    "countries",
]


def examine(app: Flask) -> tuple[int, dict[str, bool]]:
    """The exit status, and whether each thing is well."""
    result = app.test_cli_runner().invoke(args=["doctor", "--json"])
    found = json.loads(result.output)
    assert [one["name"] for one in found] == NAMES
    return result.exit_code, {one["name"]: one["is_well"] for one in found}


def wrong(app: Flask) -> tuple[int, set[str]]:
    """The exit status, and what is wrong beside the tests' own database, which may forget what it confirmed."""
    status, found = examine(app)
    return status, {name for name, is_well in found.items() if not is_well} - {"database"}


def test_where_all_is_well_nothing_is_wrong(app: Flask, clean: None, sink: Sink) -> None:
    assert wrong(app) == (1, set())  # 1: the tests' database runs without fsync
    assert sink.taken == []
    lines = app.test_cli_runner().invoke(args=["doctor"]).output.splitlines()
    assert [line.split()[:2] for line in lines] == [
        ["WRONG" if name == "database" else "well", name.split()[0]] for name in NAMES
    ]


def test_what_is_wrong_is_said(app: Flask, clean: None, database: str) -> None:
    with outage(database):
        assert wrong(app)[1] == {"migrations", "clock", "deliveries", "emails", "store", "rules", "incoming"}
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=1), tick=True):
        assert wrong(app)[1] == {"clock"}
    with app.app_context():
        db.session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
        db.session.commit()
        try:
            assert wrong(app)[1] == {"migrations"}
        finally:
            _set_revision(revisions().newest)


def _set_revision(number: str) -> None:
    db.session.execute(text("UPDATE alembic_version SET version_num = :now"), {"now": number})
    db.session.commit()


@pytest.mark.parametrize(
    ("revision", "status", "said"),
    [("9999", 200, "newer than this release"), ("0001", 503, "not current"), ("0000", 503, "not current")],
)
def test_a_later_release_that_added_tables_stops_no_one_and_missing_tables_do(
    app: Flask, client: FlaskClient, clean: None, sink: Sink, revision: str, status: int, said: str
) -> None:
    with app.app_context():
        db.session.execute(text("CREATE TABLE added_later (id bigint)"))
        db.session.execute(text("ALTER TABLE organisations ADD COLUMN added_later text"))
        _set_revision(revision)
    try:
        ready = client.get("/readyz")
        assert (ready.status_code, ready.get_json()["migrations"]) == (status, said)
        assert client.get("/organisations").status_code == 200
        assert wrong(app)[1] == ({"migrations"} if status == 503 else set())
    finally:
        with app.app_context():
            db.session.execute(text("DROP TABLE added_later"))
            db.session.execute(text("ALTER TABLE organisations DROP COLUMN added_later"))
            _set_revision(revisions().newest)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root makes files that another account cannot append to")
def test_a_journal_that_the_account_of_the_service_cannot_append_to_is_said(
    app: Flask, clean: None, sink: Sink, tmp_path: Path
) -> None:
    before, mine = journal.journal(), Journal(tmp_path)
    journal.wire(mine, agenda.ERASURES)
    try:
        mine.write(HAPPENED, [{"at": "2027-01-01T00:00:00+00:00"}])
        os.chown(tmp_path, 65534, 65534)  # as a command left it that root ran
        assert wrong(app)[1] == {"journal"}
        (file,) = tmp_path.iterdir()
        os.chown(file, 65534, 65534)
        assert wrong(app)[1] == set()
    finally:
        journal.wire(before, agenda.ERASURES)


def test_no_file_stays_behind_and_nothing_is_said_of_what_was_not_checked(
    app: Flask, clean: None, sink: Sink
) -> None:
    kept = storage.store().keys("")
    lines = app.test_cli_runner().invoke(args=["doctor"]).output.splitlines()
    assert storage.store().keys("") == kept
    assert lines[0] == "well   settings    not checked outside production (CONSULT_ENV)"


def test_a_mail_server_that_is_away_is_said(app: Flask, clean: None, sink: Any) -> None:
    mail.wire(
        MailTransport("smtp://127.0.0.1:9", "consult@example.org", "localhost"),
        email_texts.render_email,
        "http://localhost",
    )
    assert wrong(app)[1] == {"mail"}


@action
def _give_up_an_email() -> None:
    mail.queue_email(to="reader@example.org", key="given up", subject="x", text="x")
    db.session.execute(update(Email).values(status=EmailStatus.GIVEN_UP))


def test_emails_that_were_given_up_are_counted_and_the_site_is_ready_all_the_same(
    app: Flask, client: FlaskClient, sink: Sink
) -> None:
    with app.app_context():
        _give_up_an_email()
    ready = client.get("/readyz")
    assert (ready.status_code, ready.get_json()["emails_given_up"]) == (200, 1)
    assert wrong(app)[1] == set()
    assert "given up: 1" in app.test_cli_runner().invoke(args=["doctor"]).output
