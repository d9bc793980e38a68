"""Comments that are typed: kept as they are, whatever is still missing, until they are saved or sent, or discarded.

Of a submission that was filed nothing is changed by what is kept here: it is the writer's own, no one else reads it.
"""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, NamedTuple

from sqlalchemy import delete, func, select

from consult.consultations.models import Question
from consult.core import clock, stale_check
from consult.core.actions import action
from consult.core.database import db
from consult.core.errors import Conflict, NotFound, NotPossible
from consult.core.translatable import N_
from consult.draft_submissions import queries
from consult.draft_submissions.actions.locks import lock_any
from consult.draft_submissions.models import (
    AnyComment,
    AnySubmission,
    DraftComment,
    DraftSubmission,
    UnfinishedComment,
)
from consult.submissions import queries as submitted
from consult.submissions.lifecycle import State
from consult.submissions.models import SAID, Comment, Subject, Submission, marked

MOST_UNFINISHED = 200
"""Of one draft or submission."""

ADDED_BEFORE = N_("This page has already added another comment.")


class UnfinishedMark(NamedTuple):
    """What a page was opened with that was not complete, or not sent: the id of its row, and the mark of its words."""

    id: int
    mark: str

    def __str__(self) -> str:
        return f"{self.id}.{self.mark}"

    @classmethod
    def of(cls, row: UnfinishedComment) -> "UnfinishedMark":
        """What a page that is opened with `row` sends along."""
        return cls(row.id, stale_check.form_version(row, "words"))

    @classmethod
    def read(cls, told: str) -> "UnfinishedMark | None":
        """What __str__ wrote; None for anything else."""
        number, _dot, mark = told.partition(".")
        is_number = number.isascii() and number.isdecimal() and len(number) < 19
        return cls(int(number), mark) if is_number and mark else None


@action
def keep_unfinished(
    found: AnySubmission,
    *,
    key: str,
    subject: Subject,
    block_key: str = "",
    question: Question | None = None,
    changes: AnyComment | None = None,
    begun: UnfinishedMark | None = None,
    comment_mark: str = "",
    words: Mapping[str, str],
) -> UnfinishedComment | None:
    """Keep what was typed so far into the form `key`: a new comment, or how it `changes` one, which stays as it is.

    `words` are those of the form's fields, in place of what was kept of it before, and of what the page was opened with
    (`begun`) unless another window has kept something else of that: then both stay. `comment_mark` is the mark of what
    the comment said when the page was opened. Gives what is kept, or None: a new comment with no words at all is
    forgotten, and so is a change that changes nothing. A form that was saved while it was typed changes that comment.
    Raises Conflict where its writer saved it, NotPossible where the submission was withdrawn, and with MOST_UNFINISHED
    kept already; NotFound for a question or a comment of others; AlreadySubmitted for a draft that was submitted.
    """
    lock_any(found)
    if isinstance(found, Submission) and found.state == State.WITHDRAWN:
        raise NotPossible(N_("This submission was withdrawn."))
    if question is not None and question.consultation_id != found.consultation_id:
        raise NotFound
    if changes is not None:
        if _owner(changes) != (type(found), found.id):
            raise NotFound
        changes = _reread(changes)
    if changes is None:
        changes = queries.keyed(found, key)
        if changes is not None and not changes.is_autosaved and changes.said_from in {None, key}:
            raise Conflict(ADDED_BEFORE)
        comment_mark = stale_check.form_version(None) if changes is not None else ""
    if changes is not None and queries.is_of_page(changes, key):
        comment_mark = queries.said_mark(changes)
    if _is_nothing_new(words, changes, comment_mark):
        forget_typed(found, key, changes, begun)
        return None
    own_key = _key(key, changes)
    kept = _kept(found, own_key) or _begun(found, begun) or _new(found, subject, block_key, question)
    kept.key, kept.seen = own_key, comment_mark
    kept.draft_comment_id = changes.id if isinstance(changes, DraftComment) else None
    kept.comment_id = changes.id if isinstance(changes, Comment) else None
    kept.words, kept.saved_at = dict(words), clock.now()
    _mark_changed(found)
    return kept


def _reread(comment: AnyComment) -> AnyComment | None:
    """A comment as it is now, or None where it was removed."""
    if isinstance(comment, Comment):
        return submitted.reread(comment)
    return db.session.get(DraftComment, comment.id, populate_existing=True)


def _owner(comment: AnyComment) -> tuple[type, int]:
    if isinstance(comment, Comment):
        return Submission, comment.submission_id
    return DraftSubmission, comment.draft_id


def _kept(found: AnySubmission, key: str) -> UnfinishedComment | None:
    rows = select(UnfinishedComment).where(queries.typed_on(found), UnfinishedComment.key == key)
    return db.session.execute(rows).scalar_one_or_none()


def _new(
    found: AnySubmission, subject: Subject, block_key: str, question: Question | None
) -> UnfinishedComment:
    count = select(func.count()).select_from(UnfinishedComment).where(queries.typed_on(found))
    if db.session.execute(count).scalar_one() >= MOST_UNFINISHED:
        raise NotPossible(
            N_(
                "Your draft submission has too many incomplete comments. Complete or remove some of them first."
            )
        )
    made = UnfinishedComment(
        draft_id=found.id if isinstance(found, DraftSubmission) else None,
        submission_id=found.id if isinstance(found, Submission) else None,
        subject=subject,
        block_key=block_key,
        question_id=question.id if question is not None else None,
    )
    db.session.add(made)
    return made


def _is_nothing_new(words: Mapping[str, str], changes: AnyComment | None, comment_mark: str) -> bool:
    """Whether nothing was typed that is not kept elsewhere: no word of a new comment; of a change only what the comment
    says already, or said when the page was opened."""
    if changes is None:
        return not words
    spoken = queries.last_language(changes)
    if words.get("language", spoken) != spoken:
        return False
    if _begins_elsewhere(words, queries.last_said(changes)):
        return False
    return bool(words) and _mark_of(words) in {comment_mark, queries.said_mark(changes)}


def _begins_elsewhere(words: Mapping[str, str], said: Any) -> bool:
    """Whether words that a comment quotes are now those of another place."""
    known = said.quote_start
    return (
        known is not None
        and words.get("quote") == said.quote
        and words.get("quote_start", "") not in {"", str(known)}
    )


def _mark_of(words: Mapping[str, str]) -> str:
    """The mark of a comment that says this."""
    said = SimpleNamespace(**{name: words.get(name, "") for name in SAID})
    return stale_check.form_version(said, *marked(said))


@action
def discard_unfinished(found: AnySubmission, identifier: int) -> None:
    """Discard what was typed so far. Raises NotFound where it is not there any more, AlreadySubmitted."""
    lock_any(found)
    gone = delete(UnfinishedComment).where(queries.typed_on(found), UnfinishedComment.id == identifier)
    if not db.session.execute(gone.returning(UnfinishedComment.id)).all():
        raise NotFound
    _mark_changed(found)


@action
def discard_typed(found: AnySubmission, key: str, comment: AnyComment, begun: UnfinishedMark | None) -> None:
    """Discard what was typed into the form `key` of a page that changes a comment. Raises AlreadySubmitted."""
    lock_any(found)
    forget_typed(found, key, comment, begun)
    _mark_changed(found)


def _mark_changed(found: AnySubmission) -> None:
    """Note on a draft that someone is at it; of a submission that was filed, nothing changes."""
    if isinstance(found, DraftSubmission):
        found.changed_at = clock.now()


def _key(key: str, changes: AnyComment | None) -> str:
    return f"{changes.id}:{key}" if changes is not None else key


def _begun(found: AnySubmission, begun: UnfinishedMark | None) -> UnfinishedComment | None:
    """The row that a page was opened with, if no one has kept something else of it since."""
    row = queries.unfinished(found, begun.id) if begun is not None else None
    return (
        row if row is not None and begun is not None and UnfinishedMark.of(row).mark == begun.mark else None
    )


def forget_typed(
    found: AnySubmission, key: str, comment: AnyComment | None = None, begun: UnfinishedMark | None = None
) -> None:
    """Forget what was typed into the form `key`, or kept when its page was opened, before it was saved or sent; the
    draft or submission is locked. What other pages have kept stays."""
    opened_with = _begun(found, begun)
    if opened_with is not None:
        db.session.delete(opened_with)
        db.session.flush()
    keys = UnfinishedComment.key.in_([key, _key(key, comment)])
    db.session.execute(delete(UnfinishedComment).where(queries.typed_on(found), keys))
