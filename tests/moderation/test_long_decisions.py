"""One decision for very many comments is a job: it can be left, goes on, and says what it did and left out."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from consult.core import jobs
from consult.organisations import actions as organisations
from consult.organisations import queries as founded
from consult.organisations.models import Role
from consult.submissions import actions as submissions
from consult.submissions import tallies
from tests import cast, world
from tests.moderation import acting

MANY = jobs.MANY + 10


@pytest.fixture
def sheet(app: Flask, client: FlaskClient, work: Any) -> str:
    """A submission of many comments, screened; the client is a moderator's."""
    world.consultation(app)
    reference = world.submission(app, comments=[world.COMMENT] * MANY, email="wanjiru@growers.example")
    work()
    cast.sign_in(client, world.MODERATOR)
    return reference


def press(client: Any, sheet: str, verb: str = "publish", **more: str) -> str:
    """Press the button; the page that follows."""
    answer = client.press(f"/moderation/{sheet}?verb={verb}", **more)
    assert answer.status_code == 303
    return str(answer.location)


def test_many_comments_are_published_by_a_job_with_progress_and_a_result(
    app: Flask, client: Any, sheet: str, work: Any
) -> None:
    page = press(client, sheet)
    assert page.startswith("/jobs/")
    waiting = client.get(page)
    assert f"0 of {MANY}" in waiting.text
    assert "Started by " in waiting.text
    assert waiting.headers["Refresh"] == "3"
    assert page in client.get(f"/moderation/{sheet}").text
    work()
    done = client.get(page)
    assert f"{MANY} of {MANY} done." in done.text
    assert "Refresh" not in done.headers
    with app.app_context():
        one = acting.comment(sheet).submission
        assert tallies.of(one.consultation_id) == tallies.counted(one.consultation_id)


def test_a_second_press_starts_no_second_job(app: Flask, client: Any, sheet: str, work: Any) -> None:
    form = client.form(f"/moderation/{sheet}?verb=publish")
    first, second = (client.post(f"/moderation/{sheet}?verb=publish", data=form).location for _ in range(2))
    assert first == second
    work()
    assert client.post(f"/moderation/{sheet}?verb=publish", data=form).status_code == 409
    assert len(acting.decisions(app, sheet, 1)) == 1


def test_another_decision_waits_and_what_was_typed_for_it_stays(app: Flask, client: Any, sheet: str) -> None:
    press(client, sheet)
    path = f"/moderation/{sheet}?verb=withhold"
    refused = client.press(path, reason="off_topic", explanation="Not a word on seed.")
    assert refused.status_code == 409
    assert "Another decision on this submission is running." in refused.text
    assert "Not a word on seed." in refused.text


def test_what_changed_meanwhile_is_left_out_and_named(app: Flask, client: Any, sheet: str, work: Any) -> None:
    page = press(client, sheet, "withhold", reason="off_topic")
    with app.app_context():
        submissions.withdraw_comment(acting.comment(sheet, 2))
    work()
    told = client.get(page).text
    assert f"{MANY - 1} of {MANY} done." in told
    assert f"{sheet}/2" in told
    assert "The comment was changed, withdrawn or decided on after the page was opened." in told
    assert acting.state(app, sheet, 1) == "withheld"
    assert acting.state(app, sheet, 2) == "withdrawn_by_submitter"
    work()
    letters = [
        text
        for _to, subject, text in cast.letters(app, "wanjiru@growers.example")
        if "Not published" in subject
    ]
    assert len(letters) == 1
    assert f"The same decision applies to {MANY - 2} more comments of your submission." in letters[0]


def test_someone_who_may_not_decide_any_more_decides_nothing(
    app: Flask, client: Any, sheet: str, work: Any
) -> None:
    page = press(client, sheet)
    with app.app_context():
        seeds = founded.get("seeds")
        organisations.remove_role(seeds, acting.user(), Role.MODERATOR, by=acting.user(world.OFFICER))
    work()
    cast.sign_in(client, world.MODERATOR_2)
    told = client.get(page).text
    assert f"0 of {MANY}" in told
    assert "The moderator who started this may no longer decide on the comment." in told
    assert acting.state(app, sheet, 1) == "received"


def test_only_the_organisation_sees_its_jobs(app: Flask, client: Any, sheet: str) -> None:
    page = press(client, sheet)
    cast.sign_in(client, world.OFFICER)
    assert client.get(page).status_code == 200
    cast.person(app, "everything@barges.example", "Else")
    cast.organisation(app, "barges", moderator=["everything@barges.example"])
    cast.sign_in(client, "everything@barges.example")
    assert client.get(page).status_code == 404
    client.post("/sign-out", data=client.form("/account"))
    assert "sign-in" in client.get(page, follow_redirects=False).text + str(client.get(page).location)
