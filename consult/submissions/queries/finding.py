"""One submission, by whatever it is known by, and its comments."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, func, select
from sqlalchemy.orm import joinedload

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.core.database import db
from consult.core.errors import NotFound
from consult.core.paging import Page, page_of
from consult.organisations.rules import LateCommentsRule
from consult.submissions import references
from consult.submissions.models import IS_FILED, Comment, CommentVersion, Subject, Submission

MOST = 2**31
"""No comment has such a number; greater ones the database would not even compare."""

_SUBMISSIONS = (
    select(Submission)
    .where(IS_FILED)
    .options(
        joinedload(Submission.consultation).joinedload(Consultation.organisation),
        joinedload(Submission.consultation).joinedload(Consultation.version),
    )
)

_BY_KEY = _SUBMISSIONS.where(Submission.key == bindparam("key"))


def by_reference(reference: str) -> Submission:
    """The submission with this public reference. Raises NotFound."""
    return _one(Submission.reference == reference.upper())


def by_key(key: str) -> Submission | None:
    """The submission that was filed with this key, or None."""
    return db.session.execute(_BY_KEY, {"key": key}).scalar_one_or_none() if key else None


def by_code(code: str) -> Submission | None:
    """The submission that a resume code opens (see references.read_code), or None."""
    if not code:
        return None
    hashes = references.code_hashes(code)
    return db.session.execute(_SUBMISSIONS.where(Submission.code_hash.in_(hashes))).scalar_one_or_none()


def by_id(identifier: int) -> Submission | None:
    """The submission with this id, or None."""
    return db.session.get(Submission, identifier)


def of_user(user: Any, consultation_id: int) -> Submission | None:
    """The latest submission of a person with an account to a consultation."""
    if user is None:
        return None
    rows = _SUBMISSIONS.where(Submission.user_id == user.id, Submission.consultation_id == consultation_id)
    return db.session.execute(rows.order_by(Submission.id.desc()).limit(1)).scalar_one_or_none()


def of_account(user: Any, after: str = "") -> Page[Any]:
    """The submissions of a person with an account, the newest first: (Submission, how many comments)."""
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
        .where(Submission.user_id == user.id, IS_FILED)
    )
    by, values = (Submission.id,), lambda row: (row.Submission.id,)
    return page_of(rows, by=by, values=values, after=after, newest_first=True)


def _one(condition: Any) -> Submission:
    found = db.session.execute(_SUBMISSIONS.where(condition)).scalar_one_or_none()
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
    """One comment of a submission. Raises NotFound."""
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
        .order_by(*reading_order(Comment))
    )
    return db.session.execute(rows).scalars().all()


def reading_order(comments: Any) -> tuple[ColumnElement[Any], ...]:
    """The order of comments, or of draft comments: places of the text as they follow each other, then the whole, then
    questions."""
    kinds = case({Subject.CLAUSE: 0, Subject.GENERAL: 1}, value=comments.subject, else_=2)
    return kinds, comments.place_order, comments.number


def editions(comment_: Comment) -> Sequence[CommentVersion]:
    """Everything a comment has said since it was submitted, the earliest first."""
    rows = select(CommentVersion).where(CommentVersion.comment_id == comment_.id)
    return db.session.execute(rows.order_by(CommentVersion.edition)).scalars().all()


def late_rule(consultation_id: int) -> LateCommentsRule:
    """The consultation's rule on late comments."""
    return consultations.fixed_rules(LateCommentsRule, [consultation_id])[consultation_id]
