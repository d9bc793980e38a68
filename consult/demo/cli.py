"""`flask demo …`"""

import json
import time
from pathlib import Path

import click
from flask import Blueprint, current_app

from consult.core import files, queue
from consult.core.commands import Command, refuse, tell
from consult.core.derived_secrets import DEMO_PASSWORD, derived
from consult.demo import plans
from consult.organisations.models import Role

bp = Blueprint("demo-cli", __name__, cli_group="demo")

ROLES = {
    Role.OFFICER: "officer",
    Role.APPROVER: "approver",
    Role.MODERATOR: "moderator",
    Role.ADMINISTRATOR: "administrator",
}


def password() -> str:
    """The password of everyone in this demo, and in no other."""
    return derived(current_app.config["SECRET_KEY"], DEMO_PASSWORD)


def _accounts() -> list[dict[str, str]]:
    """Who may sign in, by role."""
    found = []
    for home in plans.ORGANISATIONS:
        for person, (name, roles) in home.people.items():
            role = f"{home.short_name} {', '.join(ROLES[one] for one in roles)}"
            found.append((role, home.address(person), name))
    found += [("stakeholder", address, name) for name, address in plans.STAKEHOLDERS.items()]
    found.append(("platform administrator", *plans.PLATFORM))
    return [
        {"role": role, "email": email, "name": name, "password": password()} for role, email, name in found
    ]


@bp.cli.command("seed", cls=Command)
@click.option("--once", is_flag=True, help="Do nothing if the database has an organisation.")
def seed(once: bool, as_json: bool) -> None:
    """Load the demonstration into an empty database. Refused in production."""
    from consult.demo import actions

    if current_app.config["ENVIRONMENT"] == "production":
        refuse("the demonstration cannot be loaded in production", as_json=as_json)
    made: dict[str, object] = {"seeded": False}
    if not once or not actions.is_seeded():
        began = time.monotonic()
        queue.notifier().silent_until = began + 600  # what follows from the story is done within it
        try:
            done = actions.seed(password())
        finally:
            queue.notifier().silent_until = 0
        made = {"seeded": True, **done, "seconds": round(time.monotonic() - began, 1)}
    else:
        actions.renew_passwords((account["email"] for account in _accounts()), password())
    path = Path(current_app.config["DATA_DIR"]) / "demo-accounts.json"
    files.write(path, json.dumps(_accounts(), ensure_ascii=False, indent=1).encode())
    tell(made, [f"demo: {made}"], as_json=as_json)


@bp.cli.command("accounts", cls=Command)
def accounts(as_json: bool) -> None:
    """List the accounts of the demonstration with their password."""
    if as_json:
        click.echo(json.dumps(_accounts(), ensure_ascii=False))
        return
    for account in _accounts():
        click.echo(f"{account['role']:<28} {account['email']:<36} {account['password']}")
