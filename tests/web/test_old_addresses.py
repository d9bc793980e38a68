"""Addresses of earlier versions lead on to those of today, with their arguments and with the form that is sent to them."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests import world
from tests.draft_submissions.walking import AT, DRAFT_SUBMISSION, WHOLE, begin, send, submissions

MOVED = {
    "/submissions/C-1/comments/2/contest": "/submissions/C-1/comments/2/objection",
    "/moderation/C-1/2/lifting": "/moderation/C-1/2/restoring-words",
    "/moderation/contests/7": "/moderation/objections/7",
    "/consultations/seeds/sheet": "/consultations/seeds/draft-submission",
    "/consultations/seeds/sheet/text": "/consultations/seeds/draft-submission/text",
    "/consultations/seeds/sheet/comments/new": "/consultations/seeds/draft-submission/comments/new",
    "/consultations/seeds/sheet/unfinished/3/removal": "/consultations/seeds/draft-submission/unfinished/3/removal",
}


@pytest.mark.parametrize(("old", "new"), MOVED.items())
def test_an_old_address_leads_on_with_its_language_and_arguments(
    client: FlaskClient, old: str, new: str
) -> None:
    for language in ("", "/fr"):
        for answer in (
            client.get(f"{language}{old}?q=a%20b&q=c"),
            client.post(f"{language}{old}?q=a%20b&q=c"),
        ):
            assert (answer.status_code, answer.location) == (308, f"{language}{new}?q=a%20b&q=c")
        assert client.get(language + old).location == language + new


@pytest.mark.parametrize(
    "path",
    ["/consultations/sheet", "/moderation/contests/x", "/moderation/contests", "//elsewhere.example/sheet"],
)
def test_other_addresses_are_left_alone(app: Flask, client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code != 308


def test_a_page_of_the_version_before_is_sent_whole_to_where_it_is_kept_today(
    app: Flask, client: Any
) -> None:
    world.consultation(app)
    begin(client)
    form = client.form(f"{DRAFT_SUBMISSION}/comments/new?general=1") | {
        "comment": "Well done.",
        "type": "general",
    }
    form["sheet"] = form.pop("form_pass")
    answer = client.post(f"{AT}/sheet/comments/new?general=1", data=form, follow_redirects=True)
    assert answer.status_code == 200
    assert submissions(app) == [("draft", 1)]


def test_a_form_of_the_version_before_opens_its_draft_where_the_session_is_gone(
    app: Flask, client: Any
) -> None:
    world.consultation(app)
    begin(client)
    form = client.form(WHOLE) | {"comment": "Well done.", "type": "general"}
    with client.session_transaction() as session:
        del session["sheets"]
    form["sheet"] = form.pop("form_pass")
    client.post(WHOLE, data=form)
    assert submissions(app) == [("draft", 1)]
    client.get("/")
    assert send(client)


def test_a_form_of_the_version_before_that_is_refused_comes_back_with_its_pass(
    app: Flask, client: Any
) -> None:
    world.consultation(app)
    begin(client)
    form = client.form(WHOLE) | {"comment": "", "type": "general"}
    form_pass = form.pop("form_pass")
    answer = client.post(WHOLE, data=form | {"sheet": form_pass})
    assert answer.status_code == 422
    assert f'name="form_pass" type="hidden" value="{form_pass}"' in answer.text
