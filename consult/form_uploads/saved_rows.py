"""Rows and tables of forms as they are stored, and read again."""

import zlib
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from consult.comment_forms.fields import Field
from consult.comment_forms.rows import FormRow
from consult.documents import results
from consult.documents.tables import sandbox
from consult.documents.tables.table import TableFile
from consult.submissions.models import CommentType


def blank() -> FormRow:
    """A row that says nothing."""
    return FormRow("", 0, "", {}, {}, CommentType.GENERAL, "", "", "", "")


def as_json(row: FormRow) -> dict[str, Any]:
    """A row for a column of JSON."""
    said = asdict(row)
    del said["is_number"]
    return said


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


def packed(tables: TableFile) -> bytes:
    """The tables of a file, compressed."""
    return zlib.compress(results.written(asdict(tables)), 1)


def unpacked(stored: bytes) -> TableFile:
    """The tables again."""
    return sandbox.unpacked(zlib.decompress(stored))
