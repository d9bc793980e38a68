"""`flask accounts list | grant | revoke`."""

import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from consult.accounts import actions as accounts
from consult.accounts import queries as people
from tests import cast

AMARA, BEN = "amara@example.org", "ben@example.org"


@pytest.fixture
def run(app: Flask, clean: None) -> Any:
    """Call it with a command for its exit status and document."""
    cast.person(app, AMARA, "Amara")
    cast.person(app, BEN, "Ben")
    cast.organisation(app, "seeds", administrator=[AMARA])

    def call(*command: str) -> tuple[int, Any]:
        done = app.test_cli_runner().invoke(args=["accounts", *command, "--json"])
        return done.exit_code, json.loads(done.stdout)

    return call


def roles(document: dict[str, Any]) -> list[tuple[str, str | None]]:
    return [(one["role"], one["organisation"]) for one in document["roles"]]


def test_accounts_are_listed_with_their_roles(app: Flask, run: Any) -> None:
    status, found = run("list")
    assert status == 0
    assert [(one["email"], roles(one)) for one in found["accounts"]] == [
        (AMARA, [("administrator", "seeds")]), (BEN, []),
    ]  # fmt: skip
    assert sorted(found["accounts"][0]) == [
        "email", "has_second_factor", "is_confirmed", "is_disabled", "name", "registered_at", "roles",
    ]  # fmt: skip
    assert [one["email"] for one in run("list", "--staff")[1]["accounts"]] == [AMARA]
    assert [one["email"] for one in run("list", "--limit", "1")[1]["accounts"]] == [AMARA]
    assert [one["email"] for one in run("list", "--after", "AMARA@example.org")[1]["accounts"]] == [BEN]
    lines = app.test_cli_runner().invoke(args=["accounts", "list"]).stdout.splitlines()
    assert lines == [f"{AMARA}\tactive\tadministrator of seeds\tAmara", f"{BEN}\tactive\t-\tBen"]


def test_a_role_is_given_and_taken(run: Any) -> None:
    officer = ("--email", BEN, "--role", "officer", "--organisation", "seeds")
    for _ in range(2):
        status, told = run("grant", *officer)
        assert (status, roles(told)) == (0, [("officer", "seeds")])
    for _ in range(2):
        status, told = run("revoke", *officer)
        assert (status, roles(told)) == (0, [])


def test_the_platform_has_administrators_and_keeps_the_last_one(
    app: Flask, run: Any, client: FlaskClient
) -> None:
    platform = ("--role", "platform-administrator")
    assert roles(run("grant", "--email", AMARA, *platform)[1])[0] == ("platform-administrator", None)
    assert run("revoke", "--email", AMARA, *platform) == (
        1, {"error": "This is the last administrator. Assign another administrator first."},
    )  # fmt: skip
    run("grant", "--email", BEN, *platform)
    cast.sign_in(client, BEN)
    assert client.get("/organisations/new").status_code == 200
    assert run("revoke", "--email", BEN, *platform)[0] == 0
    assert client.get("/organisations/new").status_code == 303
    run("grant", "--email", BEN, *platform)
    with app.app_context():
        (ben,) = [one for one in (people.by_email(BEN),) if one]
        accounts.disable(ben)
    assert run("revoke", "--email", AMARA, *platform)[0] == 1  # who cannot sign in administers nothing


def test_a_platform_administrator_who_was_dismissed_is_so_after_a_restore(app: Flask, run: Any) -> None:
    run("grant", "--email", BEN, "--role", "platform-administrator")
    with app.app_context():
        (ben,) = [one.id for one in (people.by_email(BEN),) if one]
        taken = {"at": "2027-01-01T00:00:00+00:00", "user": ben, "held": False}
        assert accounts.end_platform_again([taken | {"held": True}, taken, taken | {"held": True}]) == 0
        assert accounts.end_platform_again([taken]) == 1
    assert roles(run("list")[1]["accounts"][1]) == []


@pytest.mark.parametrize(
    ("command", "status", "sentence"),
    [
        (("grant", "--email", "nobody@example.org", "--role", "officer", "--organisation", "seeds"), 1,
         "there is no account with the email address nobody@example.org"),
        (("grant", "--email", BEN, "--role", "officer", "--organisation", "nowhere"), 1,
         "there is no organisation nowhere"),
        (("grant", "--email", BEN, "--role", "officer"), 2, "the role officer needs an --organisation"),
        (("grant", "--email", BEN, "--role", "platform-administrator", "--organisation", "seeds"), 2,
         "platform-administrator is not a role of an organisation"),
        (("revoke", "--email", AMARA, "--role", "administrator", "--organisation", "seeds"), 1,
         "This is the last administrator. Assign another administrator first."),
        (("grant", "--role", "officer"), 2, "Missing option '--email'."),
        (("list", "--limit", "many"), 2, "Invalid value for '--limit': 'many' is not a valid integer range."),
        (("reset-two-factor", "--email", "nobody@example.org"), 1, "there is no account with the email address nobody@example.org"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_one_sentence(
    run: Any, command: tuple[str, ...], status: int, sentence: str
) -> None:
    assert run(*command) == (status, {"error": sentence})
