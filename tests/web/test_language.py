"""The language of pages: asked for, remembered, the account's, the browser's."""

from flask import Flask
from flask.testing import FlaskClient

from tests import cast

ARABIC = '<html lang="ar" dir="rtl">'
ENGLISH = '<html lang="en" dir="ltr">'
FRENCH = '<html lang="fr" dir="ltr">'


def test_a_chosen_language_stays_on_the_pages_that_follow(client: FlaskClient) -> None:
    chosen = client.get("/sign-in?lang=ar")
    assert (ARABIC in chosen.text, chosen.headers["Cache-Control"]) == (True, "no-store")
    assert ARABIC in client.get("/sign-up").text
    assert ENGLISH in client.get("/sign-up?lang=en").text
    assert ENGLISH in client.get("/sign-in?lang=tlh").text


def test_the_browsers_language_is_taken_where_none_was_chosen(client: FlaskClient) -> None:
    assert FRENCH in client.get("/sign-in", headers={"Accept-Language": "tlh, fr-CH;q=0.8, en;q=0.5"}).text
    assert ENGLISH in client.get("/sign-in", headers={"Accept-Language": "tlh"}).text


def test_the_accounts_language_goes_before_the_browsers(app: Flask, client: FlaskClient) -> None:
    cast.person(app, "amara@example.org")
    cast.sign_in(client, "amara@example.org")
    client.get("/account?lang=ar")
    client.press("/account", language="fr")
    assert FRENCH in client.get("/account", headers={"Accept-Language": "en"}).text
