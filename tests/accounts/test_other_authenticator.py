"""A new phone: codes come from another authenticator, for everybody, staff as well."""

from datetime import timedelta

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient

from consult.accounts import actions
from consult.accounts import queries as people
from consult.core import clock
from tests import cast
from tests.accounts.test_recovery_codes import set_up
from tests.accounts.test_second_factor import AMARA, secret_on
from tests.racing import pressed_twice

PATH = "/account/second-factor/other"


@pytest.fixture
def present(app: Flask, client: FlaskClient) -> tuple[pyotp.TOTP, list[str]]:
    """The authenticator of AMARA, who is signed in, and her recovery codes."""
    return set_up(app, client)


def _new(client: FlaskClient) -> pyotp.TOTP:
    return pyotp.TOTP(secret_on(client.get(PATH).text))


def test_codes_come_from_the_new_authenticator_and_the_owner_is_told(
    app: Flask, client: FlaskClient, present: tuple[pyotp.TOTP, list[str]]
) -> None:
    old, codes = present
    new = _new(client)
    later = clock.now() + timedelta(seconds=60)
    with clock.at(later):
        typed = {"present": cast.PASSWORD, "code": old.at(later), "new_code": new.at(later)}
        assert client.press(PATH, **typed).location == "/account"
        assert "From now on codes come from the new authenticator." in client.get("/account").text
        assert (
            cast.letters(app, AMARA)[0][1]
            == "The second factor of your account comes from another authenticator"
        )
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
    new = _new(client)
    typed = {"present": cast.PASSWORD, "code": present[1][0], "new_code": new.at(clock.now())}
    assert client.press(PATH, **typed).status_code == 303


@pytest.mark.parametrize("wrong", ["present", "code", "new_code"])
def test_whatever_is_wrong_is_said_and_nothing_changes(
    app: Flask, client: FlaskClient, present: tuple[pyotp.TOTP, list[str]], wrong: str
) -> None:
    old, _codes = present
    new = _new(client)
    later = clock.now() + timedelta(seconds=60)
    with clock.at(later):
        right = {"present": cast.PASSWORD, "code": old.at(later), "new_code": new.at(later)}
        answer = client.press(PATH, **(right | {wrong: "000 000"}))
        assert (answer.status_code, f'id="{wrong}-error"' in answer.text) == (422, True)
        assert secret_on(answer.text) == new.secret  # the same key: the new authenticator knows it already
        assert client.press(PATH, **right).status_code == 303


def test_wrong_codes_of_the_new_authenticator_are_no_guesses(
    limited: None, client: FlaskClient, present: tuple[pyotp.TOTP, list[str]]
) -> None:
    old, _codes = present
    new = _new(client)
    later = clock.now() + timedelta(seconds=60)
    with clock.at(later):
        right = {"present": cast.PASSWORD, "code": old.at(later), "new_code": new.at(later)}
        assert {client.press(PATH, **(right | {"new_code": "000 000"})).status_code for _ in range(8)} == {
            422
        }
        assert client.press(PATH, **right).status_code == 303


def test_another_browser_is_signed_out(
    app: Flask, client: FlaskClient, present: tuple[pyotp.TOTP, list[str]]
) -> None:
    _old, codes = present
    other = app.test_client()
    cast.sign_in(other, AMARA)
    other.press("/sign-in/code", code=codes[1], next="/account")
    assert other.get("/account").status_code == 200
    new = _new(client)
    client.press(PATH, present=cast.PASSWORD, code=codes[0], new_code=new.at(clock.now()))
    assert (client.get("/account").status_code, other.get("/account").status_code) == (200, 303)


def test_pressed_twice_at_once_with_one_code_it_moves_once(
    app: Flask, client: FlaskClient, present: tuple[pyotp.TOTP, list[str]]
) -> None:
    code = present[1][0]

    def move() -> bool:
        secret = pyotp.random_base32()
        new_code = pyotp.TOTP(secret).at(clock.now())
        return actions.move_second_factor(people.by_email(AMARA), code, secret, new_code, kept=None)

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
    new = _new(client)
    typed = {"present": cast.PASSWORD, "code": present[1][0], "new_code": new.at(clock.now())}
    assert client.press(PATH, **typed).location == "/account"
