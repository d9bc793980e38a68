"""The dashboard: what needs whom now."""

import re
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from consult.accounts import queries as people
from consult.consultations import actions
from consult.consultations import queries as consultations
from consult.core import clock
from consult.core.database import db
from consult.core.stale_check import NO_PAGE
from consult.dashboard import queries
from consult.organisations import actions as organisations
from consult.organisations import queries as founded
from consult.organisations.models import Role
from consult.summaries import actions as summaries
from tests import cast, world
from tests.comment_forms import forms
from tests.consultations import states
from tests.consultations.states import AMARA, BEFORE, BEN, CARLA, CLOSES, OPENS
from tests.form_uploads.test_entering import ROWS
from tests.form_uploads.test_writing import ISO


@pytest.fixture
def one_organisation(app: Flask, clean: None) -> Iterator[None]:
    states.two_organisations(app)
    with app.app_context():
        organisations.assign_role(founded.get("seeds"), states.user(CARLA), Role.MODERATOR, by=None)
    with clock.at(BEFORE):
        yield


def _needs(app: Flask, email: str) -> list[tuple[str, str, bool]]:
    """(kind, tone, is it for me) of every need, in the order of the dashboard."""
    with app.app_context():
        cards = queries.cards(states.user(email), "en")
        return [(need.kind, need.tone.value, need.is_mine) for card in cards for need in card.needs]


def test_staff_who_were_going_nowhere_come_to_the_dashboard_and_others_stay(
    app: Flask, one_organisation: None
) -> None:
    cast.person(app, "reader@example.org")
    for email, path, target in (
        (AMARA, "/sign-in", "/dashboard"),
        (AMARA, "/sign-in?next=/calendar", "/calendar"),
        ("reader@example.org", "/sign-in", "/"),
    ):
        assert app.test_client().press(path, email=email, password=cast.PASSWORD).location == target  # type: ignore[attr-defined]


def test_each_step_of_preparation_waits_for_the_person_who_can_do_it(
    app: Flask, one_organisation: None
) -> None:
    slug = states.prepared(app, purpose="", can_change="", use_of_input="")
    assert _needs(app, AMARA) == [("missing", "info", True)]
    assert _needs(app, BEN) == [("missing", "info", False)]
    with app.app_context():
        actions.change(
            states.found(slug),
            by=states.user(AMARA),
            purpose="p",
            can_change="c",
            use_of_input="u",
            seen=NO_PAGE,
        )
    assert _needs(app, AMARA) == [("propose", "info", True)]
    with app.app_context():
        actions.propose(states.found(slug), by=states.user(AMARA), seen=NO_PAGE)
    assert _needs(app, AMARA) == [("waits", "plain", False)]
    assert _needs(app, BEN) == [("approve", "warn", True)]
    with app.app_context():
        actions.send_back(states.found(slug), "Fewer questions", by=states.user(BEN), seen=NO_PAGE)
    assert _needs(app, AMARA) == [("sent_back", "warn", True), ("propose", "info", True)]
    with app.app_context():
        actions.propose(states.found(slug), by=states.user(AMARA), seen=NO_PAGE)
        actions.approve(states.found(slug), by=states.user(BEN), seen=NO_PAGE)
    assert _needs(app, AMARA) == [("announce", "warn", True)]
    assert _needs(app, CARLA) == [("announce", "warn", False)]
    with clock.at(OPENS + timedelta(days=1)):
        assert _needs(app, BEN) == [("announce", "bad", True)]
    with clock.at(OPENS + timedelta(days=40)):
        assert _needs(app, BEN) == [("announce_late", "bad", True)]


def test_dates_are_told_when_they_come_near(app: Flask, one_organisation: None) -> None:
    states.announced(app)
    for at, found in (
        (OPENS - timedelta(days=20), [("opens", "plain", False)]),
        (OPENS - timedelta(days=2), [("opens", "info", False)]),
        (OPENS, []),
        (CLOSES - timedelta(days=7), [("closes", "info", False)]),
        (CLOSES - timedelta(days=1), [("closes", "warn", True)]),
        (CLOSES, [("response_due", "info", True)]),
        (CLOSES + timedelta(days=75), [("response_due", "warn", True)]),
        (CLOSES + timedelta(days=85), [("response_overdue", "bad", True)]),
    ):
        with clock.at(at):
            assert _needs(app, AMARA) == found


def test_a_holding_notice_gives_more_time(app: Flask, one_organisation: None) -> None:
    slug = states.announced(app)
    with app.app_context(), clock.at(CLOSES + timedelta(days=84, hours=1)):
        summaries.publish_notice(
            states.found(slug), "The committee meets again.", clock.now() + timedelta(days=40),
            by=states.user(AMARA),
        )  # fmt: skip
    with clock.at(CLOSES + timedelta(days=85)):
        assert _needs(app, AMARA) == [("response_due", "info", True)]


def test_the_most_urgent_comes_first(app: Flask, one_organisation: None) -> None:
    states.prepared(app)
    states.announced(app)
    states.proposed(app)
    with app.app_context():
        assert [card.needs[0].kind for card in queries.cards(states.user(BEN), "en")] == [
            "approve",
            "propose",
            "opens",
        ]


@pytest.fixture
def running(app: Flask, clean: None) -> str:
    """An open consultation with comments that wait."""
    slug = world.consultation(app)
    world.submission(app, slug)
    world.submission(app, slug)
    return slug


def test_the_backlog_is_told_with_its_oldest_comment(app: Flask, running: str) -> None:
    client = app.test_client()
    cast.sign_in(client, world.MODERATOR)
    page = client.get("/dashboard").text
    words = " ".join(re.sub("<[^>]+>", " ", page).split())
    assert "4 comments pending moderation. Oldest: less than an hour (target: 5 days)" in words
    assert f'href="/moderation?consultation={running}"' in page
    assert _mine(app, world.MODERATOR) == ["moderate"]
    assert _mine(app, world.OFFICER) == []
    with clock.at(clock.now() + timedelta(days=6)):
        assert _needs(app, world.MODERATOR)[0][:2] == ("moderate", "bad")


def _mine(app: Flask, email: str) -> list[str]:
    return [kind for kind, _tone, is_mine in _needs(app, email) if is_mine]


def test_responses_are_counted_once_it_has_closed(app: Flask, running: str) -> None:
    with app.app_context():
        closes_at = consultations.get(running, None).closes_at
        by = people.by_email(world.OFFICER)
        with clock.at(closes_at + timedelta(hours=1)):
            (card,) = queries.cards(by, "en")
            need = next(need for need in card.needs if need.kind == "response_due")
    assert (need.values["with_response"], need.values["number"]) == (0, card.comments)
    assert card.comments > 0
    assert need.is_mine


def test_the_dashboard_asks_as_much_for_three_consultations_as_for_one(
    app: Flask, one_organisation: None
) -> None:
    def statements() -> int:
        seen: list[str] = []
        with app.app_context():
            user = states.user(BEN)

            def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
                seen.append(statement)

            event.listen(db.engine, "before_cursor_execute", note)
            queries.cards(user, "en")
            event.remove(db.engine, "before_cursor_execute", note)
        return len(seen)

    states.announced(app)
    once = statements()
    states.announced(app)
    states.announced(app)
    assert statements() == once


# -- the page --------------------------------------------------------------------------------------------------------


def test_an_empty_dashboard_teaches_the_first_step(
    app: Flask, client: FlaskClient, one_organisation: None
) -> None:
    cast.sign_in(client, AMARA)
    page = client.get("/dashboard").text
    assert "Your first consultation" in page
    assert 'href="/organisations/seeds/drafts/import"' in page
    other = app.test_client()
    cast.sign_in(other, BEN)
    page = other.get("/dashboard").text
    assert "Officers take these steps." in page
    assert "/drafts/import" not in page


def test_the_dashboard_links_to_what_waits(app: Flask, client: FlaskClient, one_organisation: None) -> None:
    slug = states.proposed(app)
    cast.sign_in(client, BEN)
    page = client.get("/dashboard").text
    assert "Your tasks" in page
    assert f'href="/consultations/{slug}/approval"><bdi>Needs your approval</bdi></a>' in page


def test_what_is_done_stands_at_the_end(app: Flask, client: FlaskClient, one_organisation: None) -> None:
    slug = states.announced(app)
    with app.app_context():
        actions.withdraw(states.found(slug), "No more", by=states.user(AMARA), seen=NO_PAGE)
    cast.sign_in(client, AMARA)
    page = client.get("/dashboard").text
    assert "No tasks" in page
    assert ">Done<" in page


def test_others_have_no_dashboard_and_see_nothing_of_ours(
    app: Flask, client: FlaskClient, one_organisation: None
) -> None:
    states.prepared(app)
    assert client.get("/dashboard").location == "/sign-in?next=/dashboard"
    cast.person(app, "reader@example.org", "Rana Aziz")
    cast.sign_in(client, "reader@example.org")
    assert client.get("/dashboard").status_code == 403
    assert 'href="/dashboard"' not in client.get("/account").text
    rivers = app.test_client()
    cast.person(app, "dina@example.org", "Dina Haddad")
    with app.app_context():
        organisations.assign_role(
            founded.get("rivers"), states.user("dina@example.org"), Role.OFFICER, by=None
        )
    cast.sign_in(rivers, "dina@example.org")
    assert "Sampling of seed lots" not in rivers.get("/dashboard").text


def test_the_offices_of_the_header_are_those_of_the_person(
    app: Flask, client: FlaskClient, one_organisation: None
) -> None:
    cast.person(app, "root@example.org", "Root", is_platform_administrator=True)
    for email, dashboard, moderation in (
        (CARLA, True, True), (AMARA, True, False), ("root@example.org", True, False)
    ):  # fmt: skip
        browser = app.test_client()
        cast.sign_in(browser, email)
        page = browser.get("/dashboard").text
        assert ('href="/dashboard"' in page, 'href="/moderation"' in page.split("</header>")[0]) == (
            dashboard,
            moderation,
        )
    assert "You are not a member of an organisation." in page


def test_those_who_cannot_act_read_where_a_consultation_stands(app: Flask, one_organisation: None) -> None:
    states.prepared(app, purpose="", can_change="", use_of_input="")
    pages = {}
    for email in (AMARA, BEN):
        client = app.test_client()
        cast.sign_in(client, email)
        pages[email] = client.get("/dashboard").text
    assert "Continue preparation: 1 step to complete" in pages[AMARA]
    assert "In preparation: 1 step to complete" in pages[BEN]


def test_what_officers_have_begun_to_enter_is_counted_and_linked_to(app: Flask, running: str) -> None:
    client = app.test_client()
    cast.sign_in(client, world.OFFICER)
    at = f"/consultations/{running}/entries"
    assert "not submitted" not in client.get("/dashboard").text
    client.press(at, organisation="Growers of Kisumu", verb="later")
    assert _mine(app, world.OFFICER) == ["entries"]
    page = client.get("/dashboard").text
    assert f'href="{at}#unfinished"><bdi>1 entry of received comments is not submitted</bdi>' in page
    listed = client.get(at).text
    assert listed.index("1 entry is not submitted") < listed.index("Growers of Kisumu")
    assert listed.index("Growers of Kisumu") < listed.index("How it reached you")
    rows = client.press(f"{at}/forms", file=(BytesIO(forms.in_csv([ISO, *ROWS]).data), "rows.csv")).location
    page = client.get("/dashboard").text
    assert f'href="{rows}"><bdi>3 rows of entered comment forms are not submitted</bdi>' in page
    client.press(rows, verb="add")
    told = "1 row of an entered comment form is not submitted"
    assert told in client.get("/dashboard").text
    client.press(f"{at}/forms", file=(BytesIO(forms.in_csv([ISO, ROWS[0]]).data), "same.csv"))
    assert told in client.get("/dashboard").text
    assert _mine(app, world.MODERATOR) == ["moderate"]
    other = app.test_client()
    cast.sign_in(other, world.MODERATOR)
    assert f'href="{rows}"' not in other.get("/dashboard").text
