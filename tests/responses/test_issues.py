"""Issues: begun from chosen comments or alone, with one response for all of them, put in order, emptied, taken away."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from consult.core.errors import NotPossible
from consult.core.stale_check import NO_PAGE
from consult.responses import actions, queries
from consult.responses.lifecycle import Disposition
from tests import cast, world
from tests.pages import fields
from tests.racing import pressed_twice
from tests.responses import stories
from tests.responses.conftest import STRANGER
from tests.responses.stories import Story

PAGE = f"/consultations/{world.SLUG}/responses"


def _issues(app: Flask) -> list[tuple[int, str, str, int, int]]:
    with app.app_context():
        return [
            (c.issue.position, c.issue.title, c.issue.response, c.with_response, c.comments)
            for c in queries.issues(world.load().id)
        ]


def _path(app: Flask, place: int = 0) -> str:
    with app.app_context():
        return f"{PAGE}/issues/{queries.issues(world.load().id)[place].issue.reference}"


def _confirmed(client: FlaskClient, sent: dict[str, Any]) -> Any:
    """Send a response to several comments, and then what the page that asks once more sends."""
    asked = client.post(PAGE, data=sent)
    assert asked.status_code == 200
    return client.post(PAGE, data=fields(html.fromstring(asked.get_data())))


def test_an_issue_is_begun_and_responded_to(app: Flask, client: FlaskClient, mixed: Story) -> None:
    cast.sign_in(client, world.OFFICER)
    assert client.press(f"{PAGE}/issues", title="  ").status_code == 422
    begun = client.press(f"{PAGE}/issues", title="The largest lot")
    assert begun.location == _path(app)
    wrong = client.press(begun.location, _form=begun.location, disposition="not_accepted", views="kept views")
    assert (wrong.status_code, "needs a reason" in wrong.text, "kept views" in wrong.text) == (
        422,
        True,
        True,
    )
    right = client.press(
        begun.location,
        _form=begun.location,
        disposition="not_accepted",
        answer="Trade depends on it.",
        position="1",
    )
    assert right.location == begun.location
    assert _issues(app) == [(1, "The largest lot", "Trade depends on it.", 0, 0)]


def test_two_officers_do_not_write_over_each_others_issue(
    app: Flask, client: FlaskClient, responded: Story
) -> None:
    cast.sign_in(client, world.OFFICER)
    path = _path(app)
    typed = client.form(path, _form=path, views="My views.")
    theirs = client.form(path, _form=path, answer="Theirs, of an hour.")
    assert [client.post(path, data=theirs).status_code for _time in range(2)] == [303, 303]
    refused = client.post(path, data=typed)
    assert (refused.status_code, "Someone changed this after you opened it" in refused.text) == (422, True)
    page = html.fromstring(refused.text)
    again = fields(page, path)
    assert (again["views"], again["answer"].strip()) == ("My views.", "Theirs, of an hour.")
    assert client.post(path, data=again).status_code == 303
    kept = client.form(path, _form=path)
    assert (kept["views"], kept["answer"].strip()) == ("My views.", "Theirs, of an hour.")


def test_an_issues_response_holds_for_its_comments_that_have_none_of_their_own(
    app: Flask, client: FlaskClient, mixed: Story
) -> None:
    cast.sign_in(client, world.OFFICER)
    begun = client.press(f"{PAGE}/issues", title="The largest lot").location
    reference = begun.rpartition("/")[2]
    with app.app_context():
        officer = stories.person(world.OFFICER)
        actions.respond(
            stories.chosen(mixed, "civil-2"),
            disposition=Disposition.ACCEPTED,
            text="Own.",
            by=officer,
            seen=NO_PAGE,
        )
    fields = client.form(PAGE) | {"issue": reference}
    names = ("industry-1", "government-1", "civil-2", "confidential-1")
    moved = _confirmed(client, fields | {"comments": [mixed.at[name] for name in names]})
    assert moved.status_code == 303
    assert _issues(app) == [(1, "The largest lot", "", 1, 4)]
    client.press(
        begun, _form=begun, disposition="partially_accepted", answer="25 tonnes.", change="25 000 kilograms"
    )
    assert _issues(app) == [(1, "The largest lot", "25 tonnes.", 4, 4)]
    with app.app_context():
        assert queries.disposition_counts(world.load().id) == {
            Disposition.ACCEPTED: 1,
            Disposition.PARTIALLY_ACCEPTED: 3,
            Disposition.WITHDRAWN: 1,
        }
    page = client.get(begun).text
    for words in ("Government", "Industry", "Civil society", "Confidential", "CANARY-CONFIDENTIAL"):
        assert words in page


def test_chosen_comments_begin_an_issue_with_its_response(
    app: Flask, client: FlaskClient, mixed: Story
) -> None:
    cast.sign_in(client, world.OFFICER)
    fields = client.form(PAGE) | {
        "new_issue": "Lots", "disposition": "deferred", "text": "To the 2029 review.",
        "comments": [mixed.at["industry-1"], mixed.at["civil-2"]],
    }  # fmt: skip
    assert client.post(PAGE, data=fields | {"issue": "-"}).status_code == 422
    assert _confirmed(client, fields).status_code == 303
    assert _issues(app) == [(1, "Lots", "To the 2029 review.", 2, 2)]


def test_nothing_is_begun_where_the_response_is_refused(
    app: Flask, client: FlaskClient, mixed: Story
) -> None:
    cast.sign_in(client, world.OFFICER)
    fields = client.form(PAGE) | {
        "new_issue": "Lots", "disposition": "deferred", "comments": [mixed.at["industry-1"]],
    }  # fmt: skip
    refused = client.post(PAGE, data=fields)
    assert (refused.status_code, "needs a reason" in refused.text, 'value="Lots"' in refused.text) == (
        422,
        True,
        True,
    )
    assert _issues(app) == []


def test_a_reason_that_comments_rely_on_stays(app: Flask, client: FlaskClient, responded: Story) -> None:
    with app.app_context():
        officer = stories.person(world.OFFICER)
        lots = queries.issues(world.load().id)[0].issue
        actions.respond(
            stories.chosen(responded, "industry-1"),
            disposition=Disposition.NOT_ACCEPTED,
            by=officer,
            seen=NO_PAGE,
        )
        actions.change_issue(lots, disposition="", by=officer, seen=NO_PAGE)
        with pytest.raises(NotPossible, match="take their reason from the response of the issue"):
            actions.change_issue(lots, response="", by=officer, seen=NO_PAGE)
        with pytest.raises(NotPossible, match="take their reason from their issue"):
            actions.put_into(None, stories.chosen(responded, "industry-1"), by=officer, seen=NO_PAGE)


def test_comments_are_taken_out_and_an_empty_issue_goes(
    app: Flask, client: FlaskClient, responded: Story
) -> None:
    cast.sign_in(client, world.OFFICER)
    path = _path(app, 1)
    token = client.form(path)
    kept = client.post(
        path, data={"csrf_token": token["csrf_token"], "verb": "remove"}, follow_redirects=True
    )
    assert "This issue has comments." in kept.text
    out = token | {"verb": "take_out"}
    assert "Choose at least one comment." in client.post(path, data=out, follow_redirects=True).text
    client.post(path, data=out | {"comments": [responded.at["civil-1"]]})
    assert [row[3:] for row in _issues(app)] == [(3, 3), (0, 0)]
    gone = client.press(path)
    assert gone.location == PAGE
    assert [row[1] for row in _issues(app)] == ["The largest lot"]
    assert client.get(path).status_code == 404


def test_issues_are_put_in_order(app: Flask, client: FlaskClient, responded: Story) -> None:
    cast.sign_in(client, world.OFFICER)
    path = _path(app, 1)
    own = client.form(path, _form=path) | {"verb": "save"}
    for typed in ("0", "x"):
        assert client.post(path, data=own | {"position": typed}).status_code == 422
    assert client.post(path, data=own | {"position": "1"}).status_code == 303
    assert [row[:2] for row in _issues(app)] == [(1, "Farmers' own seed"), (2, "The largest lot")]


def test_issues_of_others_are_not_there(app: Flask, client: FlaskClient, responded: Story) -> None:
    path = _path(app)
    for email, reads, writes in (
        (world.OFFICER, 200, 422), (world.APPROVER, 200, 403), (STRANGER, 404, 404),
    ):  # fmt: skip
        one = app.test_client()
        cast.sign_in(one, email)
        assert (one.get(path).status_code, one.post(path, data={}).status_code) == (reads, writes), email
    cast.sign_in(client, world.OFFICER)
    assert client.get(f"{PAGE}/issues/I-nothing").status_code == 404


def test_an_issue_that_is_sent_twice_is_one(app: Flask, client: FlaskClient, mixed: Story) -> None:
    cast.sign_in(client, world.OFFICER)
    for page, title in ((f"{PAGE}/issues", "Lots"), (PAGE, "Samples")):
        sent = client.form(page, _form="issues" if page == PAGE else None) | {"title": title}  # type: ignore[attr-defined]
        answers = [client.post(f"{PAGE}/issues", data=sent) for _time in range(2)]
        assert [one.status_code for one in answers] == [303, 303]
        assert answers[0].location == answers[1].location
        other = client.post(f"{PAGE}/issues", data=sent | {"title": f"{title} again"})
        assert other.location != answers[0].location
    assert [row[1] for row in _issues(app)] == ["Lots", "Lots again", "Samples", "Samples again"]


def test_an_issue_that_is_sent_twice_at_once_is_one(app: Flask, mixed: Story) -> None:
    def begin() -> str:
        officer = stories.person(world.OFFICER)
        return actions.open_issue(world.load(), title="Lots", by=officer, key="k" * 32).reference

    first, second = pressed_twice(app, begin)
    assert first == second
    assert [row[1] for row in _issues(app)] == ["Lots"]
