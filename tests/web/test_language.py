"""The language of pages: asked for, remembered, the account's, the browser's."""

from flask import Flask
from flask.testing import FlaskClient
from lxml import html

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
    assert FRENCH in client.get("/sign-in", headers={"Accept-Language": "FR"}).text
    assert ARABIC in client.get("/sign-in", headers={"Accept-Language": "AR-EG"}).text
    assert ENGLISH in client.get("/sign-in", headers={"Accept-Language": "de, fr;q=0"}).text


def test_the_accounts_language_goes_before_the_browsers(app: Flask, client: FlaskClient) -> None:
    cast.person(app, "amara@example.org")
    cast.sign_in(client, "amara@example.org")
    client.get("/account?lang=ar")
    client.press("/account", language="fr")
    assert FRENCH in client.get("/account", headers={"Accept-Language": "en"}).text


def test_an_account_follows_a_choice_in_the_menu_and_nothing_else(app: Flask, client: FlaskClient) -> None:
    cast.person(app, "amara@example.org")
    cast.sign_in(client, "amara@example.org")

    def language_after(code: str, **headers: str) -> str:
        client.get(
            f"/{code}/account?lang={code}", headers={k.replace("_", "-"): v for k, v in headers.items()}
        )
        another = app.test_client()
        cast.sign_in(another, "amara@example.org")
        return str(html.fromstring(another.get("/account").text).get("lang"))

    ours = app.config["PUBLIC_URL"]
    assert language_after("es") == "en"
    assert language_after("es", Sec_Fetch_Site="none") == "en"
    assert language_after("es", Sec_Fetch_Site="cross-site", Referer=f"{ours}/") == "en"
    assert language_after("es", Sec_Fetch_Site="same-origin", Sec_Fetch_Dest="image") == "en"
    assert language_after("es", Referer="https://elsewhere.example/") == "en"
    assert language_after("es", Sec_Fetch_Site="same-origin", Sec_Fetch_Dest="document") == "es"
    assert language_after("ru", Referer=f"{ours}/account") == "ru"
    assert language_after("tlh", Sec_Fetch_Site="same-origin") == "ru"
