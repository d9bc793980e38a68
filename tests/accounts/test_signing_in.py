"""Signing in and out, sessions, what was typed before, and how many tries there are."""

from datetime import timedelta
from urllib.parse import urlencode

from flask import Flask
from flask.testing import FlaskClient

from consult.accounts import actions
from consult.accounts.models import Session, Token
from consult.core import clock
from consult.core.database import db
from tests import cast

AMARA = "amara@example.org"


def test_signing_in_and_out(app: Flask, client: FlaskClient) -> None:
    cast.person(app, AMARA)
    assert client.get("/account").location == "/sign-in?next=/account"
    answer = client.press("/sign-in?next=/account", email="Amara@Example.org", password=cast.PASSWORD)
    assert (answer.status_code, answer.location) == (303, "/account")
    assert client.press("/account", _form="/sign-out").location == "/"
    assert client.get("/account").status_code == 303


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(app: Flask, client: FlaskClient) -> None:
    cast.person(app, AMARA)
    wrong = cast.sign_in(client, AMARA, "not this one at all")
    unknown = cast.sign_in(client, "nobody@example.org", "not this one at all")
    assert (wrong.status_code, unknown.status_code) == (422, 422)
    assert "Incorrect email address or password" in wrong.text
    known_page, unknown_page = wrong.text.replace(AMARA, ""), unknown.text.replace("nobody@example.org", "")
    assert known_page.replace(_token(wrong.text), "") == unknown_page.replace(_token(unknown.text), "")


def test_no_one_is_sent_to_another_site_after_signing_in(app: Flask, client: FlaskClient) -> None:
    cast.person(app, AMARA)
    targets = ("//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)")
    lost = (
        "/\t/evil.example",
        "/\r/evil.example",
        "\t//evil.example",
        "/\x0b/evil.example",
    )  # browsers drop some
    for target in (*targets, *lost):
        assert client.form("/sign-in?" + urlencode({"next": target}))["next"] == "/"
        form = client.form("/sign-in") | {"email": AMARA, "password": cast.PASSWORD, "next": target}
        assert client.post("/sign-in", data=form).location == "/"
        client.press("/account", _form="/sign-out")


def test_the_person_who_signs_in_goes_on_to_the_page_they_were_at_with_its_filters(
    app: Flask, client: FlaskClient
) -> None:
    cast.person(app, AMARA)
    asked = client.get("/inbox?" + urlencode({"about": "maïs & 麦", "at": "//x"}))
    assert asked.status_code == 303
    form = client.form(asked.location) | {"email": AMARA, "password": cast.PASSWORD}
    assert client.post("/sign-in", data=form).location == "/inbox?" + urlencode(
        {"about": "maïs & 麦", "at": "//x"}
    )


def _token(text: str) -> str:
    return text.rpartition('name="csrf_token"')[2].split('value="', 1)[1].split('"', 1)[0]


def test_a_person_sees_their_sessions_and_ends_one(app: Flask, client: FlaskClient) -> None:
    cast.person(app, AMARA)
    phone = app.test_client()
    phone.environ_base["HTTP_USER_AGENT"] = (
        "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0"
    )
    cast.sign_in(phone, AMARA)
    cast.sign_in(client, AMARA)
    page = client.get("/account/sessions").text
    assert "Firefox · Android" in page
    form = client.form("/account/sessions")
    number = page.split('name="session" value="', 1)[1].split('"', 1)[0]
    assert client.post("/account/sessions", data=form | {"session": number}).status_code == 303
    assert phone.get("/account").status_code == 303
    assert client.get("/account").status_code == 200
    assert "No other browser is signed in." in client.get("/account/sessions").text


def test_no_one_ends_the_session_of_another(app: Flask, client: FlaskClient) -> None:
    cast.person(app, AMARA)
    cast.person(app, "ben@example.org", "Ben")
    other = app.test_client()
    cast.sign_in(other, "ben@example.org")
    cast.sign_in(client, AMARA)
    token = client.form("/account")["csrf_token"]
    answer = client.post("/account/sessions", data={"csrf_token": token, "session": "1"})
    assert answer.status_code == 404
    assert other.get("/account").status_code == 200


def test_the_session_of_staff_ends_after_some_hours(app: Flask, client: FlaskClient) -> None:
    cast.person(app, AMARA)
    cast.organisation(app, officer=[AMARA])
    cast.sign_in(client, AMARA)
    with clock.at(clock.now() + timedelta(hours=app.config["STAFF_SESSION_HOURS"] + 1)):
        assert client.get("/account").status_code == 303


def test_a_session_is_no_longer_than_one_of_staff_once_its_person_is_appointed(
    app: Flask, client: FlaskClient
) -> None:
    for email in (AMARA, "reader@example.org"):
        cast.person(app, email)
    reader = app.test_client()
    cast.sign_in(client, AMARA)
    cast.sign_in(reader, "reader@example.org")
    cast.organisation(app, officer=[AMARA])
    assert client.get("/account").status_code == 200
    with clock.at(clock.now() + timedelta(hours=app.config["STAFF_SESSION_HOURS"])):
        assert (client.get("/account").status_code, reader.get("/account").status_code) == (303, 200)


def test_old_links_and_sessions_are_forgotten(app: Flask, client: FlaskClient) -> None:
    cast.person(app, AMARA)
    cast.sign_in(client, AMARA)
    client.press("/password-reset", email=AMARA)
    cast.letters(app)
    with app.app_context():
        actions.forget_old()
        assert (db.session.query(Session).count(), db.session.query(Token).count()) == (1, 1)
        with clock.at(clock.now() + timedelta(days=61)):
            actions.forget_old()
        assert (db.session.query(Session).count(), db.session.query(Token).count()) == (0, 0)
