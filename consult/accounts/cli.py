"""`flask accounts …`: accounts. What has to do with roles is in consult.organisations.account_commands."""

import sys

import click
from flask import Blueprint

from consult.accounts import actions, queries
from consult.accounts.models import User
from consult.core.commands import Command, refuse, tell

bp = Blueprint("accounts-cli", __name__, cli_group="accounts")

EMAIL = click.option("--email", required=True, help="Whose account it is.")


@bp.cli.command("create", cls=Command)
@EMAIL
@click.option("--name", required=True)
@click.option("--admin", is_flag=True, help="A platform administrator.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input, its first line.")
def create(email: str, name: str, admin: bool, password_stdin: bool, as_json: bool) -> None:
    """Make an account whose address counts as confirmed. The password is asked for: anyone who lists the processes of
    the machine sees what a command was started with."""
    password = _first_line() if password_stdin else _asked_for()
    user = actions.register(email=email, name=name, password=password, is_platform_administrator=admin)
    tell({"email": user.email, "name": user.name}, [f"made {user.email}"], as_json=as_json)


def _first_line() -> str:
    return sys.stdin.readline().rstrip("\r\n")


def _asked_for() -> str:
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))


def account_of(email: str, *, as_json: bool) -> User:
    """Whose account has this address; ends the command where no one's does."""
    user = queries.by_email(email)
    if user is None:
        refuse(f"no one has the address {email}", as_json=as_json)
    return user


def _tell(email: str, done: str, *, as_json: bool) -> None:
    tell({"email": email, "done": done}, [done], as_json=as_json)


@bp.cli.command("reset-two-factor", cls=Command)
@EMAIL
def reset_two_factor(email: str, as_json: bool) -> None:
    """Switch two-factor authentication off for someone who lost device and recovery codes; make sure first that it is
    them. Every browser of theirs is signed out, and they are told by email."""
    actions.reset_two_factor(account_of(email, as_json=as_json))
    done = f"{email} signs in with the password alone, and sets up two-factor authentication again"
    _tell(email, done, as_json=as_json)


@bp.cli.command("disable", cls=Command)
@EMAIL
def disable(email: str, as_json: bool) -> None:
    """Let no one sign in with an account any more; what it did stays."""
    actions.disable(account_of(email, as_json=as_json))
    _tell(email, f"{email} is disabled", as_json=as_json)


@bp.cli.command("enable", cls=Command)
@EMAIL
def enable(email: str, as_json: bool) -> None:
    """Let an account work again."""
    actions.enable(account_of(email, as_json=as_json))
    _tell(email, f"{email} is enabled", as_json=as_json)
