"""/metrics: who may read it, what it tells, and that it stays right while processes come and go."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import event, insert

from consult.core import clock, leases, metric_files, metric_queries, metrics, queue
from consult.core.actions import action
from consult.core.database import db
from consult.core.events import Delivery, Event
from consult.core.mail import Email, EmailStatus, email_row
from consult.core.tick import LEASE, TICK
from consult.moderation import metrics as moderated
from tests import world
from tests.server.running import answers, running
from tests.web.test_outage_pages import outage

TOKEN = "a token of the tests, long enough"
ASKING = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def read(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Call it for what /metrics tells now: each line of it by its name and labels."""
    monkeypatch.setitem(app.config, "METRICS_TOKEN", TOKEN)

    def found() -> dict[str, float]:
        metrics._looked_up.forget()
        return parsed(client.get("/metrics", headers=ASKING).get_data(as_text=True))

    return found


def parsed(text: str) -> dict[str, float]:
    """Each line by its name, with its labels in the order of the alphabet."""
    found = {}
    for family in text_string_to_metric_families(text):
        for name, labels, value, *_more in family.samples:
            said = ",".join(f'{label}="{word}"' for label, word in sorted(labels.items()))
            found[f"{name}{{{said}}}" if said else name] = value
    return found


# -- who may read it --------------------------------------------------------------------------------------------------


def test_without_a_token_in_the_settings_there_is_nothing(client: FlaskClient) -> None:
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


def test_only_who_sends_the_token_reads(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "METRICS_TOKEN", TOKEN)
    for said in ("", "Bearer", f"Bearer {TOKEN}x", TOKEN, "Basic YTpi", "Bearer é"):
        refused = client.get("/metrics", headers={"Authorization": said})
        assert (refused.status_code, refused.headers["WWW-Authenticate"]) == (401, "Bearer")
        assert b"consult_" not in refused.data
    answer = client.get("/metrics", headers=ASKING)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")


# -- what it tells ----------------------------------------------------------------------------------------------------


def test_requests_are_counted_by_rule_and_status(app: Flask, client: FlaskClient, read: Any) -> None:
    world.consultation(app)
    name = 'consult_requests_total{method="GET",route="/consultations/<slug>",status="200"}'
    before = read().get(name, 0)
    for language in ("", "/fr", "/ar"):
        client.get(f"{language}/consultations/{world.SLUG}")
    now = read()
    assert now[name] - before == 3
    assert now['consult_request_seconds_count{route="/consultations/<slug>",status="200"}'] >= 3
    assert world.SLUG not in str(now)


@action
def fill(number: int) -> None:
    """So many deliveries and emails of each kind."""
    at = clock.now() - timedelta(minutes=2)
    one = {"name": "x", "at": at, "subject": "", "data": {}}
    events = db.session.execute(insert(Event).returning(Event.id), [one] * (3 * number)).scalars().all()
    kinds: list[dict[str, Any]] = [{}, {"given_up_at": at}, {"done_at": at}]
    db.session.execute(
        insert(Delivery),
        [
            {
                "event_id": identifier,
                "handler": "h",
                "due_at": at,
                "attempts": 0,
                "given_up_at": None,
                "done_at": None,
            }
            | kinds[place % 3]
            for place, identifier in enumerate(events)
        ],
    )
    states: list[dict[str, Any]] = [
        {},
        {"attempts": 1},
        {"status": EmailStatus.GIVEN_UP},
        {"status": EmailStatus.SENT},
    ]
    db.session.execute(
        insert(Email),
        [
            email_row(to="a@example.org", key=f"{place}", subject="x", text="x") | states[place % 4]
            for place in range(4 * number)
        ],
    )


def test_what_waits_and_what_was_given_up_is_counted(app: Flask, read: Any) -> None:
    with app.app_context():
        fill(2)
    found = read()
    assert (found["consult_outbox_waiting"], found["consult_outbox_given_up"]) == (2, 2)
    assert 120 <= found["consult_outbox_oldest_seconds"] < 180
    assert [found[f'consult_emails{{state="{state}"}}'] for state in ("waiting", "failed", "given_up")] == [
        4,
        2,
        2,
    ]


def test_no_one_counts_further_than_a_bound(app: Flask, read: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with app.app_context():
        fill(5)
    monkeypatch.setattr(metric_queries, "MOST", 3)
    found = read()
    assert (found["consult_outbox_waiting"], found['consult_emails{state="waiting"}']) == (4, 4)


def test_the_backlog_of_moderation_is_counted(app: Flask, read: Any) -> None:
    assert (read()["consult_moderation_waiting"], read()["consult_moderation_oldest_seconds"]) == (0, 0)
    slug = world.consultation(app)
    at = clock.now() - timedelta(hours=1)
    world.submission(app, slug, at=at, comments=[world.COMMENT, world.GENERAL])
    world.submission(app, slug, comments=[world.GENERAL])
    found = read()
    assert found["consult_moderation_waiting"] == 3
    assert 3600 <= found["consult_moderation_oldest_seconds"] < 3660


def test_queues_and_signs_of_life_are_told(app: Flask, read: Any) -> None:
    found = read()
    assert (found["consult_tick_leads"], found['consult_workers{queue="email"}']) == (0, 0)
    queue.notifier().notify("consult.core.outbox.deliver_all", "screening", on=queue.Urgency.SCREENING)
    with app.app_context():
        leases.take(TICK, "me", LEASE)
    found = read()
    sizes = {urgency: found[f'consult_queue_jobs{{queue="{urgency}"}}'] for urgency in queue.Urgency}
    assert sizes == {"email": 0, "screening": 1, "jobs": 0, "maintenance": 0}
    assert 0 <= found['consult_queue_oldest_seconds{queue="screening"}'] < 60
    assert (found["consult_tick_leads"], found["consult_tick_silent_seconds"] < 5) == (1, True)
    with app.app_context():
        leases.give_back(TICK, "me")
    found = read()
    assert (found["consult_tick_leads"], "consult_tick_silent_seconds" in found) == (0, False)


def test_connections_to_the_database_are_told(app: Flask, read: Any) -> None:
    with app.app_context(), db.engine.connect():
        found = read()
    size = app.config["SQLALCHEMY_ENGINE_OPTIONS"]["pool_size"]
    assert found['consult_database_connections{state="size"}'] == size
    assert found['consult_database_connections{state="in_use"}'] >= 1


def test_what_is_away_is_said_and_the_rest_is_told(
    app: Flask, client: FlaskClient, read: Any, database: str
) -> None:
    with outage(database):
        found = read()
    assert found['consult_measured{source="core.metric_queries.deliveries"}'] == 0
    assert found['consult_measured{source="core.metric_queries.queues"}'] == 1
    assert "consult_outbox_waiting" not in found
    assert "consult_queue_jobs" in str(found)


def test_what_was_looked_up_is_kept_for_some_seconds(app: Flask, client: FlaskClient, read: Any) -> None:
    read()
    asked: list[str] = []
    with app.app_context():
        engine = db.engine

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        assert b"consult_outbox_waiting" in client.get("/metrics", headers=ASKING).data
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert asked == []


def test_what_is_looked_up_is_found_by_indexes(app: Flask, ctx: Flask) -> None:
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        asked.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        for source in (metric_queries.deliveries, metric_queries.emails, moderated.backlog):
            list(source())
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    connection = db.session.connection()
    connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
    used = set()
    for statement, parameters in asked:
        plan = "\n".join(row[0] for row in connection.exec_driver_sql(f"EXPLAIN {statement}", parameters))
        used |= set(re.findall(r"using (\w+)|Bitmap Index Scan on (\w+)", plan))
        assert "Seq Scan" not in plan, plan
    assert len(asked) == 8


# -- processes that come and go ---------------------------------------------------------------------------------------

COUNTING = """
import sys
from consult.core import metric_files, metrics
metric_files.share()
for _ in range(int(sys.argv[1])):
    metrics.request("GET", "/", 200, 0.02)
metrics._connections.labels("in_use").set(7)
print("counted", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch) -> Iterator[metric_files.MetricFiles]:
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", "")
    made = metric_files.begin()
    yield made
    made.remove()


def counting(number: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", COUNTING, str(number)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "counted\n"
    return process


def told() -> tuple[float, float, float]:
    """Requests, those under 0.03 s, connections in use."""
    found = parsed(metrics.text().decode())
    return (
        found['consult_requests_total{method="GET",route="/",status="200"}'],
        found['consult_request_seconds_bucket{le="0.03",route="/",status="200"}'],
        found.get('consult_database_connections{state="in_use"}', 0),
    )


def test_what_a_killed_process_counted_is_kept_and_its_files_are_not(
    ctx: Flask, files: metric_files.MetricFiles
) -> None:
    first, second = counting(3), counting(4)
    assert told() == (7, 7, 14)
    first.kill()
    first.wait()
    files.look_after()
    assert told() == (7, 7, 7)
    assert [path.name for path in files.folder.glob(f"*_{first.pid}.db")] == []
    second.communicate("")
    files.look_after()
    assert told() == (7, 7, 0)
    assert sorted(path.name for path in files.folder.glob("*.db")) == ["counter_gone.db", "histogram_gone.db"]


def test_files_of_a_server_that_was_killed_are_removed_by_the_next(files: metric_files.MetricFiles) -> None:
    program = "from consult.core import metric_files as m; import sys; print(m.begin().folder, flush=True); sys.stdin.read()"
    server = subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert server.stdout is not None
    folder = Path(server.stdout.readline().strip())
    metric_files.begin().remove()
    assert (folder.is_dir(), files.folder.is_dir()) == (True, True)
    server.kill()
    server.wait()
    metric_files.begin().remove()
    assert (folder.is_dir(), files.folder.is_dir()) == (False, True)


def test_whichever_process_of_the_server_is_asked_tells_of_all(
    database: str, servers: dict[str, str], clean: None, tmp_path: Path, app: Flask
) -> None:
    around = {
        "DATABASE_URL": database, "REDIS_URL": servers["redis"], "CONSULT_ENV": "test", "METRICS_TOKEN": TOKEN,
        "SECRET_KEY": "for a program of the tests, nothing else", "TRUSTED_HOSTS": "localhost",
        "CONSULT_DATA": str(tmp_path), "CONSULT_ASSETS": str(app.config["ASSETS_DIR"]), "LOG_FORMAT": "json",
    }  # fmt: skip
    asking = f"GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer {TOKEN}\r\n\r\n"
    name = 'consult_requests_total{method="GET",route="/healthz",status="200"}'
    with running("wsgi:app", around, "--workers", "2", "--threads", "1") as server:
        before = parsed(server.ask(asking)[2].decode()).get(name, 0)
        for _ in range(10):
            assert server.get("/healthz") == 200
        assert {parsed(server.ask(asking)[2].decode())[name] - before for _ in range(6)} == {10}
        killed = next(
            pid for pid in server.workers() if b"tracker" not in Path(f"/proc/{pid}/cmdline").read_bytes()
        )
        os.kill(killed, signal.SIGKILL)
        end = time.monotonic() + 60
        while killed in server.workers() or not answers(server):
            assert time.monotonic() < end
            time.sleep(0.1)
        time.sleep(2)  # until the main process has looked
        assert parsed(server.ask(asking)[2].decode())[name] - before >= 10
