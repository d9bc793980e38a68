"""The key of a form makes a repeat the same as its first time; it lets no one in."""

from typing import Any

import pytest
from flask import Flask

from consult.core.database import db
from consult.draft_submissions import actions as drafting
from consult.draft_submissions.models import DraftSubmission
from consult.submissions import queries, references
from tests import racing, world
from tests.draft_submissions.walking import AT, ME, PLACE, SHEET, WORDS, begin, send, sheets


@pytest.fixture
def known(app: Flask, client: Any) -> tuple[str, str]:
    """Key and reference of what someone sent; as a stranger may know them from a log."""
    world.consultation(app)
    begin(client)
    client.press(PLACE, **WORDS)
    reference = send(client)
    with app.app_context():
        return str(queries.by_reference(reference).key), reference


@pytest.mark.parametrize(
    "action", ["withdrawal", "comments/1/amendment", "comments/1/objection", "comments/new?general=1"]
)
def test_key_and_reference_open_nothing_of_what_was_sent(
    app: Flask, known: tuple[str, str], action: str
) -> None:
    key, reference = known
    stranger: Any = app.test_client()
    token = stranger.form("/sign-in")["csrf_token"]
    sent = {"csrf_token": token, "sheet": key, "key": key, "text": "It is mine.", **WORDS}
    assert stranger.post(f"/submissions/{reference}/{action}", data=sent).status_code == 403
    assert sheets(app) == [("submitted", 1)]


def test_the_key_of_a_draft_that_was_not_sent_opens_it_to_no_one(app: Flask, client: Any) -> None:
    world.consultation(app)
    begin(client)
    client.press(PLACE, **WORDS)
    with app.app_context():
        key = db.session.query(DraftSubmission.key).scalar()
    stranger: Any = app.test_client()
    token = stranger.form("/sign-in")["csrf_token"]
    for path in (f"{SHEET}/review", f"{SHEET}/comments/1/removal", f"{SHEET}/comments/1"):
        answer = stranger.post(path, data={"csrf_token": token, "sheet": key, "consent": "y", **WORDS})
        assert WORDS["rationale"] not in stranger.get(answer.location or "/").text
        assert ME["email"] not in answer.text
    assert sheets(app) == [("draft", 1)]
    form = stranger.form(f"{AT}/take-part") | ME | {"key": key, "name": "A Stranger"}
    answer = stranger.post(f"{AT}/take-part", data=form)
    assert answer.status_code == 409
    assert "Another request used this form at the same time. Submit again." in answer.text
    again = stranger.post(f"{AT}/take-part", data=form | {"key": _shown_key(answer)})
    assert again.status_code == 303
    assert WORDS["comment"] not in stranger.get(SHEET).text
    assert sheets(app) == [("draft", 1), ("draft", 0)]


def _shown_key(answer: Any) -> str:
    from lxml import html

    from tests import pages

    return str(pages.fields(html.fromstring(answer.get_data()))["key"])


def test_a_browser_that_never_heard_the_answer_repeats_and_gets_its_own_draft(
    app: Flask, client: Any
) -> None:
    world.consultation(app)
    form = client.form(f"{AT}/take-part") | ME
    with client.session_transaction() as session:
        before = dict(session)
    assert client.post(f"{AT}/take-part", data=form).status_code == 303
    with client.session_transaction() as session:
        session.clear()
        session.update(before)  # the answer with the new session was lost
    assert client.post(f"{AT}/take-part", data=form).status_code == 303
    assert sheets(app) == [("draft", 0)]


def test_two_who_use_one_key_at_once_get_one_draft_and_one_refusal(app: Flask, client: Any) -> None:
    slug = world.consultation(app)

    def start() -> str:
        drafting.begin(world.load(slug), key="one-key-for-two-people", is_own=False)
        return "begun"

    assert sorted(racing.pressed_twice(app, start)) == ["Conflict", "begun"]
    assert sheets(app) == [("draft", 0)]


def test_a_form_whose_session_is_gone_opens_its_draft_by_its_pass_alone(app: Flask, client: Any) -> None:
    world.consultation(app)
    begin(client)
    form = client.form(PLACE) | WORDS
    with client.session_transaction() as session:
        del session["sheets"]
    key, _dot, mac = form["sheet"].rpartition(".")
    for forged in (key, f"{key}.", f"{key}.{'0' * len(mac)}", f"{key[:-1]}x.{mac}", "é.é"):
        assert client.post(PLACE, data=form | {"sheet": forged}).status_code == 422
    assert client.post(PLACE, data=form).status_code == 303
    assert sheets(app) == [("draft", 1)]


def test_passes_and_keys_hold_under_earlier_secrets(app: Flask) -> None:
    before = list(references._secrets)
    try:
        references.wire("an earlier secret")
        key, other = references.new_key("a browser"), references.new_key("another browser")
        carried = references.pass_of(key)
        references.wire("a secret of today", ("an earlier secret",))
        assert references.key_in(carried) == key
        assert [references.is_issued_to("a browser", one) for one in (key, other, "")] == [True, False, False]
        references.wire("a secret of today")
        assert (references.key_in(carried), references.is_issued_to("a browser", key)) == ("", False)
    finally:
        references._secrets[:] = before
