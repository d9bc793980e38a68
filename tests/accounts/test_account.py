"""Password, address, profile: what people do with their own accounts."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from argon2 import PasswordHasher, Type
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import select

from consult.accounts import actions, passwords
from consult.accounts import queries as people
from consult.accounts.forms import TIME_ZONES
from consult.core import clock
from consult.core.database import db
from consult.core.events import Event
from tests import cast
from tests.accounts.test_two_factor import set_up
from tests.conftest import Sink
from tests.racing import pressed_twice

AMARA = "amara@example.org"
NEXT = "nine yellow umbrellas"


def test_a_password_is_reset_by_an_email_that_works_once(app: Flask, client: FlaskClient) -> None:
    cast.person(app, AMARA)
    elsewhere = app.test_client()
    cast.sign_in(elsewhere, AMARA)
    client.press("/password-reset", email=AMARA)
    link = cast.link_in(cast.letters(app, AMARA)[0])

    assert client.press(link, password=NEXT).location == "/en/sign-in"
    assert cast.letters(app, AMARA)[0][1] == "Your password was changed"
    assert elsewhere.get("/account").status_code == 303
    assert cast.sign_in(client, AMARA).status_code == 422
    assert cast.sign_in(client, AMARA, NEXT).status_code == 303
    assert client.get(link).status_code == 404


def test_a_reset_link_is_too_old_after_a_day_and_an_easy_password_does_not_use_it_up(
    app: Flask, client: FlaskClient
) -> None:
    cast.person(app, AMARA)
    client.press("/password-reset", email=AMARA)
    link = cast.link_in(cast.letters(app, AMARA)[0])
    with clock.at(clock.now() + timedelta(hours=25)):
        assert client.get(link).status_code == 404
    assert client.press(link, password="password12").status_code == 422
    assert client.press(link, password=NEXT).status_code == 303


def test_one_used_link_makes_all_others_void(app: Flask, client: FlaskClient) -> None:
    cast.person(app, AMARA)
    cast.sign_in(client, AMARA)
    visitor = app.test_client()
    visitor.press("/password-reset", email=AMARA)
    cast.letters(app)
    with clock.at(clock.now() + timedelta(minutes=2)):
        visitor.press("/password-reset", email=AMARA)
        second, first = (cast.link_in(letter) for letter in cast.letters(app, AMARA)[:2])
    client.press("/account/email", email="new@example.org", present=cast.PASSWORD)
    new = cast.link_in(cast.letters(app, "new@example.org")[0])
    assert client.press(new).status_code == 303
    assert [client.get(link).status_code for link in (first, second, new)] == [404, 404, 404]


def test_a_changed_password_makes_emailed_links_void(app: Flask, client: FlaskClient) -> None:
    cast.person(app, AMARA)
    cast.sign_in(client, AMARA)
    visitor = app.test_client()
    for path in ("/password-reset", "/sign-in/browser"):
        visitor.press(path, email=AMARA)
    client.press("/account/email", email="new@example.org", present=cast.PASSWORD)
    links = [cast.link_in(letter) for letter in cast.letters(app)]
    assert [client.get(link).status_code for link in links] == [200, 200, 200]
    client.press("/account/password", present=cast.PASSWORD, password=NEXT)
    assert [client.get(link).status_code for link in links] == [404, 404, 404]


def test_asking_for_a_reset_tells_nothing_about_who_has_an_account(app: Flask, client: FlaskClient) -> None:
    cast.person(app, AMARA)
    known = client.press("/password-reset", email=AMARA).text.replace(AMARA, "")
    unknown = client.press("/password-reset", email="nobody@example.org").text.replace(
        "nobody@example.org", ""
    )
    assert known == unknown
    assert cast.letters(app, "nobody@example.org") == []


def test_a_changed_password_signs_every_other_browser_out(app: Flask, client: FlaskClient) -> None:
    cast.person(app, AMARA)
    elsewhere = app.test_client()
    for browser in (client, elsewhere):
        cast.sign_in(browser, AMARA)
    assert client.press("/account/password", present="not mine at all", password=NEXT).status_code == 422
    assert client.press("/account/password", present=cast.PASSWORD, password=NEXT).status_code == 303
    assert (client.get("/account").status_code, elsewhere.get("/account").status_code) == (200, 303)


def test_a_new_address_counts_once_an_email_to_it_is_answered(app: Flask, client: FlaskClient) -> None:
    cast.person(app, AMARA)
    cast.sign_in(client, AMARA)
    asked = client.press("/account/email", email="amara@example.net", present=cast.PASSWORD)
    assert "Until then your account keeps the address" in asked.text
    assert AMARA in client.get("/account").text
    link = cast.link_in(cast.letters(app, "amara@example.net")[0])
    assert client.press(link).location == "/en/account"
    assert "amara@example.net" in client.get("/account").text
    assert cast.letters(app, AMARA)[0][1] == "The email address of your account was changed"
    assert client.get(link).status_code == 404


def test_the_link_for_a_new_address_is_of_no_use_to_another_account(app: Flask, client: FlaskClient) -> None:
    cast.person(app, AMARA)
    cast.person(app, "ben@example.org", "Ben")
    cast.sign_in(client, AMARA)
    client.press("/account/email", email="amara@example.net", present=cast.PASSWORD)
    link = cast.link_in(cast.letters(app, "amara@example.net")[0])
    other = app.test_client()
    cast.sign_in(other, "ben@example.org")
    answer = other.press(link)
    assert (answer.status_code, "belongs to another account" in answer.text) == (409, True)


def test_an_address_that_someone_else_has_cannot_be_taken(app: Flask, client: FlaskClient) -> None:
    cast.person(app, AMARA)
    cast.person(app, "ben@example.org", "Ben")
    cast.sign_in(client, AMARA)
    client.press("/account/email", email="BEN@example.org", present=cast.PASSWORD)
    answer = client.press(cast.link_in(cast.letters(app, "BEN@example.org")[0]))
    assert (answer.status_code, "with this email address already" in answer.text) == (409, True)


def test_of_two_accounts_that_take_one_address_at_once_the_first_has_it(
    app: Flask, client: FlaskClient
) -> None:
    links = {}
    for email in (AMARA, "ben@example.org"):
        cast.person(app, email)
        browser = app.test_client()
        cast.sign_in(browser, email)
        browser.press("/account/email", email="one@example.net", present=cast.PASSWORD)
        links[email] = cast.link_in(cast.letters(app, "one@example.net")[0]).rpartition("/")[2]

    def take(email: str) -> str:
        user = people.by_email(email)
        actions.change_email(user, links[email])
        return str(user.email)

    taken = pressed_twice(app, lambda: take(AMARA), lambda: take("ben@example.org"))
    assert taken == ["one@example.net", "NotPossible"]


def test_the_log_of_events_knows_people_by_number_and_keeps_no_address(
    app: Flask, client: FlaskClient
) -> None:
    client.press("/sign-up", name="Amara Diallo", email=AMARA, password=cast.PASSWORD)
    client.press(cast.link_in(cast.letters(app, AMARA)[0]), password=cast.PASSWORD)
    totp = set_up(client)
    with clock.at(clock.now() + timedelta(seconds=60)):
        client.press("/account/second-factor", present=cast.PASSWORD, code=totp.at(clock.now()))
    client.press("/account/password", present=cast.PASSWORD, password=NEXT)
    client.press("/account/email", email="amara@example.net", present=NEXT)
    client.press(cast.link_in(cast.letters(app, "amara@example.net")[0]))
    with app.app_context():
        amara = people.by_email("amara@example.net")
        number = amara.id
        actions.disable(amara)
        actions.enable(amara)
        told = db.session.execute(select(Event.name, Event.subject, Event.data).order_by(Event.id)).all()
    assert [tuple(one) for one in told] == [
        (f"accounts.{name}", str(number), {})
        for name in (
            "signed_up", "second_factor_set", "recovery_codes_made", "second_factor_removed", "password_changed",
            "email_changed", "disabled", "enabled",
        )
    ]  # fmt: skip


def test_links_that_open_an_account_are_not_kept_once_they_were_emailed(
    app: Flask, client: FlaskClient, sink: Sink, work: Callable[[], None]
) -> None:
    client.press("/sign-up", name="Ines Okafor", email="ines@example.org", password=cast.PASSWORD)
    cast.person(app, AMARA)
    client.press("/password-reset", email=AMARA)
    cast.sign_in(client, AMARA)
    client.press("/account/email", email="amara@example.net", present=cast.PASSWORD)
    work()
    assert sorted(("http://localhost/" in str(message), *to) for to, message in sink.taken) == [
        (True, "amara@example.net"),
        (True, AMARA),
        (True, "ines@example.org"),
    ]
    assert [text for _to, _subject, text in cast.letters(app)] == ["", "", ""]


def test_name_language_and_zone_are_kept(app: Flask, client: FlaskClient) -> None:
    cast.person(app, AMARA)
    cast.organisation(app, officer=[AMARA])
    cast.sign_in(client, AMARA)
    assert client.press("/account", name="أمارا", language="ar", timezone="Africa/Dakar").status_code == 303
    page = client.get("/account").text
    assert 'value="أمارا"' in page
    assert '<html lang="ar" dir="rtl">' in page
    assert "Seed Testing Secretariat" in page
    assert client.press("/account", name=" ").status_code == 422


def test_zones_are_offered_by_city_once_and_the_stored_one_too(app: Flask, client: FlaskClient) -> None:
    assert {"UTC", "Asia/Kolkata", "Europe/Kyiv", "Europe/Zurich"} <= set(TIME_ZONES)
    assert not {"Factory", "W-SU", "Etc/GMT-14", "Asia/Calcutta", "Europe/Kiev", "EST"} & set(TIME_ZONES)
    cast.person(app, AMARA)
    cast.sign_in(client, AMARA)
    assert client.press("/account", timezone="Asia/Calcutta").status_code == 303
    assert '<option selected value="Asia/Calcutta">' in client.get("/account").text
    assert client.press("/account", name="Amara").status_code == 303
    page = html.fromstring(client.get("/fr/account").text)
    shown = [one.text for one in page.findall(".//select[@id='timezone']/option")]
    assert shown[0] == "UTC"
    assert "Le Caire (UTC+0" in " ".join(shown)
    cities = [one.partition(" (")[0] for one in shown]
    assert cities.index("Zagreb") < cities.index("Zurich")
    refused = client.post("/account", data=client.form("/account") | {"timezone": "Nowhere/Else"})
    assert refused.status_code == 422


def test_guessing_a_stolen_password_takes_effort(effort: PasswordHasher) -> None:
    asked = (effort.type, effort.time_cost, effort.memory_cost, effort.parallelism)
    assert asked == (Type.ID, 2, 19 * 1024, 1)  # the OWASP cheat sheet on storing passwords


@pytest.mark.parametrize(
    ("password", "fits"),
    [
        ("short", False), ("1234567890", False), ("aaaaaaaaaaaa", False), ("password99", False),
        ("x" * 201, False), (AMARA, False), ("amara diallo", False), ("seven green bicycles", True), ("семь велосипедов", True),
    ],
)  # fmt: skip
def test_easy_passwords_are_refused_and_words_are_enough(password: str, fits: bool) -> None:
    assert (passwords.trouble_with(password, "Amara Diallo", AMARA) == "") is fits
