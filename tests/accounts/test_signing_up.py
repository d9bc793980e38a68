"""An account begins with an email, and no one learns who has one."""

from datetime import timedelta
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient

from consult.accounts import actions, passwords
from consult.accounts import queries as people
from consult.accounts.models import Token
from consult.core import clock
from consult.core.database import db
from consult.web.rate_limits import caller, limit
from tests import cast
from tests.racing import pressed_twice

NEW = {"name": "Ines Okafor", "email": "ines@example.org", "password": "seven green bicycles"}


def test_an_account_works_after_its_address_is_confirmed(app: Flask, client: FlaskClient) -> None:
    assert client.press("/sign-up", **NEW).status_code == 200
    assert cast.sign_in(client, NEW["email"], NEW["password"]).status_code == 422

    link = cast.link_in(cast.letters(app, NEW["email"])[0])
    assert "Confirm your email address" in client.get(link).text
    assert client.press(link, password=NEW["password"]).location == "/en/account"
    assert "You are signed in" in client.get("/account").text
    assert cast.sign_in(app.test_client(), NEW["email"], NEW["password"]).status_code == 303


def test_opening_the_emails_link_confirms_nothing_so_that_mail_scanners_do_no_harm(
    app: Flask, client: FlaskClient
) -> None:
    client.press("/sign-up", **NEW)
    client.get(cast.link_in(cast.letters(app)[0]))
    assert cast.sign_in(client, NEW["email"], NEW["password"]).status_code == 422


def test_a_known_address_is_answered_like_an_unknown_one_and_its_owner_is_told(
    app: Flask, client: FlaskClient
) -> None:
    cast.person(app, "amara@example.org")
    unknown = client.press("/sign-up", **NEW).text.replace(NEW["email"], "")
    known = client.press("/sign-up", **(NEW | {"email": "amara@example.org"})).text.replace(
        "amara@example.org", ""
    )
    assert known == unknown
    assert cast.letters(app, "amara@example.org")[0][1] == "You already have an account"
    assert cast.sign_in(client, "amara@example.org").status_code == 303


class Counting(PasswordHasher):
    """Counts what takes long."""

    hashes = 0

    def hash(self, *args: Any, **kwargs: Any) -> str:
        """Hash once more."""
        self.hashes += 1
        return super().hash(*args, **kwargs)


def test_a_known_address_is_answered_after_as_much_work_as_an_unknown_one(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.person(app, "amara@example.org")
    done = []
    for email in (NEW["email"], "amara@example.org"):
        monkeypatch.setattr(passwords, "hasher", Counting(time_cost=1, memory_cost=64, parallelism=1))
        client.press("/sign-up", **(NEW | {"email": email}))
        done.append(passwords.hasher.hashes)
    assert done == [1, 1]


def test_a_confirmation_link_works_once_and_for_a_day(app: Flask, client: FlaskClient) -> None:
    client.press("/sign-up", **NEW)
    link = cast.link_in(cast.letters(app)[0])
    with clock.at(clock.now() + timedelta(hours=25)):
        late = client.get(link)
    assert (late.status_code, "expired" in late.text) == (404, True)
    client.press(link, password=NEW["password"])
    assert client.get(link).status_code == 404


def test_an_earlier_email_opens_nothing_once_a_later_one_was_answered(
    app: Flask, client: FlaskClient
) -> None:
    for _ in range(2):
        client.press("/sign-up", **NEW)
    later, earlier = (cast.link_in(letter) for letter in cast.letters(app, NEW["email"]))
    assert client.press(later, password=NEW["password"]).status_code == 303
    assert app.test_client().get(earlier).status_code == 404


def test_the_person_who_lost_the_email_begins_again(app: Flask, client: FlaskClient) -> None:
    client.press("/sign-up", **NEW)
    client.press("/sign-up", **(NEW | {"password": "eight grey bicycles"}))
    client.press(cast.link_in(cast.letters(app)[0]), password="eight grey bicycles")
    assert client.get("/account").status_code == 200


def test_a_strangers_sign_up_for_the_same_address_replaces_nothing(app: Flask, client: FlaskClient) -> None:
    client.press("/sign-up", **NEW)
    own = cast.link_in(cast.letters(app, NEW["email"])[0])
    stranger = app.test_client()
    stranger.press(
        "/sign-up", name="Mallory", email=NEW["email"].upper(), password="the words of an intruder"
    )
    theirs = cast.link_in(cast.letters(app)[0])
    assert theirs != own

    refused = client.press(theirs, password=NEW["password"])
    assert (refused.status_code, "not the password that the account was created with" in refused.text) == (
        422,
        True,
    )
    assert client.press(own, password=NEW["password"]).location == "/en/account"
    page = client.get("/account").text
    assert (f'value="{NEW["name"]}"' in page, "Mallory" in page) == (True, False)
    assert stranger.get(theirs).status_code == 404
    assert cast.sign_in(stranger, NEW["email"], "the words of an intruder").status_code == 422


def test_of_two_sign_ups_that_are_confirmed_at_once_the_first_wins(app: Flask, client: FlaskClient) -> None:
    client.press("/sign-up", **NEW)
    client.press("/sign-up", **(NEW | {"password": "eight grey bicycles"}))
    second, first = (cast.link_in(letter).rpartition("/")[2] for letter in cast.letters(app, NEW["email"]))

    def confirm(token: str, password: str) -> bool:
        return actions.confirm_email(token, password) is not None

    outcome = pressed_twice(
        app, lambda: confirm(first, NEW["password"]), lambda: confirm(second, "eight grey bicycles")
    )
    assert outcome == [True, "NotFound"]
    assert cast.sign_in(client, NEW["email"], NEW["password"]).status_code == 303


def test_a_crowd_of_sign_ups_for_one_address_goes_out_slowly_and_none_is_left_away(
    app: Flask, client: FlaskClient
) -> None:
    for number in range(5):
        client.press("/sign-up", **(NEW | {"password": f"{number} green bicycles"}))
    now = clock.now()
    sent = []
    for minutes in (0, 4, 6, 30):
        with clock.at(now + timedelta(minutes=minutes)):
            sent.append(len(cast.letters(app, NEW["email"])))
    assert sent == [2, 2, 3, 4]
    with clock.at(now + timedelta(minutes=95)):
        last = cast.link_in(cast.letters(app, NEW["email"])[0])
        assert client.press(last, password="4 green bicycles").location == "/en/account"


def test_strangers_who_begin_accounts_with_an_address_keep_its_owner_from_none(
    app: Flask, client: FlaskClient, limited: None
) -> None:
    for number in range(6):
        stranger = app.test_client()
        asked = stranger.press(
            "/sign-up", **(NEW | {"name": "Mallory", "password": f"{number} red bicycles"})
        )
        assert asked.status_code == 200
    assert client.press("/sign-up", **NEW).status_code == 200  # its email waits for a long time
    sent = cast.letters(app, NEW["email"])
    assert len(sent) == 2
    link = cast.link_in(sent[0])
    assert 'href="?new_password=1"' in client.get(link).text
    new_password = f"{link}?new_password=1"
    easy = client.press(new_password, name=NEW["name"], password=NEW["email"])
    assert (easy.status_code, f'value="{NEW["name"]}"' in easy.text) == (422, True)
    assert client.press(new_password, name=NEW["name"], password=NEW["password"]).location == "/en/account"
    page = client.get("/account").text
    assert (f'value="{NEW["name"]}"' in page, "Mallory" in page) == (True, False)
    assert stranger.get(link).status_code == 404
    assert cast.sign_in(stranger, NEW["email"], "5 red bicycles").status_code == 422


def test_the_person_who_uses_up_the_sign_ups_of_a_network_is_told_and_keeps_what_they_typed(
    app: Flask, client: FlaskClient, limited: None
) -> None:
    cast.person(app, "amara@example.org")
    known = app.test_client()
    cast.sign_in(known, "amara@example.org")
    known.press("/account", _form="/sign-out")
    with app.test_request_context(environ_base={"REMOTE_ADDR": "127.0.0.1"}):
        for _ in range(20):
            limit("20 per hour", "sign-up", caller())
    refused = client.press("/sign-up", **NEW)
    assert (refused.status_code, f'value="{NEW["email"]}"' in refused.text) == (429, True)
    assert known.press("/sign-up", **NEW).status_code == 200


def test_a_link_of_the_version_before_still_confirms_the_account_that_it_made(
    app: Flask, client: FlaskClient
) -> None:
    cast.person(app, NEW["email"], NEW["name"])
    with app.app_context():
        made = people.by_email(NEW["email"])
        assert made is not None
        made.email_confirmed_at = None
        db.session.add(
            Token(
                token_hash=people.digest("a link of before"), purpose="confirm", user_id=made.id,
                email=made.email, expires_at=clock.now() + timedelta(hours=2),
            )
        )  # fmt: skip
        db.session.commit()
    assert cast.sign_in(client, NEW["email"]).status_code == 422
    assert client.press("/sign-up/a link of before", password=cast.PASSWORD).location == "/account"


def test_what_is_wrong_is_said_beside_what_was_typed(client: FlaskClient) -> None:
    answer = client.press("/sign-up", name="Ines", email="ines at example", password="1234567890")
    assert answer.status_code == 422
    assert "Enter an email address in the form name@example.org." in answer.text
    assert "too common" in answer.text
    assert 'value="ines at example"' in answer.text
    assert "Error: Create an account" in answer.text


def test_a_stale_page_keeps_what_was_typed_and_one_more_press_sends_it(client: FlaskClient) -> None:
    stale = client.form("/sign-up", **NEW) | {"csrf_token": "from long ago"}
    answer = client.post("/sign-up", data=stale)
    assert answer.status_code == 422
    assert "was not received completely" in answer.text
    assert 'value="ines@example.org"' in answer.text
