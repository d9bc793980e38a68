"""`flask drafts …`"""

import json
from pathlib import Path

import click
from flask import Blueprint

from consult.core.commands import Command, refuse
from consult.core.errors import DomainError
from consult.documents.blocks import Source
from consult.drafts import actions, queries
from consult.organisations import queries as organisations

bp = Blueprint("drafts-cli", __name__, cli_group="drafts")


def _sources(paths: tuple[Path, ...]) -> list[Source]:
    files: list[Path] = []
    for path in paths:
        files += sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
    return [Source(file.name, file.read_bytes()) for file in files]


@bp.cli.command("import", cls=Command)
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--organisation", "slug", required=True, help="Short address of the organisation.")
@click.option("--title", required=True, help="Title of the draft.")
@click.option("--label", default="", help='Label of the version, for example "Third draft".')
@click.option(
    "--language", default=None, help="Language of the text (BCP 47). Default: as stated in the file."
)
def import_draft(
    paths: tuple[Path, ...], slug: str, title: str, label: str, language: str | None, as_json: bool
) -> None:
    """Import files, in the order given, or a folder, as the first version of a new draft."""
    try:
        version, parsed = actions.import_draft(
            organisations.get(slug), _sources(paths), title=title, label=label, language=language
        )
    except DomainError as trouble:
        refuse(str(trouble) or f"there is no organisation {slug}", as_json=as_json)
    told = {
        "draft": version.draft.reference,
        "version": version.number,
        "clauses": queries.counts(version.id),
        "warnings": [{"code": r.code, "message": r.message, "where": r.where} for r in parsed.remarks],
    }
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        click.echo(f"imported {told['draft']} version {told['version']}: {told['clauses']}")
        for remark in parsed.remarks:
            click.echo(f"  {remark.message} {remark.where}")


@bp.cli.command("show", cls=Command)
@click.argument("reference")
@click.option(
    "--version", "number", type=int, default=None, help="Number of the version. Default: the latest."
)
def show(reference: str, number: int | None, as_json: bool) -> None:
    """Show the clauses of a version of the draft REFERENCE; with --json every passage."""
    try:
        draft = queries.get(reference)
        version = queries.version(reference, number) if number else queries.versions(draft)[0]
    except DomainError:
        refuse(f"there is no draft {reference}", as_json=as_json)
    rows = [
        {
            "anchor": b.key,
            "kind": b.kind.value,
            "level": b.level,
            "number": b.number,
            "title": b.title,
            "line": b.line,
            "clause": b.clause,
        }
        for b in queries.blocks(version.id)
    ]
    if as_json:
        told = {
            "draft": reference, "version": version.number, "language": version.language,
            "direction": version.direction, "sha256": version.sha256, "blocks": rows,
        }  # fmt: skip
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    for row in rows:
        if row["kind"] == "heading":
            click.echo(
                f"{'  ' * (int(str(row['level'])) - 1)}{row['number']} {row['title']}  #{row['anchor']}"
            )
