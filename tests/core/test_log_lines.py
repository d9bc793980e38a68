"""Log lines: JSON objects in production, lines for people elsewhere; the id of a request from the page to the worker."""

import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from rq import SimpleWorker
from rq.serializers import JSONSerializer

from consult.core import jobs, logs, mail_sending, outbox, queue, request_ids, worker
from consult.core.actions import action
from consult.core.database import db
from consult.core.events import record
from consult.core.mail import Email, queue_email
from consult.setup.environment import ROOT
from tests import world
from tests.draft_submissions import walking

PROGRAM = """
import logging, sys, warnings, structlog
from consult.core import log_lines, logs, request_ids
log_lines.write_to_stderr(sys.argv[1], "info")
logs.install_last_words()
own, other = logging.getLogger("consult.web.errors"), logging.getLogger("rq.worker")
own.info("so many: %s", 3)
own.debug("not this")
other.info("nor this")
logging.getLogger("alembic.runtime.migration").info("Running upgrade")
with request_ids.carried("request-of-a-test"):
    try:
        int("a canary")
    except ValueError as trouble:
        other.error("%s failed", trouble, exc_info=True)
        structlog.stdlib.get_logger("consult.jobs").exception("failed", what=trouble, things=[trouble])
warnings.warn("a canary in a warning")
own.info("%d", "a canary for a number")
structlog.stdlib.get_logger("consult.jobs").info("one", odd=object(), word="naïve")
raise RuntimeError("a canary at the end")
"""


def lines(form: str) -> list[str]:
    said = subprocess.run(
        [sys.executable, "-c", PROGRAM, form], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (said.returncode, said.stdout) == (1, "")
    assert "canary" not in said.stderr
    return said.stderr.splitlines()


def test_every_line_of_production_is_an_object_the_person_who_logs_it() -> None:
    found = [json.loads(line) for line in lines("json")]
    assert [list(one)[:4] for one in found] == [["time", "level", "logger", "event"]] * 8
    assert [(one["level"], one["logger"], one["event"]) for one in found] == [
        ("info", "consult.web.errors", "so many: 3"),
        ("info", "alembic.runtime.migration", "Running upgrade"),
        ("error", "rq.worker", "ValueError failed"),
        ("error", "consult.jobs", "failed"),
        ("warning", "py.warnings", "UserWarning at <string>:17"),
        ("error", "consult.core.log_lines", "the line at <string>:18 could not be written, TypeError"),
        ("info", "consult.jobs", "one"),
        ("critical", "consult.core.logs", "an exception that was not caught"),
    ]
    assert [one.get("request_id") for one in found] == [None, None, *["request-of-a-test"] * 2, *[None] * 4]
    assert (found[3]["what"], found[3]["things"]) == ("ValueError", ["ValueError"])
    assert [one["exception"].splitlines()[0] for one in found if "exception" in one] == [
        "ValueError", "ValueError", "RuntimeError",
    ]  # fmt: skip
    assert (found[6]["odd"], found[6]["word"]) == ("object", "naïve")
    assert all(one["time"].endswith("Z") for one in found)


def test_elsewhere_the_same_is_a_line_for_people() -> None:
    said = lines("lines")
    found = [line.partition(" ")[2] for line in said]
    assert found[0] == "info    consult.web.errors: so many: 3"
    assert found[2] == "error   rq.worker: ValueError failed request_id=request-of-a-test"
    assert found[-3] == "critical consult.core.logs: an exception that was not caught"
    assert said[-2:] == ["RuntimeError", "  <string>:20 <module>"]


# -- requests ---------------------------------------------------------------------------------------------------------


class Heard(logging.Handler):
    """The fields of every line of consult's own."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[dict[str, Any]] = []

    def emit(self, record: logging.LogRecord) -> None:
        said = record.msg if isinstance(record.msg, dict) else {"event": record.getMessage()}
        self.lines.append({"logger": record.name, "request_id": request_ids.present(), **said})

    def of(self, logger: str) -> list[dict[str, Any]]:
        return [line for line in self.lines if line["logger"] == logger]


@pytest.fixture
def heard(clean: None) -> Iterator[Heard]:
    handler, ours = Heard(), logging.getLogger("consult")
    before = ours.level
    ours.addHandler(handler)
    ours.setLevel(logging.INFO)
    yield handler
    ours.removeHandler(handler)
    ours.setLevel(before)


ACCESS = {"logger", "request_id", "event", "method", "route", "status", "duration_ms", "bytes"}


def test_a_request_is_a_line_with_the_rule_in_the_place_of_the_path(
    app: Flask, client: Any, heard: Heard
) -> None:
    secret = "/password-reset/canary-token"
    world.consultation(app)
    heard.lines.clear()
    answers = [
        client.get(path) for path in ("/", secret, "/nowhere/canary", f"/consultations/{world.SLUG}?q=canary")
    ]
    answers += [client.head("/"), client.open("/", method="CANARY", headers={"User-Agent": "canary"})]
    found = heard.of("consult.access")
    assert [(one["method"], one["route"], one["status"]) for one in found] == [
        ("GET", "/", 200),
        ("GET", "/password-reset/<token>", 404),
        ("GET", "no rule", 404),
        ("GET", "/consultations/<slug>", 200),
        ("HEAD", "/", 200),
        ("other", "no rule", 405),
    ]
    assert [one["bytes"] for one in found] == [len(answer.get_data()) for answer in answers]
    assert {frozenset(one) for one in found} == {frozenset(ACCESS)}
    assert "canary" not in json.dumps(found).lower()
    assert [answer.headers["X-Request-ID"] for answer in answers] == [one["request_id"] for one in found]
    assert len({one["request_id"] for one in found}) == len(found)


def test_an_asset_and_what_has_no_known_length_are_lines_as_well(
    app: Flask, client: Any, heard: Heard
) -> None:
    page = client.get("/").get_data(as_text=True)
    path = page.partition('href="/assets/')[2].partition('"')[0]
    size = len(client.get(f"/assets/{path}").get_data())
    assert heard.of("consult.access")[-1]["route"] == "/assets/<name>"
    assert heard.of("consult.access")[-1]["bytes"] == size


def test_the_id_of_a_request_is_the_proxys_only_where_there_is_one_and_it_looks_like_one(
    app: Flask, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answered(said: str) -> str:
        return str(client.get("/healthz", headers={"X-Request-ID": said}).headers["X-Request-ID"])

    assert answered("an-id-of-somebody") != "an-id-of-somebody"
    monkeypatch.setattr(app.wsgi_app, "trusts_proxy", True)
    assert answered("an-id-of-the-proxy") == "an-id-of-the-proxy"
    for odd in ("short", "x" * 65, "with spaces in it", 'quote"quote"', "ümlaut-in-it"):
        assert answered(odd) != odd


# -- jobs -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def run_jobs(app: Flask) -> Any:
    class InThisProcess(worker.JobLogging, logs.FailuresWithoutContent, SimpleWorker):
        """A worker like ours, without a child for each job."""

    def run() -> None:
        notifier = queue.notifier()
        names = [notifier.name_of(one) for one in queue.Urgency]
        InThisProcess(names, connection=notifier.blocking_connection, serializer=JSONSerializer).work(
            burst=True, logging_level="WARNING"
        )

    return run


def test_what_a_request_starts_is_told_under_its_id_down_to_the_email(
    app: Flask, client: Any, heard: Heard, run_jobs: Any, sink: Any
) -> None:
    world.consultation(app)
    walking.begin(client, email="ben@example.org")
    client.post(walking.PLACE, data=client.form(walking.PLACE, type="technical", comment="A comment."))
    run_jobs()
    heard.lines.clear()
    walking.send(client)
    (submit,) = [one for one in heard.of("consult.access") if one["method"] == "POST"]
    run_jobs()
    told = [one for one in heard.of("consult.jobs") if one["request_id"] == submit["request_id"]]
    assert {(one["job"], one["attempt"], one["event"]) for one in told} >= {
        ("consult.core.outbox.deliver_all", 1, "job done"),
        ("consult.submissions.jobs.acknowledge", 1, "job done"),
        ("consult.screening.jobs.screen", 1, "job done"),
        ("email", 1, "job done"),
    }
    assert all(one["duration_ms"] >= 0 for one in told)


@action
def submitted(subject: str) -> None:
    record("submissions.submitted", subject)


@action
def post_one(key: str) -> None:
    queue_email(to="ben@example.org", key=key, subject="x", text="x")


def test_a_worker_that_does_the_work_of_two_requests_tells_each_under_its_own_id(
    app: Flask, heard: Heard, sink: Any
) -> None:
    with app.app_context():
        for identifier in ("request-one", "request-two"):
            with request_ids.carried(identifier):
                submitted(identifier)
                post_one(identifier)
        kept = db.session.execute(db.select(Email.key, Email.request_id)).all()
    assert sorted(tuple(row) for row in kept) == [
        ("request-one", "request-one"),
        ("request-two", "request-two"),
    ]
    with request_ids.carried("request-that-rang"):
        outbox.deliver_all("email")
        mail_sending.send_all()
    told = [(one["job"].rpartition(".")[2], one["request_id"]) for one in heard.of("consult.jobs")]
    assert sorted(told) == [
        ("acknowledge", "request-one"), ("acknowledge", "request-two"),
        ("email", "request-one"), ("email", "request-two"),
    ]  # fmt: skip


def test_an_attempt_that_fails_is_a_line_with_its_number_and_the_id(
    app: Flask, heard: Heard, sink: Any
) -> None:
    sink.sulking = "451 not now"
    with app.app_context(), request_ids.carried("request-one"):
        post_one("one")
        (identifier,) = db.session.execute(db.select(Email.id)).scalars()
    for _ in range(2):
        mail_sending.send(identifier)
    assert [(one["event"], one["attempt"], one["request_id"]) for one in heard.of("consult.jobs")] == [
        ("job failed", 1, "request-one"), ("job failed", 2, "request-one"),
    ]  # fmt: skip
    assert {one["request_id"] for one in heard.of("consult.core.mail_sending")} == {"request-one"}


def test_what_the_tick_asks_for_again_and_again_is_no_line(app: Flask, heard: Heard, run_jobs: Any) -> None:
    queue.notifier().notify_once("consult.core.outbox.deliver_all", "email")
    run_jobs()
    assert heard.of("consult.jobs") == []
    queue.notifier().notify("consult.core.tick.run", "consult.core.mail.forget_old", 10**6)
    run_jobs()
    assert [one["job"] for one in heard.of("consult.jobs")] == ["consult.core.mail.forget_old"]


def test_jobs_of_people_are_told_by_their_kind(app: Flask, ctx: Flask, heard: Heard) -> None:
    before = dict(jobs._steps)
    jobs.wire({"tests.nothing": lambda _job, _items: jobs.Outcome()})
    try:
        with request_ids.carried("request-one"):
            jobs.start("tests.nothing", [1], key="one", title="A job", back="/dashboard", by=1)
        jobs.run_all()
    finally:
        jobs.wire(before)
    assert [(one["job"], one["request_id"]) for one in heard.of("consult.jobs")] == [
        ("tests.nothing", "request-one")
    ]
