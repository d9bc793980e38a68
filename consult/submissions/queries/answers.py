"""Answers to questions: of one submission, and of all of a consultation together."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from consult.attachments import queries as attachments
from consult.core.database import db
from consult.questions.results import CountedValue
from consult.submissions.lifecycle import VISIBLE, Moderation, State
from consult.submissions.models import Answer, Comment, Submission


class GivenAnswer(NamedTuple):
    """What a submission answers to a question, without its text."""

    question_id: int
    value: dict[str, Any]


def answers_of(submission_id: int) -> Sequence[GivenAnswer]:
    """The answers of a submission."""
    rows = select(Answer.question_id, Answer.value).where(Answer.submission_id == submission_id)
    return [GivenAnswer(*row) for row in db.session.execute(rows)]


def texts_of_answers(submission_id: int) -> dict[int, Comment]:
    """The texts of the answers of a submission that were not withdrawn, by the ids of the questions."""
    return _texts(submission_id, Comment.moderation != Moderation.WITHDRAWN)


def withdrawn_texts_of_answers(submission_id: int) -> dict[int, Comment]:
    """The texts of its answers that were withdrawn, of each question the first one."""
    return _texts(submission_id, Comment.moderation == Moderation.WITHDRAWN)


def _texts(submission_id: int, condition: ColumnElement[bool]) -> dict[int, Comment]:
    rows = (
        select(Comment)
        .where(Comment.submission_id == submission_id, Comment.question_id.is_not(None), condition)
        .options(joinedload(Comment.question), joinedload(Comment.submission))
        .order_by(Comment.number.desc())
    )
    return {int(one.question_id or 0): one for one in db.session.execute(rows).scalars()}


def counted_answers(consultation_id: int) -> dict[int, list[CountedValue]]:
    """Question id → how many submissions of each category gave each answer; those that were withdrawn count nowhere,
    and neither do files that were refused or deleted."""
    is_there = ~Answer.value.has_key("files") | attachments.has_file(Answer.submission_id, Answer.question_id)
    rows = (
        select(Answer.question_id, Submission.category, Answer.value, func.count())
        .join(Submission, Submission.id == Answer.submission_id)
        .where(Answer.consultation_id == consultation_id, Submission.state == State.SUBMITTED, is_there)
        .group_by(Answer.question_id, Submission.category, Answer.value)
    )
    found: dict[int, list[CountedValue]] = {}
    for question, category, value, count in db.session.execute(rows):
        found.setdefault(question, []).append(CountedValue(category.value, value, count))
    return found


def published_texts(consultation_id: int) -> dict[int, int]:
    """Question id → how many texts of answers the public can read."""
    rows = (
        select(Comment.question_id, func.count())
        .where(
            Comment.consultation_id == consultation_id,
            Comment.question_id.is_not(None),
            Comment.moderation.in_(VISIBLE),
        )
        .group_by(Comment.question_id)
    )
    return {int(question or 0): count for question, count in db.session.execute(rows)}
