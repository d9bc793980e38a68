"""Saying who one is and for whom one speaks."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from markupsafe import Markup

from consult.accounts import queries as people
from consult.core.database import db
from consult.organisations import actions as founding
from consult.organisations import queries as founded
from consult.stakeholders import actions, queries
from consult.stakeholders.countries import by_name
from consult.stakeholders.descriptions import facts, organisation
from consult.stakeholders.models import Capacity, Category, Stakeholder
from consult.stakeholders.taxonomy import CATEGORIES, SUBCATEGORIES
from tests import cast, world
from tests.racing import pressed_twice

AMARA = "amara@example.org"
HERSELF = {"capacity": "personal", "category": "individual.citizen_or_resident", "name": "Amara Diallo"}


@pytest.fixture
def amara(app: Flask, client: FlaskClient) -> FlaskClient:
    """Amara, signed in."""
    cast.person(app, AMARA)
    cast.sign_in(client, AMARA)
    return client


def test_a_person_describes_themselves_and_finds_it_again(app: Flask, amara: FlaskClient) -> None:
    assert 'value="Amara Diallo"' in amara.get("/account/stakeholder").text
    assert amara.press("/account/stakeholder", **HERSELF, country="SEN").status_code == 303
    again = amara.form("/account/stakeholder")
    assert {name: again[name] for name in HERSELF} == HERSELF
    assert again["country"] == "SEN"
    with app.app_context():
        found = queries.profile_of(people.by_email(AMARA))
        assert found is not None
        assert (found.category, found.subcategory, found.on_behalf_of) == (
            "individual",
            "citizen_or_resident",
            [],
        )


def test_a_first_profile_that_is_sent_twice_at_once_is_one(app: Flask, amara: FlaskClient) -> None:
    said = {
        "name": "Amara", "organisation": "", "category": Category.INDUSTRY, "subcategory": "", "category_other": "",
        "country": "", "capacity": Capacity.PERSONAL, "on_behalf_of": [],
    }  # fmt: skip
    pressed = pressed_twice(app, lambda: actions.describe(people.by_email(AMARA), **said).user_id)
    with app.app_context():
        assert [row.user_id for row in db.session.query(Stakeholder)] == pressed[:1] == pressed[1:]


def test_a_category_that_is_added_twice_at_once_is_one(app: Flask, amara: FlaskClient) -> None:
    cast.organisation(app, officer=[AMARA])

    def add() -> str:
        seeds = founded.get("seeds")
        return actions.add_subcategory(
            seeds, Category.INDUSTRY, "Seed banks", by=people.by_email(AMARA)
        ).label

    assert pressed_twice(app, add) == ["Seed banks", "NotPossible"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"capacity": ""}, "Choose who you are commenting for."),
        ({"category": ""}, "Choose a category."),
        ({"name": "  "}, "Enter your name."),
        ({"capacity": "organisation"}, "Enter the organisation or authority you are commenting for."),
        (
            {"capacity": "official_position", "organisation": "Ministry"},
            "Choose the country whose official position this is.",
        ),
        ({"category": "other"}, "Enter your category."),
    ],
)
def test_what_is_missing_is_said(amara: FlaskClient, changes: dict[str, str], sentence: str) -> None:
    answer = amara.press("/account/stakeholder", **(HERSELF | changes))
    assert (answer.status_code, sentence in answer.text) == (422, True)


def test_only_a_joint_position_speaks_for_several_countries(app: Flask, amara: FlaskClient) -> None:
    several = {
        "on_behalf_of": ["SEN", "MLI"],
        "organisation": "Regional group",
        "category": "government.regional_grouping",
    }
    amara.press("/account/stakeholder", **(HERSELF | several | {"capacity": "on_behalf"}))
    with app.app_context():
        found = queries.profile_of(people.by_email(AMARA))
        assert found is not None
        assert sorted(found.on_behalf_of) == ["MLI", "SEN"]
    amara.press("/account/stakeholder", **(HERSELF | several | {"capacity": "organisation"}))
    with app.app_context():
        found = queries.profile_of(people.by_email(AMARA))
        assert found is not None
        assert found.on_behalf_of == []


def test_a_country_that_does_not_exist_is_refused(amara: FlaskClient) -> None:
    assert amara.press("/account/stakeholder", **HERSELF, country="XXX").status_code == 422


def test_no_one_describes_another(client: FlaskClient) -> None:
    assert client.get("/account/stakeholder").status_code == 303


def test_every_category_is_offered_in_its_group(amara: FlaskClient) -> None:
    page = amara.get("/account/stakeholder").text
    for category in CATEGORIES:
        is_offered = category != Category.NOT_STATED  # an officer chooses that of comments without it
        assert (f'value="{category.value}"' in page) == is_offered
    assert page.count("<optgroup") == 1 + len(CATEGORIES.keys() - {Category.NOT_STATED})
    assert all(
        f'value="{category.value}.{key}"' in page for category, keys in SUBCATEGORIES.items() for key in keys
    )


def test_countries_are_named_in_the_readers_language_and_sorted_by_it() -> None:
    english, french = dict(by_name("en")), dict(by_name("fr"))
    assert (english["DEU"], french["DEU"]) == ("Germany", "Allemagne")
    assert len(english) == len(french) == 249


# -- the list of an organisation --------------------------------------------------------------------------------------

LIST = "/organisations/seeds/categories"


@pytest.fixture
def administrator(app: Flask, client: FlaskClient) -> FlaskClient:
    """The administrator of an organisation that consults, signed in."""
    world.consultation(app)
    cast.sign_in(client, world.OFFICER)
    return client


def offered(app: Flask) -> list[str]:
    """What the select of a visitor who takes part offers of academia, beside the default list."""
    page = html.fromstring(app.test_client().get(f"/consultations/{world.SLUG}/take-part").get_data())
    values = page.xpath("//select[@name='category']/optgroup[@label='Academia']/option/@value")
    return [
        value for value in values if value.partition(".")[2] not in {"", *SUBCATEGORIES[Category.ACADEMIA]}
    ]


def test_an_organisation_adds_a_subcategory_that_its_consultations_offer(
    app: Flask, administrator: FlaskClient
) -> None:
    assert (
        administrator.press(LIST, _form="/categories", category="academia", label=" Gene  bank ").status_code
        == 303
    )
    assert offered(app) == ["academia.Gene bank"]
    assert "Gene bank" not in app.test_client().get("/account/stakeholder", follow_redirects=True).text
    page = administrator.get(LIST)
    assert (page.status_code, "Gene bank" in page.text, "Research institute" in page.text) == (
        200,
        True,
        True,
    )


def test_the_person_who_chose_it_is_told_by_it_and_keeps_it_when_it_is_no_longer_offered(
    app: Flask, administrator: FlaskClient
) -> None:
    administrator.press(LIST, _form="/categories", category="academia", label="Gene bank")
    visitor, take_part = app.test_client(), f"/consultations/{world.SLUG}/take-part"
    mine = {"capacity": "personal", "category": "academia.Gene bank", "language": "en"}
    assert visitor.press(take_part, **mine).status_code == 303
    administrator.press(LIST)
    assert offered(app) == []
    assert visitor.form(take_part)["category"] == "academia.Gene bank"
    assert visitor.press(take_part).status_code == 303
    assert "Academia · Gene bank" in visitor.get(f"/consultations/{world.SLUG}/sheet").text


@pytest.mark.parametrize(
    ("category", "label", "wrong"),
    [
        ("academia", "", "Enter the name of the subcategory."),
        ("academia", "x" * 81, "Enter at most 80 characters."),
        ("academia", "University", "This subcategory is already in the list."),
        ("academia", "gene BANK", "This subcategory is already in the list."),
        ("other", "Anybody", "Choose an option from the list."),
        ("nonsense", "Anybody", "Choose an option from the list."),
    ],
)
def test_what_cannot_be_added_is_said_and_kept(
    administrator: FlaskClient, category: str, label: str, wrong: str
) -> None:
    administrator.press(LIST, _form="/categories", category="academia", label="Gene bank")
    answer = administrator.press(LIST, _form="/categories", category=category, label=label)
    assert (answer.status_code, wrong in answer.text, f'value="{label}"' in answer.text) == (422, True, True)


def test_what_is_known_of_someone_is_told_in_words() -> None:
    position = Stakeholder(
        name="Lupe Tau", organisation="Pacific Plant Health Network", category=Category.OTHER, subcategory="",
        category_other="Network of islands", country="FJI", capacity=Capacity.ON_BEHALF, on_behalf_of=["TON", "WSM"],
    )  # fmt: skip
    assert facts(position, "fr", str) == [
        ("Organisation", "Pacific Plant Health Network (name not confirmed)"), ("Category", "Other · Network of islands"),
        ("Country or territory", "Fidji"), ("Countries or organisations", "Tonga et Samoa"),
        ("Commenting for", "Several countries or organisations – declared, not confirmed"),
    ]  # fmt: skip
    assert Markup(" · ").join([organisation(position, str)]) == (
        "<bdi>Pacific Plant Health Network</bdi> (name not confirmed)"
    )
    herself = Stakeholder(category=Category.ACADEMIA, subcategory="university", country="")
    assert facts(herself, "en", str) == [("Category", "Academia · University")]
    changed = Stakeholder(
        category=Category.INDUSTRY, subcategory="", category_other="Network of islands", country=""
    )
    assert facts(changed, "en", str) == [("Category", "Industry")]


def test_a_subcategory_is_told_in_the_language_of_the_reader(app: Flask, administrator: FlaskClient) -> None:
    administrator.press(LIST, _form="/categories", category="academia", label="Gene bank")
    page = "/organisations/seeds/translations/fr"
    with app.app_context():
        by, seeds = people.by_email(world.OFFICER), founded.get("seeds")
        founding.state_original_language(seeds, "en", by=by)
        founding.assign_role(seeds, by, founded.Role.ADMINISTRATOR, by=None)
        name = f"text-subcategory-{queries.subcategories(seeds)[0].id}"
    assert name in administrator.form(page)
    assert administrator.press(page, **{name: "Banque de gènes"}).status_code == 303
    visitor, take_part = app.test_client(), f"/consultations/{world.SLUG}/take-part"
    assert ">Banque de gènes</option>" in visitor.get(f"/fr{take_part}").text
    mine = {"capacity": "personal", "category": "academia.Gene bank", "language": "en"}
    assert visitor.press(take_part, **mine).status_code == 303
    for language, words in (("en", "Academia · Gene bank"), ("fr", "· Banque de gènes")):
        assert words in visitor.get(f"/{language}/consultations/{world.SLUG}/sheet").text
