"""Comments on a draft in several languages: each is written on the text that its writer read."""

from typing import Any

import pytest
from flask import Flask
from lxml import html

from consult.consultations import queries as consulted
from consult.core.database import db
from consult.draft_submissions.models import DraftComment
from consult.submissions import queries
from tests import world
from tests.consultations import languages
from tests.draft_submissions.walking import AT, ME, PLACE, SHEET, WORDS, begin, page, send

FRENCH = f"{PLACE}&text=fr"
SAID = {
    "type": "substantive", "comment": "Trop grand.", "proposal": "Un lot ne dépasse pas 25 000 kilogrammes de semences.",
    "rationale": "",
}  # fmt: skip


@pytest.fixture
def slug(app: Flask, clean: None) -> str:
    """A consultation in English, French and Arabic."""
    return languages.announced(app, "fr", "ar")


def _french(app: Flask) -> int:
    with app.app_context():
        return int(consulted.language_version(world.load(), "fr").version_id)


def test_a_comment_keeps_the_version_that_its_writer_read(app: Flask, client: Any, slug: str) -> None:
    begin(client)
    shown = page(client.get(FRENCH))
    assert "Un lot ne dépasse pas 30 000 kilogrammes de semences." in shown
    assert "Show in another language: English" in shown
    french = html.fromstring(client.get(f"{SHEET}/text?text=fr").text)
    assert french.xpath("//ul[@class='reading-types']//a/@hreflang") == ["en", "ar"]
    assert client.press(FRENCH, **SAID).status_code == 303
    with app.app_context():
        (comment,) = db.session.query(DraftComment).all()
        assert (comment.block_key, comment.version_id) == ("lot-size-1", _french(app))
        assert comment.place == "2.1 Taille maximale du lot, line 3"
    assert "Un lot ne dépasse pas" in page(client.get(f"{SHEET}/comments/1"))
    reference = send(client)
    with app.app_context():
        (filed,) = queries.comments_of(queries.by_reference(reference))
        assert filed.version_id == _french(app)
    amending = f"/submissions/{reference}/comments/1/amendment"
    shown = html.fromstring(client.get(f"{amending}?text=en").text)
    assert shown.xpath("//section[@class='about-place']//ul//a/@hreflang") == ["fr", "ar"]
    assert "30 000 kilograms" in shown.xpath("string(//section[@class='about-place'])")
    assert client.press(f"{amending}?text=en", comment="Bien trop grand.").status_code == 303
    with app.app_context():
        (filed,) = queries.comments_of(queries.by_reference(reference))
        assert filed.version_id == _french(app)


def test_the_rules_are_read_in_one_language_before_and_at_the_consent(client: Any, slug: str) -> None:
    begin(client)
    client.press(FRENCH, **SAID)
    for prefix in ("/ar", "/zh", "/en"):
        pages = [html.fromstring(client.get(f"{prefix}{path}").text) for path in (AT, f"{SHEET}/review")]
        seen, agreed = (page.xpath("//details[@class='rule']/div") for page in pages)
        assert [(one.get("lang"), one.text_content()) for one in agreed] == [
            (one.get("lang"), one.text_content()) for one in seen
        ]
        assert len(agreed) > 3


def test_quotations_are_those_of_the_text_that_was_read(client: Any, slug: str) -> None:
    begin(client)
    assert client.press(f"{FRENCH}&quote=30 000 kilogrammes", **SAID | {"proposal": ""}).status_code == 303
    wrong = client.press(f"{PLACE}&text=ar&quote=30 000 kilogrammes", **SAID | {"proposal": ""})
    assert wrong.status_code == 422
    assert "The quotation is not in this passage." in page(wrong)


def test_the_language_of_comments_is_proposed_from_the_text(client: Any, slug: str) -> None:
    form = client.form(f"{AT}/take-part?block=lot-size-1&text=ar")
    assert form["language"] == "ar"
    answer = client.press(f"{AT}/take-part?block=lot-size-1&text=ar", **ME | {"language": "ar"})
    assert answer.location == f"{SHEET}/text?block=lot-size-1&text=ar#lot-size-1"


def test_passages_that_only_another_language_has_are_commented_on_beside_the_text(
    app: Flask, client: Any, slug: str
) -> None:
    begin(client)
    shown = html.fromstring(client.get(f"{SHEET}/text?text=fr").text)
    (gap,) = shown.xpath("//div[@class='text-gap']")
    assert (gap.get("lang"), gap.get("dir")) == ("ar", "rtl")
    (said,) = gap.xpath("p[@class='meta']")
    assert (said.get("lang"), said.text_content()) == (
        "en",
        "This passage is not in the French version: 1 Portée, line 3 of the text in Arabic",
    )
    assert shown.xpath("//div[@id='workspace-text']/div/@lang") == ["fr", "ar", "fr"]
    (block,) = gap.xpath("div[@id]")
    assert block.getprevious() is said and block.get("id") == "scope-3"
    assert "ولا ينطبق على الدرنات." in block.text_content()
    (address,) = block.xpath(".//a[@data-quote-link]/@href")
    assert address == f"{SHEET}/comments/new?block=scope-3&text=ar"
    headings = shown.xpath("//span[@class='outline-words']/@lang")
    assert headings == ["fr"] * 5
    assert client.press(address, **SAID | {"proposal": ""}).location.endswith(
        "/sheet/text?text=ar&at=scope-3#scope-3"
    )
    own = html.fromstring(client.get(f"{SHEET}/text?text=fr&block=scope-3").text)
    assert "Your comment 1" in own.xpath("string(//div[@id='scope-3']//div[@data-own])")
    (panel,) = own.xpath("//div[@id='scope-3']//section[@id='writing']")
    assert (
        panel.xpath("string(p[@class='meta'])")
        == "This passage is not in these language versions: English and French."
    )
    there = html.fromstring(client.get(f"{SHEET}/text?text=fr&block=scope-1").text)
    assert "This passage is not in" not in there.xpath("string(//section[@id='writing'])")
    with app.app_context():
        (comment,) = db.session.query(DraftComment).all()
        (version,) = [
            one.version_id
            for one in consulted.language_versions(world.load())
            if one.version.language == "ar"
        ]
        assert (comment.block_key, comment.version_id) == ("scope-3", version)


def test_what_is_not_complete_is_opened_in_its_language(app: Flask, client: Any, slug: str) -> None:
    begin(client)
    client.press(FRENCH, **SAID | {"type": "", "comment": "Trop"}, verb="back")
    assert "text=fr" in page(client.get(SHEET))
    assert "Trop" in page(client.get(FRENCH))
    assert "Trop" not in page(client.get(PLACE))


def test_a_comment_that_is_added_after_submitting_keeps_its_version(
    app: Flask, client: Any, slug: str
) -> None:
    begin(client)
    client.press(PLACE, **WORDS)
    reference = send(client)
    client.press(f"/submissions/{reference}/comments/new?block=scope-1&text=fr", **SAID | {"proposal": ""})
    with app.app_context():
        added = queries.numbered(queries.by_reference(reference), 2)
        assert (added.block_key, added.version_id) == ("scope-1", _french(app))


def test_a_passage_is_offered_in_no_language_that_does_not_have_it(client: Any, slug: str) -> None:
    begin(client)
    new = f"{SHEET}/comments/new?block=scope-3"
    links = "//section[@class='about-place']//a/@hreflang"
    told = "This passage is not in the"
    french = html.fromstring(client.get(f"/en{new}&text=fr").text)
    assert french.xpath(links) == []
    assert f"{told} French version." in french.text_content()
    assert "The passage is shown in another language: Arabic." in french.text_content()
    arabic = html.fromstring(client.get(f"/en{new}&text=ar").text)
    assert arabic.xpath(links) == [] and told not in arabic.text_content()
    everywhere = html.fromstring(client.get(f"/en{FRENCH}").text)
    assert set(everywhere.xpath(links)) == {"en", "ar"} and told not in everywhere.text_content()
    client.press(f"{new}&text=ar", **SAID | {"proposal": ""})
    saved = html.fromstring(client.get(f"/en{SHEET}/comments/1?text=fr").text)
    assert saved.xpath(links) == [] and f"{told} French version." in saved.text_content()
    assert told not in html.fromstring(client.get(f"/en{SHEET}/comments/1").text).text_content()
