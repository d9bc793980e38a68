"""The summary links to the text that was adopted: on its page, in its files and in the email that tells of it."""

import csv
import io
import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from consult.core.addresses import is_https
from consult.core.errors import NotPossible
from consult.core.stale_check import NO_PAGE
from consult.summaries import actions, queries
from consult.summaries.models import ResponseSummary
from tests import cast, world
from tests.responses import stories
from tests.responses.stories import Story

PAGE = f"/consultations/{world.SLUG}/responses/summary"
PUBLIC = f"/consultations/{world.SLUG}/response"
TEXT = "https://seeds.example/rules/2027?lang=en&part=1#lots"

NO_ADDRESSES = (
    "seeds.example", "http://seeds.example/", "ftp://seeds.example/", "javascript:alert(1)",
    "javascript://seeds.example/%0aalert(1)", "https://", "https://a b.example/", "https://someone@seeds.example/",
    'https://seeds.example/"onclick=', "https://seeds.example/<b>", "//seeds.example/", "https:seeds.example",
    f"https://seeds.example/{'a' * 500}",
)  # fmt: skip


def latest() -> ResponseSummary:
    """The newest edition, inside an application context."""
    found = queries.latest(world.load().id)
    assert found is not None
    return found


def publish(app: Flask) -> None:
    with app.app_context():
        officer, approver = stories.person(world.OFFICER), stories.person(world.APPROVER)
        actions.propose(latest(), by=officer, seen=NO_PAGE)
        actions.approve(latest(), by=approver, seen=NO_PAGE)
        actions.publish(latest(), by=officer, seen=NO_PAGE, objections=NO_PAGE)


def links(page: str) -> list[Any]:
    return [one for one in html.fromstring(page).iter("a") if one.get("href") == TEXT]


@pytest.fixture
def written(app: Flask, client: FlaskClient, responded: Story) -> Story:
    """A summary with the address, and its officer at the browser."""
    stories.draft(app, responded)
    cast.sign_in(client, world.OFFICER)
    assert client.press(PAGE, verb="save", adopted_text=f" {TEXT} ").location == PAGE  # type: ignore[attr-defined]
    return responded


@pytest.mark.parametrize("address", NO_ADDRESSES)
def test_only_an_address_of_https_is_taken(
    app: Flask, client: FlaskClient, written: Story, address: str
) -> None:
    refused = client.press(PAGE, verb="save", adopted_text=address, section_issues="Kept.")  # type: ignore[attr-defined]
    assert (refused.status_code, "Kept." in refused.text) == (422, True)
    with app.app_context():
        assert latest().adopted_text == TEXT
        with pytest.raises(NotPossible):
            actions.edit(
                latest(), {}, beside={"adopted_text": address}, by=stories.person(world.OFFICER), seen=NO_PAGE
            )
        assert latest().adopted_text == TEXT


@pytest.mark.parametrize(
    "address",
    [
        "https://seeds.example",
        "https://seeds.example:8443/a",
        "https://[2001:db8::1]/",
        "https://семена.example/правила?a#b",
    ],
)
def test_addresses_of_https(address: str) -> None:
    assert is_https(address) is not address.startswith("https://[")  # a number is no name of a publisher


def test_the_link_is_on_the_page_in_the_files_and_in_the_email(
    app: Flask, client: FlaskClient, written: Story, work: Any
) -> None:
    assert [one.get("rel") for one in links(client.get(f"{PAGE}/preview").text)] == ["noopener nofollow"]
    assert links(app.test_client().get(PUBLIC).text) == []
    with app.app_context():
        actions.propose(latest(), by=stories.person(world.OFFICER), seen=NO_PAGE)
    assert len(links(client.get(PAGE).text)) == 1  # an approver sees it
    with app.app_context():
        actions.send_back(latest(), "A word.", by=stories.person(world.APPROVER), seen=NO_PAGE)
    publish(app)
    work()
    (link,) = links(app.test_client().get(PUBLIC).text)
    assert link.text_content() == TEXT
    rows = list(csv.DictReader(io.StringIO(client.get(f"{PUBLIC}/dispositions.csv").text)))
    assert {row["adopted_text"] for row in rows} == {TEXT}
    told = json.loads(client.get(f"{PUBLIC}/dispositions.json").text)
    assert "address of the adopted text" in told["columns"]["adopted_text"]["meaning"]
    emails = [text for _to, subject, text in cast.letters(app) if subject.startswith("Response published")]
    assert emails
    assert all(f"\nThe adopted text: {TEXT}\n" in text for text in emails)


def test_a_published_edition_keeps_its_address_and_the_next_begins_with_it(
    app: Flask, client: FlaskClient, written: Story
) -> None:
    publish(app)
    with app.app_context():
        following = actions.draft_summary(world.load(), by=stories.person(world.OFFICER))
        assert (following.edition, following.adopted_text) == (2, TEXT)
    assert client.press(PAGE, verb="save", adopted_text="").location == PAGE  # type: ignore[attr-defined]
    publish(app)
    assert links(app.test_client().get(PUBLIC).text) == []
    assert len(links(app.test_client().get(f"{PUBLIC}?edition=1").text)) == 1


def test_without_an_adopted_text_nothing_is_said_of_it(
    app: Flask, client: FlaskClient, responded: Story, work: Any
) -> None:
    stories.draft(app, responded)
    publish(app)
    work()
    assert "dopted text" not in client.get(PUBLIC).text
    emails = [text for _to, subject, text in cast.letters(app) if subject.startswith("Response published")]
    assert emails
    assert not any("dopted text" in text for text in emails)


def test_a_form_of_the_version_before_leaves_the_address_alone(
    app: Flask, client: FlaskClient, written: Story
) -> None:
    sent = client.form(PAGE) | {"verb": "save", "section_issues": "Other words."}  # type: ignore[attr-defined]
    del sent["adopted_text"]
    assert client.post(PAGE, data=sent).location == PAGE
    with app.app_context():
        assert (latest().adopted_text, latest().sections["issues"]) == (TEXT, "Other words.")
