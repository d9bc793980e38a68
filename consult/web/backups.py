"""The commands that make backups and bring them back."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext

from consult.core import backup, ownership, restore_cleanup, store_identity
from consult.core.postgres_programs import ProgramFailed

_FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command("backup")
@click.argument("target", type=_FOLDER)
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
@with_appcontext
def make_backup(target: Path, as_json: bool) -> None:
    """Write a backup into a new folder below TARGET: database, files, journal, and a manifest with their hashes."""
    try:
        made = backup.make(target, current_app.config["PG_BIN"], _server())
    except (ProgramFailed, OSError) as trouble:
        sys.exit(f"no backup was made: {trouble}")
    click.echo(json.dumps({"folder": str(made)}) if as_json else str(made))


@click.command("restore")
@click.argument("source", type=_FOLDER)
@click.option("--replace", is_flag=True, help="Also where the database is not empty: what is in it is lost.")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
@with_appcontext
def restore(source: Path, replace: bool, as_json: bool) -> None:
    """Bring back the backup in SOURCE, then do what `flask restored` does. Stop web, workers and tick before."""
    try:
        programs = current_app.config["PG_BIN"]
        found = backup.restore(source, replace=replace, programs=programs, server=_server())
    except (backup.NotRestored, ProgramFailed, OSError) as trouble:
        sys.exit(f"not restored: {trouble}")
    if not as_json:
        click.echo(f"brought back the backup of {found.made_at} and {found.files} files that were missing")
    _settle(as_json)


@click.command("restored")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
@with_appcontext
def after_restore(as_json: bool) -> None:
    """After a database was restored by other means: erase again, leave out numbers, tell what is lost."""
    _settle(as_json)


def _server() -> str:
    """PostgreSQL's own address, where there is a pooler before it; else ""."""
    return str(current_app.config["DATABASE_DIRECT_URL"])


def _settle(as_json: bool) -> None:
    from flask_migrate import upgrade

    try:
        ownership.give_to_owner()  # what someone restored by hand
        upgrade()
        ownership.give_to_owner()  # what the migrations made
    except ownership.NotOurs as trouble:
        sys.exit(f"not settled: {trouble}")
    store_identity.use()
    report = restore_cleanup.settle()
    click.echo(json.dumps(asdict(report), default=str) if as_json else "\n".join(_in_lines(report)))


def _in_lines(report: restore_cleanup.Report) -> list[str]:
    again = {**report.erased_again, **report.settled, "emails known to have left": report.emails_known_sent}
    rows: list[Any] = [f"the last event that the database knows happened at {report.restored_to}"]
    rows += [f"done again: {count} {what}" for what, count in again.items() if count]
    rows += [f"lost: {one['at']} {one['event']} {one['subject']}".rstrip() for one in report.lost]
    rows += [f"a file is missing: {key}" for key in report.missing_files]
    unknown = report.unknown_files
    rows += [f"{unknown} {'file' if unknown == 1 else 'files'} that no row names"] if unknown else []
    return rows


COMMANDS = (make_backup, restore, after_restore)
