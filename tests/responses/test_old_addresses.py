"""Addresses, forms, filters and events that earlier versions of the workbench made still work."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from consult.core.actions import action
from consult.responses import queries
from consult.responses.actions.recording import record_event
from consult.summaries import queries as summaries
from tests import cast, world
from tests.responses import stories
from tests.responses.stories import Story

BASE = f"/consultations/{world.SLUG}"
OLD, NEW = f"{BASE}/answers", f"{BASE}/responses"


@pytest.mark.parametrize(
    "rest",
    [
        "", "?state=changed&q=lot+size", "/issues", "/issues/I-1?after=x", "/summary", "/summary/preview", "/holding",
        "/dispositions.csv?lang=fr", "/a%20b/%C3%A9%3Ax?lang=fr",
    ],
)  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_old_address_leads_to_the_new_one(
    client: FlaskClient, clean: None, method: str, rest: str
) -> None:
    for language in ("", "/fr"):
        answer = client.open(f"{language}{OLD}{rest}", method=method)
        assert answer.status_code == 308
        assert answer.location.lower() == f"{language}{NEW}{rest}".lower()


def test_a_form_of_a_page_with_the_old_address_is_taken(
    app: Flask, client: FlaskClient, mixed: Story
) -> None:
    cast.sign_in(client, world.OFFICER)
    query = f"?comment={mixed.at['industry-1']}"
    form = client.form(NEW + query, _form="responses" + query)  # type: ignore[attr-defined]
    done = client.post(OLD + query, data=form | {"disposition": "noted"}, follow_redirects=True)
    assert (done.status_code, done.request.path) == (200, NEW)
    with app.app_context():
        assert queries.progress(world.load().id).with_response == 1


def test_links_with_the_earlier_words_of_a_filter_show_the_same(
    client: FlaskClient, responded: Story
) -> None:
    cast.sign_in(client, world.OFFICER)
    for before, now in (("unanswered", "without_response"), ("answered", "with_response")):
        pages = [client.get(f"{NEW}?state={state}").text for state in (before, now)]
        assert [page.count('class="comment bench-comment') for page in pages] == [
            8 * (before == "answered")
        ] * 2


def test_who_responded_under_an_earlier_version_does_not_approve(app: Flask, mixed: Story) -> None:
    with app.app_context():
        consultation, approver = world.load(), stories.person(world.APPROVER)
        action(record_event)("answered", consultation, approver)
        stories.respond_to_all(app, mixed)
        stories.draft(app, mixed)
        summary = summaries.latest(consultation.id)
        assert summary is not None
        assert summaries.writers(summary) >= {approver.id, stories.person(world.OFFICER).id}
