"""What queries of packages above put into their own statements: ids, keys and references of comments and submissions.

PostgreSQL plans each as if its tables were named there.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, FromClause, Select, Text, case, cast, select, text
from sqlalchemy.orm import joinedload

from consult.consultations import queries as consultations
from consult.core.database import among
from consult.submissions.lifecycle import VISIBLE, Moderation
from consult.submissions.models import Attribution, Comment, CommentVersion, Submission

WITH_CONSULTATION = joinedload(Submission.consultation).options(consultations.WITH_ORGANISATION)
"""Loads a submission with its consultation and organisation."""

WITH_SUBMISSION = joinedload(Comment.submission)
"""Loads a comment with its submission."""

WITH_SUBMISSION_AND_CONSULTATION = joinedload(Comment.submission).options(WITH_CONSULTATION)
"""Loads a comment with its submission, consultation and organisation."""


def comment_ids_of(submission_id: int) -> Select[int]:
    """The ids of the comments of a submission."""
    return select(Comment.id).where(Comment.submission_id == submission_id)


def comment_ids_not_withdrawn() -> Select[int]:
    """The ids of all comments but withdrawn ones."""
    return select(Comment.id).where(Comment.moderation != Moderation.WITHDRAWN)


def submission_ids_of_user(user_id: int) -> Select[int]:
    """The ids of the submissions of an account."""
    return select(Submission.id).where(Submission.user_id == user_id)


class FirstFilings(NamedTuple):
    """When comments were first submitted."""

    rows: FromClause
    comment_id: ColumnElement[int]
    filed_at: ColumnElement[datetime]


def first_filings() -> FirstFilings:
    """The moments at which comments were first submitted, to be joined by the id."""
    of = select(CommentVersion.comment_id, CommentVersion.filed_at).where(CommentVersion.edition == 1)
    rows = of.subquery("first_filings")
    return FirstFilings(rows, rows.c.comment_id, rows.c.filed_at)


def submission_ids_to(organisation_ids: ColumnElement[Sequence[int]]) -> Select[int]:
    """The ids of the submissions to consultations of organisations (an array of their ids)."""
    asked = consultations.ids_of_organisations(organisation_ids)
    return select(Submission.id).where(Submission.consultation_id.in_(asked))


_IS_VISIBLE = text("comments.moderation IN ('published', 'published_redacted')")
"""Written out as the partial indexes have it, so that it is used."""


class CommentKeys(NamedTuple):
    """Comments by their ids, with the edition that is moderated."""

    rows: FromClause
    id: ColumnElement[int]
    submission_id: ColumnElement[int]
    consultation_id: ColumnElement[int]
    edition: ColumnElement[int]


def comment_keys(consultation_ids: Collection[int], *, only_visible: bool = False) -> CommentKeys:
    """The keys of the comments of these consultations; with `only_visible` of those that the public can read."""
    of = select(Comment.id, Comment.submission_id, Comment.consultation_id, Comment.edition)
    of = of.where(Comment.consultation_id.in_(consultation_ids))
    rows = (of.where(_IS_VISIBLE) if only_visible else of).subquery("comment_keys")
    return CommentKeys(rows, rows.c.id, rows.c.submission_id, rows.c.consultation_id, rows.c.edition)


class SubmissionKeys(NamedTuple):
    """Submissions by their ids."""

    rows: FromClause
    id: ColumnElement[int]
    consultation_id: ColumnElement[int]


def submission_keys(consultation_ids: Collection[int]) -> SubmissionKeys:
    """The keys of the submissions to these consultations."""
    of = select(Submission.id, Submission.consultation_id)
    rows = of.where(Submission.consultation_id.in_(consultation_ids)).subquery("submission_keys")
    return SubmissionKeys(rows, rows.c.id, rows.c.consultation_id)


class CommentReferences(NamedTuple):
    """Comments by id with their public reference, "K7R-4M2-XP9/2"."""

    rows: FromClause
    comment_id: ColumnElement[int]
    reference: ColumnElement[str]
    is_public: ColumnElement[bool]
    """Whether the public can read the comment."""

    @property
    def public_reference(self) -> ColumnElement[str]:
        """The reference where the public can read the comment, else "", also where none was joined."""
        return case((self.is_public, self.reference), else_="")


def comment_references() -> CommentReferences:
    """The references of all comments, to be joined by the id."""
    reference = Submission.reference + "/" + cast(Comment.number, Text)
    is_public = Comment.moderation.in_(VISIBLE) & (Submission.attribution != Attribution.CONFIDENTIAL)
    of = select(Comment.id, reference.label("reference"), is_public.label("is_public"))
    rows = of.join(Submission, Submission.id == Comment.submission_id).subquery("comment_references")
    return CommentReferences(rows, rows.c.id, rows.c.reference, rows.c.is_public)


def public_comment_ids(comment_ids: Collection[int]) -> Select[int]:
    """The ids of those comments that the public can read."""
    return (
        select(Comment.id)
        .join(Submission, Submission.id == Comment.submission_id)
        .where(
            among(Comment.id, list(comment_ids)),
            Comment.moderation.in_(VISIBLE),
            Submission.attribution != Attribution.CONFIDENTIAL,
        )
    )
