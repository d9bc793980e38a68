"""The marks of what pages show of an upload, of each row and of everything, for `core.stale_check`."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

from sqlalchemy import String, Text, cast, func, literal, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from consult.comment_forms.exporting import said_in_row
from consult.core.database import db
from consult.core.stale_check import form_version
from consult.draft_submissions.models import DraftComment, DraftSubmission
from consult.form_uploads import left_out
from consult.form_uploads.models import FormUpload, RowState, UploadedRow
from consult.form_uploads.queries.added_rows import comments_by_row_key, key_of_row, known_in, submitted_from
from consult.form_uploads.queries.rows import rows_with_keys
from consult.form_uploads.queries.submitters import ReadyRow

_COLUMNS = ("form", "because", "is_mapped", "notes", "unused")
"""How the columns of an upload are read, as its page says it."""
_RECEIPT = ("channel", "received_at", "language")
_ROW = ("row_key", "submitter", "said", "certainty", "block_key", "why", "perhaps", "left_out")
"""What a page shows of a row, besides its comment."""

_BESIDE = frozenset(
    [
        RowState.CHANGED,
        RowState.DIFFERS,
        RowState.OTHER_FILE,
        RowState.RESEMBLES,
        RowState.OLDER,
        RowState.EMPTIED,
        RowState.DELETES,
        RowState.GONE,
        RowState.GONE_DELETES,
    ]
)
"""States of rows that are shown beside the comment that they would change."""


class PageMark(NamedTuple):
    """The mark of everything that the preview of an upload shows, in parts."""

    columns: str
    rows: str

    @classmethod
    def read(cls, sent: str) -> "PageMark":
        """The mark that a page has sent; parts that it does not have are ""."""
        columns, _dot, rows = sent.partition(".")
        return cls(columns, rows)

    def __str__(self) -> str:
        return ".".join(self)


def page_mark(upload: FormUpload, draft: DraftSubmission | None) -> PageMark:
    """The mark of an upload as it is now: how its columns are read, its rows with what was chosen of each, its receipt;
    and of the comments of a draft submission, which rows are there, and what those say that rows would change. Rows
    that officers have submitted are no part of it: none of them is submitted twice."""
    names = (*_COLUMNS, *_RECEIPT)
    one = db.session.execute(
        select(*(getattr(FormUpload, name) for name in names)).where(FormUpload.id == upload.id)
    ).one()
    parts = [form_version(one, *_RECEIPT), _rows_mark(upload), *(_states(upload, draft) if draft else ())]
    return PageMark(form_version(one, *_COLUMNS), _digest(parts))


def _rows_mark(upload: FormUpload) -> str:
    """A digest of all rows of an upload, made by the database: there may be many."""
    columns = [cast(getattr(UploadedRow, name), Text) for name in ("position", *_ROW)]
    of_row = func.md5(cast(func.jsonb_build_array(*columns), Text))
    together = func.string_agg(of_row, aggregate_order_by(literal("", String), UploadedRow.position))
    found = db.session.execute(select(func.md5(together)).where(UploadedRow.upload_id == upload.id)).scalar()
    return found or ""


def _states(upload: FormUpload, draft: DraftSubmission) -> Iterator[Any]:
    """What becomes of the rows that are comments already, and what the comments say that are shown beside them."""
    known = known_in(draft, upload)
    yield sorted((key, state.value) for key, state in known.items())
    beside = rows_with_keys(upload, [key for key, state in known.items() if state in _BESIDE])
    comments = comments_by_row_key(draft) if beside else {}
    yield [_said(comments.get(key_of_row(upload, one))) for one in beside]


def _said(comment: DraftComment | None) -> Any:
    return None if comment is None else (comment.block_key, comment.quote, *said_in_row(comment))


def row_marks(
    upload: FormUpload, rows: Collection[UploadedRow], draft: DraftSubmission | None
) -> dict[int, str]:
    """Position of each of these rows → its mark: which row it is, however the columns are read, and after a dot what is
    shown of it."""
    if draft is not None:
        known: Mapping[str, RowState] = known_in(draft, upload)
    else:
        known = dict.fromkeys(submitted_from(upload), RowState.ADDED)
    is_beside = draft is not None and any(known.get(one.row_key) in _BESIDE for one in rows)
    comments = comments_by_row_key(draft) if draft is not None and is_beside else {}
    return {
        one.position: f"{_identity(one.said, one.left_out)}.{_digest(_shown(upload, one, known, comments))}"
        for one in rows
    }


def _shown(
    upload: FormUpload,
    row: UploadedRow,
    known: Mapping[str, RowState],
    comments: Mapping[str, DraftComment],
) -> list[Any]:
    state = known.get(row.row_key)
    beside = _said(comments.get(key_of_row(upload, row))) if state in _BESIDE else None
    return [form_version(row, *_ROW), state and state.value, beside]


def positions_by_identity(upload: FormUpload) -> dict[str, int]:
    """The first part of the mark of each row of an upload → its position now."""
    rows = select(UploadedRow.position, UploadedRow.said, UploadedRow.left_out).where(
        UploadedRow.upload_id == upload.id
    )
    return {_identity(one.said, one.left_out): one.position for one in db.session.execute(rows)}


def _identity(said: Mapping[str, Any], why_left_out: str) -> str:
    """Which row this is: its place in its file; of one that is gone from the file, its place in the earlier one."""
    return _digest([said["table"], said["row"], why_left_out in left_out.NOT_OF_FILE])


def ready_mark(rows: Collection[ReadyRow]) -> str:
    """The mark of rows that are to be submitted."""
    return _digest([(one.position, one.row_key, one.said, one.certainty, one.block_key) for one in rows])


class _Values(NamedTuple):
    values: Any


def _digest(values: Any) -> str:
    return form_version(_Values(values), "values")[:20]
