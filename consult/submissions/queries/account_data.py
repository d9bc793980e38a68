"""What submissions hold of a person with an account: for core.account_data."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from consult.attachments import queries as attachments
from consult.consultations import queries as consultations
from consult.core.account_data import plain
from consult.core.database import db
from consult.core.declarations import listed_in
from consult.core.hooks import Hook
from consult.questions.definitions import QuestionContent
from consult.questions.types import type_of
from consult.submissions.models import Answer, Comment, CommentVersion, Submission

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


FORM_ROWS: Hook[Callable[[Sequence[Comment]], Mapping[int, Mapping[str, Any]]]] = Hook(
    "submissions.form_rows"
)
"""Id of each of some comments of one submission that came in a form → how its writer numbered and placed its row."""


@listed_in("PERSONAL_DATA")
def personal_data(user: Any) -> list[dict[str, Any]]:
    """Every submission of a person, with its comments and what they said before."""
    return [data_of(one) for one in all_of_account(user)]


def all_of_account(user: Any) -> Sequence[Submission]:
    """Every submission of a person with an account, the earliest first."""
    rows = (
        select(Submission)
        .options(joinedload(Submission.consultation))
        .where(Submission.user_id == user.id)
        .order_by(Submission.id)
    )
    return db.session.execute(rows).scalars().all()


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
    filed = db.session.execute(comments).scalars().all()
    texts = {one.question_id: one for one in filed if one.question_id is not None}
    rows = {key: row for ask in FORM_ROWS for key, row in ask(filed).items()}
    return {
        "answers": _answers(submission, texts),
        "comments": [
            plain(one, *_COMMENT) | {"row_of_form": rows[one.id]} if one.id in rows else plain(one, *_COMMENT)
            for one in filed
        ],
        "editions": [
            {"comment": number, **plain(one, "edition", *_WORDS, "filed_at")}
            for one, number in db.session.execute(editions)
        ],
        "attachments": [
            plain(one, *_ATTACHMENT) | {"question": one.question.position if one.question else None}
            for one in attachments.of_submission(submission.id)
        ],
    }


def _answers(submission: Submission, texts: Mapping[int, Comment]) -> list[dict[str, Any]]:
    """The answers to questions as they are stored, with what their codes mean in the original language. `texts`: id of
    the question → the comment that is the text of the answer."""
    answers = select(Answer).where(Answer.submission_id == submission.id).order_by(Answer.question_id)
    given = db.session.execute(answers).scalars().all()
    questions = consultations.asked({one.question_id for one in given}, "")
    contents = consultations.question_contents(submission.consultation_id) if given else {}
    return [
        {
            "question": questions[one.question_id][1],
            **plain(one, "value", "answered_at"),
            "answer": _in_words(contents.get(one.question_id), one.value),
            **_text(texts.get(one.question_id)),
        }
        for one in given
    ]


def _text(comment: Comment | None) -> dict[str, Any]:
    return {"text": comment.comment, "comment": comment.number} if comment is not None else {}


def _in_words(content: QuestionContent | None, value: Mapping[str, Any]) -> list[str]:
    return list(type_of(content.type).words(content, value, str)) if content is not None and value else []


def references_of_user(user_id: int) -> dict[int, str]:
    """Comment id → public reference, of the comments of an account."""
    rows = (
        select(Comment.id, Submission.reference, Comment.number)
        .join(Submission, Submission.id == Comment.submission_id)
        .where(Submission.user_id == user_id)
    )
    return {row.id: f"{row.reference}/{row.number}" for row in db.session.execute(rows)}
