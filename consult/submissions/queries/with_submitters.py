"""Comments with who submitted them, for comparing."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import BindParameter, ColumnElement, FromClause, select

from consult.core.database import db
from consult.submissions.lifecycle import Moderation
from consult.submissions.models import Comment, CommentVersion, Submission


class SubmittedComment(NamedTuple):
    """A comment, and who submitted it."""

    id: int
    number: int
    moderation: Moderation
    reference: str
    user_id: int | None
    email: str


def submitted_comments(ids: Collection[int]) -> dict[int, SubmittedComment]:
    """Comment id → the comment, of those with these ids."""
    if not ids:
        return {}
    columns = (Comment.id, Comment.number, Comment.moderation)
    rows = select(*columns, Submission.reference, Submission.user_id, Submission.email)
    rows = rows.join(Submission, Submission.id == Comment.submission_id).where(Comment.id.in_(ids))
    return {row.id: SubmittedComment(*row) for row in db.session.execute(rows)}


class SubmittedEditions(NamedTuple):
    """Editions of comments: the columns of SubmittedComment, what was said, and where."""

    rows: FromClause
    id: ColumnElement[int]
    edition: ColumnElement[int]


def submitted_editions(consultation_id: int | BindParameter[int]) -> SubmittedEditions:
    """All editions of the comments of a consultation that are not withdrawn, to be joined by both columns."""
    of = (
        select(
            Comment.id, Comment.number, Comment.version_id, Comment.block_key, Comment.moderation,
            Comment.submission_id, Submission.reference, Submission.user_id, Submission.email,
            CommentVersion.edition, CommentVersion.comment, CommentVersion.proposal, CommentVersion.rationale,
            CommentVersion.proposal_kind,
        )
        .join(Submission, Submission.id == Comment.submission_id)
        .join(CommentVersion, CommentVersion.comment_id == Comment.id)
        .where(Comment.consultation_id == consultation_id, Comment.moderation != Moderation.WITHDRAWN)
    )  # fmt: skip
    rows = of.subquery("submitted_editions")
    return SubmittedEditions(rows, rows.c.id, rows.c.edition)
