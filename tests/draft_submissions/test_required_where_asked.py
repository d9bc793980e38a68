"""What the last look will need is asked for where one says who one is, all of it in one round."""

from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from consult.core.actions import action
from consult.core.database import db
from consult.draft_submissions.models import DraftSubmission
from consult.organisations import actions as organisations
from consult.organisations import queries as founded
from consult.organisations.rules import AttributionRule, PolicyKind
from tests import world
from tests.draft_submissions import walking
from tests.moderation import acting

NOTHING = dict.fromkeys(("capacity", "category", "category_other", "organisation", "name", "country"), "")
BEGIN = f"{walking.AT}/take-part"
MISSING = {
    "official_position": (
        "Choose a category.", "Enter the organisation or authority you are commenting for.",
        "Enter your name: official positions are published with it.", "Choose the country whose official position this is.",
        "Enter an email address in the form name@example.org.",
    ),
    "organisation": ("Choose a category.", "Enter the organisation or authority you are commenting for."),
    "on_behalf": ("Choose a category.", "Enter the organisation or authority you are commenting for."),
    "personal": ("Choose a category.",),
}  # fmt: skip
ASKED = "Enter your name or the name of your organisation: this consultation publishes it with every comment."


def errors(client: Any, path: str = BEGIN, **typed: str) -> tuple[int, str]:
    answer = client.press(path, **(NOTHING | typed))
    return answer.status_code, unescape(walking.page(answer))


@pytest.mark.parametrize("capacity", MISSING)
def test_all_that_is_missing_is_said_at_once_and_then_nothing_more(
    client: FlaskClient, slug: str, capacity: str
) -> None:
    wrong = {"email": "no address"} if capacity == "official_position" else {}
    status, page = errors(client, capacity=capacity, **wrong)
    assert status == 422
    summary = page[page.index('id="error-summary"') :]
    assert [words for words in MISSING[capacity] if words not in summary] == []
    assert summary.count("<li>") >= len(MISSING[capacity])
    walking.whole(client, capacity=capacity, country="KEN")


def test_what_other_means_is_asked_with_the_rest(client: FlaskClient, slug: str) -> None:
    _status, page = errors(client, capacity="official_position", category="other")
    for words in ("Enter your category.", *MISSING["official_position"][1:4]):
        assert words in page


def test_a_name_that_the_rules_will_ask_for_is_asked_for_at_the_beginning(
    app: Flask, client: FlaskClient, clean: None
) -> None:
    _ruled(app, "attributed")
    personal = {"capacity": "personal", "category": "individual"}
    status, page = errors(client, **personal)
    assert (status, ASKED in page) == (422, True)
    reference = walking.whole(client, **personal, name="Wanjiru Kimani", organisation="")
    with app.app_context():
        assert acting.comment(reference).submission.attribution == "attributed"


def test_an_organisation_that_the_rules_will_ask_for_is_asked_for_at_the_beginning(
    app: Flask, client: FlaskClient, clean: None
) -> None:
    _ruled(app, "organisation_only")
    status, page = errors(client, capacity="personal", category="individual", name="Wanjiru Kimani")
    assert (status, "Enter the organisation: this consultation publishes it with every comment." in page) == (
        422,
        True,
    )
    walking.whole(client, capacity="personal", category="individual", name="", organisation="A Farm")


@action
def _without_a_name() -> None:
    """As the version before took it."""
    db.session.query(DraftSubmission).update({"name": "", "organisation": ""})


def test_a_draft_from_before_is_led_to_where_the_name_is_asked_for_and_shown_without_one_never(
    app: Flask, client: Any, clean: None
) -> None:
    _ruled(app, "attributed")
    walking.begin(client, capacity="personal", category="individual", organisation="")
    client.press(walking.WHOLE, type="general", comment="Well done.")
    with app.app_context():
        _without_a_name()
    answer = client.get(f"{walking.SHEET}/review")
    assert (answer.status_code, answer.location) == (303, BEGIN)
    assert "The rules of this consultation require a name." in walking.page(client.get(BEGIN))
    assert client.press(BEGIN, name="Wanjiru Kimani").status_code == 303
    walking.send(client)


def test_an_amendment_says_all_that_is_missing_at_once(client: Any, slug: str) -> None:
    reference = walking.whole(client)
    answer = client.press(f"/submissions/{reference}/comments/1/amendment", comment="", type="")
    page = unescape(walking.page(answer))
    assert answer.status_code == 422
    missing = ("Enter your comment, or propose another wording.", "Choose the comment type.")
    assert [words in page for words in missing] == [True] * 2


def _ruled(app: Flask, *choices: str) -> None:
    """The consultation, under a rule that lets comments be shown in these ways only."""
    world.consultation(app, "another")
    with app.app_context():
        owner, officer = founded.get("seeds"), acting.user(world.OFFICER)
        words = founded.rules_in_force(owner)[PolicyKind.ATTRIBUTION].text
        organisations.write_policy(owner, AttributionRule.read({"choices": list(choices)}), words, by=officer)
    world.consultation(app)
