"""`flask organisations …`"""

import json
import sys

import click
from flask import Blueprint

from consult.accounts import queries as accounts
from consult.core.errors import DomainError
from consult.organisations import actions, queries
from consult.organisations.models import Organisation, Role

bp = Blueprint("organisations-cli", __name__, cli_group="organisations")


def _plain(organisation: Organisation) -> dict[str, object]:
    return {
        "slug": organisation.slug,
        "name": organisation.name,
        "short_name": organisation.short_name,
        "timezone": organisation.timezone,
        "languages": organisation.languages,
        "timing_profile": organisation.timing_profile,
    }


@bp.cli.command("list")
@click.option("--json", "as_json", is_flag=True)
def list_(as_json: bool) -> None:
    """Every organisation."""
    found = [_plain(organisation) for organisation in queries.all_()]
    click.echo(
        json.dumps(found, ensure_ascii=False)
        if as_json
        else "\n".join(f"{o['slug']}\t{o['name']}" for o in found)
    )


@bp.cli.command("found")
@click.option("--slug", required=True)
@click.option("--name", required=True)
@click.option("--timezone", default="UTC")
@click.option("--json", "as_json", is_flag=True)
def found(slug: str, name: str, timezone: str, as_json: bool) -> None:
    """Found an organisation, with the default rules."""
    try:
        organisation = actions.found(name=name, slug=slug, by=None, timezone=timezone)
    except DomainError as trouble:
        sys.exit(str(trouble))
    click.echo(json.dumps(_plain(organisation)) if as_json else f"founded {organisation.slug}")


@bp.cli.command("appoint")
@click.option("--organisation", "slug", required=True)
@click.option("--email", required=True)
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--json", "as_json", is_flag=True)
def appoint(slug: str, email: str, role: str, as_json: bool) -> None:
    """Give a person a role."""
    user = accounts.by_email(email)
    if user is None:
        sys.exit(f"nobody has the address {email}")
    try:
        actions.appoint(queries.get(slug), user, Role(role), by=None)
    except DomainError as trouble:
        sys.exit(str(trouble) or f"there is no organisation {slug}")
    done = {"email": email, "role": role, "organisation": slug}
    click.echo(json.dumps(done) if as_json else f"{email} is {role} of {slug}")
