"""Holding rows against the comments of the draft submission once a person has chosen where they belong, as all rows are
when their file is read."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import select

from consult.comment_forms.content_keys import COMMENT_KEY
from consult.core.database import db
from consult.draft_submissions.models import DraftSubmission
from consult.form_uploads import earlier_rows, left_out, own_rows, queries, row_copies, saved_rows
from consult.form_uploads.models import FormUpload, UploadedRow


def recognise(upload: FormUpload, positions: Collection[int], draft: DraftSubmission) -> None:
    """Write of these rows and their copies which comments they are where they stand now, or may be (earlier_rows)."""
    if not positions:
        return
    comments = queries.comments_by_row_key(draft)
    before = earlier_rows.earlier(upload, comments)
    db.session.flush()
    rows = (
        select(UploadedRow)
        .where(UploadedRow.upload_id == upload.id, UploadedRow.left_out.not_in(left_out.NOT_OF_FILE))
        .order_by(*row_copies.order())
    )
    every = db.session.execute(rows).scalars().all()
    numbers = {row_copies.row_of(one) for one in positions}
    asked = {
        at for at, one in enumerate(every)
        if row_copies.row_of(one.position) in numbers and not _is_chosen(one)
        and COMMENT_KEY.format(one.row_key) not in comments
    }  # fmt: skip
    said = [_as_asked(upload, one, is_asked=at in asked) for at, one in enumerate(every)]
    found, _missing = earlier_rows.known_again(said, before, set(range(len(every))) - asked)
    for at in asked:
        one, new = every[at], found[at]
        for name in _WRITTEN:
            setattr(one, name, new[name])
        one.said = dict(own_rows.with_type_of_comment(new["said"], comments))


_WRITTEN = ("row_key", "certainty", "block_key", "why", "perhaps", "changed_parts")


def _is_chosen(row: UploadedRow) -> bool:
    return queries.key_before(row) is not None


def _as_asked(upload: FormUpload, row: UploadedRow, *, is_asked: bool) -> dict[str, Any]:
    """A row as it is stored; one that had no key in its file without the key of a comment on another passage."""
    columns = saved_rows.columns_of(row)
    said = row.said
    if is_asked and own_rows.is_without_key(said) and not queries.own_key(upload, row):
        columns["said"] = own_rows.without_comment(said)
    return columns
