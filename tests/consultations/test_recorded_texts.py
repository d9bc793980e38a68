"""Reasons and notices in the record, the feed and on the text, in the language of their reader."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from lxml import etree

from consult.consultations import actions, queries
from consult.core import clock
from consult.core.stale_check import NO_PAGE
from consult.organisations import actions as organisations
from consult.summaries import actions as summaries
from consult.summaries.translatable_texts import notices
from tests import world
from tests.consultations import languages
from tests.consultations.states import user
from tests.reading import steps
from tests.reading.steps import find, read, words

pytestmark = pytest.mark.usefixtures("clean")

AT = f"/consultations/{world.SLUG}"
NOTICE, FRENCH = "The figure was wrong.", "Le chiffre était faux."
REASON, LONGER = "Many asked for more time.", "Beaucoup ont demandé plus de temps."


def _story(app: Flask) -> None:
    """A corrected and extended consultation; its notice and its reason are translated into French."""
    world.consultation(app)
    steps.correct(app, world.SLUG, NOTICE, lot_size_1="A lot shall not exceed 25 000 kilograms of seed.")
    with app.app_context():
        officer = user(world.OFFICER)
        consultation = world.load()
        actions.extend(
            consultation, consultation.closes_at + timedelta(days=9), REASON, by=officer, seen=NO_PAGE
        )
        actions.state_original_language(world.load(), "en", by=officer)
        known = {NOTICE: FRENCH, REASON: LONGER}
        parts = queries.translatable_texts(world.load())
        texts = {part.key: known[part.original] for part in parts if part.original in known}
        assert actions.translate(world.load(), "fr", texts, by=officer, seen=NO_PAGE) == 2


def _quoted(client: Any, path: str) -> list[tuple[str, str | None]]:
    return [(one.text_content(), one.get("lang")) for one in find(read(client, path), ".timeline .words")]


def test_the_record_quotes_in_the_language_of_the_page(app: Flask, client: Any) -> None:
    _story(app)
    assert _quoted(client, f"/fr{AT}/record") == [(FRENCH, None), (LONGER, None)]
    assert _quoted(client, f"/en{AT}/record") == [(NOTICE, None), (REASON, None)]
    assert _quoted(client, f"/ar{AT}/record") == [(NOTICE, "en"), (REASON, "en")]
    (link,) = find(read(client, f"/fr{AT}/record"), ".text-languages a")
    assert link.get("href") == f"/fr{AT}/record?texts=original"
    assert _quoted(client, f"/fr{AT}/record?texts=original") == [(NOTICE, "en"), (REASON, "en")]


def test_the_feed_quotes_in_the_language_of_its_address(app: Flask, client: Any) -> None:
    _story(app)

    def told(prefix: str) -> list[tuple[str, str | None]]:
        feed = etree.fromstring(client.get(f"{prefix}{AT}/feed.atom").data)
        found = feed.findall("{*}entry/{*}summary")
        told = [(one.text, one.get("{http://www.w3.org/XML/1998/namespace}lang")) for one in found]
        return [one for one in told if one[0] in {NOTICE, FRENCH, REASON, LONGER}]

    assert told("/fr") == [(LONGER, "fr"), (FRENCH, "fr")]
    assert told("/ar") == [(REASON, "en"), (NOTICE, "en")]


def test_the_text_that_was_replaced_says_why_in_the_language_of_the_page(app: Flask, client: Any) -> None:
    _story(app)
    path = f"{AT}/text/replaced/1"
    for prefix, words_, language in (("/fr", FRENCH, None), ("/ar", NOTICE, "en"), ("/en", NOTICE, None)):
        (notice,) = find(read(client, prefix + path), ".notice .words")
        assert (notice.text_content(), notice.get("lang")) == (words_, language)
    assert f'href="/fr{path}?texts=original"' in client.get(f"/fr{path}").text
    (notice,) = find(read(client, f"/fr{path}?texts=original"), ".notice .words")
    assert (notice.text_content(), notice.get("lang")) == (NOTICE, "en")
    assert f'href="/fr{AT}/text?texts=original"' in client.get(f"/fr{AT}/text").text


def test_the_notice_of_a_language_version_has_its_language(app: Flask, client: Any) -> None:
    languages.announced(app, "fr")
    with app.app_context():
        consultation = world.load()
        version = queries.language_version(consultation, "fr").version
        changes = {"lot-size-1": "Un lot ne dépasse pas 25 000 kilogrammes de semences."}
        actions.correct_language(
            consultation, version.language, changes, FRENCH, by=user(world.OFFICER), seen=NO_PAGE
        )
    assert _quoted(client, f"/en{AT}/record")[-1] == (FRENCH, "fr")


def test_holding_notices_are_among_them(app: Flask, client: Any) -> None:
    world.consultation(app, open=False)
    with app.app_context():
        officer = user(world.OFFICER)
        summaries.publish_notice(world.load(), REASON, clock.now() + timedelta(days=60), by=officer)
        actions.state_original_language(world.load(), "en", by=officer)
        (part,) = notices(world.load().id)
        summaries.translate(world.load(), "fr", {part.key: LONGER}, by=officer, seen=NO_PAGE)
    assert _quoted(client, f"/fr{AT}/record") == [(LONGER, None)]
    assert LONGER in words(read(client, f"/fr{AT}/response"), ".notice")[0]
    assert f'href="/fr{AT}/response?texts=original"' in client.get(f"/fr{AT}/response").text


def test_the_page_of_an_organisation_leads_to_its_originals(app: Flask, client: Any) -> None:
    world.consultation(app)
    with app.app_context():
        organisation, admin = world.load().organisation, user(world.OFFICER)
        organisations.state_original_language(organisation, "en", by=admin)
        organisations.translate(
            organisation, "fr", {"name": "Organisme de santé des semences"}, by=admin, seen=NO_PAGE
        )
        path, name = f"/organisations/{organisation.slug}", organisation.name
    assert words(read(client, f"/fr{path}"), "h1") == ["Organisme de santé des semences"]
    (link,) = find(read(client, f"/fr{path}"), ".text-languages a")
    assert link.get("href") == f"/fr{path}?texts=original"
    original = read(client, f"/fr{path}?texts=original")
    (heading,) = find(original, "h1")
    assert (heading.text_content(), heading.get("lang")) == (name, "en")
    (back,) = find(original, ".text-languages a")
    assert back.get("href") == f"/fr{path}"
