"""A new phone: codes come from another authenticator, for everyone, staff as well."""

from datetime import timedelta

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse

from consult.accounts import actions
from consult.accounts import queries as people
from consult.core import clock
from tests import cast
from tests.accounts.test_recovery_codes import set_up
from tests.accounts.test_two_factor import AMARA, secret_on
from tests.pages import fields
from tests.racing import pressed_twice

PATH = "/account/second-factor/other"


@pytest.fixture
def present(app: Flask, client: FlaskClient) -> tuple[pyotp.TOTP, list[str]]:
    """The authenticator of AMARA, who is signed in, and her recovery codes."""
    return set_up(app, client)


class Page:
    """The page as it was opened: its form can be sent several times, and shows one key."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        page = client.get(PATH)
        self.form = fields(html.fromstring(page.get_data()))
        self.authenticator = pyotp.TOTP(secret_on(page.text))

    def press(self, **typed: str) -> TestResponse:
        """Send the form."""
        return self.client.post(PATH, data=self.form | typed)


def test_codes_come_from_the_new_authenticator_and_the_owner_is_told(
    app: Flask, client: FlaskClient, present: tuple[pyotp.TOTP, list[str]]
) -> None:
    old, codes = present
    shown = Page(client)
    new = shown.authenticator
    later = clock.now() + timedelta(seconds=60)
    with clock.at(later):
        typed = {"present": cast.PASSWORD, "code": old.at(later), "new_code": new.at(later)}
        assert shown.press(**typed).location == "/account"
        assert "Authenticator app changed." in client.get("/account").text
        assert cast.letters(app, AMARA)[0][1] == "Your authenticator app was changed"
    now = later + timedelta(seconds=60)
    with app.app_context(), clock.at(now):
        amara = people.by_email(AMARA)
        assert [actions.take_code(amara, one) for one in (old.at(now), new.at(now), codes[0])] == [
            False,
            True,
            True,
        ]


def test_a_recovery_code_will_do_where_the_present_one_is_lost(
    client: FlaskClient, present: tuple[pyotp.TOTP, list[str]]
) -> None:
    shown = Page(client)
    new = shown.authenticator
    typed = {"present": cast.PASSWORD, "code": present[1][0], "new_code": new.at(clock.now())}
    assert shown.press(**typed).status_code == 303


@pytest.mark.parametrize("wrong", ["present", "code", "new_code"])
def test_whatever_is_wrong_is_said_and_nothing_changes(
    app: Flask, client: FlaskClient, present: tuple[pyotp.TOTP, list[str]], wrong: str
) -> None:
    old, _codes = present
    shown = Page(client)
    new = shown.authenticator
    later = clock.now() + timedelta(seconds=60)
    with clock.at(later):
        right = {"present": cast.PASSWORD, "code": old.at(later), "new_code": new.at(later)}
        answer = shown.press(**(right | {wrong: "000 000"}))
        assert (answer.status_code, f'id="{wrong}-error"' in answer.text) == (422, True)
        assert secret_on(answer.text) == new.secret  # the same key: the new authenticator knows it already
        assert shown.press(**right).status_code == 303


def test_wrong_codes_of_the_new_authenticator_are_no_guesses(
    limited: None, client: FlaskClient, present: tuple[pyotp.TOTP, list[str]]
) -> None:
    old, _codes = present
    shown = Page(client)
    new = shown.authenticator
    later = clock.now() + timedelta(seconds=60)
    with clock.at(later):
        right = {"present": cast.PASSWORD, "code": old.at(later), "new_code": new.at(later)}
        assert {shown.press(**(right | {"new_code": "000 000"})).status_code for _ in range(8)} == {422}
        assert shown.press(**right).status_code == 303


def test_wrong_codes_of_the_present_one_are_counted_and_a_wrong_new_one_between_them_resets_nothing(
    limited: None, client: FlaskClient, present: tuple[pyotp.TOTP, list[str]]
) -> None:
    shown = Page(client)
    right = {"present": cast.PASSWORD, "new_code": shown.authenticator.at(clock.now())}
    statuses = []
    for _ in range(8):
        shown.press(**(right | {"code": "000 000", "new_code": "000 000"}))
        statuses.append(shown.press(**(right | {"code": "000 000"})).status_code)
    assert (statuses[0], statuses[-1]) == (422, 429)


def test_a_key_that_was_seen_before_is_not_the_one_that_is_set_up(
    app: Flask, client: FlaskClient, present: tuple[pyotp.TOTP, list[str]]
) -> None:
    _old, codes = present
    assert len({Page(client).authenticator.secret for _ in range(3)}) == 3
    before = Page(client)
    assert before.press(
        present=cast.PASSWORD, code=codes[0], new_code=before.authenticator.at(clock.now())
    ).location
    later = clock.now() + timedelta(seconds=60)
    with clock.at(later):  # the present key once more, with a code of the half minute before
        again = before.press(present=cast.PASSWORD, code=codes[1], new_code=before.authenticator.at(later))
        assert (again.status_code, "This key is already in use." in again.text) == (422, True)
    with app.app_context():
        assert actions.take_code(people.by_email(AMARA), codes[1])


@pytest.mark.parametrize("offer", ["", "made.up", "old"])
def test_a_key_that_is_old_or_made_up_is_replaced_and_said(
    client: FlaskClient, present: tuple[pyotp.TOTP, list[str]], monkeypatch: pytest.MonkeyPatch, offer: str
) -> None:
    shown = Page(client)
    if offer == "old":
        monkeypatch.setattr("consult.accounts.views.two_factor.OFFERED", -1)
    else:
        shown.form["offer"] = offer
    typed = {"present": cast.PASSWORD, "code": present[1][0], "new_code": shown.authenticator.at(clock.now())}
    answer = shown.press(**typed)
    assert (answer.status_code, "The key on the page had expired." in answer.text) == (422, True)
    assert secret_on(answer.text) != shown.authenticator.secret


def test_another_browser_is_signed_out(
    app: Flask, client: FlaskClient, present: tuple[pyotp.TOTP, list[str]]
) -> None:
    _old, codes = present
    other = app.test_client()
    cast.sign_in(other, AMARA)
    other.press("/sign-in/code", code=codes[1], next="/account")
    assert other.get("/account").status_code == 200
    shown = Page(client)
    new = shown.authenticator
    shown.press(present=cast.PASSWORD, code=codes[0], new_code=new.at(clock.now()))
    assert (client.get("/account").status_code, other.get("/account").status_code) == (200, 303)


def test_pressed_twice_at_once_with_one_code_it_moves_once(
    app: Flask, client: FlaskClient, present: tuple[pyotp.TOTP, list[str]]
) -> None:
    code = present[1][0]

    def move() -> bool:
        secret = pyotp.random_base32()
        new_code = pyotp.TOTP(secret).at(clock.now())
        return actions.move_two_factor(people.by_email(AMARA), code, secret, new_code, kept=None)

    assert sorted(pressed_twice(app, move)) == [False, True]


def test_who_has_no_second_factor_sets_one_up(app: Flask, client: FlaskClient) -> None:
    cast.person(app, AMARA)
    cast.sign_in(client, AMARA)
    answer = client.get(PATH)
    assert (answer.status_code, answer.location) == (303, "/account/second-factor")


def test_staff_who_must_keep_a_second_factor_move_it(
    app: Flask, client: FlaskClient, present: tuple[pyotp.TOTP, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "SECOND_FACTOR_REQUIRED", True)
    cast.organisation(app, "seeds", officer=[AMARA])
    assert [f'href="{PATH}"' in client.get(page).text for page in ("/account", "/account/second-factor")] == [
        True,
        True,
    ]
    shown = Page(client)
    new = shown.authenticator
    typed = {"present": cast.PASSWORD, "code": present[1][0], "new_code": new.at(clock.now())}
    assert shown.press(**typed).location == "/account"
