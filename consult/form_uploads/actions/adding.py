"""Adding the rows of an upload to a draft submission. Submitting it is the same as of any other."""

from typing import Any, NamedTuple, Protocol

from sqlalchemy import select

from consult.comment_forms.clause_references import Certainty
from consult.comment_forms.keys import COMMENT_KEY
from consult.comment_forms.rows import EMPTY
from consult.core.actions import action
from consult.core.database import db
from consult.core.errors import DomainError
from consult.draft_submissions import actions as drafting
from consult.draft_submissions.models import DraftSubmission
from consult.form_uploads.actions.locks import lock
from consult.form_uploads.models import FormUpload, UploadedRow
from consult.submissions.models import CommentType
from consult.submissions.rules import NO_PASSAGE, NewComment


class Added(NamedTuple):
    """How many rows became comments of the draft submission, and how many the rules refused."""

    added: int
    refused: int


@action
def add_to_draft(upload: FormUpload, draft: DraftSubmission) -> Added:
    """Add every row that is not in doubt, nor left out, nor there already. A row that the rules refuse waits, with the
    reason. Raises AlreadySubmitted."""
    lock(upload)
    ready = (
        select(UploadedRow)
        .where(
            UploadedRow.upload_id == upload.id,
            UploadedRow.left_out == "",
            UploadedRow.certainty != Certainty.UNPLACED,
        )
        .order_by(UploadedRow.position)
    )
    rows = {COMMENT_KEY.format(one.row_key): one for one in db.session.execute(ready).scalars()}
    done = drafting.add_comments(draft, [as_comment(key, row) for key, row in rows.items()])
    for key, trouble in done.refused.items():
        for name, value in refusal(trouble).items():
            setattr(rows[key], name, value)
    return Added(done.added, len(done.refused))


class Said(Protocol):
    """A row with its place."""

    @property
    def said(self) -> Any:
        """The row as a comment (saved_rows)."""

    @property
    def block_key(self) -> Any:
        """The key of its passage, "" for the whole draft."""


def as_comment(key: str, row: Said) -> NewComment:
    """A row as the record takes it."""
    said = row.said
    return NewComment(
        key=key, block_key=row.block_key, type=CommentType(said["type"]), comment=said["comment"],
        proposal=said["proposal"], rationale=said["rationale"],
    )  # fmt: skip


def refusal(trouble: DomainError) -> dict[str, Any]:
    """What is written of a row that the rules refuse: a passage that a correction has removed is chosen again; a
    proposal that reads like the draft says nothing."""
    if trouble.message == NO_PASSAGE:
        return {"certainty": Certainty.UNPLACED, "why": NO_PASSAGE, "block_key": ""}
    return {"left_out": EMPTY}
