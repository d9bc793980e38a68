"""The answers to questions in a response summary: counted when it is published, told in the language of the page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation, Question
from consult.consultations.questionnaire import content_shown
from consult.core.multilingual import like
from consult.questions.types import said, type_of


@dataclass(frozen=True)
class ToldAnswers:
    """The answers to one question."""

    question: Question
    answers: int
    """How many answered it."""
    rows: Sequence[tuple[str, int]]
    """(what was chosen, how many chose it)."""


def answers_told(consultation: Consultation, figures: Mapping[str, Any]) -> list[ToldAnswers]:
    """The counted answers among the figures of a summary; none in those that versions before 0056 published."""
    counted = {one["question"]: one for one in figures.get("answers", ())}
    questions = consultations.questions(consultation) if counted else ()
    return [
        ToldAnswers(
            one, counted[one.position]["answers"], _rows(one, consultation, counted[one.position]["cells"])
        )
        for one in questions
        if one.position in counted
    ]


def _rows(
    question: Question, consultation: Consultation, cells: Sequence[tuple[str, str, int]]
) -> list[tuple[str, int]]:
    content, kind = content_shown(question, consultation), type_of(question.type)
    rows = {one.code: one.text for one in kind.rows(content)}
    options = {one.code: said(one, _) for one in kind.options(content)}
    named = [(rows.get(row, ""), options.get(option, option), count) for row, option, count in cells]
    return [
        (like(row or option, " · ".join(filter(None, [row, option]))), count) for row, option, count in named
    ]
