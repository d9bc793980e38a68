"""`flask summaries …`"""

import sys
from pathlib import Path

import click
from flask import Blueprint
from flask.blueprints import BlueprintSetupState

from consult.consultations import queries as consultations
from consult.core.commands import Command, tell
from consult.core.errors import NotFound
from consult.core.tables.columns import Wording
from consult.core.tables.formats import FORMATS
from consult.summaries import exports, queries
from consult.web.page_language import said_in

bp = Blueprint("summaries-cli", __name__, cli_group="summaries")


@bp.cli.command("export", cls=Command)
@click.argument("slug")
@click.option(
    "--format",
    "kind",
    type=click.Choice(list(FORMATS)),
    default="csv",
    show_default=True,
    help="Format of the file.",
)
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The file."
)
def export(slug: str, kind: str, output: Path, as_json: bool) -> None:
    """Write the disposition table of the consultation SLUG to a file.

    The table is that of the latest published response summary, or the current one if none is published. It has only
    public columns of public comments.
    """
    try:
        consultation = consultations.public(slug)
    except NotFound:
        sys.exit(f"there is no announced consultation {slug}")
    source = queries.Source(consultation, queries.published(consultation.id))
    exports.write(kind, source, output, Wording(say_in=said_in))
    written = {"consultation": slug, "format": kind, "file": str(output)}
    tell(written, [f"written: {output}"], as_json=as_json)


@bp.record
def keep_earlier_name(state: BlueprintSetupState) -> None:
    """`flask responses export` does the same: scripts of operators may call it."""
    state.app.cli.commands["responses"].add_command(export)  # type: ignore[attr-defined]
