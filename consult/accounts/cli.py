"""`flask accounts …`"""

import json
import sys

import click
from flask import Blueprint

from consult.accounts import actions, queries
from consult.accounts.models import User
from consult.core.errors import DomainError

bp = Blueprint("accounts-cli", __name__, cli_group="accounts")


@bp.cli.command("create")
@click.option("--email", required=True)
@click.option("--name", required=True)
@click.option("--admin", is_flag=True, help="A platform administrator.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input, its first line.")
@click.option("--json", "as_json", is_flag=True)
def create(email: str, name: str, admin: bool, password_stdin: bool, as_json: bool) -> None:
    """Make an account whose address counts as confirmed. The password is asked for: whoever lists the processes of the
    machine sees what a command was started with."""
    password = _first_line() if password_stdin else _asked_for()
    try:
        user = actions.register(email=email, name=name, password=password, is_platform_administrator=admin)
    except DomainError as trouble:
        sys.exit(str(trouble))
    click.echo(json.dumps({"email": user.email, "name": user.name}) if as_json else f"made {user.email}")


def _first_line() -> str:
    return sys.stdin.readline().rstrip("\r\n")


def _asked_for() -> str:
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))


def _somebody(email: str) -> User:
    user = queries.by_email(email)
    if user is None:
        sys.exit(f"nobody has the address {email}")
    return user


def _tell(as_json: bool, email: str, done: str) -> None:
    click.echo(json.dumps({"email": email, "done": done}) if as_json else done)


@bp.cli.command("reset-two-factor")
@click.option("--email", required=True)
@click.option("--json", "as_json", is_flag=True)
def reset_two_factor(email: str, as_json: bool) -> None:
    """Switch two-factor authentication off for somebody who lost device and recovery codes; make sure first that it is
    them. Every browser of theirs is signed out, and they are told by email."""
    actions.reset_second_factor(_somebody(email))
    _tell(as_json, email, f"{email} signs in with the password alone, and sets a second factor up anew")


@bp.cli.command("disable")
@click.option("--email", required=True)
@click.option("--json", "as_json", is_flag=True)
def disable(email: str, as_json: bool) -> None:
    """Let nobody sign in with an account any more; what it did stays."""
    actions.disable(_somebody(email))
    _tell(as_json, email, f"{email} is disabled")


@bp.cli.command("enable")
@click.option("--email", required=True)
@click.option("--json", "as_json", is_flag=True)
def enable(email: str, as_json: bool) -> None:
    """Let an account work again."""
    actions.enable(_somebody(email))
    _tell(as_json, email, f"{email} is enabled")
