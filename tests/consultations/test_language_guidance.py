"""What pages say about language versions in preparation, and names in the language of the page."""

from typing import Any

from flask import Flask
from lxml import html
from markupsafe import Markup
from sqlalchemy import select

from consult.consultations import actions, queries
from consult.core.database import db
from consult.core.multilingual import NO_TRANSLATIONS
from consult.documents.aligning.pairs import Certainty
from consult.drafts import actions as drafts
from consult.drafts import queries as drafted
from consult.drafts.models import Block
from consult.organisations import queries as organisations
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


def test_a_pair_of_very_different_lengths_or_numbers_is_confirmed_by_itself(app: Flask, clean: None) -> None:
    languages.prepared(app, "fr")
    with app.app_context():
        row = queries.language_version(languages.load(world.SLUG), "fr")
        far, other, near = drafted.all_pairs(row.version_id)[1:4]
        for one, reasons in (
            (far, ["lengths_far_apart"]), (other, ["other_number"]), (near, ["other_count"])
        ):  # fmt: skip
            one.certainty, one.reasons = Certainty.DOUBTFUL, reasons
        ids = [str(far.id), str(other.id), str(near.id)]
        db.session.commit()
    page = html.fromstring(_officer(app).get(f"{BASE}/languages/fr").data)
    assert page.xpath("//input[@name='shown']/@value") == ids[2:]
    assert page.xpath("//button[@name='confirm']/@value") == ids
    assert "Confirm each of them by itself" in page.text_content()


def test_readers_get_the_title_and_the_label_of_the_draft_in_their_language(app: Flask, clean: None) -> None:
    languages.announced(app, "fr", "ar")
    client = app.test_client()
    for language, title, label in (
        ("en", "Sampling of seed lots", "Second draft"), ("fr", *languages.NAMES["fr"]),
        ("ar", languages.NAMES["ar"][0], "Second draft"), ("es", "Sampling of seed lots", "Second draft"),
    ):  # fmt: skip
        page = html.fromstring(client.get(f"/{language}{BASE}").data)
        (panel,) = page.xpath("//a[contains(@href, '/text')]/ancestor::p[span[contains(@class, 'meta')]]")
        assert title in panel.text_content() and label in panel.text_content(), language
        assert label in client.get(f"/{language}{BASE}/record").text


def test_a_draft_that_was_imported_by_itself_becomes_a_language_version(app: Flask, clean: None) -> None:
    world.consultation(app, announce=False)
    with app.app_context():
        original = languages.load(world.SLUG).version
        assert original is not None
        french = languages.version(original, "fr", alone=True)
        image = Markup(f'<img src="/drafts/{french.draft.reference}/versions/1/figures/a.png" alt="">')
        block = db.session.execute(select(Block).where(Block.version_id == french.id)).scalars().first()
        assert block is not None
        block.html = image
        db.session.commit()
        chosen, draft = f"{french.draft.reference}/1", original.draft
        left, owner, kept = french.draft_id, draft.organisation_id, (draft.id, draft.reference)
        again = languages.version(original, "fr", alone=True).draft.reference
    officer = _officer(app)
    page = html.fromstring(officer.get(f"{BASE}/languages").data)
    assert chosen in page.xpath("//select[@name='draft']/option/@value")
    answer = officer.press(f"{BASE}/languages", take="draft", draft=chosen)
    assert "added as a language version" in officer.get(answer.location).text
    sent = {"csrf_token": officer.form("/account")["csrf_token"], "take": "draft", "draft": chosen}
    assert officer.post(f"{BASE}/languages", data=sent).status_code == 303, (
        "a second press, by the earlier address"
    )
    assert (
        officer.get(f"/drafts/{chosen.replace('/', '/versions/')}").location
        == f"/drafts/{kept[1]}/versions/2"
    )
    with app.app_context():
        row = queries.language_version(languages.load(world.SLUG), "fr")
        assert (row.version.draft_id, row.version.number, row.version.label) == (
            kept[0], 2, "Deuxième projet"
        )  # fmt: skip
        first = drafted.blocks(row.version_id)[0].html
        assert f"/drafts/{kept[1]}/versions/2/figures/a.png" in first
        assert left not in {one.id for one, _its in drafted.drafts_with_versions(owner)}
    page = html.fromstring(officer.get(f"{BASE}/languages").data)
    assert not page.xpath("//select[@name='draft']"), "its language is there"
    answer = officer.press(f"{BASE}/languages", take="draft", draft=f"{again}/1")
    assert "already a text in the language" in officer.get(answer.location).text
    old, now = f"/drafts/{chosen.replace('/', '/versions/')}", f"/drafts/{kept[1]}/versions/2"
    assert officer.get(f"{old}/figures/a.png").location == f"{now}/figures/a.png"
    answer = officer.press(f"{BASE}/languages", back="fr")
    assert "Draft moved back." in officer.get(answer.location).text
    assert (officer.get(old).status_code, officer.get(now).location) == (200, old)
    with app.app_context():
        version = drafted.version(chosen.partition("/")[0], 1)
        assert f"{old}/figures/a.png" in drafted.blocks(version.id)[0].html
        assert not languages.load(world.SLUG).has_language_versions
    assert officer.press(old, title=" ").status_code == 422
    assert officer.press(old, title="Autre titre").status_code == 303
    assert "Autre titre" in officer.get("/organisations/seeds/drafts").text
    stale = officer.form(old, title="Troisième titre")
    assert officer.press(old, title="Encore un autre").status_code == 303
    answer = officer.post(old, data=stale)
    assert (answer.status_code, 'value="Troisième titre"' in answer.text) == (409, True)


def test_a_language_version_that_another_officer_removed_is_told(app: Flask, clean: None) -> None:
    languages.prepared(app, "fr")
    officer = _officer(app)
    sent = {"csrf_token": officer.form("/account")["csrf_token"]}
    for pressed, said in (
        ({"remove": "fr"}, "Language version removed."),
        ({"remove": "fr"}, "Another person removed this language version."),
        ({"original": "xx"}, "Someone changed this after you opened it."),
        ({"add": "77"}, "Someone changed this after you opened it."),
    ):
        answer = officer.post(f"{BASE}/languages", data=sent | pressed)
        assert said in officer.get(answer.location).text


def test_no_draft_of_another_organisation_or_of_a_consultation_is_taken(app: Flask, clean: None) -> None:
    world.consultation(app, announce=False)
    with app.app_context():
        consultation = languages.load(world.SLUG)
        original = consultation.version
        assert original is not None
        used = languages.version(original, "fr", alone=True)
        actions.prepare(consultation.organisation, title="In French", by=languages.officer(), version=used)
        frozen = languages.version(original, "ar", alone=True)
        drafts.freeze(frozen)
        cast.organisation(app, "rivers", name="Union for River Transport", officer=[world.OFFICER])
        rivers = organisations.get("rivers")
        theirs = world.draft(rivers, by=languages.officer(), language="ru")
        codes = [f"{one.draft.reference}/{one.number}" for one in (used, frozen, theirs)]
    officer = _officer(app)
    said = []
    for code in codes[:2]:
        answer = officer.press(f"{BASE}/languages", take="draft", draft=code)
        said.append(officer.get(answer.location).text)
    assert "A consultation uses this draft" in said[0]
    assert "was approved for a consultation" in said[1]
    token = officer.form("/account")["csrf_token"]
    for code in (codes[2], "D-NOTHING/1", "nothing"):
        sent = {"csrf_token": token, "take": "draft", "draft": code}
        assert officer.post(f"{BASE}/languages", data=sent).status_code == 404


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
