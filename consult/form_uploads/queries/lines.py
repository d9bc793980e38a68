"""The rows of an upload in short, with what becomes of each."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, or_, select

from consult.comment_forms.clause_references import Certainty
from consult.comment_forms.rows import NO_TYPE, NOT_A_TYPE, UNKNOWN_COUNTRY
from consult.core.database import db
from consult.form_uploads import left_out
from consult.form_uploads.models import STEP, FormUpload, RowState, UploadedRow


class Line(NamedTuple):
    """A row in short, with what becomes of it."""

    position: int
    row_key: str
    submitter: str
    state: RowState
    asks_place: bool = False
    """Whether it waits for its place."""
    asks_type: bool = False
    """Whether it waits for its type."""


def has_no_type() -> ColumnElement[bool]:
    """The condition that a row names no type, or one that was not understood, and that no one has chosen one."""
    notes = UploadedRow.said["notes"]
    return or_(notes.contains([NOT_A_TYPE]), notes.contains([NO_TYPE]))


def has_unknown_country() -> ColumnElement[bool]:
    """The condition that a row names a country that is not understood, and that no one has said which it is."""
    return UploadedRow.said["notes"].contains([UNKNOWN_COUNTRY])


def lines(upload: FormUpload, known: Mapping[str, RowState]) -> list[Line]:
    """The rows of an upload in short, in their order. `known`: keys of rows that are comments already, with what
    becomes of each."""
    rows = (
        select(
            UploadedRow.position, UploadedRow.row_key, UploadedRow.submitter, UploadedRow.certainty,
            UploadedRow.left_out, has_no_type().label("has_no_type"),
            has_unknown_country().label("has_unknown_country"),
        )
        .where(UploadedRow.upload_id == upload.id)
        .order_by(UploadedRow.position % STEP, UploadedRow.position)
    )  # fmt: skip
    found = []
    for one in db.session.execute(rows):
        if one.left_out in left_out.NOT_OF_FILE and one.row_key not in known:
            continue
        state = _state(one, known, upload)
        waits = state is RowState.WAITING
        found.append(
            Line(
                one.position, one.row_key, one.submitter, state,
                waits and one.certainty == Certainty.UNPLACED, waits and one.has_no_type,
            )
        )  # fmt: skip
    return found


_STATES = {
    Certainty.PLACED: RowState.PLACED,
    Certainty.WHOLE: RowState.WHOLE,
    Certainty.UNPLACED: RowState.WAITING,
}


def _state(row: Any, known: Mapping[str, RowState], upload: FormUpload) -> RowState:
    """What becomes of a row. One whose type is not known waits until someone chooses it, and one of a form that
    an officer enters while no one says for whom it speaks, or which country it means."""
    if row.row_key in known and not (row.has_no_type and known[row.row_key] is RowState.CHANGED):
        return known[row.row_key]
    is_unsaid = not upload.draft_key and (not row.submitter or row.has_unknown_country)
    if not row.left_out and (row.has_no_type or is_unsaid):
        return RowState.WAITING
    return RowState.LEFT_OUT if row.left_out else _STATES[row.certainty]


def counts(found: Sequence[Line]) -> Mapping[RowState, int]:
    """How many rows become what."""
    return Counter(one.state for one in found)
