"""The language in front of an address: for caches, search engines, and links that are sent to others."""

import pytest
from flask import Flask
from lxml import html

from consult.web.cache import PageCache
from tests import cast, world
from tests.pages import CheckedClient

TEXT = f"/consultations/{world.SLUG}/text"


def links(page: str) -> set[str]:
    """Addresses on this website that a page links to, besides its assets and the menu of languages."""
    tree = html.fromstring(page)
    found = tree.xpath("//a[not(@hreflang)]/@href | //form/@action")
    return {str(one) for one in found if str(one).startswith("/")}


def test_an_address_with_a_language_is_answered_in_it_whatever_the_reader_speaks(
    app: Flask, client: CheckedClient
) -> None:
    cast.person(app, "amara@example.org")
    cast.sign_in(client, "amara@example.org")
    client.press("/account", language="fr")
    answer = client.get("/ar/account", headers={"Accept-Language": "es"})
    assert '<html lang="ar" dir="rtl">' in answer.text
    assert answer.headers["Content-Language"] == "ar"
    assert client.get("/account").headers["Content-Language"] == "fr"


def test_every_link_of_such_a_page_keeps_the_language(app: Flask, clean: None, client: CheckedClient) -> None:
    world.consultation(app)
    for path in ("/", "/consultations", TEXT, f"{TEXT}/lot-size-1", f"/consultations/{world.SLUG}/comments"):
        plain = links(client.get(path, headers={"Accept-Language": "ar"}).text)
        marked = links(client.get(f"/ar{path}").text)
        again = links(client.get(path, headers={"Accept-Language": "ar"}).text)
        assert {one for one in marked if not one.startswith("/ar/")} == set()
        assert {one.replace("/ar/", "/") for one in marked} == plain == again


def test_a_form_of_such_a_page_leads_to_a_page_in_the_language(app: Flask, client: CheckedClient) -> None:
    cast.person(app, "amara@example.org")
    assert client.get("/fr/account").location == "/fr/sign-in?next=/fr/account"
    answer = client.press("/fr/sign-in?next=/fr/account", email="amara@example.org", password=cast.PASSWORD)
    assert (answer.status_code, answer.location) == (303, "/fr/account")


def test_only_languages_of_the_installation_are_in_front_of_addresses(client: CheckedClient) -> None:
    assert [client.get(f"/{code}/help").status_code for code in ("zh", "fa", "zh-Hant")] == [200, 404, 404]
    assert [client.get(path).status_code for path in ("/ar", "/ar/", "/ar/ar/help")] == [200, 200, 404]


def test_public_pages_name_themselves_in_every_language(app: Flask, client: CheckedClient) -> None:
    for path in ("/help?n=1&lang=ru", "/es/help?n=1"):
        tree = html.fromstring(client.get(path).get_data())
        found = [
            (one.get("hreflang"), one.get("href"))
            for one in tree.xpath("//link[@rel='alternate'][@hreflang]")
        ]
        codes = app.config["LANGUAGES"]
        in_each = [(code, f"http://localhost/{code}/help?n=1") for code in codes]
        assert found == [*in_each, ("x-default", "http://localhost/help?n=1")]
        spoken = tree.get("lang")
        assert tree.xpath("//link[@rel='canonical']/@href") == [f"http://localhost/{spoken}/help?n=1"]
    assert "hreflang" not in html.fromstring(client.get("/sign-in").get_data()).xpath("string(//head)")
    assert not html.fromstring(client.get("/sign-in").get_data()).xpath(
        "//link[@hreflang or @rel='canonical']"
    )


def test_what_is_in_the_language_of_the_reader_says_so(
    app: Flask, clean: None, client: CheckedClient
) -> None:
    world.submission(app, world.consultation(app))
    comments = f"/consultations/{world.SLUG}/comments"
    for path in (
        "/nothing/here",
        "/sign-in",
        "/calendar.ics",
        f"/consultations/{world.SLUG}/feed.atom",
        f"{comments}.csv",
        f"{comments}.json",
    ):
        answer = client.get(path, headers={"Accept-Language": "fr"})
        assert (answer.headers["Content-Language"], "Accept-Language" in answer.vary) == ("fr", True), path
        assert "Accept-Language" not in client.get(f"/es{path}").vary, path


def test_the_menu_leads_to_the_same_page_and_the_choice_is_remembered(client: CheckedClient) -> None:
    tree = html.fromstring(client.get("/ar/consultations?q=seed&lang=ar").get_data())
    (french,) = tree.xpath("//nav//a[@hreflang='fr']/@href | //details//a[@hreflang='fr']/@href")
    assert french == "/fr/consultations?q=seed&lang=fr"
    assert '<html lang="fr"' in client.get(french).text
    assert '<html lang="fr"' in client.get("/sign-in").text


def test_each_language_of_a_kept_page_is_kept_apart_and_caches_are_told(
    app: Flask, client: CheckedClient
) -> None:
    app.extensions["page_cache"] = PageCache()
    first = client.get("/fr/help", headers={"Accept-Language": "ar"})
    assert first.headers["Vary"] == "Accept-Encoding, Cookie"
    plain = client.get("/help", headers={"Accept-Language": "ar"})
    assert plain.headers["Vary"] == "Accept-Encoding, Accept-Language, Cookie"
    assert (first.headers["Content-Language"], plain.headers["Content-Language"]) == ("fr", "ar")
    assert len(app.extensions["page_cache"].pages) == 2


def test_an_address_in_a_language_that_was_taken_out_leads_to_the_same_page(
    app: Flask, clean: None, client: CheckedClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.consultation(app)
    monkeypatch.setitem(app.config, "LANGUAGES", ["en", "fr"])
    for path in (f"{TEXT}?at=lot-size-1&n=1", "/help", "/"):
        answer = client.get(f"/ru{path}")
        assert (answer.status_code, answer.location) == (302, path)
        assert client.get(answer.location).headers["Content-Language"] == "en"
    assert client.get("/ru").location == "/"
    assert client.get("/ru//evil.example/x").location == "/evil.example/x"
    assert client.get("/fa/help").status_code == 404
    assert (
        client.get("/fr-CA/help").location == "/help"
    )  # in the words of French; links in it may have been sent
    assert client.get("/zh-CN/help").location == "/help"
    assert client.get("/zh-TW/help").status_code == 404
    assert client.get("/FR/help").location == "/help"
    token = client.form("/en/follow")["csrf_token"]
    assert client.post("/ru/follow", data={"csrf_token": token}).status_code != 404
