"""The tick finds what no worker heard of: each row that waits has its job asked for, and no other."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from consult import agenda
from consult.core import clock, jobs, queue, rendering, tick
from consult.core.actions import action
from consult.core.database import db
from consult.core.queue import Urgency
from consult.drafts.models import Upload, UploadState
from consult.moderation import undo_period
from tests import cast, world
from tests.core.test_outbox import drain, hear, job_count

pytestmark = pytest.mark.xdist_group("outbox")

ASKING = [one for one in agenda.PERIODIC_JOBS if one.waits is not None]


@action
def write(statement: str) -> None:
    db.session.execute(text(statement))


def waiting() -> set[str]:
    """The jobs that have anything to do."""
    return {one.name for one in ASKING} - tick.idle(ASKING)


@pytest.fixture
def settled(app: Flask, clean: None) -> str:
    """A submission with which all that follows is done; its reference."""
    world.consultation(app)
    reference = world.submission(app, email="wanjiru@highlands.example")
    with app.app_context():
        rendering.render_all()
        for _ in range(2):
            hear()
            for one in ASKING:
                one.job(*one.arguments)
        drain()
        assert waiting() == set()
    return reference


OPEN_AGAIN = "UPDATE deliveries SET done_at = NULL, attempts = 0 WHERE handler = "

ROWS = {
    "consult.core.outbox.deliver_all email": OPEN_AGAIN + "'consult.submissions.jobs.acknowledge'",
    "consult.core.outbox.deliver_all screening": OPEN_AGAIN + "'consult.screening.jobs.screen'",
    "consult.core.outbox.deliver_all maintenance": "UPDATE deliveries SET done_at = NULL, attempts = 0,"
    " handler = 'consult.notifications.jobs.forget_ties' WHERE id = (SELECT min(id) FROM deliveries)",
    "consult.accounts.jobs.answer_all": "INSERT INTO account_requests"
    " (purpose, email, data, asked_at, due_at, attempts, request_id)"
    " VALUES ('reset', 'a@b.example', '{}', now(), now(), 0, '')",
    "consult.core.mail_sending.send_all": "UPDATE letters SET postage = 'sending', due_at = now()",
    "consult.consultations.jobs.record_phase_events": "UPDATE consultations SET told_opened_at = NULL",
    "consult.core.rendering.render_again": "DELETE FROM renderings WHERE name = 'rules'",
    "consult.screening.actions.screen_again": "UPDATE screenings SET method = 0",
}


@pytest.mark.parametrize("name", ROWS)
def test_a_row_that_waits_has_its_job_asked_for(app: Flask, settled: str, name: str) -> None:
    with app.app_context():
        write(ROWS[name])
        assert waiting() == {name}


def test_a_mail_server_that_took_nothing_is_tried(app: Flask, settled: str) -> None:
    with app.app_context():
        write("INSERT INTO mail_delays VALUES ('', now(), now(), true, '')")
        assert waiting() == {"consult.core.mail_sending.send_all"}


def test_a_decision_is_asked_for_when_its_time_has_come(app: Flask, settled: str, client: Any) -> None:
    cast.sign_in(client, world.MODERATOR)
    undo_period.wire(30)
    try:
        client.press(f"/moderation/{settled}/1", _form="/withholding", reason="off_topic")
    finally:
        undo_period.wire(0)
    with app.app_context():
        hear()
        drain()
        assert waiting() == set()
        write("UPDATE pending_decisions SET takes_effect_at = now()")
        assert waiting() == {"consult.moderation.jobs.decide_due"}


def test_a_job_of_a_person_and_an_upload_are_asked_for(app: Flask, settled: str) -> None:
    with app.app_context():
        jobs.start("moderation.decide_all", [1], key="one", title="A job", back="/dashboard", by=1)
        assert waiting() == {"consult.core.jobs.run_all"}
        organisation = world.load().organisation_id
        upload = Upload(
            reference="r", organisation_id=organisation, title="", label="", language="", source_name="",
            files={}, state=UploadState.WAITING, attempts=0, trouble={}, uploaded_at=clock.now(), request_id="",
        )  # fmt: skip
        action(lambda: db.session.add(upload))()
        assert waiting() == {"consult.core.jobs.run_all", "consult.drafts.jobs.read_all"}
        for state, begun, is_found in (
            ("waiting", "now()", False), ("waiting", "now() - interval '1 minute'", True), ("reading", "now()", True),
        ):  # fmt: skip
            write(f"UPDATE uploads SET state = '{state}', begun_at = {begun}")
            assert ("consult.drafts.jobs.read_all" in waiting()) is is_found


def test_where_the_question_fails_all_jobs_are_asked_for(
    app: Flask, settled: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tick, "_what_waits", lambda _jobs: text("SELECT 1 / 0"))
    with app.app_context():
        assert tick.idle(ASKING) == set()


def test_what_no_worker_heard_of_is_asked_for_by_the_next_turn(app: Flask, settled: str) -> None:
    world.submission(app, email="ines@port.example")
    for one in queue.notifier().queues.values():
        one.empty()
    with app.app_context():
        last: dict[str, float] = {}
        tick._tick_once("me", last)
        assert (job_count(Urgency.EMAIL), job_count(Urgency.SCREENING)) == (1, 1)
        drain()
        drain()
        tick._tick_once("me", {})
        assert (job_count(Urgency.EMAIL), job_count(Urgency.SCREENING), job_count(Urgency.JOBS)) == (0, 0, 0)
