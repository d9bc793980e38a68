"""Objections of submitters to decisions."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from consult.core.database import db
from consult.core.errors import NotFound
from consult.moderation.models import (
    Objection,
    ObjectionState,
)
from consult.moderation.queries.decisions import decision
from consult.organisations.models import Role
from consult.organisations.queries import organisation_ids
from consult.submissions import queries as submissions
from consult.submissions.models import Comment


def objection(identifier: int, user: Any) -> Objection:
    """An objection to a decision on a comment that `user` moderates. Raises NotFound."""
    found = db.session.execute(
        select(Objection)
        .where(Objection.id == identifier)
        .options(joinedload(Objection.comment).options(submissions.WITH_SUBMISSION_AND_CONSULTATION))
    ).scalar_one_or_none()
    moderated = organisation_ids(user, Role.MODERATOR)
    if found is None or found.comment.submission.consultation.organisation_id not in moderated:
        raise NotFound
    edition = decision(found.decision_id).edition
    submissions.read_to_decide([found.comment], withheld_edition=edition)
    return found


def objections(comment: Comment) -> Sequence[Objection]:
    """Objections of its submitter, the first one first."""
    rows = select(Objection).where(Objection.comment_id == comment.id).order_by(Objection.id)
    return db.session.execute(rows).scalars().all()


def open_objections(consultation_id: int) -> Sequence[Objection]:
    """The objections of a consultation that no one has answered yet, the oldest first."""
    comments = submissions.comment_keys([consultation_id])
    rows = (
        select(Objection)
        .join(comments.rows, comments.id == Objection.comment_id)
        .where(Objection.state == ObjectionState.OPEN)
        .options(joinedload(Objection.comment).options(submissions.WITH_SUBMISSION))
        .order_by(Objection.contested_at, Objection.id)
    )
    return db.session.execute(rows).scalars().all()


def objection_counts(consultation_ids: Sequence[int]) -> dict[int, int]:
    """Consultation id → how many objections no one has answered yet; only of those with one."""
    comments = submissions.comment_keys(consultation_ids)
    rows = (
        select(comments.consultation_id, func.count())
        .select_from(Objection)
        .join(comments.rows, comments.id == Objection.comment_id)
        .where(Objection.state == ObjectionState.OPEN)
        .group_by(comments.consultation_id)
    )
    return {row[0]: row[1] for row in db.session.execute(rows)}


def open_objection(comment: Comment) -> Objection | None:
    """The objection that is not settled yet, or None."""
    return next((one for one in objections(comment) if one.state == ObjectionState.OPEN), None)
