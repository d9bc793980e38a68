"""A response does not pass over objections in silence: they are listed, and publishing despite them has a reason."""

import csv
import io

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from consult.core.errors import NotPossible
from consult.core.stale_check import NO_PAGE, StaleForm
from consult.core.tables.columns import Wording
from consult.core.tables.csv_format import lines
from consult.moderation import actions as moderation
from consult.moderation import queries as moderated
from consult.submissions import queries as submitted
from consult.summaries import actions, exports, queries
from tests import cast, world
from tests.responses import stories
from tests.responses.stories import Story, person

REASON = "The treaty body meets on Monday; a later edition tells what became of it."
PAGE = f"/consultations/{world.SLUG}/responses/summary"


@pytest.fixture
def approved(app: Flask, clean: None) -> Story:
    """A response that is approved; the submitter of a comment that was withheld objects."""
    story = stories.mixed(app)
    stories.respond_to_all(app, story)
    with app.app_context():
        officer, approver = person(world.OFFICER), person(world.APPROVER)
        summary = actions.draft_summary(world.load(story.slug), by=officer)
        actions.propose(summary, by=officer, seen=NO_PAGE)
        actions.approve(summary, by=approver, seen=NO_PAGE)
    object_to(app, story, "withheld-1")
    return story


def object_to(app: Flask, story: Story, name: str) -> None:
    """The submitter of a comment objects."""
    sheet, _slash, number = story.at[name].partition("/")
    with app.app_context():
        moderation.object_to(submitted.comment(sheet, int(number)), "It was about the draft.")


def state(story: Story) -> tuple[str, str]:
    """Of the newest summary, inside an application context: its state, and why it came out despite objections."""
    summary = queries.latest(world.load(story.slug).id)
    assert summary is not None
    return summary.state.value, summary.despite


def test_open_objections_are_listed_and_hold_the_publication_back(
    app: Flask, client: FlaskClient, approved: Story
) -> None:
    cast.sign_in(client, world.OFFICER)
    page = client.get(PAGE).text
    assert "1 objection is open" in page
    assert approved.at["withheld-1"] in page
    refused = client.post(PAGE, data=publishing(client) | {"despite": "  "})
    assert refused.status_code == 422
    assert "Decide on them, or enter the reason for not waiting." in refused.text
    with app.app_context():
        assert state(approved) == ("approved", "")


def test_the_reason_is_printed_on_the_page_and_in_the_files(
    app: Flask, client: FlaskClient, approved: Story
) -> None:
    cast.sign_in(client, world.OFFICER)
    assert client.post(PAGE, data=publishing(client) | {"despite": REASON}).status_code == 303
    public = app.test_client().get(f"/consultations/{approved.slug}/response").text
    assert "Published while 1 objection was open" in public
    assert REASON in public
    with app.app_context():
        summary = queries.latest(world.load(approved.slug).id)
        found = exports.rows(queries.Source(world.load(approved.slug), summary), Wording())
        text = "".join(lines(exports.TABLE, found, Wording()))
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert {row["despite"] for row in rows} == {REASON}


def publishing(client: FlaskClient) -> dict[str, str]:
    """What the form that publishes sends."""
    page = html.fromstring(client.get(PAGE).get_data())
    (form,) = [one for one in page.iter("form") if one.xpath(".//button[@value='publish']")]
    return {one.get("name"): one.get("value", "") for one in form.iter("input")} | {"verb": "publish"}


def test_only_objections_that_were_seen_are_passed_over(
    app: Flask, client: FlaskClient, approved: Story
) -> None:
    cast.sign_in(client, world.OFFICER)
    sent = publishing(client) | {"despite": REASON}
    object_to(app, approved, "removed-1")
    without = {name: value for name, value in sent.items() if name != "objections"}
    for form in (sent, without):
        refused = client.post(PAGE, data=form)
        assert (refused.status_code, REASON in refused.text) == (422, True)
        assert "The open objections have changed since you opened this page." in refused.text
    with app.app_context():
        summary = queries.latest(world.load(approved.slug).id)
        with pytest.raises(StaleForm):
            actions.publish(summary, by=person(world.OFFICER), seen=NO_PAGE, objections="", despite=REASON)
        assert state(approved) == ("approved", "")


def test_where_none_is_open_no_reason_is_kept(app: Flask, approved: Story) -> None:
    with app.app_context():
        consultation = world.load(approved.slug)
        (open_one,) = moderated.open_objections(consultation.id)
        summary = queries.latest(consultation.id)
        assert summary is not None
        with pytest.raises(NotPossible):
            actions.publish(summary, by=person(world.OFFICER), seen=NO_PAGE, objections=NO_PAGE)
        moderation.settle(
            open_one,
            is_unchanged=True,
            answer="It is advertising.",
            by=person(world.MODERATOR_2),
            seen=NO_PAGE,
        )
        actions.publish(
            summary, by=person(world.OFFICER), seen=NO_PAGE, objections=NO_PAGE, despite="No need."
        )
        assert state(approved) == ("published", "")
