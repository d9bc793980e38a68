"""Faults of every kind, while people type: what they typed is in no log, no failed job, no column of errors."""

import io
import logging
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from redis import Redis
from rq import Queue, SimpleWorker
from rq.registry import FailedJobRegistry
from rq.serializers import JSONSerializer
from sqlalchemy import text

from consult.core import logs, mail, queue
from consult.core.actions import action
from consult.core.database import db
from consult.drafts import jobs
from consult.setup.environment import ROOT
from tests import cast, world
from tests.conftest import Sink
from tests.draft_submissions import walking
from tests.web.test_outage_pages import outage

CANARY = "canary"
"""Is in everything that is typed here, and in nothing of ours."""

TYPED = {
    "name": "Canary Name", "organisation": "Canary Growers", "email": "canary@birds.example",
    "comment": "A canary comment.", "proposal": "A canary proposal.", "rationale": "A canary reason.",
}  # fmt: skip

_QUOTING = """
CREATE OR REPLACE FUNCTION quote_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the whole row: %', to_jsonb(NEW) USING ERRCODE = TG_ARGV[0], DETAIL = to_jsonb(NEW)::text;
END $$
"""
STATES = ("23505", "23514", "57014", "40P01", "22P02", "P0001")
"""Unique and check violation, statement timeout, deadlock, invalid input, and what a trigger raises."""


@contextmanager
def quoting(database: str, table: str, state: str) -> Iterator[None]:
    """Every write to `table` fails with an error of this kind that quotes the whole row, as PostgreSQL's own may."""
    with psycopg.connect(database.replace("+psycopg", ""), autocommit=True) as server:
        server.execute(_QUOTING)
        server.execute(
            f"CREATE TRIGGER quoting BEFORE INSERT OR UPDATE ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION quote_row('{state}')"
        )
        try:
            yield
        finally:
            server.execute(f"DROP TRIGGER quoting ON {table}")


@contextmanager
def missing(database: str, table: str) -> Iterator[None]:
    """The table has another name: every statement on it fails."""
    with psycopg.connect(database.replace("+psycopg", ""), autocommit=True) as server:
        server.execute(f"ALTER TABLE {table} RENAME TO {table}_away")
        try:
            yield
        finally:
            server.execute(f"ALTER TABLE {table}_away RENAME TO {table}")


class Written:
    """Every log of the application while it stands, each record as any handler would write it."""

    def __init__(self, app: Flask) -> None:
        self.stream = io.StringIO()
        self.app = app
        self.server_log = _server_log()
        self.begins = self.server_log.stat().st_size if self.server_log else 0

    def __str__(self) -> str:
        of_server = b""
        if self.server_log:
            with self.server_log.open("rb") as file:
                file.seek(self.begins)
                of_server = file.read()
        with self.app.app_context():
            errors = db.session.execute(
                text("SELECT error FROM letters UNION ALL SELECT error FROM deliveries")
            )
            of_rows = "\n".join(errors.scalars())
        return "\n".join([self.stream.getvalue(), of_server.decode(), of_rows, _kept_in_valkey()]).lower()


def _server_log() -> Path | None:
    """The log of the tests' PostgreSQL, where it is one of ours: beside its folder of sockets."""
    log = Path(str(db.engine.url.query.get("host", ""))).parent.parent / "postgres.log"
    return log if log.exists() else None


def _kept_in_valkey() -> str:
    """Every key and value, and the failures of jobs, which are packed."""
    notifier = queue.notifier()
    valkey: Redis = notifier.blocking_connection
    kept = [repr(key) + repr(_value(valkey, key)) for key in valkey.scan_iter()]
    for urgency in queue.Urgency:
        jobs = Queue(notifier.name_of(urgency), connection=valkey, serializer=JSONSerializer)
        for identifier in FailedJobRegistry(queue=jobs).get_job_ids():
            job = jobs.fetch_job(identifier)
            assert job is not None
            kept += [f"{job.description} {result.exc_string}" for result in job.results()]
    return "\n".join(kept)


def _value(valkey: Redis, key: bytes) -> Any:
    readers = {b"string": valkey.get, b"hash": valkey.hgetall, b"set": valkey.smembers}
    kind = valkey.type(key)
    if kind == b"list":
        return valkey.lrange(key, 0, -1)
    if kind == b"zset":
        return valkey.zrange(key, 0, -1)
    return readers[kind](key) if kind in readers else b""


@pytest.fixture
def written(app: Flask, clean: None, limited: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Written]:
    """The logs, written as loosely as can be: every level of every package."""
    monkeypatch.setitem(app.config, "TESTING", False)
    with app.app_context():
        kept = Written(app)
    handler, root = logging.StreamHandler(kept.stream), logging.getLogger()
    handler.addFilter(lambda record: not record.name.startswith("mail."))  # the tests' own mail server
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield kept
    root.removeHandler(handler)
    root.setLevel(before)


@pytest.fixture
def run_jobs(app: Flask) -> Any:
    """Everything that the queue holds is done by a worker like ours."""

    class Worker(logs.FailuresWithoutContent, SimpleWorker):
        pass

    def work() -> None:
        notifier = queue.notifier()
        Worker(
            [notifier.name_of(one) for one in queue.Urgency],
            connection=notifier.blocking_connection,
            serializer=JSONSerializer,
        ).work(burst=True, logging_level="DEBUG")

    return work


def sheet(app: Flask, client: Any) -> None:
    world.consultation(app)
    walking.begin(client, **{name: TYPED[name] for name in ("name", "organisation", "email")})


def comment(client: Any) -> dict[str, Any]:
    words = {name: TYPED[name] for name in ("comment", "proposal", "rationale")}
    return dict(client.form(walking.PLACE, type="technical", **words))


@pytest.mark.parametrize("state", STATES)
def test_an_error_of_the_database_that_quotes_a_row_is_logged_by_its_state(
    app: Flask, client: Any, database: str, written: Written, state: str
) -> None:
    sheet(app, client)
    sent = comment(client)
    with quoting(database, "draft_comments", state):
        assert client.post(walking.PLACE, data=sent).status_code in {500, 503}
    assert f"({state.lower()}" in str(written)
    assert CANARY not in str(written)
    assert sent["key"].lower() not in str(written)


def test_a_page_that_finds_no_database_logs_nothing_of_what_was_sent(
    app: Flask, client: Any, database: str, written: Written
) -> None:
    sheet(app, client)
    sent = comment(client)
    with outage(database):
        assert client.post(walking.PLACE, data=sent).status_code == 503
    assert "a server behind us does not answer" in str(written)
    assert CANARY not in str(written)
    assert sent["key"].lower() not in str(written)


def test_a_view_that_fails_logs_where_and_not_what_was_asked(
    app: Flask, client: FlaskClient, database: str, written: Written
) -> None:
    world.consultation(app)
    with missing(database, "comment_stems"):
        page = client.get(f"/consultations/{world.SLUG}/comments?q=canary+words&place=canary")
    assert page.status_code == 500
    assert "consult/reading/views/comments.py" in str(written)
    assert CANARY not in str(written)


def test_signing_up_and_in_leaves_no_address_in_any_log(
    app: Flask, client: Any, database: str, written: Written
) -> None:
    who = {"email": "canary@birds.example", "name": "Canary Name", "password": "a quiet canary morning"}
    with quoting(database, "account_requests", "23505"):
        assert client.post("/sign-up", data=client.form("/sign-up") | who).status_code == 500
    client.post("/sign-up", data=client.form("/sign-up") | who)
    for path in ("/sign-in", "/reset"):
        client.post(path, data=client.form("/sign-in") | who)
    assert CANARY not in str(written)


def test_mail_that_is_refused_in_words_that_quote_it_leaves_no_address(
    app: Flask, client: Any, sink: Sink, written: Written, run_jobs: Any
) -> None:
    sheet(app, client)
    client.post(walking.PLACE, data=comment(client))
    sink.no["canary@birds.example"] = "550 5.1.1 <canary@birds.example> is no canary of ours"
    walking.send(client)
    run_jobs()
    sink.no.clear()
    sink.sulking = "451 a canary comment is too long"
    run_jobs()
    assert "smtprecipientsrefused (550)" in str(written)
    assert CANARY not in str(written)


def test_jobs_that_fail_leave_nothing_in_the_queue_or_their_rows(
    app: Flask, client: Any, database: str, written: Written, run_jobs: Any
) -> None:
    sheet(app, client)
    client.post(walking.PLACE, data=comment(client))
    walking.send(client)
    with quoting(database, "letters", "23514"):  # in the handler of a delivery
        run_jobs()
    with app.app_context():
        mail_canary()
        queue.notifier().notify("consult.core.tick.run", "consult.core.mail.forget_old", 0)
    with missing(database, "letters"):  # in jobs themselves
        run_jobs()
    assert "checkviolation (23514 letters" in str(written) or "integrityerror (23514" in str(written)
    assert "consult.core.mail_sending.send_all) failed" in str(written)
    assert "consult.core.tick.run) failed" in str(written)
    assert CANARY not in str(written)


@action
def mail_canary() -> None:
    mail.queue_email(to="canary@birds.example", key="canary", subject="Canary", text="A canary comment.")


def test_a_file_that_cannot_be_read_is_not_quoted(app: Flask, client: Any, written: Written) -> None:
    cast.person(app, "ben@example.org", "Ben")
    cast.organisation(app, "seeds", officer=["ben@example.org"])
    cast.sign_in(client, "ben@example.org")
    path = "/organisations/seeds/drafts/import"
    form = client.form(path) | {"files": [(io.BytesIO(b"PK\x03\x04 canary"), "canary.docx")]}
    client.post(path, data=form, content_type="multipart/form-data")
    with app.app_context():
        jobs.read_all()
    assert CANARY not in str(written)


@action
def fail(words: str) -> None:
    try:
        int(words)
    except ValueError as trouble:
        raise RuntimeError(words) from trouble


def test_an_exception_is_told_by_kind_and_place_with_what_it_came_from(app: Flask, written: Written) -> None:
    with app.app_context(), pytest.raises(RuntimeError) as raised:
        fail("a canary")
    logging.getLogger("somebody else's").error(
        "%s in %s", raised.value, ["x", raised.value], exc_info=raised.value
    )
    said = str(written)
    assert "runtimeerror in ['x', 'runtimeerror']" in said
    assert "valueerror" in said
    assert "tests/core/test_logs.py" in said
    assert CANARY not in said


def test_what_no_one_catches_says_no_more_when_it_ends_a_process() -> None:
    program = (
        "import threading; from consult.core import log_lines, logs\n"
        "log_lines.write_to_stderr('lines', 'info'); logs.install_last_words()\n"
        "def fail(): raise ValueError('a canary')\n"
        "thread = threading.Thread(target=fail); thread.start(); thread.join(); fail()"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.count("ValueError") == 2
    assert CANARY not in ended.stderr
