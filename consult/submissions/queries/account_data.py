"""What submissions hold of a person with an account: for core.account_data."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from consult.attachments import queries as attachments
from consult.consultations import queries as consultations
from consult.core.account_data import plain
from consult.core.database import db
from consult.submissions.models import IS_FILED, Answer, Comment, CommentVersion, Submission

_SUBMISSION = (
    "reference", "state", "route", "name", "organisation", "category", "subcategory", "category_other", "country",
    "capacity", "on_behalf_of", "email", "email_confirmed_at", "language", "attribution", "consent_policies",
    "consented_at", "begun_at", "changed_at", "received_at", "is_late", "confirmed_at", "withdrawn_at",
)  # fmt: skip
_WORDS = ("type", "quote", "comment", "proposal_kind", "proposal", "rationale", "page_part")
_COMMENT = (
    "number", "subject", "place", *_WORDS, "language", "edition", "filed_at", "moderation", "reason", "posted_at",
)  # fmt: skip

_ATTACHMENT = (
    "name",
    "description",
    "size",
    "sha256",
    "state",
    "publication",
    "reason",
    "uploaded_at",
    "posted_at",
)


def personal_data(user: Any) -> list[dict[str, Any]]:
    """Every submission of a person, with its comments and what they said before."""
    rows = (
        select(Submission)
        .options(joinedload(Submission.consultation))
        .where(Submission.user_id == user.id, IS_FILED)
        .order_by(Submission.id)
    )
    return [data_of(one) for one in db.session.execute(rows).scalars()]


def data_of(submission: Submission) -> dict[str, Any]:
    """A submission, with its comments and what they said before."""
    return {
        "consultation": submission.consultation.slug,
        "title": submission.consultation.title,
        **plain(submission, *_SUBMISSION),
        **_on(submission),
    }


def _on(submission: Submission) -> dict[str, Any]:
    comments = select(Comment).where(Comment.submission_id == submission.id).order_by(Comment.number)
    editions = (
        select(CommentVersion, Comment.number)
        .join(Comment, Comment.id == CommentVersion.comment_id)
        .where(Comment.submission_id == submission.id)
        .order_by(CommentVersion.id)
    )
    answers = select(Answer).where(Answer.submission_id == submission.id).order_by(Answer.question_id)
    given = db.session.execute(answers).scalars().all()
    questions = consultations.asked({one.question_id for one in given}, "")
    return {
        "answers": [
            {"question": questions[one.question_id][1], **plain(one, "value", "answered_at")} for one in given
        ],
        "comments": [plain(one, *_COMMENT) for one in db.session.execute(comments).scalars()],
        "editions": [
            {"comment": number, **plain(one, "edition", *_WORDS, "filed_at")}
            for one, number in db.session.execute(editions)
        ],
        "attachments": [
            plain(one, *_ATTACHMENT) | {"question": one.question.position if one.question else None}
            for one in attachments.of_submission(submission.id)
        ],
    }


def references_of_user(user_id: int) -> dict[int, str]:
    """Comment id → public reference, of the comments of an account."""
    rows = (
        select(Comment.id, Submission.reference, Comment.number)
        .join(Submission, Submission.id == Comment.submission_id)
        .where(Submission.user_id == user_id)
    )
    return {row.id: f"{row.reference}/{row.number}" for row in db.session.execute(rows)}
