"""`flask accounts list | grant | revoke`: who has which role, in an organisation or on the platform."""

from collections.abc import Iterable
from typing import Any

import click
from flask import Blueprint

from consult.accounts import actions as accounts
from consult.accounts import queries as people
from consult.accounts.cli import EMAIL, account_of
from consult.accounts.models import User
from consult.core.commands import Command, refuse, tell
from consult.core.errors import NotFound
from consult.organisations import actions, queries
from consult.organisations.models import Membership, Organisation, Role

bp = Blueprint("account-roles-cli", __name__, cli_group="accounts")

PLATFORM = "platform-administrator"
"""The one role that is of no organisation."""

ROLE = click.option(
    "--role", required=True, type=click.Choice([*(role.value for role in Role), PLATFORM]), help="The role."
)
ORGANISATION = click.option("--organisation", "slug", default="", help="Short address of the organisation.")


def _plain(user: User, held: Iterable[Membership]) -> dict[str, Any]:
    roles = [{"role": one.role.value, "organisation": one.organisation.slug} for one in held]
    platform = [{"role": PLATFORM, "organisation": None}] if user.is_platform_administrator else []
    return {
        "email": user.email,
        "name": user.name,
        "roles": [*platform, *roles],
        "is_confirmed": user.email_confirmed_at is not None,
        "is_disabled": user.disabled_at is not None,
        "has_second_factor": user.has_two_factor,
        "registered_at": user.registered_at.isoformat(),
    }


def _line(one: dict[str, Any]) -> str:
    roles = ", ".join(f"{has['role']} of {has['organisation'] or 'the platform'}" for has in one["roles"])
    state = "disabled" if one["is_disabled"] else "active" if one["is_confirmed"] else "not confirmed"
    return f"{one['email']}\t{state}\t{roles or '-'}\t{one['name']}"


@bp.cli.command("list", cls=Command)
@click.option("--staff", is_flag=True, help="List only accounts with a role.")
@click.option("--after", default="", help="List the accounts after this email address.")
@click.option(
    "--limit", default=1000, type=click.IntRange(1, 100_000), show_default=True, help="Number of accounts."
)
def list_(staff: bool, after: str, limit: int, as_json: bool) -> None:
    """List accounts with their roles, in order of email address."""
    users = queries.accounts(only_staff=staff, after=after, limit=limit)
    roles = queries.memberships([user.id for user in users])
    found = [_plain(user, roles.get(user.id, ())) for user in users]
    tell({"accounts": found}, map(_line, found), as_json=as_json)


@bp.cli.command("grant", cls=Command)
@EMAIL
@ROLE
@ORGANISATION
def grant(email: str, role: str, slug: str, as_json: bool) -> None:
    """Assign a role to an account. Nothing changes if the account has the role."""
    user, organisation = account_of(email, as_json=as_json), _organisation(role, slug, as_json=as_json)
    if organisation is None:
        accounts.make_platform_administrator(user)
    else:
        actions.assign_role(organisation, user, Role(role), by=None)
    _tell(user, as_json=as_json)


@bp.cli.command("revoke", cls=Command)
@EMAIL
@ROLE
@ORGANISATION
def revoke(email: str, role: str, slug: str, as_json: bool) -> None:
    """Remove a role from an account. Nothing changes if the account does not have the role.

    The last administrator of an organisation or of the platform cannot be removed.
    """
    user, organisation = account_of(email, as_json=as_json), _organisation(role, slug, as_json=as_json)
    if organisation is None:
        accounts.end_platform_administrator(user)
    else:
        actions.remove_role(organisation, user, Role(role), by=None)
    _tell(user, as_json=as_json)


def _organisation(role: str, slug: str, *, as_json: bool) -> Organisation | None:
    """The organisation that the role is of; None for that of the platform."""
    if (role == PLATFORM) == bool(slug):
        sentence = (
            f"{role} is not a role of an organisation" if slug else f"the role {role} needs an --organisation"
        )
        refuse(sentence, as_json=as_json, status=2)
    return named(slug, as_json=as_json) if slug else None


def named(slug: str, *, as_json: bool) -> Organisation:
    """The organisation of this short address; ends the command where there is none."""
    try:
        return queries.get(slug)
    except NotFound:
        refuse(f"there is no organisation {slug}", as_json=as_json)


def _tell(user: User, *, as_json: bool) -> None:
    """The account as it is now."""
    now = people.get(user.id)
    told = _plain(now, queries.memberships([now.id]).get(now.id, ()))
    tell(told, [_line(told)], as_json=as_json)
