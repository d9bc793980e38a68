"""One submission, by whatever it is known by, and its comments."""

import re
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, bindparam, case, func, select, tuple_
from sqlalchemy.orm import joinedload

from consult.consultations import queries as consultations
from consult.core.database import db, one_found
from consult.core.paging import Page, page_of
from consult.organisations.rules import LateCommentsRule
from consult.submissions import references
from consult.submissions.lifecycle import VISIBLE, State
from consult.submissions.models import Comment, CommentVersion, Route, Subject, Submission
from consult.submissions.queries.subqueries import (
    WITH_CONSULTATION,
    WITH_SUBMISSION,
    WITH_SUBMISSION_AND_CONSULTATION,
)

MOST = 2**31
"""No comment has such a number; greater ones the database would not even compare."""

_SUBMISSIONS = select(Submission).options(
    joinedload(Submission.consultation).options(consultations.WITH_ORGANISATION, consultations.WITH_VERSION)
)

_BY_KEY = _SUBMISSIONS.where(Submission.key == bindparam("key"))


def by_reference(reference: str) -> Submission:
    """The submission with this public reference. Raises NotFound."""
    return _one(Submission.reference == reference.upper())


def by_key(key: str) -> Submission | None:
    """The submission that was filed with this key, or None."""
    return db.session.execute(_BY_KEY, {"key": key}).scalar_one_or_none() if key else None


def by_code(code: str) -> Submission | None:
    """The submission that an access code opens (see references.read_code), or None."""
    if not code:
        return None
    hashes = references.code_hashes(code)
    return db.session.execute(_SUBMISSIONS.where(Submission.code_hash.in_(hashes))).scalar_one_or_none()


def by_id(identifier: int) -> Submission | None:
    """The submission with this id, or None."""
    return db.session.get(Submission, identifier)


def existing(identifier: int) -> Submission:
    """The submission with this id, of a row that points to it."""
    return db.session.get_one(Submission, identifier)


def by_ids(identifiers: Collection[int]) -> Sequence[Submission]:
    """Submissions with these ids, with their consultations, in the order in which they were filed."""
    rows = select(Submission).where(Submission.id.in_(identifiers)).options(WITH_CONSULTATION)
    return db.session.execute(rows.order_by(Submission.id)).scalars().all()


def of_user(user: Any, consultation_id: int) -> Submission | None:
    """The latest submission of a person with an account to a consultation."""
    if user is None:
        return None
    rows = _SUBMISSIONS.where(Submission.user_id == user.id, Submission.consultation_id == consultation_id)
    return db.session.execute(rows.order_by(Submission.id.desc()).limit(1)).scalar_one_or_none()


def entered_with(
    comments: Select[int], organisations: Collection[str], name: str, email: str
) -> Submission | None:
    """The first submission that an officer entered for a submitter with one of these comments, by their ids, where it
    was neither late nor withdrawn. Of an organisation, which may be written in several ways, the name and email address
    of a person do not count."""
    is_same = (
        func.lower(Submission.organisation).in_([one.lower() for one in organisations])
        if any(organisations)
        else (Submission.organisation == "") & (Submission.name == name) & (Submission.email == email)
    )
    rows = (
        select(Submission)
        .where(
            Submission.id.in_(select(Comment.submission_id).where(Comment.id.in_(comments))), is_same,
            Submission.route == Route.STAFF, Submission.state == State.SUBMITTED, ~Submission.is_late,
        )
        .order_by(Submission.id)
        .limit(1)
    )  # fmt: skip
    return db.session.execute(rows).scalar_one_or_none()


def of_account(user: Any, after: str = "") -> Page[Any]:
    """The submissions of a person with an account, the newest first: (Submission, how many comments)."""
    comments = (
        select(func.count())
        .where(Comment.submission_id == Submission.id)
        .correlate(Submission)
        .scalar_subquery()
        .label("comments")
    )
    rows = select(Submission, comments).options(WITH_CONSULTATION).where(Submission.user_id == user.id)
    by, values = (Submission.id,), lambda row: (row.Submission.id,)
    return page_of(rows, by=by, values=values, after=after, newest_first=True)


def _one(condition: Any) -> Submission:
    return one_found(_SUBMISSIONS.where(condition))


def comment(reference: str, number: int) -> Comment:
    """One submitted comment by its public reference. Raises NotFound."""
    return one_found(
        select(Comment)
        .join(Comment.submission)
        .where(
            Submission.reference == reference.upper(),
            Comment.number == min(number, MOST),
        )
        .options(WITH_SUBMISSION_AND_CONSULTATION, joinedload(Comment.question))
    )


_REFERENCE = re.compile(r"([A-Z0-9-]{1,40})/([1-9][0-9]{0,8})")


def by_references(names: Sequence[str], organisation_ids: Collection[int]) -> list[Comment]:
    """The submitted comments with these public references ("K7R-4M2-XP9/2") to consultations of these organisations, in
    this order; unknown ones are left out."""
    pairs = [(one[1], int(one[2])) for one in map(_REFERENCE.fullmatch, names) if one is not None]
    rows = (
        select(Comment)
        .join(Submission, Submission.id == Comment.submission_id)
        .where(
            tuple_(Submission.reference, Comment.number).in_(pairs),
            Comment.moderation.is_not(None),
            Submission.consultation_id.in_(consultations.ids_of_organisations(organisation_ids)),
        )
        .options(WITH_SUBMISSION_AND_CONSULTATION)
        .execution_options(populate_existing=True)
    )
    found = {(one.submission.reference, one.number): one for one in db.session.execute(rows).scalars()}
    return [found[pair] for pair in dict.fromkeys(pairs) if pair in found]


def comment_by_id(identifier: int) -> Comment | None:
    """The comment with this id, or None."""
    return db.session.get(Comment, identifier)


def existing_comment(identifier: int) -> Comment:
    """The comment with this id, of a row that points to it."""
    return db.session.get_one(Comment, identifier)


def reread(comment: Comment) -> Comment | None:
    """A comment as it is stored now, or None where it is no more."""
    return db.session.get(Comment, comment.id, populate_existing=True)


def comments_with_ids(ids: Collection[int]) -> Sequence[Comment]:
    """The comments with these ids, in their order."""
    found = select(Comment).where(Comment.id.in_(ids)).order_by(Comment.id)
    return db.session.execute(found).scalars().all() if ids else []


def numbered(submission: Submission, number: int) -> Comment:
    """One comment of a submission. Raises NotFound."""
    return one_found(
        select(Comment).where(Comment.submission_id == submission.id, Comment.number == min(number, MOST))
    )


def keyed(submission: Submission, key: str) -> Comment | None:
    """The comment that a form with this key added, or None."""
    return db.session.execute(
        select(Comment).where(Comment.submission_id == submission.id, Comment.key == key)
    ).scalar_one_or_none()


def comments_of(submission: Submission) -> Sequence[Comment]:
    """The comments of a submission: passages in reading order, then the whole, then questions."""
    rows = (
        select(Comment)
        .where(Comment.submission_id == submission.id)
        .options(joinedload(Comment.question))
        .order_by(*reading_order(Comment))
    )
    return db.session.execute(rows).scalars().all()


def comments_among(consultation_id: int, ids: Collection[int]) -> Sequence[Comment]:
    """Comments of a consultation with these ids, in the order of the text, whatever became of them."""
    rows = (
        select(Comment)
        .where(Comment.consultation_id == consultation_id, Comment.id.in_(ids))
        .options(WITH_SUBMISSION)
        .order_by(Comment.place_order, Comment.id)
        .execution_options(populate_existing=True)
    )
    return db.session.execute(rows).scalars().all()


def reference_of(comment_id: int) -> str:
    """The public reference of a comment."""
    rows = (
        select(Submission.reference, Comment.number)
        .join(Comment, Comment.submission_id == Submission.id)
        .where(Comment.id == comment_id)
    )
    reference, number = db.session.execute(rows).one()
    return f"{reference}/{number}"


def visible_comments(submission: Submission) -> Sequence[Comment]:
    """The comments of a submission that everyone can read, by number."""
    rows = select(Comment).where(Comment.submission_id == submission.id, Comment.moderation.in_(VISIBLE))
    return db.session.execute(rows.order_by(Comment.number)).scalars().all()


def references_with(consultation_id: int, name: str, *, but: Comment | None = None) -> list[str]:
    """References of the public comments of a consultation, other than `but`, in whose words a name stands, twenty at
    most."""
    if not name:
        return []
    rows = (
        select(Submission.reference, Comment.number)
        .join(Submission, Submission.id == Comment.submission_id)
        .where(
            Comment.consultation_id == consultation_id,
            Comment.moderation.in_(VISIBLE),
            Comment.shown_text.icontains(name, autoescape=True),
            Comment.id != (but.id if but is not None else 0),
        )
        .order_by(Comment.id)
        .limit(20)
    )
    return [f"{reference}/{number}" for reference, number in db.session.execute(rows)]


def reading_order(comments: Any) -> tuple[ColumnElement[Any], ...]:
    """The order of comments, or of draft comments: passages as they follow each other, then the whole, then
    questions."""
    kinds = case({Subject.CLAUSE: 0, Subject.GENERAL: 1}, value=comments.subject, else_=2)
    return kinds, comments.place_order, comments.number


def place_orders() -> Subquery:
    """`id` and `place_order` of all comments, for statements of packages above."""
    return select(Comment.id, Comment.place_order).subquery("place_orders")


def editions(comment_: Comment) -> Sequence[CommentVersion]:
    """Everything a comment has said since it was submitted, the earliest first."""
    rows = select(CommentVersion).where(CommentVersion.comment_id == comment_.id)
    return db.session.execute(rows.order_by(CommentVersion.edition)).scalars().all()


def late_rule(consultation_id: int) -> LateCommentsRule:
    """The consultation's rule on late comments."""
    return consultations.fixed_rules(LateCommentsRule, [consultation_id])[consultation_id]
