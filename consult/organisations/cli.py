"""`flask organisations …`, and `flask accounts list | grant | revoke`, which are about roles."""

import copy

import click
from flask import Blueprint

from consult.accounts.cli import account_of
from consult.core.commands import Command, tell
from consult.organisations import account_commands, actions, queries
from consult.organisations.account_commands import named
from consult.organisations.models import Organisation, Role

bp = Blueprint("organisations-cli", __name__, cli_group="organisations")
bp.register_blueprint(account_commands.bp)


def _plain(organisation: Organisation) -> dict[str, object]:
    return {
        "slug": organisation.slug,
        "name": organisation.name,
        "short_name": organisation.short_name,
        "timezone": organisation.timezone,
        "languages": organisation.languages,
        "timing_profile": organisation.timing_profile,
    }


@bp.cli.command("list", cls=Command)
def list_(as_json: bool) -> None:
    """List all organisations."""
    found = [_plain(organisation) for organisation in queries.all_()]
    tell(found, (f"{one['slug']}\t{one['name']}" for one in found), as_json=as_json)


@bp.cli.command("create", cls=Command)
@click.option("--slug", required=True, help="Short address of the organisation.")
@click.option("--name", required=True, help="Name of the organisation.")
@click.option("--timezone", default="UTC", show_default=True, help="Time zone for dates (IANA).")
@click.option("--language", default="", help="Language of the name and of other texts (code).")
def create(slug: str, name: str, timezone: str, language: str, as_json: bool) -> None:
    """Create an organisation with the default rules."""
    organisation = actions.create(name=name, slug=slug, language=language, by=None, timezone=timezone)
    tell(_plain(organisation), [f"organisation created: {organisation.slug}"], as_json=as_json)


@bp.cli.command("assign-role", cls=Command)
@click.option("--organisation", "slug", required=True, help="Short address of the organisation.")
@click.option("--email", required=True, help="Email address of the account.")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True, help="The role.")
def assign_role(slug: str, email: str, role: str, as_json: bool) -> None:
    """Assign a role of an organisation to a person."""
    user, organisation = account_of(email, as_json=as_json), named(slug, as_json=as_json)
    actions.assign_role(organisation, user, Role(role), by=None)
    done = {"email": email, "role": role, "organisation": slug}
    tell(done, [f"{email} is {role} of {slug}"], as_json=as_json)


for command, earlier in (
    (create, "found"),
    (assign_role, "appoint"),
):  # scripts of operators may call these names
    named_earlier = copy.copy(command)
    named_earlier.hidden = True
    bp.cli.add_command(named_earlier, earlier)
