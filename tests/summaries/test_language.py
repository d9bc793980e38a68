"""The language of a response summary: that of the page on which it was begun, and translated from there; its page shows
comments, questions and the stage in the language of its reader."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from consult.accounts import queries as people
from consult.comment_translations import actions as translating
from consult.comment_translations import queries as translations
from consult.comment_translations.source import Words
from consult.consultations import actions as consultations
from consult.consultations import queries as consulted
from consult.core import clock
from consult.core.database import db
from consult.core.stale_check import NO_PAGE
from consult.responses.lifecycle import Disposition
from consult.summaries import queries
from consult.summaries.models import ResponseSummary
from tests import cast, world
from tests.pages import fields
from tests.reading import steps

EARLIER = clock.now() - timedelta(days=10)
"""While comments were taken."""
BASE = f"/consultations/{world.SLUG}"
PAGE = f"{BASE}/responses/summary"
FRENCH = {
    "title": "Échantillonnage des lots de semences", "purpose": "Les règles ont vingt ans.",
    "can_change": "La taille des lots.", "cannot_change": "La définition du lot.",
    "use_of_input": "Le groupe de travail décide.", "target_groups": "Laboratoires.", "stage": "Première lecture",
}  # fmt: skip


def _officer() -> Any:
    return people.by_email(world.OFFICER)


@pytest.fixture
def closed(app: Flask, clean: None) -> str:
    """A consultation that closed, in English and translated into French, at its first reading."""
    slug = world.consultation(app, open=False)
    with app.app_context():
        one = world.load()
        one.stage, one.original_language = "First reading", "en"
        db.session.commit()
        consultations.translate(world.load(), "fr", FRENCH, by=_officer(), seen=NO_PAGE)
        question = consulted.question(world.load(), 1)
        texts = {f"question-{question.id}-text": "Dix jours suffisent-ils ?"}
        consultations.translate(world.load(), "fr", texts, by=_officer(), seen=NO_PAGE)
    return slug


@pytest.fixture
def officer(app: Flask, closed: str) -> FlaskClient:
    """Signed in."""
    client = app.test_client()
    cast.sign_in(client, world.OFFICER)
    return client


def _summary() -> ResponseSummary:
    found = queries.latest(world.load().id)
    assert found is not None
    return found


def _begin(officer: Any, language: str) -> None:
    page = html.fromstring(officer.get(f"/{language}{PAGE}").data)
    (form,) = page.xpath("//form[.//button[@value='draft']]")
    token = form.xpath(".//input[@name='csrf_token']/@value")[0]
    answer = officer.post(f"/{language}{PAGE}", data={"csrf_token": token, "verb": "draft"})
    assert answer.status_code == 303


def test_a_summary_begun_in_french_is_wholly_in_french_and_says_so(app: Flask, officer: FlaskClient) -> None:
    _begin(officer, "fr")
    with app.app_context():
        summary = _summary()
        assert (summary.written_in, summary.original_language) == ("fr", "fr")
        assert FRENCH["title"] in summary.sections["identification"]
        assert FRENCH["purpose"] in summary.sections["process"]
        assert "twenty years old" not in summary.sections["process"]
        assert "Première lecture" in summary.sections["next_steps"]
    page = html.fromstring(officer.get(f"/en{PAGE}/preview").data)
    assert page.xpath("//section[@id='process']/div/@lang") == ["fr"]
    languages = html.fromstring(officer.get(f"{PAGE}/translations").data).xpath("//tbody/tr/th/a/@href")
    assert [one.rsplit("/", 1)[1] for one in languages] == ["ar", "zh", "en", "ru", "es"]


def test_its_translation_begins_with_the_standard_text(app: Flask, officer: FlaskClient) -> None:
    _begin(officer, "fr")
    with app.app_context():
        _summary().sections = {**_summary().sections, "annex": "Rédigé autrement."}
        db.session.commit()
    page = html.fromstring(officer.get(f"{PAGE}/translations/en").data)
    shown = fields(page)
    assert shown["text-annex"] == ""
    assert shown["text-changes"] == "Changes to the draft that result from the comments: {changes}."
    assert world.SLUG.replace("-", " ").capitalize() in shown["text-identification"]
    assert "twenty years old" in shown["text-process"]
    assert "First reading" in shown["text-next_steps"]
    assert page.xpath("//section[@aria-labelledby='of-changes']//p[@class='words']/@lang") == ["fr"]
    spanish = fields(html.fromstring(officer.get(f"{PAGE}/translations/es").data))
    assert (spanish["text-process"], bool(spanish["text-changes"])) == ("", True)
    assert officer.press(f"{PAGE}/translations/en").status_code == 303  # type: ignore[attr-defined]
    with app.app_context():
        assert sorted(_summary().translations["en"]) == sorted(
            {
                "identification",
                "process",
                "respondents",
                "issues",
                "response",
                "changes",
                "not_taken_up",
                "next_steps",
            }
        )


def test_what_was_typed_for_the_language_of_the_originals_stays(app: Flask, officer: FlaskClient) -> None:
    _begin(officer, "en")
    token = fields(html.fromstring(officer.get(f"{PAGE}/translations/es").data))["csrf_token"]
    with app.app_context():
        _summary().written_in = world.load().original_language = "es"
        db.session.commit()
    answer = officer.post(f"{PAGE}/translations/es", data={"csrf_token": token, "text-process": "Proceso."})
    assert (answer.status_code, "Proceso." in answer.text) == (409, True)


def test_the_language_of_a_summary_is_stated_on_its_page(app: Flask, officer: FlaskClient) -> None:
    _begin(officer, "en")
    page = officer.get(PAGE)
    assert fields(html.fromstring(page.data))["written_in"] == "en"
    assert officer.press(PAGE, written_in="es", verb="save").status_code == 303  # type: ignore[attr-defined]
    with app.app_context():
        assert _summary().original_language == "es"
    page = html.fromstring(officer.get(f"/en{PAGE}/preview").data)
    assert page.xpath("//section[@id='process']/div/@lang") == ["es"]


def test_the_response_shows_comments_questions_and_the_stage_in_the_language_of_the_page(
    app: Flask, closed: str
) -> None:
    reference = steps.publish(
        app,
        world.submission(
            app, at=EARLIER, comments=[world.COMMENT | {"language": "zh", "comment": "批次太大。"}]
        ),
    )
    steps.publish(app, world.submission(app, at=EARLIER, comments=[world.answer(app, world.SLUG, 1, "Yes.")]))
    with app.app_context():
        comment = translations.comment(reference, 1, _officer())
        translating.translate(
            comment, "fr", Words("Lots trop grands.", "Un lot.", "Motifs."), by=_officer(), seen=NO_PAGE
        )
    steps.respond(app, world.SLUG, Disposition.NOTED, text="Thank you.")
    page = html.fromstring(app.test_client().get(f"/fr{BASE}/response").data)
    beside = page.xpath("//*[contains(@class, 'comment-translation')]/div[@lang='fr']/p[1]")
    assert {one.text_content() for one in beside} == {"Lots trop grands."}
    assert len(beside) == 2
    text = " ".join(page.text_content().split())
    assert "Question 1 : Dix jours suffisent-ils ?" in text
    assert world.QUESTIONS[0] not in text
    assert "Première lecture" in text
    assert "First reading" not in " ".join(
        one.text_content() for one in page.xpath("//section[@id='identification']//dl")
    )
    english = html.fromstring(app.test_client().get(f"/en{BASE}/response").data)
    assert [one.tag for one in english.xpath("//*[contains(@class, 'comment-translation')]")] == [
        "details"
    ] * 2
