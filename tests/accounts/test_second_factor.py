"""Codes beside the password (RFC 6238), and staff who must have them."""

from collections.abc import Iterator
from datetime import timedelta

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient

from consult.core import clock
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
