"""Codes beside the password (RFC 6238), and staff who must have them."""

from collections.abc import Iterator
from datetime import timedelta

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient

from consult.accounts import actions
from consult.accounts import queries as people
from consult.core import clock
from consult.core.errors import Conflict
from tests import cast

AMARA = "amara@example.org"


def _secret(page: str) -> str:
    return "".join(page.split('class="secret" dir="ltr">', 1)[1].split("</code>", 1)[0].split())


def set_up(client: FlaskClient) -> pyotp.TOTP:
    """Switch the second factor of whoever is signed in on; gives their authenticator."""
    totp = pyotp.TOTP(_secret(client.get("/account/second-factor").text))
    answer = client.press("/account/second-factor", code=totp.at(clock.now()))
    assert answer.status_code == 303
    return totp


def test_a_second_factor_is_set_up_and_asked_for(app: Flask, client: FlaskClient) -> None:
    cast.person(app, AMARA)
    cast.sign_in(client, AMARA)
    assert client.press("/account/second-factor", code="000 000").status_code == 422
    totp = set_up(client)
    assert "Second factor on" in client.get("/account").text

    browser = app.test_client()
    asked = browser.press("/sign-in?next=/account", email=AMARA, password=cast.PASSWORD)
    assert "Enter your code" in asked.text
    assert browser.get("/account").status_code == 303
    later = clock.now() + timedelta(seconds=60)
    with clock.at(later):
        answer = browser.press("/sign-in/code", code=totp.at(later), next="/account")
        assert (answer.status_code, answer.location) == (303, "/account")
        assert browser.get("/account").status_code == 200


def test_a_code_works_once(app: Flask, client: FlaskClient) -> None:
    cast.person(app, AMARA)
    cast.sign_in(client, AMARA)
    totp = set_up(client)
    later = clock.now() + timedelta(seconds=60)
    with clock.at(later):
        first, second = app.test_client(), app.test_client()
        for browser in (first, second):
            cast.sign_in(browser, AMARA)
        assert first.press("/sign-in/code", code=totp.at(later)).status_code == 303
        again = second.press("/sign-in/code", code=totp.at(later))
    assert (again.status_code, "was used already" in again.text) == (422, True)


def test_a_code_that_is_sent_twice_at_once_is_taken_once(app: Flask, client: FlaskClient) -> None:
    cast.person(app, AMARA)
    cast.sign_in(client, AMARA)
    totp = set_up(client)
    later = clock.now() + timedelta(seconds=60)
    with clock.at(later), app.app_context():
        before = people.by_email(AMARA)  # as read by a request that waits for another
        with app.app_context():
            first = actions.take_code(people.by_email(AMARA), totp.at(later))
        assert (first, actions.take_code(before, totp.at(later))) == (True, False)


def test_a_session_begun_with_the_password_alone_ends_when_its_person_sets_a_second_factor_up(
    app: Flask, client: FlaskClient
) -> None:
    cast.person(app, AMARA)
    thief = app.test_client()
    for browser in (client, thief):
        cast.sign_in(browser, AMARA)
    set_up(client)
    assert (client.get("/account").status_code, thief.get("/account").status_code) == (200, 303)
    page = client.get("/account/sessions").text
    assert ("with a code" in page, "Nowhere else." in page) == (True, True)


def test_a_session_without_a_code_opens_nothing_of_whoever_has_a_second_factor(
    app: Flask, client: FlaskClient
) -> None:
    cast.person(app, AMARA)
    cast.sign_in(client, AMARA)
    set_up(client)
    with app.app_context():  # as a sign-in that was under way when the factor was set up
        token = actions.sign_in(people.by_email(AMARA), browser="Firefox, Windows")
        assert people.signed_in(token) is None


def test_each_browser_is_shown_a_secret_of_its_own_and_keeps_it_until_a_code_is_right(
    app: Flask, client: FlaskClient
) -> None:
    cast.person(app, AMARA)
    other = app.test_client()
    for browser in (client, other):
        cast.sign_in(browser, AMARA)
    mine = _secret(client.get("/account/second-factor").text)
    assert _secret(client.press("/account/second-factor", code="000 000").text) == mine
    theirs = _secret(other.get("/account/second-factor").text)
    assert mine != theirs
    wrong = client.press("/account/second-factor", code=pyotp.TOTP(theirs).at(clock.now()))
    assert (wrong.status_code, "Second factor off" in client.get("/account").text) == (422, True)


def test_of_two_browsers_that_set_a_second_factor_up_at_once_the_first_wins(
    app: Flask, client: FlaskClient
) -> None:
    cast.person(app, AMARA)
    first, second = pyotp.random_base32(), pyotp.random_base32()
    with app.app_context():
        late = people.by_email(AMARA)
        with app.app_context():
            amara = people.by_email(AMARA)
            assert actions.confirm_second_factor(amara, first, pyotp.TOTP(first).at(clock.now()), kept=None)
        with pytest.raises(Conflict):
            actions.confirm_second_factor(late, second, pyotp.TOTP(second).at(clock.now()), kept=None)
    with app.app_context():
        assert people.by_email(AMARA).totp_secret == first


def test_a_code_page_left_open_too_long_begins_again(app: Flask, client: FlaskClient) -> None:
    cast.person(app, AMARA)
    cast.sign_in(client, AMARA)
    set_up(client)
    browser = app.test_client()
    cast.sign_in(browser, AMARA)
    with clock.at(clock.now() + timedelta(minutes=11)):
        assert browser.get("/sign-in/code").location == "/sign-in"


def test_the_second_factor_is_switched_off_with_the_password(app: Flask, client: FlaskClient) -> None:
    cast.person(app, AMARA)
    cast.sign_in(client, AMARA)
    set_up(client)
    assert client.press("/account/second-factor", present="not mine at all").status_code == 422
    assert client.press("/account/second-factor", present=cast.PASSWORD).status_code == 303
    assert cast.sign_in(app.test_client(), AMARA).status_code == 303


@pytest.fixture
def required(app: Flask) -> Iterator[None]:
    """Staff need a second factor."""
    app.config["SECOND_FACTOR_REQUIRED"] = True
    yield
    app.config["SECOND_FACTOR_REQUIRED"] = False


def test_staff_set_a_second_factor_up_before_anything_else(
    app: Flask, client: FlaskClient, required: None
) -> None:
    cast.person(app, AMARA)
    cast.person(app, "reader@example.org", "Reader")
    cast.organisation(app, officer=[AMARA])
    cast.sign_in(client, AMARA)
    for path in ("/account", "/organisations/seeds/members"):
        assert client.get(path).location == "/account/second-factor"
    set_up(client)
    assert client.get("/organisations/seeds/members").status_code == 200
    kept = client.press("/account/second-factor", present=cast.PASSWORD)
    assert (kept.status_code, "needs a second factor" in kept.text) == (409, True)

    reader = app.test_client()
    cast.sign_in(reader, "reader@example.org")
    assert reader.get("/account").status_code == 200
