"""The commands that make and restore backups."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext

from consult.core import backup, ownership, restore_cleanup, store_identity
from consult.core.commands import Command
from consult.core.postgres_programs import ProgramFailed

_FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command("backup", cls=Command)
@click.argument("target", type=_FOLDER)
@with_appcontext
def make_backup(target: Path, as_json: bool) -> None:
    """Make a backup in a new folder below TARGET: database, files, journal, and a manifest with their hashes."""
    try:
        made = backup.make(target, current_app.config["PG_BIN"], _server())
    except (ProgramFailed, OSError) as trouble:
        sys.exit(f"no backup was made: {trouble}")
    click.echo(json.dumps({"folder": str(made)}) if as_json else str(made))


@click.command("restore", cls=Command)
@click.argument("source", type=_FOLDER)
@click.option(
    "--replace",
    is_flag=True,
    help="Replace the content of a database that is not empty. You cannot undo this.",
)
@with_appcontext
def restore(source: Path, replace: bool, as_json: bool) -> None:
    """Restore the backup in SOURCE, then do what `flask restored` does. Stop web, workers and tick first."""
    try:
        programs = current_app.config["PG_BIN"]
        found = backup.restore(source, replace=replace, programs=programs, server=_server())
    except (backup.NotRestored, ProgramFailed, OSError) as trouble:
        sys.exit(f"not restored: {trouble}")
    if not as_json:
        click.echo(f"restored: the backup of {found.made_at}, and missing files: {found.files}")
    _settle(as_json)


@click.command("restored", cls=Command)
@with_appcontext
def after_restore(as_json: bool) -> None:
    """Complete a restore made by other means: repeat erasures, skip row numbers, report what is lost."""
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
        sys.exit(f"the restore is not complete: {trouble}")
    store_identity.use()
    report = restore_cleanup.settle()
    click.echo(json.dumps(asdict(report), default=str) if as_json else "\n".join(_in_lines(report)))


def _in_lines(report: restore_cleanup.Report) -> list[str]:
    again = {**report.erased_again, **report.settled, "emails marked as sent": report.emails_known_sent}
    rows: list[Any] = [f"time of the last event in the database: {report.restored_to}"]
    rows += [f"done again: {count} {what}" for what, count in again.items() if count]
    rows += [f"lost: {one['at']} {one['event']} {one['subject']}".rstrip() for one in report.lost]
    rows += [f"a file is missing: {key}" for key in report.missing_files]
    unknown = report.unknown_files
    rows += [f"files without a row in the database: {unknown}"] if unknown else []
    return rows


COMMANDS = (make_backup, restore, after_restore)
