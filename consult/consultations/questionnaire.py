"""Questions as a respondent sees them: in the language of the page, with what was typed and what is still open."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple, Self

from flask_babel import gettext as _
from markupsafe import Markup

from consult.consultations.models import Consultation, Question
from consult.core import markup
from consult.core.bidi import filled
from consult.core.multilingual import Words, like
from consult.drafts import queries as drafts
from consult.drafts.passage_labels import passage_in_html
from consult.questions import answering
from consult.questions.answering import NOTHING, Reading, Section, TypedAnswer, sections
from consult.questions.definitions import QuestionContent, decimal, lines
from consult.questions.types import END_WORDS, Option, QuestionType, ends, said, type_of
from consult.web.errors import say
from consult.web.formats import listed, number
from consult.web.moments import day
from consult.web.text_languages import in_its_language, lang_of, translated


class ShownOption(NamedTuple):
    """An option or a row as a page shows it."""

    code: str
    label: str
    attributes: Markup
    """Its language, where it is not that of the page."""


@dataclass(frozen=True)
class ShownQuestion:
    """A question of a page, with what was typed in answer to it."""

    question: Question
    content: QuestionContent
    """In the language of the page where it is translated."""
    given: TypedAnswer
    reading: Reading
    error: str
    options: Sequence[ShownOption]
    rows: Sequence[ShownOption]
    passage: Markup | None
    """Where the passage is that it asks about, in words."""
    cause: Markup
    """Why it is asked, where that depends on an earlier answer."""
    section: int
    """The number of its section, where all questions are shown."""
    files: Sequence[Any] = ()
    """The attachment that answers it, where it asks for a file; of the packages above."""
    is_withdrawn: bool = False
    """Whether its submitter withdrew the answer, or its text."""

    def without_error(self) -> Self:
        """The same, where nothing is said of what is missing."""
        return replace(self, error="")

    @property
    def kind(self) -> QuestionType:
        """The type of the question."""
        return type_of(self.question.type)

    @property
    def has_lost_clause(self) -> bool:
        """Whether it was to ask about a clause that the version of the draft does not have."""
        return bool(self.content.definition.block_key) and self.passage is None

    @property
    def name(self) -> str:
        """That of its first field; parts of it have the name and their code after a dot."""
        return name_of(self.question.id)

    @property
    def has_text(self) -> bool:
        """Whether an answer may have words of its own."""
        return self.kind.has_text(self.content)

    @property
    def ends(self) -> Sequence[str]:
        """The words for the lowest and the highest point, where the type has them."""
        return self.content.options[:2] if END_WORDS in self.kind.uses else ()

    @property
    def points(self) -> tuple[int, int]:
        """The ends of a scale."""
        return ends(self.content)

    def is_chosen(self, code: str, part: str = "") -> bool:
        """Whether an option is chosen; `part`: in which row."""
        return code in self.given.typed.get(part, [])

    @property
    def words(self) -> str:
        """What was typed into a field that is not a choice."""
        return next(iter(self.given.typed.get("", [])), "")

    @property
    def answer_given(self) -> bool:
        """Whether it is answered so that the answer can be submitted."""
        return self.reading.value is not None

    @property
    def day(self) -> str:
        """The day of an answer that is one, in words: browsers disagree about the order of its parts."""
        value = self.reading.value or {}
        return day(date.fromisoformat(value["date"])) if "date" in value else ""

    @property
    def number(self) -> str:
        """The number of an answer that is one, with its unit, as the language of the page writes it."""
        found = decimal((self.reading.value or {}).get("number"))
        return (
            like(self.content.unit, f"{number(found)} {self.content.unit}".strip())
            if found is not None
            else ""
        )

    @property
    def body(self) -> Markup:
        """Its own words as they are published once a moderator has decided so."""
        return markup.comment(self.given.text)

    @property
    def answer(self) -> Sequence[str]:
        """The answer in words, without its text."""
        value = self.reading.value
        if value is None:
            return ()
        if self.files:
            return [one.file_name for one in self.files]
        in_format = self.day or self.number
        return [in_format] if in_format else self.kind.words(self.content, value, _)


def name_of(question_id: int) -> str:
    """The name of the first field of a question."""
    return f"q{question_id}"


TEXT = "text"
"""The part of a question's field in which someone types words of their own."""


def content_shown(question: Question, consultation: Consultation) -> QuestionContent:
    """A question with its options and rows in the language of the page, each with its language. A translation that has
    another number of lines than the original translates something else, and is not shown."""
    parts: dict[str, Any] = {}
    for name in ("options", "rows"):
        whole = translated(question, name, consultation)
        original, words = lines(getattr(question, name)), lines(whole)
        is_translated = len(words) == len(original)
        language = whole.language if is_translated else consultation.original_language
        parts[name] = tuple(Words(one, language) for one in (words if is_translated else original))
    return QuestionContent(
        question.id,
        question.position,
        question.type,
        question.definition,
        unit=translated(question, "unit", consultation),
        **parts,
    )


def shown(
    consultation: Consultation,
    questions: Sequence[Question],
    given: Mapping[int, TypedAnswer],
    readings: Mapping[int, Reading],
    *,
    with_errors: bool,
) -> list[ShownQuestion]:
    """Questions for a page; `with_errors`: with what keeps each from being submitted."""
    keys = [one.definition.block_key for one in questions if one.definition.block_key]
    passages = drafts.passages(consultation.version_id, keys) if keys and consultation.version_id else {}
    by_id = {one.id: one for one in questions}
    number_of = {key: section.number for section in sections_of(questions) for key in section.questions}
    return [
        _shown(
            one,
            given,
            readings[one.id],
            passages,
            by_id,
            consultation,
            number_of[one.id],
            with_errors=with_errors,
        )
        for one in questions
    ]


def described(consultation: Consultation, questions: Sequence[Question]) -> list[ShownQuestion]:
    """Questions without answers, those that are asked only after certain answers too."""
    given = dict.fromkeys((one.id for one in questions), NOTHING)
    read = answering.read([one.content for one in questions], given)
    asked = {key: Reading(is_asked=True, value=one.value) for key, one in read.items()}
    return shown(consultation, questions, given, asked, with_errors=False)


def _shown(
    question: Question,
    given: Mapping[int, TypedAnswer],
    reading: Reading,
    passages: Mapping[str, drafts.Passage],
    by_id: Mapping[int, Question],
    consultation: Consultation,
    section: int,
    *,
    with_errors: bool,
) -> ShownQuestion:
    content = content_shown(question, consultation)
    kind = type_of(question.type)
    passage = passages.get(question.definition.block_key)
    options, rows = _options(kind.options(content)), _options(kind.rows(content))
    error = say(reading.problem) if with_errors and reading.problem is not None else ""
    return ShownQuestion(
        question, content, given.get(question.id, NOTHING), reading, error, options, rows,
        passage_in_html(passage.words, _) if passage is not None else None,
        _cause(question, by_id, consultation), section,
    )  # fmt: skip


def _options(options: Sequence[Option]) -> list[ShownOption]:
    labels = [(one.code, said(one, _), one.is_message) for one in options]
    return [
        ShownOption(code, label, Markup("") if is_message else lang_of(label))
        for code, label, is_message in labels
    ]


def _cause(question: Question, by_id: Mapping[int, Question], consultation: Consultation) -> Markup:
    condition = question.definition.condition
    cause = by_id.get(condition.question) if condition is not None else None
    if condition is None or cause is None:
        return Markup("")
    labels = [
        in_its_language(said(one, _))
        for one in type_of(cause.type).options(content_shown(cause, consultation))
        if one.code in condition.codes
    ]
    # Translators: text is one or several options of an earlier question.
    sentence = _("Asked where the answer to question %(number)s is: %(text)s")
    return filled(sentence, number=cause.position, text=listed(labels, is_choice=True))


def sections_of(questions: Sequence[Question]) -> list[Section]:
    """The sections of a questionnaire."""
    return sections([(one.id, one.section) for one in questions])


def typed_in(sent: Iterable[tuple[str, str]], questions: Sequence[Question]) -> dict[int, TypedAnswer]:
    """What was sent in answer to these questions; each of them has an entry."""
    fields: dict[str, list[str]] = {}
    for name, value in sent:
        fields.setdefault(name, []).append(value)
    found = {}
    for question in questions:
        name, content = name_of(question.id), question.content
        parts = ["", *(row.code for row in type_of(question.type).rows(content))]
        typed = {part: fields.get(f"{name}.{part}" if part else name, []) for part in parts}
        found[question.id] = TypedAnswer(
            {part: [_short(one) for one in some][:MOST_VALUES] for part, some in typed.items() if some},
            "".join(fields.get(f"{name}.{TEXT}", [])[:1]),
        )
    return found


MOST_VALUES = 100
LONGEST_VALUE = 200
"""Of what is chosen or typed into one field that is not for words."""


def _short(value: str) -> str:
    return value[:LONGEST_VALUE]
