"""Rows and tables of forms as they are stored, and read again."""

import zlib
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Protocol

from consult.comment_forms.clause_references import Certainty, Placement
from consult.comment_forms.fields import Field
from consult.comment_forms.placing import PlacedRow
from consult.comment_forms.rows import FormRow
from consult.documents import results
from consult.documents.tables import sandbox
from consult.documents.tables.table import TableFile
from consult.form_uploads.models import UploadedRow
from consult.submissions.models import CommentType


def blank() -> FormRow:
    """A row that says nothing."""
    return FormRow("", 0, "", {}, {}, CommentType.GENERAL, "", "", "", "")


def as_json(row: FormRow) -> dict[str, Any]:
    """A row for a column of JSON."""
    said = asdict(row)
    del said["is_number"]
    return said


def columns_of(row: UploadedRow) -> dict[str, Any]:
    """All columns of a row that is stored, by their names."""
    return {column.key: getattr(row, column.key) for column in UploadedRow.__table__.columns}


def row_of(said: Mapping[str, Any]) -> FormRow:
    """The row again."""
    return FormRow(
        **{
            **said,
            "who": {Field(name): words for name, words in said["who"].items()},
            "where": {Field(name): words for name, words in said["where"].items()},
            "type": CommentType(said["type"]),
            "notes": tuple(said["notes"]),
        }
    )


class StoredRow(Protocol):
    """A row as it is stored, with its place."""

    @property
    def said(self) -> Any:
        """The row as JSON."""

    @property
    def certainty(self) -> Any:
        """How certain its place is."""

    @property
    def block_key(self) -> Any:
        """The key of its passage, "" for the whole draft."""


def placed(row: StoredRow) -> PlacedRow:
    """A row with its place again."""
    return PlacedRow(row_of(row.said), Placement(Certainty(row.certainty), row.block_key))


def packed(tables: TableFile) -> bytes:
    """The tables of a file, compressed."""
    return zlib.compress(results.written(asdict(tables)), 1)


def unpacked(stored: bytes) -> TableFile:
    """The tables again."""
    return sandbox.unpacked(zlib.decompress(stored))
