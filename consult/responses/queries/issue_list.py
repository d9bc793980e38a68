"""Issues: which there are, how far they have a response, whose views they gather."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from consult.consultations.models import Consultation
from consult.core.database import db, one_found
from consult.responses.models import CommentResponse, Issue
from consult.responses.queries.scope import HAS_RESPONSE, IN_SCOPE, in_scope
from consult.stakeholders.models import Category
from consult.submissions.models import Attribution, Comment, Submission

NOT_SHOWN = "not_shown"
"""Where confidential submissions, and too few anonymous ones, are counted."""


@dataclass(frozen=True)
class IssueWithCounts:
    """An issue, and how many of its comments have a response."""

    issue: Issue
    comments: int
    with_response: int


def issues(consultation_id: int) -> list[IssueWithCounts]:
    """The issues of a consultation in order, with their comments counted."""
    counted = (
        in_scope(
            consultation_id,
            CommentResponse.issue_id.label("issue_id"),
            func.count().label("comments"),
            func.count().filter(HAS_RESPONSE).label("with_response"),
        )
        .where(CommentResponse.issue_id.is_not(None))
        .group_by(CommentResponse.issue_id)
        .subquery()
    )
    rows = db.session.execute(
        select(Issue, func.coalesce(counted.c.comments, 0), func.coalesce(counted.c.with_response, 0))
        .outerjoin(counted, counted.c.issue_id == Issue.id)
        .where(Issue.consultation_id == consultation_id)
        .order_by(Issue.position, Issue.id)
    )
    return [IssueWithCounts(issue, comments, with_response) for issue, comments, with_response in rows]


def issue(consultation: Consultation, reference: str) -> Issue:
    """One issue of the consultation. Raises NotFound."""
    rows = select(Issue).where(Issue.consultation_id == consultation.id, Issue.reference == reference)
    return one_found(rows)


def categories_of(
    of: Issue | None = None, *, consultation_id: int | None = None
) -> dict[int, list[tuple[str, int]]]:
    """Issue's id → how many comments of each category; confidential ones are counted as "not_shown"."""
    rows = (
        select(CommentResponse.issue_id, Submission.attribution, Submission.category, func.count())
        .join(Comment, Comment.id == CommentResponse.comment_id)
        .join(Submission, Submission.id == Comment.submission_id)
        .where(CommentResponse.issue_id.is_not(None), IN_SCOPE)
        .group_by(CommentResponse.issue_id, Submission.attribution, Submission.category)
    )
    if of is not None:
        rows = rows.where(CommentResponse.issue_id == of.id)
    else:
        rows = rows.where(CommentResponse.consultation_id == consultation_id)
    found: dict[Any, dict[str, int]] = {}
    for issue_id, attribution, category, count in db.session.execute(rows):
        key = NOT_SHOWN if attribution == Attribution.CONFIDENTIAL else category.value
        cell = found.setdefault(issue_id, {})
        cell[key] = cell.get(key, 0) + count
    return {issue_id: sorted(cells.items(), key=by_category) for issue_id, cells in found.items()}


def unnamed(consultation_id: int) -> dict[Attribution, int]:
    """How many submissions with comments in scope chose not to be named, by their choice."""
    rows = db.session.execute(
        select(Submission.attribution, func.count(func.distinct(Submission.id)))
        .join(Comment, Comment.submission_id == Submission.id)
        .where(
            Submission.consultation_id == consultation_id,
            IN_SCOPE,
            Submission.attribution.in_([Attribution.ANONYMOUS_TO_PUBLIC, Attribution.CONFIDENTIAL]),
        )
        .group_by(Submission.attribution)
    )
    return dict(rows.all())


def by_category(item: tuple[str, Any]) -> tuple[int, str]:
    """Sorts cells: the Partnership's four in their order, then the others; never by how many they are."""
    order = [category.value for category in Category]
    key = item[0]
    return (order.index(key) if key in order else len(order) + (key == NOT_SHOWN), key)
