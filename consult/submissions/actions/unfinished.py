"""Comments that are typed: kept as they are, whatever is still missing, until they are whole or thrown away."""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import delete, func, or_, select

from consult.consultations.models import Question
from consult.core import clock, seen
from consult.core.actions import action
from consult.core.database import db
from consult.core.errors import Conflict, NotFound, NotPossible
from consult.core.words import N_
from consult.submissions import queries
from consult.submissions.actions.holding import lock_composing
from consult.submissions.models import Comment, Subject, Submission, UnfinishedComment

MOST_UNFINISHED = 200
"""Of one sheet."""

NOT_COMPLETE = N_("A comment is not complete. Complete it or remove it; nothing is sent before.")
"""Why a sheet is not sent."""


class Begun(NamedTuple):
    """What a page was opened with that was not complete: the id of its row, and the mark of its words."""

    id: int
    mark: str

    def __str__(self) -> str:
        return f"{self.id}.{self.mark}"

    @classmethod
    def of(cls, row: UnfinishedComment) -> "Begun":
        """What a page that is opened with `row` sends along."""
        return cls(row.id, seen.mark(row, "words"))

    @classmethod
    def read(cls, told: str) -> "Begun | None":
        """What __str__ wrote; None for anything else."""
        number, _dot, mark = told.partition(".")
        is_number = number.isascii() and number.isdecimal() and len(number) < 19
        return cls(int(number), mark) if is_number and mark else None


@action
def keep_unfinished(
    submission: Submission,
    *,
    key: str,
    subject: Subject,
    block_key: str = "",
    question: Question | None = None,
    changes: Comment | None = None,
    begun: Begun | None = None,
    words: Mapping[str, str],
) -> bool:
    """Keep what was typed so far into the form `key`: a new comment, or how it `changes` one of the sheet.

    `words` are those of the form's fields, in place of what was kept of it before, and of what the page was opened with
    (`begun`) unless another window has kept something else of that: then both stay. Gives whether something is kept:
    with no words at all, a new comment is forgotten. A form that was saved while it was typed changes that comment.
    Raises Conflict where its sender saved it, NotPossible where the sheet was sent, and with MOST_UNFINISHED kept
    already; NotFound for a question or a comment of others.
    """
    lock_composing(submission)
    if question is not None and question.consultation_id != submission.consultation_id:
        raise NotFound
    if changes is not None and changes.submission_id != submission.id:
        raise NotFound
    if changes is not None:
        changes = db.session.get(Comment, changes.id, populate_existing=True)
    if changes is None:
        changes = queries.keyed(submission, key)
        if changes is not None and not changes.is_typed:
            raise Conflict(N_("This page has already added a comment, which says something else."))
    if changes is None and not words:
        forget_typed(submission, key, begun=begun)
        return False
    found = db.session.execute(
        select(UnfinishedComment).where(
            UnfinishedComment.submission_id == submission.id,
            UnfinishedComment.comment_id == changes.id if changes else UnfinishedComment.key == key,
        )
    ).scalar_one_or_none()
    if found is None and changes is None:
        found = _begun(submission, begun)
    if found is None:
        count = select(func.count()).where(UnfinishedComment.submission_id == submission.id)
        if db.session.execute(count).scalar_one() >= MOST_UNFINISHED:
            raise NotPossible(
                N_("Your sheet has many comments that are not complete. Complete or remove some first.")
            )
        found = UnfinishedComment(
            submission_id=submission.id,
            comment_id=changes.id if changes else None,
            subject=subject,
            block_key=block_key,
            question_id=question.id if question else None,
        )
        db.session.add(found)
    found.key = f"changes:{changes.id}" if changes else key
    found.words, found.saved_at = dict(words), clock.now()
    submission.changed_at = clock.now()
    return True


@action
def discard_unfinished(submission: Submission, identifier: int) -> None:
    """Throw away what was typed so far. Raises NotFound where it is not there any more, NotPossible on a sent sheet."""
    lock_composing(submission)
    gone = delete(UnfinishedComment).where(
        UnfinishedComment.submission_id == submission.id, UnfinishedComment.id == identifier
    )
    if not db.session.execute(gone.returning(UnfinishedComment.id)).all():
        raise NotFound
    submission.changed_at = clock.now()


def _begun(submission: Submission, begun: Begun | None) -> UnfinishedComment | None:
    """The row that a page was opened with, if nobody has kept something else of it since."""
    row = queries.unfinished(submission, begun.id) if begun is not None else None
    return row if row is not None and begun is not None and Begun.of(row).mark == begun.mark else None


def forget_typed(
    submission: Submission, key: str, comment: Comment | None = None, begun: Begun | None = None
) -> None:
    """Forget what was typed before a comment, or a change of one, was whole; the sheet is held."""
    opened_with = _begun(submission, begun)
    if opened_with is not None:
        db.session.delete(opened_with)
        db.session.flush()
    typed = UnfinishedComment.key == key
    if comment is not None:
        typed = or_(typed, UnfinishedComment.comment_id == comment.id)
    db.session.execute(
        delete(UnfinishedComment).where(UnfinishedComment.submission_id == submission.id, typed)
    )
