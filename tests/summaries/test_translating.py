"""A response summary in several languages, and whether it is there in those of the consultation (practice H9)."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from lxml import html

from consult.accounts import queries as people
from consult.consultations import actions as consultations
from consult.core import clock
from consult.core.database import db
from consult.core.errors import NotPossible
from consult.core.sign_language import SignLanguageVideos, Video
from consult.core.stale_check import NO_PAGE
from consult.practices import queries as practices
from consult.practices.results import Result
from consult.summaries import actions, figures, queries
from consult.summaries.labels import SECTIONS
from consult.summaries.models import ResponseSummary
from tests import cast, world
from tests.responses import stories
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
        kept = {key: re.findall(r"\{[a-z_]+\}", _summary().sections.get(key, "")) for key in sections}
        texts = {
            key: " ".join([f"{key} **{{received}}** observations", *names]) for key, names in kept.items()
        }
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
    [lacking] = page.xpath("//p[starts-with(., 'Parties sans traduction')]/text()")
    titles = {
        key: " ".join(page.xpath(f"//section[@id='{key}']/h2/text()")).partition(". ")[2] for key in SECTIONS
    }
    assert [key for key, title in titles.items() if title not in lacking] == ["process"]
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
    [task] = html.fromstring(client.get("/dashboard").text).xpath("//li[contains(@class, 'need')]/a")
    assert task.get("href").endswith(f"{PAGE}/fr")
    assert task.text_content() == f"Response summary in French: 2 of {len(SECTIONS)} texts translated"


def test_the_names_of_numbers_are_those_that_figures_have(app: Flask, published: Story) -> None:
    with app.app_context():
        assert set(figures.numbers(_summary().figures)) == figures.NUMBERS


def _typed(app: Flask, **texts: str) -> Any:
    client = app.test_client()
    cast.sign_in(client, world.OFFICER)
    return client.press(f"{PAGE}/fr", **{f"text-{key}": text for key, text in texts.items()})


def test_a_translation_that_lost_or_misspelt_the_name_of_a_number_is_refused(
    app: Flask, published: Story
) -> None:
    _translate(app, "annex")
    with app.app_context():
        assert "{not_taken_up}" in _summary().sections["not_taken_up"]
    lost = _typed(app, not_taken_up="Observations non retenues.")
    assert lost.status_code == 422
    assert "The translation has no {not_taken_up}." in lost.text
    assert "Observations non retenues." in lost.text
    wrong = _typed(app, not_taken_up="Non retenues : {non_retenues}, {not_taken_up}.")
    assert wrong.status_code == 422
    assert "The original has no {non_retenues}." in wrong.text
    with app.app_context():
        assert "not_taken_up" not in _summary().translations["fr"]
    assert _typed(app, not_taken_up="Non retenues : {not_taken_up}.").status_code == 303
    with app.app_context():
        officer = people.by_email(world.OFFICER)
        assert officer is not None
    with app.app_context(), pytest.raises(NotPossible, match="received"):
        actions.translate(world.load(), "fr", {"respondents": "{recu}"}, by=officer, seen=NO_PAGE)


def test_before_a_summary_is_written_there_is_nothing_to_translate(app: Flask) -> None:
    slug = world.consultation(app, "zoning-of-orchards", open=False)
    client = app.test_client()
    cast.sign_in(client, world.OFFICER)
    path = f"/consultations/{slug}/responses/summary/translations"
    page = html.fromstring(client.get(path).text)
    assert page.xpath("//table") == []
    (empty,) = page.find_class("empty")
    assert "There is no response summary yet" in empty.text_content()
    (link,) = empty.iter("a")
    assert client.get(link.get("href")).status_code == 200
    answer = client.get(f"{path}/fr")
    assert (answer.status_code, answer.location) == (303, path)


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
            "sign_language_videos": SignLanguageVideos({"fr": Video("LSF", "https://films.example/fr")}),
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
    films = [f"https://films.example/{name}" for name in ("fr", "response", "ar")]
    assert [link.get("href") for link in other.iter("a")] == films[:2]
    assert "LSF" in other.text_content()
    summary = f"/consultations/{world.SLUG}/responses/summary"
    more = {"sign_language_name_ar": "لغة الإشارة", "sign_language_address_ar": films[2]}
    assert client.press(summary, verb="save", **more).status_code == 303
    (other,) = html.fromstring(client.get(f"/ar{summary}/preview").text).find_class("other-ways")
    assert [link.get("href") for link in other.iter("a")] == [films[2], films[1], films[0]]


def _recorded(client: Any) -> list[str]:
    page = html.fromstring(client.get(f"/en/consultations/{world.SLUG}/record").data)
    return [" ".join(one.text_content().split()) for one in page.xpath("//ol[@class='timeline']/li")]


def test_the_record_tells_of_translations_of_a_published_summary(
    app: Flask, client: Any, published: Story
) -> None:
    before = _recorded(client)
    _translate(app, "process")
    told = _recorded(client)
    assert told[:-1] == before
    assert told[-1].endswith("Translation of the response summary published or changed French")


def test_a_summary_that_is_not_published_has_no_translation_in_the_record(
    app: Flask, client: Any, responded: Story
) -> None:
    stories.draft(app, responded)
    before = _recorded(client)
    _translate(app, "process")
    assert _recorded(client) == before


def test_the_record_tells_of_translations_of_a_holding_notice(app: Flask, client: Any, mixed: Story) -> None:
    with app.app_context():
        officer = people.by_email(world.OFFICER)
        assert officer is not None
        consultations.state_original_language(world.load(), "en", by=officer)
        actions.publish_notice(world.load(), "Not ready.", clock.now() + timedelta(days=9), by=officer)
        (notice,) = queries.holding_notices(world.load().id)
        texts = {f"notice-{notice.id}": "Pas prêt."}
        actions.translate(world.load(), "fr", texts, by=officer, seen=NO_PAGE)
    assert _recorded(client)[-1].endswith("Translation of a holding notice published or changed French")
