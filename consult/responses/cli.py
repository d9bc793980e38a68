"""`flask responses …`"""

import json
import sys
from pathlib import Path

import click
from flask import Blueprint

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.core.errors import NotFound
from consult.responses import queries
from consult.summaries import exports

bp = Blueprint("responses-cli", __name__, cli_group="responses")


def _public(slug: str) -> Consultation:
    try:
        return consultations.public(slug)
    except NotFound:
        sys.exit(f"there is no announced consultation {slug}")


@bp.cli.command("progress")
@click.argument("slug")
@click.option("--json", "as_json", is_flag=True)
def progress(slug: str, as_json: bool) -> None:
    """How far the answers to the comments of SLUG have come, in all and by clause."""
    consultation = _public(slug)
    found = queries.progress(consultation.id)
    plain = {
        "consultation": slug,
        "comments": found.comments,
        "answered": found.answered,
        "without_disposition": found.without_disposition,
        "without_reason": found.without_reason,
        "not_moderated": found.awaiting_moderation,
        "changed_since_the_answer": found.changed_since,
        "dispositions": {k.value: n for k, n in queries.disposition_counts(consultation.id).items()},
        "parts": [
            {
                "part": p.key,
                "title": f"{p.number} {p.title}".strip(),
                "comments": p.comments,
                "answered": p.answered,
            }
            for p in found.parts
        ],
    }
    if as_json:
        click.echo(json.dumps(plain, ensure_ascii=False))
        return
    click.echo(f"{found.answered} of {found.comments} comments answered")
    for part in found.parts:
        click.echo(f"{part.answered}/{part.comments}\t{part.key}\t{part.number} {part.title}".rstrip())


@bp.cli.command("export")
@click.argument("slug")
@click.option("--format", "kind", type=click.Choice(["csv", "xlsx"]), default="csv")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True)
def export(slug: str, kind: str, output: Path) -> None:
    """Write the disposition table of SLUG to a file: as the newest edition published it, or as it stands before one.

    Only public columns of public comments, whoever asks.
    """
    consultation = _public(slug)
    source = queries.Source(consultation, queries.published(consultation.id))
    if kind == "csv":
        with output.open("w", encoding="utf-8", newline="") as file:
            file.writelines(exports.csv_lines(source))
    else:
        exports.write_xlsx(source, output)
    click.echo(f"wrote {output}")
