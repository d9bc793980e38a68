"""Codes beside the password (RFC 6238), and staff who must have them."""

from collections.abc import Iterator
from datetime import timedelta

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from consult.accounts import actions
from consult.accounts import queries as people
from consult.core import clock
from consult.core.errors import Conflict
from tests import cast
from tests.pages import fields

AMARA = "amara@example.org"


def secret_on(page: str) -> str:
    """The key for an authenticator that a page shows."""
    return "".join(page.split('class="secret" dir="ltr">', 1)[1].split("</code>", 1)[0].split())


def set_up(client: FlaskClient) -> pyotp.TOTP:
    """Switch the second factor of the person who is signed in on; gives their authenticator."""
    page = client.get("/account/second-factor")
    totp = pyotp.TOTP(secret_on(page.text))
    answer = client.post(
        "/account/second-factor",
        data=fields(html.fromstring(page.get_data())) | {"code": totp.at(clock.now())},
    )
    assert (answer.status_code, "Save your recovery codes" in answer.text) == (200, True)
    return totp


def signed_in_with_codes(app: Flask, client: FlaskClient) -> pyotp.TOTP:
    """Amara signs in and switches the second factor on; gives her authenticator."""
    cast.person(app, AMARA)
    cast.sign_in(client, AMARA)
    return set_up(client)


def test_a_second_factor_is_set_up_and_asked_for(app: Flask, client: FlaskClient) -> None:
    cast.person(app, AMARA)
    cast.sign_in(client, AMARA)
    wrong = client.press("/account/second-factor", code="000 000")
    assert (wrong.status_code, "recovery code" in wrong.text) == (422, False)  # there are none yet
    totp = set_up(client)
    assert "Two-factor authentication on" in client.get("/account").text

    browser = app.test_client()
    asked = browser.press("/sign-in?next=/account", email=AMARA, password=cast.PASSWORD)
    assert "Enter your code" in asked.text
    assert browser.get("/account").status_code == 303
    later = clock.now() + timedelta(seconds=60)
    with clock.at(later):
        answer = browser.press("/sign-in/code", code=totp.at(later), next="/account")
        assert (answer.status_code, answer.location) == (303, "/account")
        assert browser.get("/account").status_code == 200


def test_a_code_works_once(app: Flask, client: FlaskClient) -> None:
    totp = signed_in_with_codes(app, client)
    later = clock.now() + timedelta(seconds=60)
    with clock.at(later):
        first, second = app.test_client(), app.test_client()
        for browser in (first, second):
            cast.sign_in(browser, AMARA)
        assert first.press("/sign-in/code", code=totp.at(later)).status_code == 303
        again = second.press("/sign-in/code", code=totp.at(later))
    assert (again.status_code, "This code is incorrect or was already used." in again.text) == (422, True)


def test_a_code_that_is_sent_twice_at_once_is_taken_once(app: Flask, client: FlaskClient) -> None:
    totp = signed_in_with_codes(app, client)
    later = clock.now() + timedelta(seconds=60)
    with clock.at(later), app.app_context():
        before = people.by_email(AMARA)  # as read by a request that waits for another
        with app.app_context():
            first = actions.take_code(people.by_email(AMARA), totp.at(later))
        assert (first, actions.take_code(before, totp.at(later))) == (True, False)


def test_a_session_begun_with_the_password_alone_ends_when_its_person_sets_a_second_factor_up(
    app: Flask, client: FlaskClient
) -> None:
    cast.person(app, AMARA)
    thief = app.test_client()
    for browser in (client, thief):
        cast.sign_in(browser, AMARA)
    set_up(client)
    assert (client.get("/account").status_code, thief.get("/account").status_code) == (200, 303)
    page = client.get("/account/sessions").text
    assert ("with two-factor authentication" in page, "No other browser is signed in." in page) == (
        True,
        True,
    )


def test_a_session_without_a_code_opens_nothing_of_the_person_who_has_a_second_factor(
    app: Flask, client: FlaskClient
) -> None:
    signed_in_with_codes(app, client)
    with app.app_context():  # as a sign-in that was under way when the factor was set up
        token = actions.sign_in(people.by_email(AMARA), browser="Firefox, Windows")
        assert people.signed_in(token) is None


def test_each_page_shows_a_key_of_its_own_and_keeps_it_until_a_code_is_right(
    app: Flask, client: FlaskClient
) -> None:
    cast.person(app, AMARA)
    other = app.test_client()
    for browser in (client, other):
        cast.sign_in(browser, AMARA)
    page = client.get("/account/second-factor")
    form = fields(html.fromstring(page.get_data())) | {"code": "000 000"}
    assert secret_on(client.post("/account/second-factor", data=form).text) == secret_on(page.text)
    theirs = secret_on(other.get("/account/second-factor").text)
    assert len({secret_on(page.text), secret_on(client.get("/account/second-factor").text), theirs}) == 3
    wrong = client.press("/account/second-factor", code=pyotp.TOTP(theirs).at(clock.now()))
    assert (wrong.status_code, "Two-factor authentication off" in client.get("/account").text) == (422, True)


def test_of_two_browsers_that_set_a_second_factor_up_at_once_the_first_wins(
    app: Flask, client: FlaskClient
) -> None:
    cast.person(app, AMARA)
    first, second = pyotp.random_base32(), pyotp.random_base32()
    with app.app_context():
        late = people.by_email(AMARA)
        with app.app_context():
            amara = people.by_email(AMARA)
            assert actions.confirm_two_factor(amara, first, pyotp.TOTP(first).at(clock.now()), kept=None)
        with pytest.raises(Conflict):
            actions.confirm_two_factor(late, second, pyotp.TOTP(second).at(clock.now()), kept=None)
    with app.app_context():
        assert people.by_email(AMARA).totp_secret == first


def test_a_code_page_left_open_too_long_begins_again(app: Flask, client: FlaskClient) -> None:
    signed_in_with_codes(app, client)
    browser = app.test_client()
    cast.sign_in(browser, AMARA)
    with clock.at(clock.now() + timedelta(minutes=11)):
        assert browser.get("/sign-in/code").location == "/sign-in"


def test_the_second_factor_is_switched_off_with_the_password_and_a_code_and_the_owner_is_told(
    app: Flask, client: FlaskClient
) -> None:
    totp = signed_in_with_codes(app, client)
    later = clock.now() + timedelta(seconds=60)
    with clock.at(later):
        wrong = [
            client.press("/account/second-factor", present="not mine at all", code=totp.at(later)),
            client.press("/account/second-factor", present=cast.PASSWORD, code="000 000"),
            client.press("/account/second-factor", present=cast.PASSWORD),
        ]
        assert [answer.status_code for answer in wrong] == [422, 422, 422]
        assert "Two-factor authentication on" in client.get("/account").text
        right = client.press("/account/second-factor", present=cast.PASSWORD, code=totp.at(later))
        assert right.status_code == 303
    assert cast.sign_in(app.test_client(), AMARA).status_code == 303
    assert [letter[1] for letter in cast.letters(app, AMARA)[:3]][-2:] == [
        "Two-factor authentication was turned off",
        "Two-factor authentication was turned on",
    ]


def test_a_half_finished_sign_in_ends_after_five_wrong_codes_and_the_owner_is_told_once(
    app: Flask, client: FlaskClient
) -> None:
    totp = signed_in_with_codes(app, client)
    later = clock.now() + timedelta(seconds=60)
    with clock.at(later):
        thief = app.test_client()
        for _ in range(2):
            cast.sign_in(thief, AMARA)
            wrong = [thief.press("/sign-in/code", code="000 000") for _ in range(5)]
            assert ["Enter your code" in answer.text for answer in wrong] == [True] * 4 + [False]
            assert "Too many incorrect codes." in wrong[-1].text
            again = thief.post("/sign-in/code", data=thief.form("/sign-in") | {"code": totp.at(later)})
            assert (again.status_code, again.location) == (303, "/sign-in")
            assert thief.get("/account").status_code == 303
    told = [
        letter
        for letter in cast.letters(app, AMARA)
        if letter[1] == "Wrong codes were entered after your password"
    ]
    assert len(told) == 1


def test_a_wrong_code_or_two_of_the_owner_is_nothing_to_write_about(app: Flask, client: FlaskClient) -> None:
    signed_in_with_codes(app, client)
    browser = app.test_client()
    cast.sign_in(browser, AMARA)
    for _ in range(2):
        browser.press("/sign-in/code", code="000 000")
    assert "Wrong codes were entered after your password" not in [
        letter[1] for letter in cast.letters(app, AMARA)
    ]


def test_no_old_cookie_gives_a_half_finished_sign_in_more_tries(app: Flask, client: FlaskClient) -> None:
    totp = signed_in_with_codes(app, client)
    thief = app.test_client()
    cast.sign_in(thief, AMARA)
    kept = thief.get_cookie("consult")
    assert kept is not None
    for _ in range(5):
        thief.press("/sign-in/code", code="000 000")
    thief.set_cookie("consult", kept.value)
    later = clock.now() + timedelta(seconds=60)
    with clock.at(later):
        answer = thief.get("/sign-in/code")
        assert (answer.status_code, answer.location) == (303, "/sign-in")
        form = thief.form("/sign-in") | {"code": totp.at(later)}
        thief.post("/sign-in/code", data=form)
        assert thief.get("/account").status_code == 303


def test_a_half_finished_sign_in_ends_when_the_password_changes(app: Flask, client: FlaskClient) -> None:
    totp = signed_in_with_codes(app, client)
    thief = app.test_client()
    cast.sign_in(thief, AMARA)
    form = thief.form("/sign-in/code")
    client.press("/account/password", present=cast.PASSWORD, password="nine yellow umbrellas")
    later = clock.now() + timedelta(seconds=60)
    with clock.at(later):
        answer = thief.post("/sign-in/code", data=form | {"code": totp.at(later)})
        assert (answer.status_code, thief.get("/account").status_code) == (303, 303)


def test_what_was_typed_before_goes_on_when_a_half_finished_sign_in_ends(
    app: Flask, client: FlaskClient
) -> None:
    signed_in_with_codes(app, client)
    typed = client.form("/account/stakeholder", organisation="Seed Growers of the Highlands")
    with app.app_context():
        actions.end_other_sessions(people.by_email(AMARA), None)
    page = client.post("/account/stakeholder", data=typed)
    page = client.post("/sign-in", data=fields(html.fromstring(page.text)))
    who = {"email": AMARA, "password": cast.PASSWORD}
    page = client.post("/sign-in", data=fields(html.fromstring(page.text)) | who)
    assert "Enter your code" in page.text
    for _ in range(5):
        sent = fields(html.fromstring(page.text))
        page = client.post("/sign-in/code", data=sent | {"code": "000 000"})
    assert ("Too many incorrect codes." in page.text, "of the Highlands" in page.text) == (True, True)
    late = client.post("/sign-in/code", data=sent | {"code": "1"})
    assert (late.status_code, "of the Highlands" in late.text) == (422, True)


@pytest.fixture
def required(app: Flask) -> Iterator[None]:
    """Staff need a second factor."""
    app.config["SECOND_FACTOR_REQUIRED"] = True
    yield
    app.config["SECOND_FACTOR_REQUIRED"] = False


def test_staff_set_a_second_factor_up_before_anything_else(
    app: Flask, client: FlaskClient, required: None
) -> None:
    cast.person(app, AMARA)
    cast.person(app, "reader@example.org", "Reader")
    cast.organisation(app, officer=[AMARA])
    cast.sign_in(client, AMARA)
    for path in ("/account", "/organisations/seeds/members"):
        assert client.get(path).location == "/account/second-factor"
    set_up(client)
    assert client.get("/organisations/seeds/members").status_code == 200
    page = client.get("/account/second-factor")
    assert ("reset two-factor authentication" in page.text, 'name="present"' in page.text) == (True, False)
    typed = client.form("/account/password") | {"present": cast.PASSWORD, "code": "123 456"}
    kept = client.post("/account/second-factor", data=typed)
    assert (kept.status_code, "must use two-factor authentication" in kept.text) == (409, True)

    reader = app.test_client()
    cast.sign_in(reader, "reader@example.org")
    assert reader.get("/account").status_code == 200


def test_the_person_who_is_given_a_role_later_sets_a_second_factor_up_in_the_session_that_they_have(
    app: Flask, client: FlaskClient, required: None
) -> None:
    cast.person(app, AMARA)
    cast.sign_in(client, AMARA)
    assert client.get("/account").status_code == 200
    cast.organisation(app, moderator=[AMARA])
    assert [client.get(path).location for path in ("/account", "/dashboard", "/")] == [
        "/account/second-factor"
    ] * 3
    set_up(client)
    assert client.get("/account").status_code == 200


def test_the_members_page_shows_who_has_a_second_factor(app: Flask, client: FlaskClient) -> None:
    cast.person(app, AMARA, "Amara")
    cast.person(app, "ben@example.org", "Ben")
    cast.organisation(app, officer=[AMARA], moderator=["ben@example.org"])
    cast.sign_in(client, AMARA)
    set_up(client)
    rows = html.fromstring(client.get("/organisations/seeds/members").text).xpath("//ul[@class='rows']/li")
    told = {
        row.xpath(".//h2/bdi")[0].text_content(): "Two-factor authentication on" in row.text_content()
        for row in rows
    }
    assert told == {"Amara": True, "Ben": False}
