"""What every type of question says of itself."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from consult.core.errors import NotPossible
from consult.core.translatable import N_
from consult.questions.definitions import QuestionContent, Typed, Value

OTHER = "other"
"""The code of what is not among the options."""

OTHER_WORDS = N_("Something else")

END_WORDS = "end_words"
"""The setting of a type whose options are the words for its lowest and its highest point."""

NOT_OFFERED = N_("Choose from the options of this question.")


class Results(StrEnum):
    """How answers to a question of a type are shown together."""

    WORDS = "words"
    """In their own words."""
    SHARES = "shares"
    """How many chose each option; each chose one."""
    COUNTS = "counts"
    """The same, where each chose several."""
    ROWS = "rows"
    """How many chose each option, for each row."""
    NUMBERS = "numbers"
    DATES = "dates"
    FILES = "files"
    """How many there are, with links to those that are published."""


class Option(NamedTuple):
    """What can be chosen."""

    code: str
    text: str
    is_message: bool = False
    """Whether the text is one of ours, to be translated by the catalogue of the interface."""


Say = Callable[[str], str]
"""Puts a message of ours into the language of a reader."""


class QuestionType(ABC):
    """One type of question."""

    code: str
    label: str
    hint: str = ""
    """What is said beside the field where the author of a question chooses the type."""
    uses: frozenset[str] = frozenset()
    """Columns of a question and attributes of its definition that the type needs beside those that all have;
    END_WORDS where its options are the words for its ends."""
    field: str = "words"
    """The template of its field: templates/questions/fields/_<field>.html."""
    results: Results = Results.WORDS
    can_be_cause: bool = False
    """Whether other questions can depend on what was chosen."""

    def has_text(self, content: QuestionContent) -> bool:
        """Whether an answer may have words of its own, which are moderated."""
        return False

    def options(self, content: QuestionContent) -> Sequence[Option]:
        """What can be chosen, in order."""
        return ()

    def rows(self, content: QuestionContent) -> Sequence[Option]:
        """The rows in each of which something is chosen."""
        return ()

    @abstractmethod
    def read(self, content: QuestionContent, typed: Typed, text: str) -> Value | None:
        """The answer that was typed; None where nothing was. Raises NotPossible where it is not complete or none."""

    @abstractmethod
    def check(self, content: QuestionContent, value: Value) -> Value:
        """The same value, if it is an answer to this question. Raises NotPossible."""

    def typed(self, value: Value) -> Typed:
        """What someone typed who gave this answer."""
        return {"": [str(one) for one in value.values()]} if value else {}

    def codes(self, value: Value) -> frozenset[str]:
        """The codes that were chosen, for conditions of later questions."""
        return frozenset()

    def cells(self, content: QuestionContent, value: Value) -> Sequence[tuple[str, str]]:
        """What it counts for in the results: (code of the row or "", code of the option)."""
        return [("", code) for code in sorted(self.codes(value))]

    @abstractmethod
    def words(self, content: QuestionContent, value: Value, say: Say) -> Sequence[str]:
        """The answer in words, without its text."""

    def check_definition(self, content: QuestionContent) -> None:  # noqa: B027 -- most lack nothing
        """Raise NotPossible where a question of this type lacks something."""


def said(option: Option, say: Say) -> str:
    """The text of an option for a reader."""
    return say(option.text) if option.is_message else option.text


def one_line(typed: Typed) -> str:
    """What was typed into the one field of a question."""
    return next(iter(typed.get("", [])), "").strip()


def only(value: Value, name: str, kind: type) -> Any:
    """The one part that a value has. Raises NotPossible for another value."""
    if set(value) != {name} or not isinstance(value[name], kind):
        raise NotPossible(NOT_OFFERED)
    return value[name]
