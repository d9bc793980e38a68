"""A questionnaire as it is answered: which questions are asked, what is answered, what is still open. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from consult.core import markup
from consult.core.errors import NotPossible, too_long
from consult.core.translatable import N_, nN_
from consult.questions.definitions import QuestionContent, Typed, Value
from consult.questions.types import type_of

REQUIRED = N_("Answer this question.")

_WORDS = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]|[^\s\u3040-\u30ff\u4e00-\u9fff]+")
"""A word; in scripts without blanks between words, a character."""


@dataclass(frozen=True)
class TypedAnswer:
    """What someone typed in answer to one question, whatever is missing or wrong."""

    typed: Typed
    text: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed."""
        return not self.text.strip() and not any(one for some in self.typed.values() for one in some)


NOTHING = TypedAnswer({})


class Reading(NamedTuple):
    """What was typed in answer to one question, as its type reads it."""

    is_asked: bool
    """Whether the answers before have it asked."""
    value: Value | None = None
    """The answer; None for none."""
    text: str = ""
    problem: NotPossible | None = None
    """Why it cannot be submitted like this."""

    @property
    def is_wrong(self) -> bool:
        """Whether what was typed is no answer; nothing typed where an answer is required is none that is wrong."""
        return self.problem is not None and self.problem.message != REQUIRED


def read(contents: Sequence[QuestionContent], given: Mapping[int, TypedAnswer]) -> dict[int, Reading]:
    """What was typed by the ids of the questions, in their order. A question whose condition is not met is not asked,
    and has no answer, whatever was typed."""
    found: dict[int, Reading] = {}
    chosen: dict[int, frozenset[str]] = {}
    for content in contents:
        if not is_asked(content, chosen):
            found[content.id] = Reading(is_asked=False)
            chosen[content.id] = frozenset()
            continue
        reading = _read(content, given.get(content.id, NOTHING))
        found[content.id] = reading
        codes = type_of(content.type).codes(reading.value) if reading.value is not None else frozenset()
        chosen[content.id] = codes or frozenset(given.get(content.id, NOTHING).typed.get("", []))
    return found


def newly_open(before: Mapping[int, Reading], after: Mapping[int, Reading]) -> list[int]:
    """The questions that other answers have asked now, and that still keep them from being submitted."""
    return [key for key, one in after.items() if one.problem is not None and not before[key].is_asked]


def is_asked(content: QuestionContent, chosen: Mapping[int, frozenset[str]]) -> bool:
    """Whether a question is asked after these codes were `chosen` in those before it. A condition on a question that is
    not before it is none."""
    condition = content.definition.condition
    return (
        condition is None
        or condition.question not in chosen
        or bool(chosen[condition.question] & set(condition.codes))
    )


def _read(content: QuestionContent, given: TypedAnswer) -> Reading:
    kind = type_of(content.type)
    text = given.text if kind.has_text(content) else ""
    try:
        value = kind.read(content, given.typed, text)
        check_words(content, text)
    except NotPossible as problem:
        return Reading(True, None, text, problem)
    if value is None and content.definition.is_required:
        return Reading(True, problem=NotPossible(REQUIRED))
    return Reading(True, value, text if value is not None else "")


def words_in(text: str) -> int:
    """How many words a text has."""
    return len(_WORDS.findall(text))


def check_words(content: QuestionContent, text: str) -> None:
    """Raise NotPossible for a text with more words than the question takes, or too long for any."""
    if len(markup.plain(text)) > markup.LONGEST_COMMENT:
        raise too_long(markup.LONGEST_COMMENT)
    most = content.definition.most_words
    if most is not None and words_in(text) > most:
        sentence = nN_("Use at most %(most)s word.", "Use at most %(most)s words.", most)
        raise NotPossible(sentence, most=most)


class Section(NamedTuple):
    """Questions under one heading."""

    number: int
    questions: Sequence[int]
    """Their ids."""


def sections(headings: Sequence[tuple[int, str]]) -> list[Section]:
    """The sections of a questionnaire: `headings` are the ids of its questions with the heading that each begins; one
    with that of the section before it begins none."""
    found: list[list[int]] = []
    current = ""
    for identifier, heading in headings:
        if not found or (heading and heading != current):
            found.append([])
            current = heading
        found[-1].append(identifier)
    return [Section(number, some) for number, some in enumerate(found, 1)]
