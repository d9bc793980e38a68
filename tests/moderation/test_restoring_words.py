"""Hidden words are shown again by one action alone, which is confirmed; a form that is cut off changes nothing."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from consult.core.database import db
from consult.core.errors import NotPossible
from consult.core.events import Event
from consult.core.stale_check import NO_PAGE
from consult.moderation import actions, queries
from tests import cast, world
from tests.moderation import acting


@pytest.fixture
def redacted(app: Flask, client: FlaskClient) -> str:
    """A submission whose comment is published with a word hidden; `client` is a moderator's browser."""
    world.consultation(app)
    cast.sign_in(client, world.MODERATOR)
    return acting.bring(app, "published_redacted")


def hidden(app: Flask, reference: str) -> list[int]:
    """The ids of the redactions of the first comment."""
    with app.app_context():
        return [one.id for one in queries.redactions(acting.comment(reference))]


@pytest.mark.parametrize("left_out", [("edition",), ("decision",), ("edition", "decision")])
def test_a_press_that_does_not_tell_what_was_seen_publishes_nothing(
    app: Flask, client: FlaskClient, redacted: str, left_out: tuple[str, ...]
) -> None:
    acting.act(app, redacted, "remove")
    form = client.form(f"/moderation/{redacted}/1", _form="/publish")
    before = acting.decisions(app, redacted)
    for value in (None, "", "one", "1.0", ["1", "1"]):
        sent = {name: words for name, words in form.items() if name not in left_out}
        sent |= {} if value is None else dict.fromkeys(left_out, value)
        answer = client.post(f"/moderation/{redacted}/1/publish", data=sent)
        assert answer.status_code == 409
        assert "does not say which version it shows" in answer.text
    assert acting.decisions(app, redacted) == before
    assert acting.state(app, redacted) == "removed_after_publication"


def test_publishing_again_keeps_hidden_what_was_hidden(app: Flask, redacted: str) -> None:
    for verb, state in (("remove", "removed_after_publication"), ("publish", "published_redacted")):
        acting.act(app, redacted, verb)
        assert (acting.state(app, redacted), len(hidden(app, redacted))) == (state, 1)
    with app.app_context():
        assert "[…]" in acting.comment(redacted).shown_text


def test_publishing_is_no_way_to_show_hidden_words(app: Flask, client: FlaskClient, redacted: str) -> None:
    form = client.form(f"/moderation/{redacted}/1", _form="/redaction")
    assert client.post(f"/moderation/{redacted}/1/publish", data=form).status_code == 409
    with pytest.raises(NotPossible):
        acting.act(app, redacted, "publish")
    assert (acting.state(app, redacted), len(hidden(app, redacted))) == ("published_redacted", 1)


def test_restoring_words_is_confirmed_and_told(app: Flask, client: FlaskClient, redacted: str) -> None:
    page, chosen = f"/moderation/{redacted}/1/restoring-words", [str(hidden(app, redacted)[0])]
    (label,) = html.fromstring(client.get(page).text).xpath(
        f"//label[@for=//input[@value='{chosen[0]}']/@id]"
    )
    words = label.text.split("”")[0].removeprefix("“")
    assert client.get(page).text.count(words) == 1
    assert client.press(page, words=chosen).status_code == 422
    assert client.press(page, confirmed="y").status_code == 422
    assert acting.state(app, redacted) == "published_redacted"
    done = client.press(page, words=chosen, confirmed="y", explanation="It is a word of the draft.")
    assert (done.status_code, acting.state(app, redacted)) == (303, "published")
    assert acting.decisions(app, redacted)[-1] == ("restore_words", "published_redacted", "published", None)
    with app.app_context():
        told = db.session.execute(db.select(Event).order_by(Event.id.desc()).limit(1)).scalar_one()
        assert (told.name, told.data["explanation"]) == (
            "moderation.words_restored",
            "It is a word of the draft.",
        )
    assert "There are no words to restore" in client.get(page).text


def test_restoring_words_is_of_what_was_seen(app: Flask, client: FlaskClient, redacted: str) -> None:
    page = f"/moderation/{redacted}/1/restoring-words"
    form = client.form(page, words=[str(hidden(app, redacted)[0])], confirmed="y", explanation="My own words")
    without = {name: value for name, value in form.items() if name != "decision"}
    for sent in (without, form | {"decision": "0"}):
        refused = client.post(page, data=sent)
        assert (refused.status_code, "My own words" in refused.text) == (409, True)
    assert len(hidden(app, redacted)) == 1
    with app.app_context(), pytest.raises(NotPossible):
        actions.restore_words(acting.comment(redacted), [4711], by=acting.user(), seen=NO_PAGE)


def test_a_selection_that_is_cut_off_hides_nothing(app: Flask, client: FlaskClient, redacted: str) -> None:
    page = f"/moderation/{redacted}/1"
    form = client.form(page, _form="/redaction", hide_words="stores")
    for name in ("field", "start", "end"):
        sent = {key: value for key, value in form.items() if key != name}
        answer = client.post(f"{page}/redaction", data=sent)
        assert (answer.status_code, "stores" in answer.text) == (422, True)
    assert len(hidden(app, redacted)) == 1


def test_rows_keep_the_verb_that_earlier_versions_stored(app: Flask, redacted: str) -> None:
    acting.act(app, redacted, "restore_words")
    with app.app_context():
        stored = db.session.execute(
            db.text("SELECT verb FROM decisions ORDER BY id DESC LIMIT 1")
        ).scalar_one()
        assert stored == "lift"
    assert acting.decisions(app, redacted)[-1][0] == "restore_words"
