"""`flask accounts …`: accounts. The commands about roles are those of organisations."""

import sys

import click
from flask import Blueprint

from consult.accounts import actions, queries
from consult.accounts.models import User
from consult.core.commands import Command, refuse, tell

bp = Blueprint("accounts-cli", __name__, cli_group="accounts")

EMAIL = click.option("--email", required=True, help="Email address of the account.")


@bp.cli.command("create", cls=Command)
@EMAIL
@click.option("--name", required=True, help="Name of the person.")
@click.option("--admin", is_flag=True, help="Make the person an administrator of the platform.")
@click.option(
    "--password-stdin", is_flag=True, help="Read the password from the first line of standard input."
)
def create(email: str, name: str, admin: bool, password_stdin: bool, as_json: bool) -> None:
    """Create an account whose email address counts as confirmed.

    The command asks for the password: arguments of a command can be read by anyone who lists the processes.
    """
    password = _first_line() if password_stdin else _asked_for()
    user = actions.register(email=email, name=name, password=password, is_platform_administrator=admin)
    tell({"email": user.email, "name": user.name}, [f"account created: {user.email}"], as_json=as_json)


def _first_line() -> str:
    return sys.stdin.readline().rstrip("\r\n")


def _asked_for() -> str:
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))


def account_of(email: str, *, as_json: bool) -> User:
    """The account with this email address; ends the command if there is none."""
    user = queries.by_email(email)
    if user is None:
        refuse(f"there is no account with the email address {email}", as_json=as_json)
    return user


def _tell(email: str, done: str, *, as_json: bool) -> None:
    tell({"email": email, "done": done}, [done], as_json=as_json)


@bp.cli.command("reset-two-factor", cls=Command)
@EMAIL
def reset_two_factor(email: str, as_json: bool) -> None:
    """Turn two-factor authentication off for someone who lost the authenticator and the recovery codes.

    Verify the identity of the person first. The command signs out every browser of the account and notifies the
    person by email.
    """
    actions.reset_two_factor(account_of(email, as_json=as_json))
    done = f"two-factor authentication is off for {email} and is set up again at the next sign-in"
    _tell(email, done, as_json=as_json)


@bp.cli.command("disable", cls=Command)
@EMAIL
def disable(email: str, as_json: bool) -> None:
    """Disable an account: no one can sign in with it. Its submissions and decisions stay."""
    actions.disable(account_of(email, as_json=as_json))
    _tell(email, f"account disabled: {email}", as_json=as_json)


@bp.cli.command("enable", cls=Command)
@EMAIL
def enable(email: str, as_json: bool) -> None:
    """Enable a disabled account."""
    actions.enable(account_of(email, as_json=as_json))
    _tell(email, f"account enabled: {email}", as_json=as_json)
