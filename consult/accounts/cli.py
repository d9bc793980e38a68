"""`flask accounts …`"""

import json
import sys

import click
from flask import Blueprint

from consult.accounts import actions
from consult.core.errors import DomainError

bp = Blueprint("accounts-cli", __name__, cli_group="accounts")


@bp.cli.command("create")
@click.option("--email", required=True)
@click.option("--name", required=True)
@click.option("--admin", is_flag=True, help="A platform administrator.")
@click.option("--password", envvar="CONSULT_PASSWORD", prompt=True, hide_input=True, confirmation_prompt=True)
@click.option("--json", "as_json", is_flag=True)
def create(email: str, name: str, admin: bool, password: str, as_json: bool) -> None:
    """Make an account whose address counts as confirmed."""
    try:
        user = actions.register(email=email, name=name, password=password, is_platform_administrator=admin)
    except DomainError as trouble:
        sys.exit(str(trouble))
    click.echo(json.dumps({"email": user.email, "name": user.name}) if as_json else f"made {user.email}")
