"""Answers of a draft to questions."""

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import bindparam, literal, null, select, union_all

from consult.attachments import queries as attachments
from consult.consultations import queries as consultations
from consult.core.database import db
from consult.core.kept_statements import KeptStatement
from consult.draft_submissions.models import DraftAnswer, DraftComment
from consult.questions.answering import TypedAnswer
from consult.questions.definitions import QuestionContent
from consult.questions.types import Results, type_of

TEXT = "text"
"""The part of a draft answer that holds words which no comment may hold, because they are too long."""


def given_on(draft_id: int) -> dict[int, TypedAnswer]:
    """What was typed in answer to the questions, by their ids."""
    typed = select(
        DraftAnswer.question_id, DraftAnswer.typed, null().label("words"), literal(0).label("number")
    )
    words = select(DraftComment.question_id, null(), DraftComment.comment, DraftComment.number)
    file = attachments.answers_of_draft(draft_id).subquery("file")
    rows: Any = union_all(
        typed.where(DraftAnswer.draft_id == draft_id),
        select(file.c.question_id, literal(_ONE_FILE, DraftAnswer.typed.type), null(), literal(0)),
        words.where(DraftComment.draft_id == draft_id, DraftComment.question_id.is_not(None)),
    ).order_by("number")
    parts: dict[int, dict[str, list[str]]] = {}
    texts: dict[int, str] = {}
    for row in db.session.execute(rows):
        if row.typed is not None:
            parts[row.question_id] = row.typed
        else:
            texts.setdefault(row.question_id, row.words)
    return {one: _given(parts.get(one, {}), texts.get(one, "")) for one in {*parts, *texts}}


_ONE_FILE = {"": ["1"]}
"""What is typed where a question is answered with a file (questions.types.files)."""


def _given(typed: Mapping[str, list[str]], words: str) -> TypedAnswer:
    """What was typed in answer to a question, with its words, which may be too long for a comment."""
    too_long = "".join(typed.get(TEXT, []))
    return TypedAnswer({part: some for part, some in typed.items() if part != TEXT}, too_long or words)


class AnswersToSubmit(NamedTuple):
    """What was typed in answer to the questions of a consultation, beside the words, which are comments."""

    contents: Sequence[QuestionContent]
    typed: Mapping[int, Mapping[str, list[str]]]
    files: Mapping[int, int]
    """The id of the attachment that answers a question, by the id of the question."""

    def given(self, words: Mapping[int, str]) -> dict[int, TypedAnswer]:
        """The same with the words, by the ids of the questions."""
        return {one.id: _given(self.typed.get(one.id, {}), words.get(one.id, "")) for one in self.contents}


NO_QUESTIONS = AnswersToSubmit((), {}, {})
"""Those of a consultation that asks none."""


def answers_to_submit(draft_id: int, consultation_id: int) -> AnswersToSubmit:
    """The questions of a consultation with what a draft has in answer to them, in one statement; in one more where some
    ask for a file."""
    found = _questions_with_answers().rows({"draft_id": draft_id, "consultation_id": consultation_id})
    contents = [consultations.content_of(row) for row in found]
    typed = {row.id: row.typed for row in found if row.typed}
    files: dict[int, int] = {}
    if any(type_of(one.type).results is Results.FILES for one in contents):
        of_draft = db.session.execute(attachments.answers_of_draft(draft_id)).all()
        files = {row.question_id: row.id for row in of_draft}
    return AnswersToSubmit(contents, typed | dict.fromkeys(files, _ONE_FILE), files)


@cache
def _questions_with_answers() -> KeptStatement:
    question = consultations.question_columns()
    of_draft = (DraftAnswer.question_id == question.id) & (DraftAnswer.draft_id == bindparam("draft_id"))
    return KeptStatement(
        select(question.rows, DraftAnswer.typed.label("typed"))
        .outerjoin(DraftAnswer, of_draft)
        .where(question.consultation_id == bindparam("consultation_id"))
        .order_by(question.position)
    )


def answer_savers(draft_id: int, question_ids: Collection[int]) -> dict[int, str]:
    """The key of the page that saved each of these answers last, by the id of the question."""
    rows = select(DraftAnswer.question_id, DraftAnswer.said_from).where(
        DraftAnswer.draft_id == draft_id, DraftAnswer.question_id.in_(question_ids)
    )
    return {row.question_id: row.said_from for row in db.session.execute(rows)}


def text_of_answer(draft_id: int, question_id: int) -> DraftComment | None:
    """The text of the answer to a question, or None."""
    rows = select(DraftComment).where(
        DraftComment.draft_id == draft_id, DraftComment.question_id == question_id
    )
    return db.session.execute(rows.order_by(DraftComment.number).limit(1)).scalar_one_or_none()
