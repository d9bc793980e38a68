"""Published attachments of a consultation as a file: each column with its meaning and its value."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from consult.attachments.addresses import public_address
from consult.attachments.lifecycle import Publication
from consult.attachments.models import Attachment
from consult.core.tables import formats
from consult.core.tables.columns import Column, Table, Wording
from consult.core.translatable import N_, pN_


class ExportedAttachment(NamedTuple):
    """A published attachment, the reference of its submission, and its whole address."""

    file: Attachment
    reference: str
    address: str


TABLE = Table(
    title=N_("Attachments"),
    columns=(
        Column("reference", N_("Reference"), N_("The submission of the file."), lambda row, _w: row.reference, 18),
        Column("question", N_("Question"), N_("Number of the question that the file answers."),
               lambda row, _w: row.file.question.position if row.file.question else "", 10),
        Column("name", N_("File name"), N_("Name of the published file."), lambda row, _w: row.file.public_name, 34),
        Column("description", N_("What the file contains"), N_("Description by the submitter."),
               lambda row, _w: row.file.public_description, 40),
        Column("size", N_("Size in bytes"), N_("Size of the published file in bytes."),
               lambda row, _w: row.file.public_size, 14),
        Column("sha256", N_("SHA-256"), N_("SHA-256 hash of the published file."),
               lambda row, _w: row.file.public_sha256, 40),
        Column("address", pN_("of a file", "Address"), N_("Address of the published file."),
               lambda row, _w: row.address, 50),
        Column("redacted", N_("Published with redactions"), N_("Whether the file was published with redactions."),
               lambda row, w: w.yes_or_no(row.file.publication == Publication.PUBLISHED_REDACTED), 12),
        Column("made_by_secretariat", N_("Redacted copy made by the secretariat"),
               N_("Whether the secretariat redacted a copy of the file and uploaded it."),
               lambda row, w: w.yes_or_no(row.file.is_uploaded_copy), 12),
        Column("published", pN_("column: a moment", "Published"), N_("Time at which the file was published (UTC)."),
               lambda row, w: w.moment(row.file.posted_at), 20),
    ),
    note=N_("Files that were withheld, removed or not decided yet are not in the list."),
)  # fmt: skip
"""The allow-list of public columns."""

VERSION = f"{TABLE.version} public names"
"""Differs where another release writes other values: earlier ones wrote the names that submitters gave their files."""


def rows_of(
    found: Iterable[Attachment], references: Mapping[int, str], whole: Callable[[str], str]
) -> Iterable[ExportedAttachment]:
    """Attachments as rows: `references` of submissions by their ids; `whole` makes an address with its host."""
    for one in found:
        yield ExportedAttachment(one, references.get(one.submission_id or 0, ""), whole(public_address(one)))


def write(kind: str, rows: Iterable[ExportedAttachment], path: Path, *, title: str, wording: Wording) -> None:
    """Write them to the file `path`; `kind` is a key of formats.FORMATS."""
    formats.write(kind, TABLE, rows, path, title=title, wording=wording)
