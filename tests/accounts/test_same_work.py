"""Whether an address has an account makes no difference to what a request does: the same statements, the same hashes,
the same rings. Time is measured by `python -m bench guessing`."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient

from consult.accounts import actions, jobs, passwords, queries
from consult.core import clock
from consult.core.database import db
from consult.core.queue import Urgency
from tests import cast

KNOWN, UNKNOWN, BEGUN = "amara@example.org", "nobody@example.org", "begun@example.org"


def test_an_unknown_address_is_checked_against_a_hash_of_the_same_cost(effort: PasswordHasher) -> None:
    assert passwords.matches("no one has this password", passwords.NOBODY)
    assert not effort.check_needs_rehash(passwords.NOBODY)


@dataclass
class Work:
    """What a request did."""

    statements: list[str] = field(default_factory=list)
    hashes: list[str] = field(default_factory=list)
    jobs: list[str] = field(default_factory=list)


class Counting(PasswordHasher):
    """Counts what takes long."""

    done: list[str]

    def hash(self, *args: Any, **kwargs: Any) -> str:
        """Hash once more."""
        self.done.append("hash")
        return super().hash(*args, **kwargs)

    def verify(self, *args: Any, **kwargs: Any) -> bool:
        """Compare once more."""
        self.done.append("verify")
        return super().verify(*args, **kwargs)


@contextmanager
def watched(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Work]:
    """What is done meanwhile."""
    work = Work()
    hasher = Counting(time_cost=1, memory_cost=64, parallelism=1)
    hasher.done = work.hashes
    queue = app.extensions["worker_notifier"].queues[Urgency.EMAIL]
    queue.empty()

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        work.statements.append(statement)

    with app.app_context():
        engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", note)
    with monkeypatch.context() as patched:
        patched.setattr(passwords, "hasher", hasher)
        yield work
    sa.event.remove(engine, "before_cursor_execute", note)
    work.jobs = [job.func_name for job in queue.jobs]


REQUESTS = {
    "a reset": ("/password-reset", {}),
    "a link for a new browser": ("/sign-in/browser", {}),
    "a sign-up": ("/sign-up", {"name": "Ines", "password": "seven green bicycles"}),
    "a wrong password": ("/sign-in", {"password": "not this one at all"}),
}


@pytest.mark.parametrize("request_", REQUESTS)
def test_an_address_with_an_account_costs_what_one_without_costs(
    app: Flask, client: FlaskClient, limited: None, monkeypatch: pytest.MonkeyPatch, request_: str
) -> None:
    cast.person(app, KNOWN)
    app.test_client().press("/sign-up", name="Ines", email=BEGUN, password="seven green bicycles")
    cast.letters(app)
    path, fields = REQUESTS[request_]
    done = {}
    for email in (KNOWN, UNKNOWN, BEGUN):
        browser = app.test_client()
        form = browser.form(path, **fields, email=email)
        with watched(app, monkeypatch) as work:
            browser.post(path, data=form)
        done[email] = work
    assert done[KNOWN] == done[UNKNOWN] == done[BEGUN]
    counted = {"a sign-up": 1, "a wrong password": 5}.get(request_, 2)
    assert len(done[KNOWN].statements) == counted
    assert done[KNOWN].hashes == {"a sign-up": ["hash"], "a wrong password": ["verify"]}.get(request_, [])
    asks = [] if request_ == "a wrong password" else ["consult.accounts.jobs.answer_all"]
    assert done[KNOWN].jobs == asks


def test_the_try_of_which_an_owner_is_told_costs_the_same_where_there_is_no_owner(
    app: Flask, client: FlaskClient, limited: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.person(app, KNOWN)
    done: dict[str, Work] = {}
    for email in (KNOWN, UNKNOWN):
        for network in ("203.0.113.7", "198.51.100.20"):
            browser = app.test_client()
            browser.environ_base["REMOTE_ADDR"] = network
            form = browser.form("/sign-in", email=email, password="not this one at all")
            for number in range(5):
                if network == "198.51.100.20" and number == 4:
                    with watched(app, monkeypatch) as work:
                        browser.post("/sign-in", data=form)
                    done[email] = work
                else:
                    browser.post("/sign-in", data=form)
    assert done[KNOWN] == done[UNKNOWN]
    assert done[KNOWN].jobs == ["consult.accounts.jobs.answer_all"]


def test_a_refused_try_costs_the_same_too(
    app: Flask, client: FlaskClient, limited: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.person(app, KNOWN)
    done = {}
    for email in (KNOWN, UNKNOWN):
        browser = app.test_client()
        form = browser.form("/sign-in", email=email, password="not this one at all")
        with clock.at(clock.now()):  # no wait ends between two tries
            statuses = [browser.post("/sign-in", data=form).status_code for _ in range(8)]
            with watched(app, monkeypatch) as work:
                statuses.append(browser.post("/sign-in", data=form).status_code)
        done[email] = (statuses, work)
    assert done[KNOWN] == done[UNKNOWN]
    assert (done[KNOWN][0][-1], done[KNOWN][1].hashes) == (429, [])


def test_strangers_who_ask_for_a_reset_do_not_keep_the_owner_from_one(
    app: Flask, client: FlaskClient, limited: None
) -> None:
    cast.person(app, KNOWN)
    for number in range(12):
        stranger = app.test_client()
        stranger.environ_base["REMOTE_ADDR"] = f"198.51.{number}.9"
        assert stranger.press("/password-reset", email=KNOWN).status_code == 200
        assert (
            stranger.press("/sign-up", name="x", email=KNOWN, password="seven green bicycles").status_code
            == 200
        )
    sent = [letter for letter in cast.letters(app, KNOWN) if letter[1] == "Choose a new password"]
    assert len(sent) == 2  # the mailbox is not filled, and what lies in it works
    assert client.press("/password-reset", email=KNOWN).status_code == 200
    assert len(cast.letters(app, KNOWN)) == 3
    assert client.press(cast.link_in(sent[0]), password="nine yellow umbrellas").location == "/en/sign-in"
    app.test_client().press("/password-reset", email=KNOWN)  # after a used one the next is emailed at once
    subjects = [letter[1] for letter in cast.letters(app, KNOWN)]
    assert subjects.count("Choose a new password") == 3


def test_a_reset_that_is_asked_from_a_known_browser_is_emailed_at_once(
    app: Flask, client: FlaskClient, limited: None
) -> None:
    cast.person(app, KNOWN)
    cast.sign_in(client, KNOWN)
    client.press("/account", _form="/sign-out")
    for number in range(5):
        stranger = app.test_client()
        stranger.environ_base["REMOTE_ADDR"] = f"198.51.{number}.9"
        stranger.press("/password-reset", email=KNOWN)
    before = len(cast.letters(app, KNOWN))
    client.press("/password-reset", email=KNOWN)
    assert len(cast.letters(app, KNOWN)) == before + 1


def test_one_network_that_asks_for_everybodys_reset_keeps_no_one_in_it_from_their_own(
    app: Flask, client: FlaskClient, limited: None
) -> None:
    cast.person(app, KNOWN)
    for number in range(25):
        client.press("/password-reset", email=f"nobody{number}@example.org")
    app.test_client().press("/password-reset", email=KNOWN)
    assert [letter[1] for letter in cast.letters(app)] == ["Choose a new password"]


def test_a_request_that_kills_its_worker_comes_to_an_end(app: Flask, client: FlaskClient) -> None:
    """The attempt is counted before it is made, and those tried least come first."""
    for email in (KNOWN, UNKNOWN):
        client.press("/password-reset", email=email)
    with app.app_context():
        first, second = queries.requests_waiting()
        assert actions.claim_email_request(first)
        now = clock.now()
        for _ in range(queries.REQUEST_ATTEMPTS - 1):
            now = now.replace(year=now.year + 1)
            with clock.at(now):
                assert queries.requests_waiting() == [second, first]
                assert actions.claim_email_request(first)
        with clock.at(now.replace(year=now.year + 1)):
            assert queries.requests_waiting() == [second]
    jobs.answer(second)
