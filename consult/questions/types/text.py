"""Free text."""

from collections.abc import Sequence

from consult.core.errors import NotPossible
from consult.core.translatable import N_
from consult.questions.definitions import QuestionContent, Typed, Value
from consult.questions.types.base import NOT_OFFERED, QuestionType, Say


class FreeText(QuestionType):
    """An answer in the respondent's own words."""

    code = "text"
    label = N_("Free text")
    uses = frozenset({"most_words"})

    def has_text(self, content: QuestionContent) -> bool:
        """Always: it is nothing else."""
        return True

    def read(self, content: QuestionContent, typed: Typed, text: str) -> Value | None:
        """Nothing beside the text."""
        return {} if text.strip() else None

    def check(self, content: QuestionContent, value: Value) -> Value:
        """Only the empty one."""
        if value:
            raise NotPossible(NOT_OFFERED)
        return value

    def words(self, content: QuestionContent, value: Value, say: Say) -> Sequence[str]:
        """None beside the text."""
        return ()
