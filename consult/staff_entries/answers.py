"""The answers of an entry: the questions of the consultation, of which any may stay open, or be answered though earlier
answers do not ask it or at greater length than was asked for, as on paper."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

from flask_babel import gettext as _

from consult.consultations import queries as consultations
from consult.consultations import questionnaire
from consult.consultations.models import Consultation, Question
from consult.consultations.questionnaire import TEXT, ShownQuestion, name_of
from consult.draft_submissions import actions as drafting
from consult.questions import answering
from consult.questions.answering import Reading, TypedAnswer
from consult.questions.definitions import QuestionContent
from consult.submissions.models import Subject
from consult.submissions.rules import NewAnswer, NewComment


@dataclass(frozen=True)
class EntryAnswers:
    """What is typed in answer to the questions of a consultation. A question that asks for a file is none of them: what
    came with the comments is a file of the entry."""

    consultation: Consultation
    questions: Sequence[Question]
    given: Mapping[int, TypedAnswer]

    @classmethod
    def of(cls, consultation: Consultation, typed: Iterable[tuple[str, str]]) -> Self:
        """The answers among what was typed in the fields of a form."""
        questions = [one for one in consultations.questions(consultation) if not drafting.is_file(one)]
        return cls(consultation, questions, questionnaire.typed_in(typed, questions))

    def readings(self) -> dict[int, Reading]:
        """What was typed, as the types of the questions read it."""
        return answering.read([_on_paper(one.content) for one in self.questions], self.given)

    def shown(self, *, with_errors: bool) -> list[ShownQuestion]:
        """The questions for the page."""
        read, asked = self.readings(), self.questions
        found = questionnaire.shown(self.consultation, asked, self.given, read, with_errors=with_errors)
        return [replace(one, content=_on_paper(one.content)) for one in found]

    def wrong(self) -> list[tuple[str, str]]:
        """(id of the question on the page, message) of every answer that is none."""
        return [
            (f"question-{one.question.id}", one.error) for one in self.shown(with_errors=True) if one.error
        ]

    def fields(self) -> dict[str, list[str]]:
        """What was typed, by the names of the fields."""
        found: dict[str, list[str]] = {}
        for key, given in self.given.items():
            name = name_of(key)
            found |= {f"{name}.{part}" if part else name: list(some) for part, some in given.typed.items()}
            found |= {f"{name}.{TEXT}": [given.text]} if given.text else {}
        return found

    def new(self) -> list[NewAnswer]:
        """The answers, to be filed."""
        return drafting.new_answers(self.readings())

    def texts(self, language: str) -> list[NewComment]:
        """Their words, to be filed as comments about the questions."""
        read = self.readings()
        return [
            NewComment(comment=read[one.id].text, subject=Subject.QUESTION, question=one, language=language)
            for one in self.questions
            if read[one.id].text.strip()
        ]

    def differing(self, other: "EntryAnswers") -> list[tuple[str, str]]:
        """("Question" and its number, words) of each answer here that is another one there."""
        return [
            (
                _("Question %(number)s", number=one.question.position),
                " · ".join(filter(None, [*one.answer, one.given.text])),
            )
            for one in self.shown(with_errors=False)
            if one.given != other.given[one.question.id]
        ]

    def completed(self, other: "EntryAnswers") -> Self:
        """The same with the answers of `other` where nothing was typed here."""
        given = {key: other.given[key] if one.is_empty else one for key, one in self.given.items()}
        return replace(self, given=given)


def _on_paper(content: QuestionContent) -> QuestionContent:
    free = content.definition.having(is_required=False, condition=None, most_words=None)
    return replace(content, definition=free)
