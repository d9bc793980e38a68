"""A response summary in several languages, and whether it is there in those of the consultation (practice H9)."""

from typing import Any

from flask import Flask
from lxml import html

from consult.accounts import queries as people
from consult.consultations import actions as consultations
from consult.core.database import db
from consult.core.stale_check import NO_PAGE
from consult.practices import queries as practices
from consult.practices.results import Result
from consult.summaries import actions, queries
from consult.summaries.labels import SECTIONS
from consult.summaries.models import ResponseSummary
from tests import cast, world
from tests.responses.stories import Story

PUBLIC = f"/consultations/{world.SLUG}/response"
PAGE = f"/consultations/{world.SLUG}/responses/summary/translations"


def _summary() -> ResponseSummary:
    found = queries.latest(world.load().id)
    assert found is not None
    return found


def _translate(app: Flask, *sections: str) -> None:
    """Have sections in French, each beginning with its key; the originals are in English."""
    with app.app_context():
        officer = people.by_email(world.OFFICER)
        assert officer is not None
        consultations.state_original_language(world.load(), "en", by=officer)
        texts = {key: f"{key} **{{received}}** observations" for key in sections}
        actions.translate(world.load(), "fr", texts, by=officer, seen=NO_PAGE)


def _h9(app: Flask) -> Result:
    with app.app_context():
        return next(one.result for one in practices.report(world.load()) if one.practice.id == "H9")


def test_readers_get_each_section_in_the_language_of_the_page(
    app: Flask, client: Any, published: Story
) -> None:
    _translate(app, "process")
    page = html.fromstring(client.get(f"/fr{PUBLIC}").text)
    (process,) = page.xpath("//section[@id='process']/div[contains(@class, 'prose')]")
    (annex,) = page.xpath("//section[@id='annex']/div[contains(@class, 'prose')]")
    assert process.text_content().split() == ["process", "11", "observations"]
    assert (process.find(".//strong").text, process.get("lang"), annex.get("lang")) == ("11", None, "en")
    assert (
        "observations"
        not in html.fromstring(client.get(f"/en{PUBLIC}").text)
        .xpath("//section[@id='process']")[0]
        .text_content()
    )


def test_the_next_edition_keeps_translations_of_sections_that_do_not_change(
    app: Flask, published: Story
) -> None:
    _translate(app, *SECTIONS)
    with app.app_context():
        officer = people.by_email(world.OFFICER)
        assert officer is not None
        following = actions.draft_summary(world.load(), by=officer)
        assert queries.complete_translations(following) == ["fr"]
        actions.edit(following, {"process": "Otherwise."}, by=officer, seen=NO_PAGE)
        assert queries.complete_translations(following) == []
        (edition,) = queries.editions(world.load().id)
        assert queries.complete_translations(edition) == ["fr"]


def test_an_officer_translates_on_one_page(app: Flask, published: Story) -> None:
    _translate(app, "process")
    client = app.test_client()
    cast.sign_in(client, world.OFFICER)
    others = {f"text-{key}": "" for key in SECTIONS if key not in {"process", "annex"}}
    assert client.press(f"{PAGE}/fr", **{**others, "text-annex": "Annexe"}).status_code == 303
    with app.app_context():
        assert {key: one.text for key, one in _summary().translations["fr"].items()} == {
            "process": "process **{received}** observations",
            "annex": "Annexe",
        }
    row = html.fromstring(client.get(PAGE).text).xpath("//tr[th/a[contains(@href, '/fr')]]/td")
    assert [cell.text_content().strip() for cell in row] == ["2", "0", str(len(SECTIONS) - 2)]


def test_a_member_who_is_no_officer_does_not_translate(app: Flask, published: Story) -> None:
    client = app.test_client()
    cast.sign_in(client, world.MODERATOR)
    assert [client.get(page).status_code for page in (PAGE, f"{PAGE}/fr")] == [403, 403]


def test_h9_asks_for_the_response_in_every_language_of_the_consultation(app: Flask, published: Story) -> None:
    with app.app_context():
        world.load().languages = ["en", "fr"]
        db.session.commit()
    assert _h9(app) is Result.PENDING
    _translate(app, "process")
    assert _h9(app) is Result.NOT
    _translate(app, *SECTIONS)
    assert _h9(app) is Result.EVIDENCED


def test_a_response_can_be_read_in_plain_language_and_seen_in_sign_language(
    app: Flask, client: Any, published: Story
) -> None:
    with app.app_context():
        officer = people.by_email(world.OFFICER)
        assert officer is not None
        beside = {
            "plain_language_summary": "You wrote to us. We changed three rules.",
            "sign_language_video": "https://films.example/response",
        }
        following = actions.draft_summary(world.load(), by=officer)
        actions.edit(following, {}, beside=beside, by=officer, seen=NO_PAGE)
        texts = {"plain_language_summary": "Vous nous avez écrit."}
        actions.translate(world.load(), "fr", texts, by=officer, seen=NO_PAGE)
    client = app.test_client()
    cast.sign_in(client, world.OFFICER)
    page = client.get(f"/fr/consultations/{world.SLUG}/responses/summary/preview").text
    (other,) = html.fromstring(page).find_class("other-ways")
    assert "Vous nous avez écrit." in other.text_content()
    assert [link.get("href") for link in other.iter("a")] == ["https://films.example/response"]
