"""What one process keeps of the queue is never another moderator's, another organisation's or another language's, and
never older than the last decision."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from consult.core import clock
from consult.moderation import actions, queries, undo_period
from consult.organisations import actions as organisations
from consult.organisations import queries as organised
from consult.organisations.models import Role
from tests import cast, world
from tests.moderation import acting
from tests.moderation.test_queue import chips, lines
from tests.racing import pressed_twice


@pytest.fixture
def second(app: Flask, client: FlaskClient) -> FlaskClient:
    """The second moderator; `client` is the first."""
    world.consultation(app)
    cast.sign_in(client, world.MODERATOR)
    other = app.test_client()
    cast.sign_in(other, world.MODERATOR_2)
    return other


def _text(client: FlaskClient, path: str = "/moderation") -> str:
    """The words of the list, each line as one."""
    page = html.fromstring(client.get(path).get_data())
    return " | ".join(" ".join(one.text_content().split()) for one in page.xpath("//*[@class='queue-item']"))


def test_a_decision_is_seen_by_the_next_request_of_another_moderator(
    app: Flask, client: FlaskClient, second: FlaskClient
) -> None:
    decided, left = (
        world.submission(app, comments=[world.GENERAL], organisation=name) for name in ("Decided", "Left")
    )
    for one in (client, second):
        assert [name for name, _href in lines(one)] == ["Decided", "Left"]
    undo_period.wire(30)
    try:
        client.press(f"/moderation/{decided}/1", _form="/publish")
    finally:
        undo_period.wire(0)
    assert [name for name, _href in lines(second)] == ["Left"]
    assert chips(second)["Pending"] == "1"
    assert "Decisions that can be undone" in client.get("/moderation").text
    assert "Decisions that can be undone" not in second.get("/moderation").text
    client.press("/moderation", _form="/undo")
    assert [name for name, _href in lines(second)] == ["Decided", "Left"]
    assert "Decisions that can be undone" not in client.get("/moderation").text
    acting.act(app, left, "withhold", by=world.MODERATOR_2)
    assert [name for name, _href in lines(client)] == ["Decided"]


def test_a_line_shows_its_own_reader_what_is_theirs(
    app: Flask, client: FlaskClient, second: FlaskClient
) -> None:
    world.submission(app, comments=[world.GENERAL], user=world.MODERATOR)
    for _ in range(2):
        assert "your own organisation" in _text(client)
        assert "your own organisation" not in _text(second)
        assert "data-choose " not in client.get("/moderation").text
        assert "data-choose " in second.get("/moderation").text
    claimed = world.submission(app, comments=[world.GENERAL])
    second.get(f"/moderation/{claimed}/1")
    for _ in range(2):
        assert "claimed by Jun Watanabe" in _text(client)
        assert "claimed by you" not in _text(client)
        assert "claimed by you" in _text(second)
        assert "claimed by Jun" not in _text(second)


def test_moderators_of_two_organisations_see_no_line_of_each_other(
    app: Flask, client: FlaskClient, second: FlaskClient
) -> None:
    world.submission(app, comments=[world.GENERAL], organisation="Ours")
    cast.person(app, "far@example.org")
    cast.organisation(app, "metals", name="Metals Board", moderator=["far@example.org"])
    far = app.test_client()
    cast.sign_in(far, "far@example.org")
    for _ in range(2):
        assert [name for name, _href in lines(client)] == ["Ours"]
        assert lines(far) == []
        assert chips(far)["Pending"] == "0"
        assert "Sampling of seed lots" not in far.get("/moderation").text


def test_each_reader_has_the_lines_and_the_menus_of_their_language(
    app: Flask, client: FlaskClient, second: FlaskClient
) -> None:
    world.submission(app, comments=[world.GENERAL], organisation="", at=clock.now() - timedelta(days=3))
    for _ in range(2):
        english, french = client.get("/moderation").text, client.get("/fr/moderation").text
        assert 'href="/moderation/' in english
        assert 'href="/fr/moderation/' not in english
        assert 'href="/fr/moderation/' in french
        assert 'href="/moderation/' not in french
        assert "Whole draft" in english
        assert "Whole draft" not in french
        assert "3 days" in _text(client)
        assert "3 days" not in _text(client, "/ar/moderation")
        assert "Your account" in english
        assert "Your account" not in french
        assert "Keyboard shortcuts" not in client.get("/ar/moderation").text


def test_a_line_follows_what_it_shows(app: Flask, client: FlaskClient, second: FlaskClient) -> None:
    reference = world.submission(app, comments=[world.GENERAL], organisation="First name")
    assert "First name" in _text(client)
    open_page = client.get(f"/moderation/{reference}/1").text
    assert open_page.count('class="queue-item is-chosen"') == 1
    assert "is-chosen" not in _list(client.get("/moderation").text)
    assert "checked" in _list(client.get("/moderation?choose=all").text)
    assert "checked" not in _list(client.get("/moderation").text)
    assert "show=mine" in _list(client.get("/moderation?show=mine").text)
    assert "?show=" not in _list(client.get("/moderation").text)
    with clock.at(clock.now() + timedelta(hours=5)):
        assert "5 hr" in _text(client)


def _list(page: str) -> str:
    return page.split('<ul class="queue">', 1)[1].split("</ul>", 1)[0]


def test_a_role_that_ends_ends_the_queue_at_once(
    app: Flask, client: FlaskClient, second: FlaskClient
) -> None:
    assert second.get("/moderation").status_code == 200
    assert ">Moderation</a>" in second.get("/").text
    with app.app_context():
        seeds, who = organised.get("seeds"), acting.user(world.MODERATOR_2)
        organisations.remove_role(seeds, who, Role.MODERATOR, by=None)
    assert second.get("/moderation").status_code == 403
    assert ">Moderation</a>" not in second.get("/").text
    assert ">Moderation</a>" in client.get("/").text


def test_a_note_that_is_sent_twice_is_one(app: Flask, second: FlaskClient) -> None:
    reference = world.submission(app, comments=[world.GENERAL])

    def write() -> int:
        return actions.note(acting.comment(reference), "Ask the secretariat.", by=acting.user()).id

    first, second = pressed_twice(app, write)
    assert first == second
    with app.app_context():
        notes = [("Again.", world.MODERATOR), ("Ask the secretariat.", world.MODERATOR)]
        notes += [("Ask the secretariat.", world.MODERATOR_2)]
        for words, who in notes:
            actions.note(acting.comment(reference), words, by=acting.user(who))
        with clock.at(clock.now() + timedelta(hours=2)):
            actions.note(acting.comment(reference), "Ask the secretariat.", by=acting.user(world.MODERATOR_2))
        said = [(one.text, one.noted_by.email) for one in queries.notes(acting.comment(reference))]
    assert sorted(said) == sorted([("Ask the secretariat.", world.MODERATOR), *notes, notes[-1]])


def test_only_who_claimed_a_comment_is_told_that_it_is_released(app: Flask, client: Any, second: Any) -> None:
    reference = world.submission(app, comments=[world.GENERAL])
    page = f"/moderation/{reference}/1"
    client.press(page, _form="/claim", verb="claim")
    mine = client.form(page, _form="/claim") | {"verb": "release"}
    theirs = second.form(page, _form="/withholding")
    answers = [second.post(f"{page}/claim", data={"csrf_token": theirs["csrf_token"], "verb": "release"})]
    answers += [client.post(f"{page}/claim", data=mine) for _time in range(2)]
    assert [one.location for one in answers] == [page, "/moderation", page]
    assert [
        one.get("/moderation").text.count("Comment released. Other moderators can claim it.")
        for one in (second, client)
    ] == [0, 1]
