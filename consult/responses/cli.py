"""`flask responses …`"""

import json
import sys

import click
from flask import Blueprint

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.core.commands import Command
from consult.core.errors import NotFound
from consult.responses import queries

bp = Blueprint("responses-cli", __name__, cli_group="responses")


def _public(slug: str) -> Consultation:
    try:
        return consultations.public(slug)
    except NotFound:
        sys.exit(f"there is no announced consultation {slug}")


@bp.cli.command("progress", cls=Command)
@click.argument("slug")
def progress(slug: str, as_json: bool) -> None:
    """Show how many comments of the consultation SLUG have a response, in total and by clause."""
    consultation = _public(slug)
    found = queries.progress(consultation.id)
    # Scripts may still read the two keys that speak of answers.
    plain = {
        "consultation": slug,
        "comments": found.comments,
        "with_response": found.with_response,
        "answered": found.with_response,
        "without_disposition": found.without_disposition,
        "without_reason": found.without_reason,
        "not_moderated": found.awaiting_moderation,
        "changed_since_the_response": found.changed_since,
        "changed_since_the_answer": found.changed_since,
        "dispositions": {k.value: n for k, n in queries.disposition_counts(consultation.id).items()},
        "parts": [
            {
                "part": p.key,
                "title": f"{p.number} {p.title}".strip(),
                "comments": p.comments,
                "with_response": p.with_response,
                "answered": p.with_response,
            }
            for p in found.parts
        ],
    }
    if as_json:
        click.echo(json.dumps(plain, ensure_ascii=False))
        return
    click.echo(f"Responses: {found.with_response} of {found.comments} comments")
    for part in found.parts:
        click.echo(f"{part.with_response}/{part.comments}\t{part.key}\t{part.number} {part.title}".rstrip())
