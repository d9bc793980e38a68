"""Accounts from the command line."""

import json

from flask import Flask
from flask.testing import FlaskClient

from tests import cast
from tests.accounts.test_two_factor import set_up

AMARA = "amara@example.org"


def test_an_operator_makes_an_account(app: Flask, client: FlaskClient) -> None:
    run = app.test_cli_runner().invoke
    typed = f"{cast.PASSWORD}\n"
    command = ["accounts", "create", "--name", "Amara", "--password-stdin", "--email"]
    made = run(args=[*command, AMARA, "--admin", "--json"], input=typed)
    assert json.loads(made.output) == {"email": AMARA, "name": "Amara"}
    again = run(args=[*command, "AMARA@example.org"], input=typed)
    assert (again.exit_code, "with this email address already" in again.output) == (1, True)
    cast.sign_in(client, AMARA)
    assert client.get("/organisations/new").status_code == 200


def test_a_password_is_asked_for_or_read_and_never_stands_in_the_command(
    app: Flask, client: FlaskClient
) -> None:
    run = app.test_cli_runner().invoke
    command = ["accounts", "create", "--name", "Amara", "--email"]
    shown = run(args=[*command, AMARA, "--password", cast.PASSWORD])
    assert (shown.exit_code, "No such option" in shown.output) == (2, True)
    asked = run(args=[*command, AMARA], input=f"{cast.PASSWORD}\n{cast.PASSWORD}\n")
    assert (asked.exit_code, cast.PASSWORD in asked.output) == (0, False)
    read = run(args=[*command, "ben@example.org", "--password-stdin"], input=f"{cast.PASSWORD}\n")
    assert read.exit_code == 0
    assert [cast.sign_in(client, one).status_code for one in (AMARA, "ben@example.org")] == [303, 303]


def test_an_operator_disables_and_enables_an_account(app: Flask, client: FlaskClient) -> None:
    cast.person(app, AMARA)
    cast.sign_in(client, AMARA)
    run = app.test_cli_runner().invoke
    assert run(args=["accounts", "disable", "--email", AMARA]).exit_code == 0
    assert client.get("/account").status_code == 303
    assert cast.sign_in(client, AMARA).status_code == 422
    run(args=["accounts", "enable", "--email", AMARA])
    assert cast.sign_in(client, AMARA).status_code == 303
    assert run(args=["accounts", "disable", "--email", "nobody@example.org"]).exit_code == 1


def test_an_operator_helps_the_person_who_lost_their_device(app: Flask, client: FlaskClient) -> None:
    cast.person(app, AMARA)
    cast.sign_in(client, AMARA)
    set_up(client)
    app.test_cli_runner().invoke(args=["accounts", "reset-two-factor", "--email", AMARA])
    assert client.get("/account").status_code == 303
    assert cast.sign_in(client, AMARA).status_code == 303
    assert cast.letters(app, AMARA)[0][1] == "Two-factor authentication was reset"
