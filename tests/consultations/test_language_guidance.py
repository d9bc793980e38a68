"""What pages say about language versions in preparation, and names in the language of the page."""

from typing import Any

from flask import Flask
from lxml import html

from consult.core.database import db
from consult.core.multilingual import NO_TRANSLATIONS
from tests import cast, world
from tests.consultations import languages

BASE = f"/consultations/{world.SLUG}"


def _officer(app: Flask) -> Any:
    client = app.test_client()
    cast.sign_in(client, world.OFFICER)
    return client


def test_doubtful_pairs_are_named_once_with_their_languages(app: Flask, clean: None) -> None:
    languages.prepared(app, "ar")
    page = html.fromstring(_officer(app).get(f"{BASE}/preparation/review").data)
    found = [one for one in page.xpath("//main//li") if "doubtful pairs" in one.text_content()]
    assert len(found) == 1
    assert [(one.text_content(), one.get("href")) for one in found[0].iter("a")] == [
        ("Arabic", f"{BASE}/languages/ar")
    ]
    assert page.text_content().count("Language versions have doubtful pairs") == 1


def test_staff_read_names_and_titles_in_the_language_of_their_page(app: Flask, clean: None) -> None:
    languages.prepared(app, "fr")
    name, title = "Secrétariat des semences", "Échantillonnage des lots"
    with app.app_context():
        one = languages.load(world.SLUG)
        one.translations = NO_TRANSLATIONS.having("title", "fr", title, one.title)
        one.organisation.translations = NO_TRANSLATIONS.having("name", "fr", name, one.organisation.name)
        version = one.version
        assert version is not None
        draft = f"/drafts/{version.draft.reference}/versions/{version.number}"
        db.session.commit()
    officer = _officer(app)
    assert name in officer.get(f"/fr{draft}").text
    for page in (f"{BASE}/languages", f"{BASE}/languages/fr"):
        found = html.fromstring(officer.get(f"/fr{page}").data)
        assert title in found.findtext(".//title")
    rules = officer.get("/fr/organisations/seeds/policies/late")
    assert name in rules.text
