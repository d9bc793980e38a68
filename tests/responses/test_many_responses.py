"""The same response to very many comments is a job: it is checked before it begins, goes on, and says what it left out."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from consult.core import clock
from consult.core.database import db
from consult.core.errors import NotPossible
from consult.core.stale_check import NO_PAGE
from consult.organisations import actions as organisations
from consult.organisations import queries as founded
from consult.organisations.models import Role
from consult.responses import actions, queries
from consult.responses.lifecycle import Disposition
from consult.responses.models import CommentResponse
from consult.submissions import actions as submissions
from consult.summaries import actions as summaries
from tests import cast, world
from tests.pages import fields
from tests.responses import stories
from tests.responses.conftest import MANY
from tests.responses.stories import Story

PAGE = f"/consultations/{world.SLUG}/responses"


@pytest.fixture
def sheet(client: FlaskClient, many: Story) -> str:
    """The reference of a submission of many comments; the client is an officer's."""
    cast.sign_in(client, world.OFFICER)
    return many.at["all"]


def look(client: Any, **typed: str) -> dict[str, Any]:
    """Answer everything that the workbench shows; what the page that asks once more would send."""
    form = client.form(PAGE, _form="responses")
    shown = client.post(PAGE, data=form | {"everything": "y", "comments": []} | typed)
    assert shown.status_code == 200
    assert f"Respond to {MANY} comments" in shown.text
    return fields(html.fromstring(shown.data))


def press(client: Any, **typed: str) -> str:
    """The same, and confirm it; the page that follows."""
    answer = client.post(PAGE, data=look(client, **typed))
    assert answer.status_code == 303
    return str(answer.location)


def given(app: Flask) -> list[tuple[Any, ...]]:
    """(disposition, text, title of the issue), and how many comments have that answer."""
    with app.app_context():
        rows = db.session.execute(db.select(CommentResponse)).scalars().all()
        found = [(one.disposition, one.text, one.issue.title if one.issue else None) for one in rows]
        return sorted({(*one, found.count(one)) for one in found}, key=str)


def change(app: Flask, reference: str, number: int, **said: Any) -> None:
    """What a colleague responds meanwhile."""
    with app.app_context():
        chosen = queries.by_references(world.load(), [f"{reference}/{number}"])
        actions.respond(chosen, by=stories.person(world.OFFICER), seen=NO_PAGE, **said)


def test_many_comments_get_a_response_by_a_job_with_progress_and_a_result(
    app: Flask, client: Any, sheet: str, work: Any
) -> None:
    confirmed = look(client, disposition="not_accepted", text="Trade depends on it.")
    page, again = (client.post(PAGE, data=confirmed).location for _ in range(2))
    assert page.startswith("/jobs/")
    assert page == again
    assert given(app) == []
    waiting = client.get(page)
    assert (f"0 of {MANY}" in waiting.text, waiting.headers["Refresh"]) == (True, "3")
    assert "Trade depends on it." in waiting.text
    assert page in client.get(PAGE).text
    work()
    done = client.get(page)
    assert f"{MANY} of {MANY} done." in done.text
    assert "Refresh" not in done.headers
    assert page not in client.get(PAGE).text
    assert given(app) == [(Disposition.NOT_ACCEPTED, "Trade depends on it.", None, MANY)]


def test_a_response_is_proposed_when_all_have_a_response_and_not_before(
    app: Flask, client: Any, sheet: str, work: Any
) -> None:
    press(client, disposition="noted", text="Seen by us.")
    with app.app_context():
        officer = stories.person(world.OFFICER)
        summary = summaries.draft_summary(world.load(), by=officer)
        with pytest.raises(NotPossible, match="Responses to many comments are being saved"):
            summaries.propose(summary, by=officer, seen=NO_PAGE)


def test_what_changed_meanwhile_is_left_out_and_named_and_the_typed_response_stays(
    app: Flask, client: Any, sheet: str, work: Any
) -> None:
    page = press(client, disposition="noted", text="Seen by us.")
    change(app, sheet, 2, disposition=Disposition.ACCEPTED, text="Theirs.")
    with app.app_context():
        one, another = queries.by_references(world.load(), [f"{sheet}/3", f"{sheet}/4"])
        said = {name: getattr(one, name) for name in ("type", "quote", "proposal", "rationale")}
        with clock.at(clock.now() - stories.EARLIER):
            submissions.change_comment(one, **said, comment="Other words.")
            submissions.withdraw_comment(another)
    work()
    told = client.get(page).text
    assert f"{MANY - 3} of {MANY} done." in told
    left = html.fromstring(told).xpath("//h2[.='Skipped']/following-sibling::ul[1]/li")
    assert sorted(" ".join(one.text_content().split()) for one in left) == [
        f"{sheet}/2: The comment got a response after the page was opened.",
        f"{sheet}/3: The comment was changed after the page was opened.",
        f"{sheet}/4: The comment gets no response: it was withdrawn, withheld or removed.",
    ]
    assert "Seen by us." in told
    assert given(app) == [
        (Disposition.ACCEPTED, "Theirs.", None, 1),
        (Disposition.NOTED, "Seen by us.", None, MANY - 3),
    ]


def test_many_comments_are_put_into_a_new_issue_by_a_job(
    app: Flask, client: Any, sheet: str, work: Any
) -> None:
    confirmed = look(client, new_issue="Lots", disposition="deferred", text="To the next review.")
    page, again = (client.post(PAGE, data=confirmed).location for _ in range(2))
    assert page == again
    work()
    assert f"{MANY} of {MANY} done." in client.get(page).text
    assert given(app) == [(None, "", "Lots", MANY)]
    page = press(client, issue="-")
    work()
    assert f"{MANY} of {MANY} done." in client.get(page).text
    assert given(app) == [(None, "", None, MANY)]


def test_what_cannot_be_is_said_before_anything_begins_and_the_response_stays(
    app: Flask, client: Any, sheet: str, work: Any
) -> None:
    confirmed = look(client, disposition="not_accepted", text="", change="kept words")
    refused = client.post(PAGE, data=confirmed)
    assert (refused.status_code, "needs a reason" in refused.text, "kept words" in refused.text) == (
        422,
        True,
        True,
    )
    confirmed = look(client, disposition="noted", text="My words.", new_issue="Lots")
    change(app, sheet, 2, disposition=Disposition.ACCEPTED, text="Theirs.")
    refused = client.post(PAGE, data=confirmed)
    assert (refused.status_code, "My words." in refused.text) == (422, True)
    with app.app_context():
        assert queries.issues(world.load().id) == []
        assert actions.running_jobs(world.load()) == []


def test_someone_who_may_not_respond_any_more_responds_to_nothing(
    app: Flask, client: Any, sheet: str, work: Any
) -> None:
    page = press(client, disposition="noted")
    with app.app_context():
        officer = stories.person(world.OFFICER)
        organisations.remove_role(founded.get("seeds"), officer, Role.OFFICER, by=officer)
    work()
    told = client.get(page).text
    assert f"0 of {MANY}" in told
    assert "The person who started this may no longer respond to comments of this consultation." in told
    assert given(app) == []


def test_an_issue_that_a_job_began_goes_again_where_every_comment_was_left_out(
    app: Flask, client: Any, sheet: str, work: Any
) -> None:
    page = press(client, disposition="noted", text="My words.", new_issue="Lots")
    with app.app_context(), clock.at(clock.now() - stories.EARLIER):
        submissions.withdraw(queries.by_references(world.load(), [f"{sheet}/1"])[0].submission)
    work()
    told = client.get(page).text
    assert f"0 of {MANY}" in told
    assert "My words." in told
    with app.app_context():
        assert queries.issues(world.load().id) == []
