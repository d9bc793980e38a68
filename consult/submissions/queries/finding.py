"""One submission, by whatever it is known by, and its comments."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import bindparam, case, func, select
from sqlalchemy.orm import joinedload

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.core.database import db
from consult.core.errors import NotFound
from consult.core.paging import Page, page_of
from consult.organisations.rules import LateCommentsRule
from consult.submissions import references
from consult.submissions.lifecycle import State
from consult.submissions.models import Comment, CommentEdition, Subject, Submission, UnfinishedComment

MOST = 2**31
"""No comment has such a number; greater ones the database would not even compare."""

_SHEETS = select(Submission).options(
    joinedload(Submission.consultation).joinedload(Consultation.organisation),
    joinedload(Submission.consultation).joinedload(Consultation.version),
)

_BY_KEY = _SHEETS.where(Submission.key == bindparam("key"))


def by_reference(reference: str) -> Submission:
    """The submission with this public reference. Raises NotFound."""
    return _one(Submission.reference == reference.upper())


def by_key(key: str) -> Submission | None:
    """The sheet that the form with this key began, or None."""
    return db.session.execute(_BY_KEY, {"key": key}).scalar_one_or_none() if key else None


def by_code(code: str) -> Submission | None:
    """The sheet that a resume code opens (see references.read_code), or None."""
    if not code:
        return None
    hashes = references.code_hashes(code)
    return db.session.execute(_SHEETS.where(Submission.code_hash.in_(hashes))).scalar_one_or_none()


def by_id(identifier: int) -> Submission | None:
    """The submission with this id, or None."""
    return db.session.get(Submission, identifier)


def of_user(user: Any, consultation_id: int) -> Submission | None:
    """The latest sheet of a person with an account on a consultation, one not sent yet before all others."""
    if user is None:
        return None
    rows = _SHEETS.where(Submission.user_id == user.id, Submission.consultation_id == consultation_id)
    latest = rows.order_by(Submission.state != State.COMPOSING, Submission.id.desc()).limit(1)
    return db.session.execute(latest).scalar_one_or_none()


def of_account(user: Any, after: str = "") -> Page[Any]:
    """The sheets and submissions of a person with an account, the newest first: (Submission, how many comments)."""
    comments = (
        select(func.count())
        .where(Comment.submission_id == Submission.id)
        .correlate(Submission)
        .scalar_subquery()
        .label("comments")
    )
    rows = (
        select(Submission, comments)
        .options(joinedload(Submission.consultation).joinedload(Consultation.organisation))
        .where(Submission.user_id == user.id)
    )
    by, values = (Submission.id,), lambda row: (row.Submission.id,)
    return page_of(rows, by=by, values=values, after=after, newest_first=True)


def _one(condition: Any) -> Submission:
    found = db.session.execute(_SHEETS.where(condition)).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


def comment(reference: str, number: int) -> Comment:
    """One submitted comment by its public reference. Raises NotFound."""
    found = db.session.execute(
        select(Comment)
        .join(Comment.submission)
        .where(
            Submission.reference == reference.upper(),
            Comment.number == min(number, MOST),
            Comment.filed_at.is_not(None),
        )
        .options(
            joinedload(Comment.submission)
            .joinedload(Submission.consultation)
            .joinedload(Consultation.organisation),
            joinedload(Comment.question),
        )
    ).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


def numbered(submission: Submission, number: int) -> Comment:
    """One comment of a submission, sent or not. Raises NotFound."""
    found = db.session.execute(
        select(Comment).where(Comment.submission_id == submission.id, Comment.number == min(number, MOST))
    ).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


def keyed(submission: Submission, key: str) -> Comment | None:
    """The comment that a form with this key added, or None."""
    return db.session.execute(
        select(Comment).where(Comment.submission_id == submission.id, Comment.key == key)
    ).scalar_one_or_none()


def comments_of(submission: Submission) -> Sequence[Comment]:
    """The comments of a submission: places of the text in reading order, then the whole, then questions."""
    rows = (
        select(Comment)
        .where(Comment.submission_id == submission.id)
        .options(joinedload(Comment.question))
        .order_by(
            case({Subject.CLAUSE: 0, Subject.GENERAL: 1}, value=Comment.subject, else_=2),
            Comment.place_order,
            Comment.number,
        )
    )
    return db.session.execute(rows).scalars().all()


def unfinished_of(submission: Submission) -> Sequence[UnfinishedComment]:
    """What was typed on a sheet and is not complete, the earliest first."""
    rows = (
        select(UnfinishedComment)
        .where(UnfinishedComment.submission_id == submission.id)
        .options(joinedload(UnfinishedComment.question), joinedload(UnfinishedComment.comment))
        .order_by(UnfinishedComment.id)
    )
    return db.session.execute(rows).scalars().all()


class Begun(NamedTuple):
    """What was begun at one place of a sheet, and never saved by its sender."""

    unfinished: int | None
    """The id of the latest new comment there that is not complete."""
    typed: int | None
    """The number of the latest comment there that was saved only while it was typed."""


def begun_on(submission: Submission, block_key: str, question_id: int | None) -> Begun:
    """What was begun on a place, on the whole (no place) or as the answer to a question."""
    latest = select(func.max(UnfinishedComment.id)).where(
        UnfinishedComment.submission_id == submission.id,
        UnfinishedComment.comment_id.is_(None),
        UnfinishedComment.block_key == block_key,
        UnfinishedComment.question_id.is_not_distinct_from(question_id),
    )
    typed = select(func.max(Comment.number)).where(
        Comment.submission_id == submission.id,
        Comment.is_typed,
        Comment.block_key == block_key,
        Comment.question_id.is_not_distinct_from(question_id),
    )
    return Begun(*db.session.execute(select(latest.scalar_subquery(), typed.scalar_subquery())).one())


def unfinished(submission: Submission, identifier: int) -> UnfinishedComment | None:
    """What was typed so far into one page of a submission, or None."""
    rows = select(UnfinishedComment).where(
        UnfinishedComment.submission_id == submission.id, UnfinishedComment.id == identifier
    )
    return db.session.execute(rows).scalar_one_or_none()


def unfinished_change(comment_: Comment, chosen: int | None = None) -> UnfinishedComment | None:
    """How a comment is being changed, where that is not complete or not sent: the row with the id `chosen`, or the
    latest where that is none of them."""
    rows = select(UnfinishedComment).where(UnfinishedComment.comment_id == comment_.id)
    by = ((UnfinishedComment.id == (chosen or 0)).desc(), UnfinishedComment.id.desc())
    return db.session.execute(rows.order_by(*by).limit(1)).scalar_one_or_none()


def editions(comment_: Comment) -> Sequence[CommentEdition]:
    """Everything a comment has said since it was submitted, the earliest first."""
    rows = select(CommentEdition).where(CommentEdition.comment_id == comment_.id)
    return db.session.execute(rows.order_by(CommentEdition.edition)).scalars().all()


def late_rule(consultation_id: int) -> LateCommentsRule:
    """The consultation's rule on late comments."""
    return consultations.fixed_rules(LateCommentsRule, [consultation_id])[consultation_id]
