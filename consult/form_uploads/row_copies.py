"""Rows that are about several passages and become a comment on each: beside the row on the first of them stands a copy
for each other one. Pure."""

import hashlib
from collections.abc import Sequence
from typing import Any

from consult.comment_forms import row_keys
from consult.comment_forms.clause_references import Certainty
from consult.form_uploads.models import EACH, RECOGNISED, RESEMBLES, STEP, UploadedRow

OF_COMMENT = frozenset({RECOGNISED, RESEMBLES})
"""Notes of the row of an earlier comment."""


def order() -> tuple[Any, Any]:
    """The order of rows, copies behind their rows."""
    return UploadedRow.position % STEP, UploadedRow.position


def is_copy(position: int) -> bool:
    """Whether a row with this position is a copy of another one."""
    return position >= STEP


def row_of(position: int) -> int:
    """The position of the row of which this one is a copy, or itself."""
    return position % STEP


def copies(row: dict[str, Any], consultation_id: int) -> list[dict[str, Any]]:
    """The copies of a row as it is stored, one for each further passage that it names; none of any other row. The row
    of an earlier comment (its key) is that on the passage of the comment."""
    if EACH not in (row["changed_parts"] or ()) or is_copy(row["position"]):
        return []
    return [_copy(row, key, number, consultation_id) for number, key in enumerate(row["perhaps"][1:], 1)]


def _copy(row: dict[str, Any], block_key: str, number: int, consultation_id: int) -> dict[str, Any]:
    said = row["said"]
    is_its = row_keys.is_on(said["row_key"], consultation_id, block_key)
    of_place = (
        {} if is_its else {"row_key": "", "notes": [one for one in said["notes"] if one not in OF_COMMENT]}
    )
    key = hashlib.sha256(f"{row['row_key']} {block_key}".encode()).hexdigest()
    return {
        **row, "position": row["position"] + number * STEP, "row_key": key, "certainty": Certainty.PLACED,
        "block_key": block_key, "left_out": "", "is_changed": False, "changed_parts": [],
        "said": {**said, "table": f"{said['table']}#{number}", **of_place},
    }  # fmt: skip


def with_copies(rows: Sequence[dict[str, Any]], consultation_id: int) -> list[dict[str, Any]]:
    """The rows, each with its copies that are not there yet."""
    there = {one["position"] for one in rows}
    return [
        two
        for one in rows
        for two in (one, *(new for new in copies(one, consultation_id) if new["position"] not in there))
    ]
