"""`flask submissions import …`"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import click
from flask import Blueprint

from consult.comment_forms import importing, submitters
from consult.comment_forms.actions import ImportedFile, ImportOutcome, import_rows
from consult.comment_forms.category_words import CATEGORY_NOTES
from consult.comment_forms.clause_references import Certainty
from consult.comment_forms.fields import Field
from consult.comment_forms.known_forms import FORMS, TABLE
from consult.comment_forms.lost_quotations import LOST, with_lost_quotations
from consult.comment_forms.models import Channel
from consult.comment_forms.placing import PlacedRow
from consult.comment_forms.recognition import NotRecognised
from consult.comment_forms.rows import NO_TYPE, NOT_A_TYPE, UNKNOWN_COUNTRY, LeftOutRow
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.core import clock
from consult.core.commands import Command, refuse, tell
from consult.core.errors import NotFound
from consult.core.language_tags import canonical
from consult.documents.blocks import Source, Unreadable
from consult.documents.upload_checks import MOST_BYTES
from consult.stakeholders import queries as stakeholders
from consult.stakeholders.queries import SubcategoryName

bp = Blueprint("comment-forms-cli", __name__, cli_group="submissions")


def _columns(_context: object, _parameter: object, values: tuple[str, ...]) -> dict[str, Field]:
    found = {}
    for value in values:
        column, sign, field = value.rpartition("=")
        if not sign or not column.strip():
            raise click.BadParameter(f"“{value}” is not COLUMN=FIELD")
        if field.strip() not in set(Field):
            raise click.BadParameter(
                f"there is no field “{field.strip()}”; the fields are {', '.join(Field)}"
            )
        if column.strip() in found:
            raise click.BadParameter(f"the column “{column.strip()}” is mapped twice")
        found[column.strip()] = Field(field.strip())
    return found


def _moment(_context: object, _parameter: object, value: str | None) -> datetime | None:
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(f"“{value}” is not a moment such as 2027-03-01T17:00:00+01:00") from None
    if moment.tzinfo is None:
        raise click.BadParameter(f"“{value}” has no time zone: write it as 2027-03-01T17:00:00+01:00")
    if moment > clock.now():
        raise click.BadParameter(f"“{value}” is in the future")
    return moment


@bp.cli.command("import", cls=Command)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--consultation", "slug", required=True, help="The consultation, as in its address.")
@click.option(
    "--form",
    type=click.Choice([*(one.code for one in FORMS), TABLE]),
    help="The form; else it is recognised.",
)
@click.option(
    "--map", "columns", multiple=True, callback=_columns, help="COLUMN=FIELD, for each column that is used."
)
@click.option("--organisation-column", help="The column that says who comments.")
@click.option(
    "--channel",
    type=click.Choice([one.value for one in Channel]),
    default=Channel.FORM.value,
    help="How the file reached you.",
)
@click.option("--received-at", callback=_moment, help="When it reached you; else now.")
@click.option("--language", help="The language of the comments; else that of the draft.")
@click.option("--dry-run", is_flag=True, help="Read and place the rows, and write nothing.")
def import_file(
    file: Path,
    slug: str,
    form: str | None,
    columns: dict[str, Field],
    organisation_column: str | None,
    channel: str,
    received_at: datetime | None,
    language: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Import the filled comment form FILE (DOCX, XLSX, ODS or CSV).

    One submission is made for each organisation in it. Rows that were imported before are left out, so that importing a
    file again adds nothing.
    """
    if language and not canonical(language):
        refuse(f"{language} is the code of no known language", as_json=as_json)
    consultation = _consultation(slug, as_json=as_json)
    found = _read(file, consultation, form, columns, organisation_column, as_json=as_json)
    version = consultation.version
    spoken = canonical(language or "") or (version.language if version is not None else "en")
    made = None if dry_run else import_rows(
        consultation, found.rows,
        ImportedFile(found.form.form, found.sha256, Channel(channel), received_at or clock.now(), spoken),
    )  # fmt: skip
    asked = (consultation, found.rows, spoken, found.sha256)
    known = importing.to_file(*asked)[1] if made is None else made.left_out
    new = _new(found, known)
    lost = [one.row.row for one in with_lost_quotations(new, consultation.version_id)]
    notes_of = partial(_notes_of, own=stakeholders.own_names(consultation.organisation))
    answer = _answer(found, made, known) | {"notes": _notes(new, lost, notes_of)}
    tell(answer, _lines(answer, found, new, notes_of, dry_run=dry_run), as_json=as_json)
    _warn(new, lost, notes_of)


_UNTYPED = frozenset({NO_TYPE, NOT_A_TYPE})
_GENERAL = "It is filed as a general comment."


def _notes(
    new: Sequence[PlacedRow], lost: Sequence[int], notes_of: Callable[[PlacedRow], list[str]]
) -> list[dict[str, Any]]:
    """What is to know of the rows that are filed, in the order of the file; `lost`: rows that lose their quotation."""
    said = [
        (one.row.row, f"{note} {_GENERAL}" if note in _UNTYPED else str(note))
        for one in new
        for note in notes_of(one)
    ]
    found = sorted([*said, *((row, LOST) for row in lost)], key=lambda one: one[0])
    return [{"row": row, "note": note} for row, note in found]


def _notes_of(one: PlacedRow, own: Sequence[SubcategoryName]) -> list[str]:
    """What is to know of a row; what is not known of whom it speaks for can be said on the site, so the row itself does
    not say. `own`: the names of subcategories of the organisation."""
    return [*one.row.notes, *submitters.notes(one.row, own)]


def _warn(new: Sequence[PlacedRow], lost: Sequence[int], notes_of: Callable[[PlacedRow], list[str]]) -> None:
    """Say on the error stream what the rows that are filed have lost: types, countries, categories and quotations."""
    untyped = sum(not _UNTYPED.isdisjoint(one.row.notes) for one in new)
    if untyped:
        rows = "1 row" if untyped == 1 else f"{untyped} rows"
        click.echo(f"{rows} without a comment type that is known: general comments", err=True)
    for one in new:
        if submitters.is_unknown_country(one.row):
            country = one.row.who.get(Field.COUNTRY, "")
            click.echo(f"row {one.row.row}\t{UNKNOWN_COUNTRY}\t{country}", err=True)
        for note in CATEGORY_NOTES.intersection(notes_of(one)):
            click.echo(f"row {one.row.row}\t{note}\t{one.row.who.get(Field.CATEGORY, '')}", err=True)
    for row in lost:
        click.echo(f"row {row}\t{LOST}", err=True)


def _consultation(slug: str, *, as_json: bool) -> Consultation:
    """A consultation that takes forms; or the end of the command, with a sentence."""
    try:
        consultation = consultations.public(slug)
    except NotFound:
        refuse(f"there is no public consultation {slug}", as_json=as_json)
    if consultation.is_questionnaire:
        refuse(f"{slug} is a questionnaire without a draft and takes no comment forms", as_json=as_json)
    return consultation


def _read(
    file: Path,
    consultation: Consultation,
    form: str | None,
    columns: dict[str, Field],
    organisation: str | None,
    *,
    as_json: bool,
) -> importing.ReadForm:
    """The rows of the file; or the end of the command, with a sentence."""
    if file.stat().st_size > MOST_BYTES:
        refuse(f"{file.name} is larger than 25 MB", as_json=as_json)
    source = Source(file.name, file.read_bytes())
    try:
        return importing.read(
            source, consultation.version_id, form=form or "", columns=columns, organisation=organisation or "",
            consultation_id=consultation.id,
        )  # fmt: skip
    except Unreadable as trouble:
        refuse(str(trouble), as_json=as_json)
    except NotRecognised as trouble:
        seen = ", ".join(f"“{one}”" for one in trouble.headings)
        refuse(f"{file.name}: {trouble}" + (f" The columns are {seen}." if seen else ""), as_json=as_json)


def _answer(
    found: importing.ReadForm, made: ImportOutcome | None, known: Sequence[LeftOutRow]
) -> dict[str, Any]:
    """What the import read and made; without `made`, what it would make. `known`: rows that are not filed."""
    new = _new(found, known)
    left_out = sorted([*found.left_out, *known], key=lambda one: one.row)
    return {
        "form": found.form.form,
        "rows": len(found.rows) + len(found.left_out),
        "submissions": len(made.submissions) if made is not None else found.submitters(new),
        "comments": len(new),
        "placed": sum(one.placement.certainty is not Certainty.UNPLACED for one in new),
        "unplaced": sum(one.placement.certainty is Certainty.UNPLACED for one in new),
        "left_out": [{"row": one.row, "reason": one.reason} for one in left_out],
    }


def _new(found: importing.ReadForm, known: Sequence[LeftOutRow]) -> list[PlacedRow]:
    """The rows that are filed: all but those that are `known`."""
    before = {(one.table, one.row) for one in known}
    return [one for one in found.rows if (one.row.table, one.row.row) not in before]


def _lines(
    answer: dict[str, Any],
    found: importing.ReadForm,
    new: Sequence[PlacedRow],
    notes_of: Callable[[PlacedRow], list[str]],
    *,
    dry_run: bool,
) -> Iterator[str]:
    """The lines that a person reads; `new`: the rows that are filed."""
    yield f"form\t{answer['form']} (by the columns {', '.join(found.form.because)})"
    for name in ("rows", "submissions", "comments", "placed", "unplaced"):
        yield f"{name}\t{answer[name]}"
    for remark in found.notes:
        yield f"note\t{remark}"
    if found.form.unused:
        yield f"note\tcolumns with words that are not used: {', '.join(found.form.unused)}"
    for one in new:
        if one.placement.certainty is Certainty.UNPLACED:
            yield f"row {one.row.row} is about the whole draft\t{one.row.reference}\t{one.placement.why}"
        for note in notes_of(one):
            yield f"row {one.row.row}\t{note}"
    for one in answer["left_out"]:
        yield f"row {one['row']} was left out\t{one['reason']}"
    if dry_run:
        yield "Nothing was written."
    elif not answer["comments"]:
        yield "Nothing was added: every row was imported before, or was left out."
