"""An organisation in several languages: its name, its description and its rules."""

from typing import Any

import pytest
from flask import Flask
from lxml import html

from consult.accounts import queries as people
from consult.core.stale_check import NO_PAGE
from consult.organisations import actions, queries
from consult.organisations.rules import RULES, PolicyKind, PrivacyRule
from consult.organisations.translatable_texts import rule_texts, translatable_texts
from tests import cast, world

pytestmark = pytest.mark.usefixtures("clean")

ADMINISTRATOR = "administrator@seeds.example"
NAME = "Conseil des semences"


@pytest.fixture
def slug(app: Flask) -> str:
    """A consultation of an organisation that has its name in English and in French, and a rule of its own."""
    found = world.consultation(app)
    cast.person(app, ADMINISTRATOR)
    with app.app_context():
        organisation = queries.get("seeds")
        by = people.by_email(ADMINISTRATOR)
        assert by is not None
        actions.assign_role(organisation, by, queries.Role.ADMINISTRATOR, by=None)
        actions.state_original_language(organisation, "en", by=by)
        actions.write_policy(organisation, PrivacyRule(), "We ask for **nothing**.", by=by)
        actions.translate(organisation, "fr", {"name": NAME}, by=by, seen=NO_PAGE)
    return found


def _administrator(app: Flask) -> Any:
    client = app.test_client()
    cast.sign_in(client, ADMINISTRATOR)
    return client


def test_its_consultations_show_its_name_in_the_language_of_the_page(
    app: Flask, client: Any, slug: str
) -> None:
    for page in (f"/consultations/{slug}", f"/consultations/{slug}/text", "/consultations", "/organisations"):
        assert NAME in client.get(f"/fr{page}").text
        assert NAME not in client.get(f"/en{page}").text


def test_a_rule_that_no_one_changed_is_read_in_the_language_of_the_page(
    app: Flask, client: Any, slug: str
) -> None:
    english = html.fromstring(client.get("/en/organisations/seeds/policies").text)
    arabic = html.fromstring(client.get("/ar/organisations/seeds/policies").text)
    (shown,) = english.xpath("//section[@id='eligibility']/div")
    (translated,) = arabic.xpath("//section[@id='eligibility']/div")
    assert "Anyone concerned by the draft may comment" in shown.text_content()
    assert "Anyone" not in translated.text_content()
    assert translated.get("lang") is None


def test_a_rule_of_its_own_is_shown_in_its_language_until_it_is_translated(
    app: Flask, client: Any, slug: str
) -> None:
    def privacy() -> Any:
        page = html.fromstring(client.get("/fr/organisations/seeds/policies").text)
        return page.xpath("//section[@id='privacy']/div")[0]

    assert (privacy().get("lang"), privacy().find(".//strong").text) == ("en", "nothing")
    with app.app_context():
        key = next(
            part.key for part in translatable_texts(queries.get("seeds")) if part.key.startswith("rule-")
        )
    page = "/organisations/seeds/translations/fr"
    answer = _administrator(app).press(
        page, **{f"text-{key}": "Nous ne demandons **rien** <script>x</script>."}
    )
    assert answer.status_code == 303
    assert (privacy().get("lang"), privacy().find(".//strong").text) == (None, "rien")
    assert privacy().find(".//script") is None


@pytest.mark.parametrize(
    "earlier", [(kind, one) for kind, rule in RULES.items() for one in rule.earlier_paragraphs]
)
def test_a_rule_with_the_text_of_an_earlier_version_stays_translated(
    app: Flask, client: Any, slug: str, earlier: tuple[PolicyKind, tuple[str, ...]]
) -> None:
    kind, paragraphs = earlier
    with app.app_context():
        organisation, by = queries.get("seeds"), people.by_email(ADMINISTRATOR)
        assert by is not None
        actions.write_policy(organisation, RULES[kind](), "\n\n".join(paragraphs), by=by)
        assert not [part for part in rule_texts(organisation) if part.label == RULES[kind].title]
    page = html.fromstring(client.get("/fr/organisations/seeds/policies").text)
    [shown] = page.xpath(f"//section[@id='{kind.value}']/div")
    assert shown.get("lang") is None
    assert " ".join(paragraphs[0].split()[:6]) not in shown.text_content()


def test_the_next_version_of_a_rule_begins_without_translations(app: Flask, slug: str) -> None:
    with app.app_context():
        organisation = queries.get("seeds")
        by = people.by_email(ADMINISTRATOR)
        assert by is not None
        version = queries.rules_in_force(organisation)[PolicyKind.PRIVACY]
        actions.translate(organisation, "fr", {f"rule-{version.id}": "Rien."}, by=by, seen=NO_PAGE)
        following = actions.write_policy(organisation, PrivacyRule(), "Less than nothing.", by=by)
        assert len(following.translations) == 0
        assert version.translations.of("text", "fr").text == "Rien."  # type: ignore[union-attr]


@pytest.mark.parametrize("who", [None, world.MODERATOR])
def test_only_administrators_translate(app: Flask, slug: str, who: str | None) -> None:
    client = app.test_client()
    if who:
        cast.sign_in(client, who)
    for page in ("translations", "translations/fr"):
        assert client.get(f"/organisations/seeds/{page}").status_code in {302, 303, 403}


def test_administrators_are_told_that_no_one_said_the_language_of_the_originals(app: Flask) -> None:
    world.consultation(app)
    cast.person(app, ADMINISTRATOR)
    with app.app_context():
        by = people.by_email(ADMINISTRATOR)
        assert by is not None
        actions.assign_role(queries.get("seeds"), by, queries.Role.ADMINISTRATOR, by=None)
        actions.state_original_language(queries.get("seeds"), "", by=by)
        first = queries.get("seeds").languages[0]
    client, page = _administrator(app), "/en/organisations/seeds/translations"
    before = html.fromstring(client.get(page).text)
    (proposed,) = before.xpath("//select[@name='language']/option[@selected]/@value")
    assert proposed == first
    told = "The language of the originals is not stated"
    assert told in before.text_content()
    client.press(page, language=proposed)
    assert told not in client.get(page).text
    with app.app_context():
        assert queries.get("seeds").original_language == first
