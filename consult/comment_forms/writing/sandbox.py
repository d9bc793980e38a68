"""Writing a form in an isolated process (see core/isolated_calls.py)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from consult.core import isolated_calls
from consult.core.isolation import Limits

LIMITS = Limits(seconds=60, memory=1536 * 1024 * 1024, files=64)
PATIENCE = 120.0
"""Seconds on the clock: a machine under load gives a process its processor time late."""
MOST_BYTES = 100 * 1024 * 1024


@dataclass(frozen=True)
class FileKind:
    """A kind of file that can be written, and what writes it."""

    label: str
    mimetype: str
    target: str


KINDS: Mapping[str, FileKind] = {
    "docx": FileKind(
        "DOCX",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "consult.comment_forms.writing.docx_process:write",
    ),
    "xlsx": FileKind(
        "XLSX",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "consult.comment_forms.writing.xlsx_process:write",
    ),
}
"""The kinds of file by the ending of their names."""


class NotWritten(RuntimeError):
    """The process that writes ended without a file."""


def write(kind: str, head: Mapping[str, Any], table: Mapping[str, Any]) -> bytes:
    """The file of a form: `head` and `table` as written_forms makes them. Raises NotWritten."""
    told = isolated_calls.call(
        KINDS[kind].target, {"head": head, "table": table}, (),
        LIMITS, output=MOST_BYTES, patience=PATIENCE,
    )  # fmt: skip
    if told.status != 0 or not told.wrote:
        raise NotWritten(f"status {told.status}")
    return told.wrote
