"""`flask consultations …`"""

import json
import sys

import click
from flask import Blueprint

from consult.consultations import actions, queries
from consult.consultations.lifecycle import PUBLIC
from consult.consultations.models import Consultation
from consult.core.commands import Command
from consult.core.errors import NotFound

bp = Blueprint("consultations-cli", __name__, cli_group="consultations")


def _plain(one: Consultation) -> dict[str, object]:
    return {
        "slug": one.slug,
        "title": one.title,
        "organisation": one.organisation.slug,
        "state": one.state.value,
        "phase": one.phase.value,
        "mode": one.mode.value,
        "opens_at": one.opens_at.isoformat() if one.opens_at else None,
        "closes_at": one.closes_at.isoformat() if one.closes_at else None,
        "timezone": one.timezone,
    }


def _whole(one: Consultation) -> dict[str, object]:
    version = one.version
    return {
        **_plain(one),
        "draft": version.draft.reference if version else None,
        "version": version.number if version else None,
        "sha256": version.sha256 if version else None,
        "timing_profile": one.timing_profile,
        "announced_at": one.announced_at.isoformat() if one.announced_at else None,
        "response_due_on": one.response_due_on.isoformat() if one.response_due_on else None,
        "extensions": [
            {"from": e.closed_at.isoformat(), "to": e.closes_at.isoformat(), "reason": e.reason}
            for e in queries.extensions(one)
        ],
        "corrections": [
            {"at": c.corrected_at.isoformat(), "notice": c.notice} for c in queries.corrections(one)
        ],
        "documents": [d.title for d in queries.documents(one)],
        "questions": [q.text for q in queries.questions(one)],
        "missing": [] if one.state in PUBLIC else [step for step, _sentence in actions.missing_steps(one)],
    }


@bp.cli.command("list", cls=Command)
@click.option("--public", "only_public", is_flag=True, help="List only consultations that are public.")
def list_(only_public: bool, as_json: bool) -> None:
    """List all consultations, oldest first."""
    found = [_plain(one) for one in queries.all_() if not only_public or one.state in PUBLIC]
    lines = (f"{one['slug']}\t{one['phase']}\t{one['title']}" for one in found)
    click.echo(json.dumps(found, ensure_ascii=False) if as_json else "\n".join(lines))


@bp.cli.command("show", cls=Command)
@click.argument("slug")
def show(slug: str, as_json: bool) -> None:
    """Show the consultation with the short address SLUG, in any state."""
    try:
        found = _whole(queries.by_slug(slug))
    except NotFound:
        sys.exit(f"there is no consultation {slug}")
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    for name, value in found.items():
        click.echo(f"{name}\t{json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value}")
