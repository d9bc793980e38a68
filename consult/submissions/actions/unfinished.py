"""Comments that are typed: kept as they are, whatever is still missing, until they are saved or sent, or thrown away.

Of a submission that was sent nothing is changed by what is kept here: it is the sender's own, and nobody else reads it.
"""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import NamedTuple

from sqlalchemy import delete, func, select

from consult.consultations.models import Question
from consult.core import clock, seen
from consult.core.actions import action
from consult.core.database import db
from consult.core.errors import Conflict, NotFound, NotPossible
from consult.core.seen import NO_PAGE, NoPage
from consult.core.words import N_
from consult.submissions import queries
from consult.submissions.actions.holding import lock
from consult.submissions.lifecycle import State
from consult.submissions.models import SAID, Comment, Subject, Submission, UnfinishedComment

MOST_UNFINISHED = 200
"""Of one submission."""

NOT_COMPLETE = N_("A comment is not complete. Complete it or remove it; nothing is sent before.")
"""Why a sheet is not sent."""


class Begun(NamedTuple):
    """What a page was opened with that was not complete, or not sent: the id of its row, and the mark of its words."""

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
    comment_mark: str = "",
    words: Mapping[str, str],
) -> UnfinishedComment | None:
    """Keep what was typed so far into the form `key`: a new comment, or how it `changes` one, which stays as it is.

    `words` are those of the form's fields, in place of what was kept of it before, and of what the page was opened with
    (`begun`) unless another window has kept something else of that: then both stay. `comment_mark` is the mark of what
    the comment said when the page was opened. Gives what is kept, or None: a new comment with no words at all is
    forgotten, and so is a change that changes nothing. A form that was saved while it was typed changes that comment.
    Raises Conflict where its sender saved it, NotPossible where the submission was withdrawn, and with MOST_UNFINISHED
    kept already; NotFound for a question or a comment of others.
    """
    lock(submission)
    if submission.state == State.WITHDRAWN:
        raise NotPossible(N_("This submission was withdrawn."))
    if question is not None and question.consultation_id != submission.consultation_id:
        raise NotFound
    if changes is not None and changes.submission_id != submission.id:
        raise NotFound
    if changes is not None:
        changes = db.session.get(Comment, changes.id, populate_existing=True)
    if changes is None:
        changes = queries.keyed(submission, key)
        if changes is not None and not changes.is_typed and changes.said_from in {None, key}:
            raise Conflict(N_("This page has already added a comment, which says something else."))
        comment_mark = seen.mark(None) if changes is not None else ""
    if changes is not None and changes.said_from == key:
        comment_mark = queries.said_mark(changes)
    if _is_nothing_new(words, changes, comment_mark):
        forget_typed(submission, key, changes, begun)
        return None
    own_key = _key(key, changes)
    rows = select(UnfinishedComment).where(
        UnfinishedComment.submission_id == submission.id, UnfinishedComment.key == own_key
    )
    found = db.session.execute(rows).scalar_one_or_none() or _begun(submission, begun)
    if found is None:
        count = select(func.count()).where(UnfinishedComment.submission_id == submission.id)
        if db.session.execute(count).scalar_one() >= MOST_UNFINISHED:
            raise NotPossible(
                N_("Your sheet has many comments that are not complete. Complete or remove some first.")
            )
        found = UnfinishedComment(
            submission_id=submission.id,
            subject=subject,
            block_key=block_key,
            question_id=question.id if question is not None else None,
        )
        db.session.add(found)
    found.key, found.seen = own_key, comment_mark
    found.comment_id = changes.id if changes is not None else None
    found.words, found.saved_at = dict(words), clock.now()
    _mark_changed(submission)
    return found


def _is_nothing_new(words: Mapping[str, str], changes: Comment | None, comment_mark: str) -> bool:
    """Whether nothing was typed that is not kept elsewhere: no word of a new comment; of a change only what the comment
    says already, or said when the page was opened."""
    if changes is None:
        return not words
    return bool(words) and _mark_of(words) in {comment_mark, queries.said_mark(changes)}


def _mark_of(words: Mapping[str, str]) -> str:
    """The mark of a comment that says this."""
    return seen.mark(SimpleNamespace(**{name: words.get(name, "") for name in SAID}), *SAID)


def require_unchanged(changed: Comment, key: str, told: str | NoPage, *, is_autosave: bool = False) -> None:
    """Raise Overtaken where the locked comment says something else than what the page with the form `key` showed when
    it was opened (`told`), unless that page wrote it itself; an autosave that comes after its page was saved by a
    button has older words."""
    is_own = bool(key) and changed.said_from == key and not (is_autosave and not changed.is_typed)
    if told is not NO_PAGE and not is_own:
        seen.compare(told, queries.last_said(changed), *SAID)


@action
def discard_unfinished(submission: Submission, identifier: int) -> None:
    """Throw away what was typed so far, sent or not the submission. Raises NotFound where it is not there any more."""
    lock(submission)
    gone = delete(UnfinishedComment).where(
        UnfinishedComment.submission_id == submission.id, UnfinishedComment.id == identifier
    )
    if not db.session.execute(gone.returning(UnfinishedComment.id)).all():
        raise NotFound
    _mark_changed(submission)


@action
def discard_typed(submission: Submission, key: str, comment: Comment, begun: Begun | None) -> None:
    """Throw away what was typed into the form `key` of a page that changes a comment."""
    lock(submission)
    forget_typed(submission, key, comment, begun)
    _mark_changed(submission)


def _mark_changed(submission: Submission) -> None:
    """Note on a sheet that somebody is at it; of a submission that was sent, nothing changes."""
    if submission.state == State.COMPOSING:
        submission.changed_at = clock.now()


def _key(key: str, changes: Comment | None) -> str:
    return f"{changes.id}:{key}" if changes is not None else key


def _begun(submission: Submission, begun: Begun | None) -> UnfinishedComment | None:
    """The row that a page was opened with, if nobody has kept something else of it since."""
    row = queries.unfinished(submission, begun.id) if begun is not None else None
    return row if row is not None and begun is not None and Begun.of(row).mark == begun.mark else None


def forget_typed(
    submission: Submission, key: str, comment: Comment | None = None, begun: Begun | None = None
) -> None:
    """Forget what was typed into the form `key`, or kept when its page was opened, before it was saved or sent; the
    submission is held. What other pages have kept stays."""
    opened_with = _begun(submission, begun)
    if opened_with is not None:
        db.session.delete(opened_with)
        db.session.flush()
    db.session.execute(
        delete(UnfinishedComment).where(
            UnfinishedComment.submission_id == submission.id,
            UnfinishedComment.key.in_([key, _key(key, comment)]),
        )
    )
