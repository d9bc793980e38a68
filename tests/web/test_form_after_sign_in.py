"""What was typed when a session had ended: carried over the sign-in for its own person, else shown to be copied."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from consult.core import clock
from consult.web import form_after_sign_in
from consult.web.forms import Form
from tests import cast, world
from tests.draft_submissions.test_clocks import host_clock
from tests.pages import fields

AMARA, BEN = "amara@example.org", "ben@example.org"
PATH = "/account/stakeholder"
TYPED = {
    "capacity": "organisation",
    "category": "industry",
    "category_other": "",
    "name": "Amara Diallo",
    "organisation": "Seed Growers of the <i>Highlands</i>",
    "country": "KEN",
}
SHOWN = [(name.replace("_", " ").capitalize(), value or "–") for name, value in TYPED.items()]


@pytest.fixture(autouse=True)
def people(app: Flask, clean: None) -> None:
    """Amara and Ben."""
    cast.person(app, AMARA)
    cast.person(app, BEN, "Ben Okoro")


def ended(app: Flask, client: FlaskClient) -> dict[str, str]:
    """The form of PATH, filled in by Amara in a session that has ended meanwhile."""
    cast.sign_in(client, AMARA)
    token = client.form(PATH)["csrf_token"]  # type: ignore[attr-defined]
    other = app.test_client()
    cast.sign_in(other, AMARA)
    other.press("/account/sessions")  # type: ignore[attr-defined]
    return {"csrf_token": token, **TYPED}


def test_it_is_carried_to_the_page_it_was_typed_for_and_shown_on_the_way(
    app: Flask, client: FlaskClient
) -> None:
    typed = ended(app, client)
    told = client.post(PATH, data=typed)
    assert (told.status_code, shown(told.text)) == (401, SHOWN)
    between = client.post("/sign-in", data=fields(html.fromstring(told.text)))
    assert "Your text is kept" in between.text
    assert (shown(between.text), PATH in between.text) == (SHOWN, True)
    signed_in = client.post(
        "/sign-in", data=fields(html.fromstring(between.text)) | {"email": AMARA, "password": cast.PASSWORD}
    )
    assert (shown(signed_in.text), f'action="{PATH}"' in signed_in.text) == (SHOWN, True)
    sent = client.post(PATH, data=fields(html.fromstring(signed_in.text)))
    assert sent.status_code == 303
    assert client.form(PATH)["organisation"] == TYPED["organisation"]  # type: ignore[attr-defined]


def test_fields_that_no_one_types_are_not_shown(app: Flask, client: FlaskClient) -> None:
    unread = {"seen": "2:name=1f57", "verb": "send_back", "confirmed": "9a"}
    told = client.post(PATH, data=ended(app, client) | unread)
    assert (told.status_code, shown(told.text)) == (401, SHOWN)
    nothing = client.post(PATH, data=unread)
    assert (nothing.status_code, "Your text" in nothing.text) == (401, False)


def test_it_is_carried_between_hosts_whose_clocks_differ(app: Flask, client: FlaskClient) -> None:
    fast, slow = timedelta(seconds=3), timedelta(seconds=-3)
    with host_clock(fast):
        told = client.post(PATH, data=ended(app, client))
    with host_clock(slow):
        between = client.post("/sign-in", data=fields(html.fromstring(told.text)))
        signed_in = client.post(
            "/sign-in",
            data=fields(html.fromstring(between.text)) | {"email": AMARA, "password": cast.PASSWORD},
        )
    assert (shown(between.text), shown(signed_in.text)) == (SHOWN, SHOWN)


def test_a_form_of_a_fast_host_is_known_by_a_slow_one(app: Flask, client: FlaskClient) -> None:
    with host_clock(timedelta(seconds=3)):
        typed = ended(app, client)
    with host_clock(timedelta(seconds=-3)):
        assert 'name="kept"' in client.post(PATH, data=typed).text


def test_what_is_carried_grows_too_old_by_the_clock_of_the_database(app: Flask, client: FlaskClient) -> None:
    told = client.post(PATH, data=ended(app, client))
    kept = fields(html.fromstring(told.text))["kept"]
    with app.test_request_context():
        assert form_after_sign_in.opened(kept) is not None
        follow_later = clock.now() + timedelta(seconds=form_after_sign_in.LIFE + 2)
        clock.follow(follow_later, clock.ticks())
        assert form_after_sign_in.opened(kept) is None
    clock.follow(datetime.now(UTC), clock.ticks())


def shown(text: str) -> list[tuple[str, str]]:
    """The fields that a page tells of."""
    facts = html.fromstring(text).xpath("//dl[@class='facts']/div")
    return [(one[0].text_content(), one[1].text_content()) for one in facts]


def test_it_is_not_carried_to_another_person(app: Flask, client: FlaskClient) -> None:
    told = client.post(PATH, data=ended(app, client))
    between = client.post("/sign-in", data=fields(html.fromstring(told.text)))
    answer = client.post(
        "/sign-in", data=fields(html.fromstring(between.text)) | {"email": BEN, "password": cast.PASSWORD}
    )
    assert (answer.status_code, "Highlands" in answer.text) == (303, False)


@pytest.mark.parametrize("token", ["", "made up", "of a visitor", "of somebody else's secret"])
def test_it_is_not_carried_without_a_token_that_we_signed_for_someone(
    app: Flask, client: FlaskClient, token: str
) -> None:
    typed = ended(app, client)
    if token == "of a visitor":
        token = app.test_client().form("/sign-in")["csrf_token"]  # type: ignore[attr-defined]
    elif token:
        token = typed["csrf_token"][:-3] + "abc"
    told = client.post(PATH, data=typed | {"csrf_token": token})
    assert (told.status_code, 'name="kept"' in told.text) == (401, False)
    assert shown(told.text) == SHOWN, "its person can copy it"


@pytest.mark.parametrize(
    ("path", "more"),
    [
        ("/account", {"name": "Amara Keita"}),
        ("/account/password", {"present": "secret one", "password": "secret two"}),
        ("/account/email", {"present": "secret one", "email": "new@example.org"}),
        ("/organisations/seeds/profile", {"description": "We test seed."}),
        (f"/consultations/{world.SLUG}/extension", {"reason": "A long reason."}),
    ],
)
def test_nothing_of_staff_or_of_an_account_is_carried_and_no_password_is_shown(
    app: Flask, client: FlaskClient, path: str, more: dict[str, str]
) -> None:
    world.consultation(app)
    typed = {"csrf_token": _token_of(client), **more}
    told = client.post(path, data=typed)
    assert (told.status_code, 'name="kept"' in told.text, "secret" in told.text) == (401, False, False)
    plain = {name: value for name, value in more.items() if name not in form_after_sign_in.SECRETS}
    assert shown(told.text) == [(name.capitalize(), value) for name, value in plain.items()]


def _token_of(client: FlaskClient) -> str:
    """A token made for Amara, whose session has ended."""
    cast.sign_in(client, AMARA)
    token: str = client.form("/account")["csrf_token"]  # type: ignore[attr-defined]
    client.press("/account", _form="/sign-out")  # type: ignore[attr-defined]
    return token


@pytest.mark.parametrize(
    "forged", [json.dumps({"text": ["words of a stranger"]}), "x", "e30.e30.e30", "[" * 100_000]
)
def test_no_one_puts_words_into_what_is_carried(app: Flask, client: FlaskClient, forged: str) -> None:
    form = client.form("/sign-in") | {"kept": forged, "next": "/account"}  # type: ignore[attr-defined]
    assert (
        "Your text"
        not in client.post("/sign-in", data={"kept": forged, "csrf_token": form["csrf_token"]}).text
    )
    answer = client.post("/sign-in", data=form | {"email": AMARA, "password": cast.PASSWORD})
    assert "words of a stranger" not in answer.text


def test_only_the_profile_of_a_participant_has_words_carried(app: Flask) -> None:
    carrying_ = {name for name, view in app.view_functions.items() if getattr(view, "carries_typed", False)}
    assert carrying_ == {"stakeholders.describe"}


def test_every_field_of_a_password_is_known_as_one(app: Flask) -> None:
    from wtforms import PasswordField

    def every(kind: type) -> list[type]:
        return [kind, *(below for one in kind.__subclasses__() for below in every(one))]

    names = {
        name
        for form in every(Form)
        for name in dir(form)
        if getattr(getattr(form, name, None), "field_class", None) is PasswordField
    }
    assert names == form_after_sign_in.SECRETS


def test_a_form_that_is_too_large_is_answered_as_well_when_no_one_is_signed_in(client: FlaskClient) -> None:
    told = client.post(PATH, data=dict.fromkeys(map(str, range(20)), "9" * 200000))
    assert (told.status_code, shown(told.text)) == (401, [])


def test_the_link_to_sign_in_leads_back_to_the_whole_address(client: Any) -> None:
    page = html.fromstring(client.get("/consultations?q=seed&phase=open").text)
    links = [urlsplit(one) for one in page.xpath("//a[starts-with(@href, '/sign-in')]/@href")]
    assert [parse_qs(one.query)["next"] for one in links] == [["/consultations?q=seed&phase=open"]]
