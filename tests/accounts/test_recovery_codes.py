"""Recovery codes: shown once, each lets its owner in once."""

import re
from datetime import timedelta

import pyotp
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import select

from consult.accounts import actions
from consult.accounts import queries as people
from consult.accounts.models import RecoveryCode
from consult.core import clock
from consult.core.database import db
from tests import cast
from tests.accounts.test_two_factor import secret_on
from tests.pages import fields
from tests.racing import pressed_twice

AMARA = "amara@example.org"


def codes_on(page: str) -> list[str]:
    """The recovery codes that a page shows."""
    return re.findall(r'dir="ltr">((?:[A-Z0-9]{4}-){3}[A-Z0-9]{4})<', page)


def set_up(app: Flask, client: FlaskClient) -> tuple[pyotp.TOTP, list[str]]:
    """Switch the second factor on; gives the authenticator and the recovery codes."""

    cast.person(app, AMARA)
    cast.sign_in(client, AMARA)
    shown = client.get("/account/second-factor")
    totp = pyotp.TOTP(secret_on(shown.text))
    form = fields(html.fromstring(shown.get_data()))
    page = client.post("/account/second-factor", data=form | {"code": totp.at(clock.now())})
    return totp, codes_on(page.text)


def test_ten_codes_are_shown_once_and_kept_as_hashes(app: Flask, client: FlaskClient) -> None:
    _totp, codes = set_up(app, client)
    assert len(set(codes)) == 10
    with app.app_context():
        kept = db.session.execute(select(RecoveryCode.code_hash)).scalars().all()
    assert sorted(kept) == sorted(people.digest(code.replace("-", "")) for code in codes)
    for path in ("/account/second-factor/recovery-codes", "/account", "/account/second-factor"):
        assert codes_on(client.get(path).text) == []


def test_a_recovery_code_lets_its_owner_in_once_and_they_are_told(app: Flask, client: FlaskClient) -> None:
    _totp, codes = set_up(app, client)
    typed = (codes[0], codes[1].lower().replace("-", " "), codes[0])
    answers = []
    for code in typed:
        browser = app.test_client()
        cast.sign_in(browser, AMARA)
        answers.append(browser.press("/sign-in/code", code=code).status_code)
    assert answers == [303, 303, 422]
    told = [letter for letter in cast.letters(app, AMARA) if "recovery code" in letter[1]]
    assert [letter[1] for letter in told] == ["A recovery code was used"] * 2
    assert "You have 8 recovery codes left." in told[0][2]


def test_a_recovery_code_that_is_sent_twice_at_once_is_taken_once(app: Flask, client: FlaskClient) -> None:
    _totp, codes = set_up(app, client)
    taken = pressed_twice(app, lambda: actions.take_code(people.by_email(AMARA), codes[0]))
    assert sorted(taken) == [False, True]


def test_the_second_factor_is_switched_off_with_a_recovery_code_and_then_none_is_left(
    app: Flask, client: FlaskClient
) -> None:
    _totp, codes = set_up(app, client)
    assert client.press("/account/second-factor", present=cast.PASSWORD, code=codes[3]).status_code == 303
    assert "Two-factor authentication off" in client.get("/account").text
    with app.app_context():
        assert db.session.query(RecoveryCode).count() == 0


def test_new_codes_take_a_password_and_a_code_and_end_the_earlier_ones(
    app: Flask, client: FlaskClient
) -> None:
    totp, codes = set_up(app, client)
    path = "/account/second-factor/recovery-codes"
    later = clock.now() + timedelta(seconds=60)
    with clock.at(later):
        assert client.press(path, present="not mine at all", code=totp.at(later)).status_code == 422
        assert client.press(path, present=cast.PASSWORD, code="000 000").status_code == 422
        made = client.press(path, present=cast.PASSWORD, code=totp.at(later))
    fresh = codes_on(made.text)
    assert (len(fresh), set(fresh) & set(codes)) == (10, set())
    assert cast.letters(app, AMARA)[0][1] == "New recovery codes for your account"
    with app.app_context():
        amara = people.by_email(AMARA)
        assert (actions.take_code(amara, codes[5]), actions.take_code(amara, fresh[5])) == (False, True)


def test_the_person_who_has_few_codes_left_is_told_to_make_new_ones(app: Flask, client: FlaskClient) -> None:
    _totp, codes = set_up(app, client)
    path = "/account/second-factor/recovery-codes"
    seen = []
    with app.app_context():
        amara = people.by_email(AMARA)
        for used in range(1, 11):
            assert actions.take_code(amara, codes[used - 1])
            page = client.get(path).text
            account = client.get("/account").text
            seen.append(
                (
                    "Create new codes before you run out." in page
                    or "You have no recovery codes left." in page,
                    "create new recovery codes" in account.lower(),
                )
            )
    assert seen == [(False, False)] * 6 + [(True, True)] * 4


def test_no_one_without_a_second_factor_has_recovery_codes(app: Flask, client: FlaskClient) -> None:
    cast.person(app, AMARA)
    cast.sign_in(client, AMARA)
    answer = client.get("/account/second-factor/recovery-codes")
    assert (answer.status_code, answer.location) == (303, "/account/second-factor")
