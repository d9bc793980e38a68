"""Answers to questions: how they are held to the definitions of the questions, whichever way they come in."""

from collections.abc import Sequence
from typing import Any

from consult.consultations import queries as consultations
from consult.core.errors import NotFound
from consult.questions.types import type_of
from consult.submissions.rules import NewAnswer

GIVEN = ("question_id", "value")
"""The columns of an answer that `rows` fills."""


def check(consultation_id: int, answers: Sequence[NewAnswer]) -> None:
    """Raise NotPossible where an answer is none by the type of its question, NotFound for a question of another
    consultation. A question that was not answered is no error here: a form on paper may leave any of them empty."""
    if not answers:
        return
    contents = consultations.question_contents(consultation_id)
    for answer in answers:
        content = contents.get(answer.question_id)
        if content is None:
            raise NotFound
        if answer.value:
            type_of(content.type).check(content, answer.value)


def rows(answers: Sequence[NewAnswer]) -> list[dict[str, Any]]:
    """Answers as rows to be inserted."""
    return [{"question_id": one.question_id, "value": dict(one.value)} for one in answers]
