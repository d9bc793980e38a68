"""One decision for a whole submission: what it touches is shown first, and nothing else is touched."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from consult.core import clock
from consult.moderation import queries
from consult.submissions import actions as submissions
from consult.submissions import queries as sheets
from consult.submissions.models import Attribution
from tests import cast, world
from tests.moderation import acting

CALL = world.GENERAL | {"comment": "Write to chair@lab.example about the site and its stores."}


@pytest.fixture
def sheet(app: Flask, client: FlaskClient, work: Any) -> str:
    """Four comments of one submission: plain, with an address, plain, decided; the client is a moderator's."""
    world.consultation(app)
    reference = world.submission(
        app, comments=[world.COMMENT, CALL, world.GENERAL, world.GENERAL], email="wanjiru@growers.example"
    )
    acting.act(app, reference, "publish", 4)
    work()
    cast.sign_in(client, world.MODERATOR)
    return reference


def touched(client: FlaskClient, path: str) -> list[str]:
    """The comments marked as touched."""
    page = html.fromstring(client.get(path).get_data())
    return [row.xpath("string(.//a)") for row in page.xpath("//tr[@class='is-chosen']")]


def states(app: Flask, reference: str, count: int = 4) -> list[str]:
    """Where each comment stands."""
    return [acting.state(app, reference, number) for number in range(1, count + 1)]


def test_publishing_touches_what_waits_without_signals(app: Flask, client: FlaskClient, sheet: str) -> None:
    assert touched(client, f"/moderation/{sheet}") == []
    assert touched(client, f"/moderation/{sheet}?verb=publish") == [f"{sheet}/1", f"{sheet}/3"]
    assert states(app, sheet) == ["received", "received", "received", "published"]
    answer = client.press(f"/moderation/{sheet}?verb=publish", follow=True)
    assert "2 comments decided." in answer.text
    assert states(app, sheet) == ["published", "received", "published", "published"]


def test_withholding_touches_all_that_wait_and_sends_one_email(
    app: Flask, client: FlaskClient, sheet: str, work: Any
) -> None:
    assert touched(client, f"/moderation/{sheet}?verb=withhold") == [f"{sheet}/1", f"{sheet}/2", f"{sheet}/3"]
    refused = client.press(f"/moderation/{sheet}?verb=withhold", explanation="Not a word on seed.")
    assert refused.status_code == 422
    assert "Choose a reason from the list." in refused.text
    assert "Not a word on seed." in refused.text
    client.press(f"/moderation/{sheet}?verb=withhold", reason="off_topic", explanation="Not a word on seed.")
    assert states(app, sheet) == ["withheld", "withheld", "withheld", "published"]
    work()
    letters = [
        letter for letter in cast.letters(app, "wanjiru@growers.example") if "Not published" in letter[1]
    ]
    assert [subject for _to, subject, _text in letters] == [f"Not published: your comment {sheet}/1"]
    assert "The same decision applies to 2 more comments of your submission." in letters[0][2]
    assert "Not a word on seed." in letters[0][2]
    assert [row[0] for number in (1, 2, 3) for row in acting.decisions(app, sheet, number)] == [
        "withhold"
    ] * 3


def test_removing_touches_what_is_public(app: Flask, client: FlaskClient, sheet: str) -> None:
    assert touched(client, f"/moderation/{sheet}?verb=remove") == [f"{sheet}/4"]
    client.press(f"/moderation/{sheet}?verb=remove", reason="false_attribution")
    assert states(app, sheet) == ["received", "received", "received", "removed_after_publication"]


def test_nothing_is_touched_that_was_not_shown(app: Flask, client: FlaskClient, sheet: str) -> None:
    form = client.form(f"/moderation/{sheet}?verb=withhold", reason="off_topic")
    acting.change_words(app, sheet, "Other.", 3)
    answer = client.post(f"/moderation/{sheet}?verb=withhold", data=form)
    assert answer.status_code == 409
    assert "The submission changed after you opened the page." in answer.text
    assert states(app, sheet) == ["received", "received", "received", "published"]


@pytest.mark.parametrize("shown", ["9" * 5000 + ":1", "1:²", "1", ":", ",,", "-1:1"])
def test_what_was_shown_cannot_be_made_up(app: Flask, client: FlaskClient, sheet: str, shown: str) -> None:
    cast.sign_in(client, world.MODERATOR)
    path = f"/moderation/{sheet}?verb=withhold"
    refused = client.press(path, verb="withhold", reason="off_topic", shown=shown)  # type: ignore[attr-defined]
    assert refused.status_code == 409


def test_pressed_twice_is_decided_once(app: Flask, client: FlaskClient, sheet: str) -> None:
    form = client.form(f"/moderation/{sheet}?verb=publish")
    path = f"/moderation/{sheet}?verb=publish"
    assert [client.post(path, data=form).status_code for _ in range(2)] == [303, 409]
    assert len(acting.decisions(app, sheet, 1)) == 1


@pytest.mark.parametrize("verb", ["", "nonsense", "redact"])
def test_another_verb_does_nothing(app: Flask, client: FlaskClient, sheet: str, verb: str) -> None:
    form = client.form(f"/moderation/{sheet}?verb=publish", verb=verb)
    assert client.post(f"/moderation/{sheet}", data=form).status_code == 422
    assert touched(client, f"/moderation/{sheet}?verb={verb}") == []
    assert states(app, sheet) == ["received", "received", "received", "published"]


def test_nothing_confidential_is_offered_for_publication(
    app: Flask, client: FlaskClient, sheet: str, work: Any
) -> None:
    hidden = world.submission(app, attribution=Attribution.CONFIDENTIAL)
    work()
    page = client.get(f"/moderation/{hidden}").text
    assert "verb=publish" not in page
    assert "verb=withhold" in page
    form = client.form(f"/moderation/{hidden}?verb=withhold", verb="publish")
    assert client.post(f"/moderation/{hidden}", data=form).status_code == 409
    assert states(app, hidden, 2) == ["received", "received"]


def test_an_amendment_shows_nothing_again_that_was_hidden(app: Flask, client: FlaskClient, work: Any) -> None:
    world.consultation(app, closes_at=clock.now() + timedelta(days=3))
    reference = world.submission(app)
    acting.act(app, reference, "redact")
    with app.app_context():
        one = acting.comment(reference)
        said = {name: getattr(one, name) for name in ("type", "quote", "comment", "proposal")}
        submissions.change_comment(one, **said, rationale="Only this is new.")
    work()
    with app.app_context():
        found = queries.comments_of(sheets.by_reference(reference))
        assert 1 not in [one.number for one in queries.affected_comments("publish", found)]
        assert queries.signal_counts(found)[found[0].id]["hidden_before"] == 1
    cast.sign_in(client, world.MODERATOR)
    page = client.get(f"/moderation/{reference}/1").text
    assert "Words of an earlier version were redacted" in page
    assert "words redacted before" in client.get(f"/moderation/{reference}").text
