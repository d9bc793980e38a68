"""`flask practices …`"""

import json
import sys
from datetime import datetime
from typing import Any

import click
from flask import Blueprint

from consult.consultations import queries as consultations
from consult.core import clock
from consult.core.commands import Command
from consult.core.errors import NotFound
from consult.practices import queries
from consult.practices.findings import Finding, unchecked

bp = Blueprint("practices-cli", __name__, cli_group="practices")


@bp.cli.command("report", cls=Command)
@click.argument("slug")
def report(slug: str, as_json: bool) -> None:
    """Show the practice report of the announced consultation SLUG."""
    try:
        found = queries.report(consultations.public(slug))
    except NotFound:
        sys.exit(f"there is no announced consultation {slug}")
    if as_json:
        body = {
            "consultation": slug,
            "at": clock.now().isoformat(timespec="seconds"),
            "practices": [_plain(finding) for finding in found],
            "not_checked": [practice.id for practice in unchecked()],
        }
        click.echo(json.dumps(body, indent=2, ensure_ascii=False))
        return
    for finding in found:
        click.echo(f"{finding.practice.id}  {finding.result.value:<17}  {_sentence(finding)}")


def _sentence(finding: Finding) -> str:
    if finding.attested is not None:
        return f"{finding.attested.by}: {finding.attested.evidence}"
    return finding.evidence % {name: _value(value) for name, value in finding.values.items()}


def _value(value: Any) -> Any:
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else value


def _plain(finding: Finding) -> dict[str, Any]:
    return {
        "id": finding.practice.id,
        "title": finding.practice.title,
        "kind": finding.practice.kind.value,
        "source": finding.practice.source,
        "result": finding.result.value,
        "evidence": _sentence(finding),
        "values": {name: _value(value) for name, value in finding.values.items()},
        "at": _value(finding.at),
        "attested_by": finding.attested.by if finding.attested else None,
    }
