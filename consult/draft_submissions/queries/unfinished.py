"""What was typed and is not complete, or not sent: into a draft, or beside a submission."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from consult.core.database import db
from consult.draft_submissions.models import AnyComment, AnySubmission, DraftComment, UnfinishedComment
from consult.submissions.models import Comment, Submission


def typed_on(found: AnySubmission) -> ColumnElement[bool]:
    """That what was typed belongs to this draft or submission."""
    if isinstance(found, Submission):
        return UnfinishedComment.submission_id == found.id
    return UnfinishedComment.draft_id == found.id


def unfinished_of(found: AnySubmission) -> Sequence[UnfinishedComment]:
    """What was typed and is not complete, or not sent, the earliest first."""
    rows = (
        select(UnfinishedComment)
        .where(typed_on(found))
        .options(
            joinedload(UnfinishedComment.question),
            joinedload(UnfinishedComment.draft_comment),
            joinedload(UnfinishedComment.comment),
        )
        .order_by(UnfinishedComment.id)
    )
    return db.session.execute(rows).scalars().all()


class UnfinishedAtPassage(NamedTuple):
    """What was begun at one passage, and never saved by its writer."""

    unfinished: int | None
    """The id of the latest new comment there that is not complete."""
    typed: int | None
    """The number of the latest comment there that was saved only while it was typed."""


def begun_on(found: AnySubmission, block_key: str, question_id: int | None) -> UnfinishedAtPassage:
    """What was begun on a passage, on the whole (no passage) or as the answer to a question."""
    latest = select(func.max(UnfinishedComment.id)).where(
        typed_on(found),
        UnfinishedComment.draft_comment_id.is_(None),
        UnfinishedComment.comment_id.is_(None),
        UnfinishedComment.block_key == block_key,
        UnfinishedComment.question_id.is_not_distinct_from(question_id),
    )
    comments: Any = Comment if isinstance(found, Submission) else DraftComment
    of = comments.submission_id if isinstance(found, Submission) else comments.draft_id
    typed = select(func.max(comments.number)).where(
        of == found.id,
        comments.is_autosaved,
        comments.block_key == block_key,
        comments.question_id.is_not_distinct_from(question_id),
    )
    return UnfinishedAtPassage(
        *db.session.execute(select(latest.scalar_subquery(), typed.scalar_subquery())).one()
    )


def unfinished(found: AnySubmission, identifier: int) -> UnfinishedComment | None:
    """What was typed so far into one page of a draft or a submission, or None."""
    rows = select(UnfinishedComment).where(typed_on(found), UnfinishedComment.id == identifier)
    return db.session.execute(rows).scalar_one_or_none()


def unfinished_change(comment: AnyComment, chosen: int | None = None) -> UnfinishedComment | None:
    """How a comment is being changed, where that is not complete or not sent: the row with the id `chosen`, or the
    latest where that is none of them."""
    is_sent = isinstance(comment, Comment)
    changes = UnfinishedComment.comment_id if is_sent else UnfinishedComment.draft_comment_id
    rows = select(UnfinishedComment).where(changes == comment.id)
    by = ((UnfinishedComment.id == (chosen or 0)).desc(), UnfinishedComment.id.desc())
    return db.session.execute(rows.order_by(*by).limit(1)).scalar_one_or_none()
