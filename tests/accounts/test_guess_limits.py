"""Guessing passwords and codes: it takes ever longer, and keeps no one out who knows them."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from consult.accounts import actions
from consult.accounts import queries as people
from consult.accounts.actions import guess_limits
from consult.accounts.models import Failures
from consult.accounts.views import guess_limits as attempts
from consult.core import clock
from consult.core.database import db
from consult.core.errors import Throttled
from consult.web import rate_limits
from tests import cast
from tests.accounts.test_two_factor import set_up
from tests.racing import pressed_twice

AMARA, BEN = "amara@example.org", "ben@example.org"
OFFICE, HOME, CAFE = "203.0.113.7", "198.51.100.20", "192.0.2.5"


def browser(app: Flask, network: str) -> FlaskClient:
    """A browser that no one signed in with, in a network."""
    made = app.test_client()
    made.environ_base["REMOTE_ADDR"] = network
    return made


def signed_out_browser(app: Flask, email: str) -> FlaskClient:
    """At home; a person has signed in with it, and out again."""
    made = browser(app, HOME)
    cast.sign_in(made, email)
    made.press("/account", _form="/sign-out")
    return made


def guess(client: FlaskClient, email: str, times: int) -> list[int]:
    """Statuses of so many wrong passwords, each as soon as it is possible."""
    seen = []
    for number in range(times):
        answer = cast.sign_in(client, email, f"guess number {number}")
        seen.append(answer.status_code)
    return seen


def wait_of(answer: TestResponse) -> int:
    """Seconds until the next try; 0 where there is none to wait."""
    return int(answer.headers.get("Retry-After", 0))


def fill(kind: str, whom: str, failures: int) -> datetime:
    """So many failures of as many networks, each as soon as the account lets it; gives the moment of the last."""
    now = clock.now()
    for number in range(failures):
        counts = actions.failure_counts(kind, whom, f"network {number}", None)
        while True:
            with clock.at(now):
                try:
                    actions.count_failure(counts)
                    break
                except Throttled as wait:
                    now += timedelta(seconds=wait.seconds)
    return now


def test_a_networks_guesses_at_an_account_take_ever_longer(
    app: Flask, client: FlaskClient, limited: None
) -> None:
    cast.person(app, AMARA)
    stranger = browser(app, OFFICE)
    now, waits = clock.now(), []
    with clock.at(now):
        assert guess(stranger, AMARA, 6) == [422] * 6
    for _ in range(4):
        with clock.at(now):
            waits.append(wait_of(cast.sign_in(stranger, AMARA, "not this one")))
        now += timedelta(seconds=waits[-1])
        with clock.at(now):
            assert cast.sign_in(stranger, AMARA, "not this one").status_code == 422
    assert waits == [2, 3, 5, 9]  # 1, 2, 4, 8 and the second that has begun


def test_the_person_who_guesses_keeps_no_one_else_out_from_elsewhere_or_from_their_own_network(
    app: Flask, client: FlaskClient, limited: None
) -> None:
    for email in (AMARA, BEN):
        cast.person(app, email)
    with clock.at(clock.now()):  # no wait ends while it goes on
        assert guess(browser(app, OFFICE), AMARA, 30)[-1] == 429
        assert cast.sign_in(browser(app, OFFICE), AMARA).status_code == 429
        assert cast.sign_in(browser(app, HOME), AMARA).status_code == 303
        assert cast.sign_in(browser(app, OFFICE), BEN).status_code == 303


def test_one_network_alone_however_long_it_tries_makes_no_other_wait(ctx: Flask) -> None:
    now, ends = clock.now(), clock.now() + timedelta(hours=72)
    counts = actions.failure_counts("password", AMARA, "203.0.113.0/24", None)
    tries = 0
    while now < ends:
        with clock.at(now):
            try:
                actions.count_failure(counts)
                tries += 1
            except Throttled as wait:
                now += timedelta(seconds=wait.seconds)
    assert tries < 100
    with clock.at(ends):
        assert actions.count_failure(actions.failure_counts("password", AMARA, "198.51.100.0/24", None)) < 20


def test_an_accounts_delay_grows_across_all_networks(ctx: Flask) -> None:
    waits = []
    for failures in (24, 1, 1):
        with clock.at(fill("password", AMARA, failures)):
            with pytest.raises(Throttled) as wait:
                actions.count_failure(
                    actions.failure_counts("password", AMARA, "a network that never tried", None)
                )
            assert actions.count_failure(actions.failure_counts("password", BEN, f"{failures}", None)) <= 3
            waits.append(wait.value.seconds)
    assert waits == [9, 17, 33]  # 8, 16, 32 and the second that has begun


def test_no_delay_is_longer_than_an_hour_and_it_wears_off(ctx: Flask) -> None:
    assert guess_limits.wait_after(1000, 5) == timedelta(hours=1)
    fill("password", AMARA, 30)
    with clock.at(clock.now() + timedelta(hours=31)):
        assert actions.count_failure(actions.failure_counts("password", AMARA, "network 1", None)) == 1


def test_a_delay_outlives_a_restart_and_is_the_same_on_every_node(
    app: Flask, client: FlaskClient, limited: None
) -> None:
    cast.person(app, AMARA)
    guess(browser(app, OFFICE), AMARA, 8)
    app.extensions["limits"].shared.reset()
    app.extensions["limits"].memory.reset()
    assert cast.sign_in(browser(app, OFFICE), AMARA).status_code == 429


def test_many_tries_at_once_are_counted_before_any_is_looked_at(app: Flask, clean: None) -> None:
    counts = actions.failure_counts("password", AMARA, "a network", None)
    with app.app_context():
        for _ in range(guess_limits.FREE):
            actions.count_failure(counts)
    assert pressed_twice(app, lambda: actions.count_failure(counts)) == [6, "Throttled"]


def test_a_right_password_is_no_failure(app: Flask, client: FlaskClient, limited: None) -> None:
    cast.person(app, AMARA)
    for _ in range(12):
        assert cast.sign_in(browser(app, OFFICE), AMARA).status_code == 303
    with app.app_context():
        assert db.session.query(Failures.level).filter(Failures.level > 0).all() == []


def test_the_owner_signs_in_with_a_known_browser_while_strangers_try_from_everywhere(
    app: Flask, client: FlaskClient, limited: None
) -> None:
    cast.person(app, AMARA)
    own = signed_out_browser(app, AMARA)
    with app.app_context():
        fill("password", AMARA, 28)
    assert cast.sign_in(browser(app, CAFE), AMARA).status_code == 429
    assert cast.sign_in(own, AMARA, "mistyped once").status_code == 422
    assert cast.sign_in(own, AMARA).status_code == 303


def test_a_emailed_link_lets_a_new_browser_in_while_strangers_try_from_everywhere(
    app: Flask, client: FlaskClient, limited: None
) -> None:
    cast.person(app, AMARA)
    with app.app_context():
        fill("password", AMARA, 28)
    new = browser(app, CAFE)
    refused = cast.sign_in(new, AMARA)
    assert (refused.status_code, 'href="/sign-in/browser"' in refused.text) == (429, True)
    new.press("/sign-in/browser", email=AMARA)
    link = cast.link_in(cast.letters(app, AMARA)[0])
    assert new.press(link).location == "/en/sign-in"
    assert new.get(link).status_code == 404
    assert cast.sign_in(browser(app, CAFE), AMARA).status_code == 429
    assert cast.sign_in(new, AMARA, "the link alone opens nothing").status_code == 422
    assert cast.sign_in(new, AMARA).status_code == 303


def test_a_stolen_device_cookie_has_a_delay_of_its_own(
    app: Flask, client: FlaskClient, limited: None
) -> None:
    cast.person(app, AMARA)
    own = signed_out_browser(app, AMARA)
    assert guess(own, AMARA, 8)[-1] == 429
    assert cast.sign_in(browser(app, HOME), AMARA).status_code == 303


def test_a_device_of_one_person_is_a_stranger_to_the_account_of_another(
    app: Flask, client: FlaskClient, limited: None
) -> None:
    for email in (AMARA, BEN):
        cast.person(app, email)
    own = signed_out_browser(app, BEN)
    with app.app_context():
        fill("password", AMARA, 28)
    assert cast.sign_in(own, AMARA).status_code == 429


@pytest.fixture
def spraying(app: Flask, limited: None) -> str:
    """A network in which someone has tried a password with a hundred accounts."""
    with app.test_request_context(environ_base={"REMOTE_ADDR": OFFICE}):
        while rate_limits.allows_more(attempts.FAILURES_OF_NETWORK, "failures", rate_limits.caller()):
            rate_limits.hit(attempts.FAILURES_OF_NETWORK, "failures", rate_limits.caller())
    return OFFICE


def test_a_network_that_fails_with_many_accounts_is_slowed_and_no_one_in_it_is_locked_out(
    app: Flask, client: FlaskClient, spraying: str
) -> None:
    for email in (AMARA, BEN):
        cast.person(app, email)
    assert cast.sign_in(browser(app, spraying), AMARA).status_code == 303
    assert guess(browser(app, spraying), BEN, 2) == [422, 429]
    slowed = cast.sign_in(browser(app, spraying), BEN)
    assert (slowed.status_code, wait_of(slowed) > 200) == (429, True)
    assert cast.sign_in(browser(app, HOME), BEN).status_code == 303


def test_codes_have_limits_of_their_own(app: Flask, client: FlaskClient, limited: None) -> None:
    cast.person(app, AMARA)
    own = browser(app, HOME)
    cast.sign_in(own, AMARA)
    totp = set_up(own)
    own.press("/account", _form="/sign-out")
    with app.app_context():
        fill("code", str(people.by_email(AMARA).id), 28)
    later = clock.now() + timedelta(seconds=30)
    with clock.at(later):
        thief = browser(app, CAFE)
        assert "Enter your code" in cast.sign_in(thief, AMARA).text
        refused = thief.press("/sign-in/code", code=totp.at(later))
        assert (refused.status_code, wait_of(refused) > 0) == (429, True)
        cast.sign_in(own, AMARA)
        assert own.press("/sign-in/code", code=totp.at(later)).status_code == 303


def test_the_owner_is_told_once_a_day_of_many_wrong_passwords(
    app: Flask, client: FlaskClient, limited: None
) -> None:
    cast.person(app, AMARA)
    for network in (OFFICE, CAFE, HOME):
        for email in (AMARA, "nobody@example.org"):
            guess(browser(app, network), email, 6)
    assert [letter[1] for letter in cast.letters(app)] == ["Wrong passwords were entered for your account"]


def test_guessing_the_present_password_in_a_session_takes_ever_longer_too(
    app: Flask, client: FlaskClient, limited: None
) -> None:
    cast.person(app, AMARA)
    thief, own = app.test_client(), app.test_client()
    for one in (thief, own):
        cast.sign_in(one, AMARA)
    tries = [
        thief.press("/account/password", present=f"guess {n}", password="nine yellow umbrellas")
        for n in range(8)
    ]
    assert [answer.status_code for answer in tries] == [422] * 6 + [429] * 2
    changed = own.press("/account/password", present=cast.PASSWORD, password="nine yellow umbrellas")
    assert changed.status_code == 303


def test_what_was_counted_is_forgotten_once_it_has_worn_off(ctx: Flask) -> None:
    fill("password", AMARA, 3)
    actions.forget_old()
    assert db.session.query(Failures).count() == 4
    with clock.at(clock.now() + timedelta(hours=2)):
        actions.forget_old()
        assert db.session.query(Failures).count() == 1
    with clock.at(clock.now() + timedelta(hours=4)):
        actions.forget_old()
    assert db.session.query(Failures).count() == 0
