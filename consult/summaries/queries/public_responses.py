"""Answers to comments, in one set of columns: those an edition published, and those being written.

What was published is kept in rows that never change. The public reads it, and only for comments it may read.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, Text, and_, case, cast, func, literal, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import aliased

from consult.core.database import db
from consult.responses.lifecycle import Disposition
from consult.responses.models import Answer, Issue, PublishedAnswer, Summary
from consult.responses.queries.scope import CHANGE, DISPOSITION, IN_SCOPE, IS_PUBLIC, WORDS, in_scope
from consult.submissions.lifecycle import VISIBLE
from consult.submissions.models import Attribution, Comment, Submission

_original = aliased(Comment)
_original_sender = aliased(Submission)


@dataclass(frozen=True)
class PublicAnswer:
    """The published answer to one comment."""

    disposition: Disposition
    text: str
    change: str
    issue_title: str
    issue_ref: str
    duplicate_of: str = ""
    """The reference of the comment it repeats, where the public may read that one."""


def public_answers(comment_ids: Collection[int]) -> dict[int, PublicAnswer]:
    """The published answers to these comments: of each the newest edition's, and only where the public reads it."""
    if not comment_ids:
        return {}
    rows = db.session.execute(
        kept_answers()
        .join(Summary, Summary.id == PublishedAnswer.summary_id)
        .where(PublishedAnswer.comment_id.in_(comment_ids), IS_PUBLIC)
        .order_by(PublishedAnswer.comment_id, Summary.edition.desc())
        .ext(distinct_on(PublishedAnswer.comment_id))
    )
    return {row.comment_id: _told(row) for row in rows}


def answers_of_submission(submission_id: int) -> dict[int, PublicAnswer]:
    """The published answers to the comments of one submission, confidential ones too: for whoever sent it."""
    rows = db.session.execute(
        kept_answers()
        .join(Summary, Summary.id == PublishedAnswer.summary_id)
        .where(Comment.submission_id == submission_id, IN_SCOPE)
        .order_by(PublishedAnswer.comment_id, Summary.edition.desc())
        .ext(distinct_on(PublishedAnswer.comment_id))
    )
    return {row.comment_id: _told(row) for row in rows}


def _told(row: Any) -> PublicAnswer:
    return PublicAnswer(
        row.disposition, row.text, row.change, row.issue_title, row.issue_reference, row.duplicate_of or ""
    )


_ORIGINAL_IS_PUBLIC = and_(
    _original.moderation.in_(VISIBLE), _original_sender.attribution != Attribution.CONFIDENTIAL
)


def _named() -> Any:
    """The reference of the original of a duplicate, where the public may read it."""
    return case(
        (_ORIGINAL_IS_PUBLIC, _original_sender.reference + "/" + cast(_original.number, Text)), else_=""
    )


def kept_answers() -> Select[Any]:
    """The answers of all editions, as each published them."""
    return (
        select(
            PublishedAnswer.comment_id,
            PublishedAnswer.disposition,
            PublishedAnswer.text,
            PublishedAnswer.change,
            PublishedAnswer.issue_reference,
            PublishedAnswer.issue_title,
            PublishedAnswer.has_own_words,
            PublishedAnswer.has_own_change,
            _named().label("duplicate_of"),
        )
        .select_from(PublishedAnswer)
        .join(Comment, Comment.id == PublishedAnswer.comment_id)
        .join(Submission, Submission.id == Comment.submission_id)
        .outerjoin(_original, _original.id == PublishedAnswer.duplicate_of_id)
        .outerjoin(_original_sender, _original_sender.id == _original.submission_id)
    )


def answers_being_written(consultation_id: int) -> Select[Any]:
    """The answers as they stand, in the columns of published ones; duplicates have their original's words.

    Words to a comment that the public does not read are for its sender alone: then only its issue's are repeated.
    """
    original_answer = aliased(Answer)
    original_issue = aliased(Issue)
    own_words = case((_ORIGINAL_IS_PUBLIC, func.nullif(original_answer.text, "")), else_=None)
    original_words = func.coalesce(own_words, original_issue.answer, "")
    words = case(
        (and_(DISPOSITION == Disposition.DUPLICATE, WORDS == ""), original_words),
        else_=WORDS,
    )
    return (
        in_scope(
            consultation_id,
            Comment.id.label("comment_id"),
            DISPOSITION.label("disposition"),
            words.label("text"),
            CHANGE.label("change"),
            func.coalesce(Issue.reference, "").label("issue_reference"),
            func.coalesce(Issue.title, "").label("issue_title"),
            func.coalesce(Answer.text != "", literal(False)).label("has_own_words"),
            func.coalesce(Answer.change != "", literal(False)).label("has_own_change"),
            Answer.duplicate_of_id.label("duplicate_of_id"),
            _named().label("duplicate_of"),
        )
        .where(DISPOSITION.is_not(None))
        .outerjoin(_original, _original.id == Answer.duplicate_of_id)
        .outerjoin(_original_sender, _original_sender.id == _original.submission_id)
        .outerjoin(original_answer, original_answer.comment_id == Answer.duplicate_of_id)
        .outerjoin(original_issue, original_issue.id == original_answer.issue_id)
    )
