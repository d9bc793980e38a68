"""The browsers that a person is known by, and what their owner hears of new ones."""

from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient

from consult.accounts import actions
from consult.accounts.models import Device
from consult.core import clock
from consult.core.database import db
from tests import cast
from tests.accounts.test_two_factor import set_up

AMARA = "amara@example.org"
NEW = "New sign-in to your account"


def told(app: Flask) -> int:
    """How often the owner heard of a new browser."""
    return [letter[1] for letter in cast.letters(app, AMARA)].count(NEW)


def test_the_owner_is_told_when_a_new_browser_signs_in_and_not_when_a_known_one_does(
    app: Flask, client: FlaskClient
) -> None:
    cast.person(app, AMARA)
    cast.sign_in(client, AMARA)
    assert told(app) == 0  # the first of all
    phone = app.test_client()
    for _ in range(2):
        cast.sign_in(phone, AMARA)
        phone.press("/account", _form="/sign-out")
    assert told(app) == 1
    email = cast.letters(app, AMARA)[0][2]
    assert "from a new browser. If it was you" in email and "unknown" not in email
    assert "unknown browser" in client.get("/account/sessions").text


def test_a_code_that_is_used_in_a_new_browser_is_always_told(app: Flask, client: FlaskClient) -> None:
    cast.person(app, AMARA)
    cast.sign_in(client, AMARA)
    totp = set_up(client)
    with app.app_context():
        db.session.query(Device).delete()
        db.session.commit()
    later = clock.now() + timedelta(seconds=60)
    with clock.at(later):
        browser = app.test_client()
        cast.sign_in(browser, AMARA)
        browser.press("/sign-in/code", code=totp.at(later))
    assert told(app) == 1


def test_a_browser_that_was_only_let_in_by_a_link_is_new_when_it_signs_in(
    app: Flask, client: FlaskClient
) -> None:
    cast.person(app, AMARA)
    cast.sign_in(client, AMARA)
    browser = app.test_client()
    browser.press("/sign-in/browser", email=AMARA)
    browser.press(cast.link_in(cast.letters(app, AMARA)[0]))
    assert told(app) == 0
    cast.sign_in(browser, AMARA)
    assert told(app) == 1


def test_the_cookie_of_a_device_opens_nothing_and_is_kept_from_scripts(
    app: Flask, client: FlaskClient
) -> None:
    cast.person(app, AMARA)
    answer = cast.sign_in(client, AMARA)
    header = next(line for line in answer.headers.getlist("Set-Cookie") if line.startswith("device="))
    assert ("HttpOnly" in header, "SameSite=Lax" in header, "Path=/" in header) == (True, True, True)
    kept = client.get_cookie("device")
    assert kept is not None
    thief = app.test_client()
    thief.set_cookie("device", kept.value)
    assert thief.get("/account").status_code == 303
    with app.app_context():
        assert kept.value not in [row.token_hash for row in db.session.query(Device)]


def test_a_changed_password_makes_every_other_browser_unknown(app: Flask, client: FlaskClient) -> None:
    cast.person(app, AMARA)
    for browser in (app.test_client(), app.test_client(), client):
        cast.sign_in(browser, AMARA)
    client.press("/account/password", present=cast.PASSWORD, password="nine yellow umbrellas")
    with app.app_context():
        assert db.session.query(Device).count() == 1
    before = told(app)
    client.press("/account", _form="/sign-out")
    cast.sign_in(client, AMARA, "nine yellow umbrellas")
    assert told(app) == before


def test_a_browser_that_is_signed_out_from_elsewhere_is_unknown_from_then_on(
    app: Flask, client: FlaskClient
) -> None:
    cast.person(app, AMARA)
    lost = app.test_client()
    for browser in (lost, client):
        cast.sign_in(browser, AMARA)
    page = client.get("/account/sessions").text
    number = page.split('name="session" value="', 1)[1].split('"', 1)[0]
    client.post("/account/sessions", data=client.form("/account/sessions") | {"session": number})
    with app.app_context():
        assert db.session.query(Device).count() == 1


def test_a_browser_not_seen_for_a_year_is_forgotten(app: Flask, client: FlaskClient) -> None:
    cast.person(app, AMARA)
    cast.sign_in(client, AMARA)
    with app.app_context():
        with clock.at(clock.now() + timedelta(days=399)):
            actions.forget_old()
            assert db.session.query(Device).count() == 1
        with clock.at(clock.now() + timedelta(days=401)):
            actions.forget_old()
            assert db.session.query(Device).count() == 0
