"""Choices: one option, several, a point of a scale, agreement with a statement."""

from abc import ABC
from collections.abc import Sequence
from decimal import Decimal

from consult.core.errors import NotPossible
from consult.core.translatable import N_
from consult.questions.definitions import QuestionContent, Typed, Value
from consult.questions.types.base import (
    END_WORDS,
    NOT_OFFERED,
    OTHER,
    OTHER_WORDS,
    Option,
    QuestionType,
    Results,
    Say,
    only,
    said,
)

NO_OPTIONS = N_("Enter at least two options, one in each line.")
OTHER_NOT_CHOSEN = N_("Choose “Something else”, or remove the words beside it.")
OTHER_WITHOUT_WORDS = N_("Enter what else.")

MOST_POINTS = 11
"""Points of a scale."""


class _Choice(QuestionType, ABC):
    """A choice among options: the codes of those that were chosen, in their order."""

    results = Results.SHARES
    can_be_cause = True
    has_several = False

    def read(self, content: QuestionContent, typed: Typed, text: str) -> Value | None:
        """The codes that were chosen. Words beside "something else" choose it where nothing speaks against it."""
        chosen = [one for one in typed.get("", []) if one]
        if text.strip() and OTHER not in chosen:
            if chosen and not self.has_several:
                raise NotPossible(OTHER_NOT_CHOSEN)
            chosen.append(OTHER)
        if not chosen:
            return None
        order = [option.code for option in self.options(content)]
        value = self.check(content, {"chosen": [code for code in order if code in chosen]})
        if set(chosen) - set(order):
            raise NotPossible(NOT_OFFERED)
        if OTHER in chosen and not text.strip():
            raise NotPossible(OTHER_WITHOUT_WORDS)
        return value

    def check(self, content: QuestionContent, value: Value) -> Value:
        """Codes of options, each once; one where only one can be chosen."""
        chosen = only(value, "chosen", list)
        order = [option.code for option in self.options(content)]
        is_one = len(chosen) == 1 or self.has_several
        if not chosen or not is_one or chosen != [code for code in order if code in chosen]:
            raise NotPossible(NOT_OFFERED)
        return value

    def typed(self, value: Value) -> Typed:
        """The codes."""
        return {"": list(value.get("chosen", ()))}

    def codes(self, value: Value) -> frozenset[str]:
        """The codes that were chosen."""
        return frozenset(value.get("chosen", ()))

    def words(self, content: QuestionContent, value: Value, say: Say) -> Sequence[str]:
        """The texts of the options."""
        chosen = self.codes(value)
        return [said(option, say) for option in self.options(content) if option.code in chosen]


class _ListedChoice(_Choice, ABC):
    """A choice among options that the author of the question wrote."""

    uses = frozenset({"options", "has_other"})
    field = "choices"

    def has_text(self, content: QuestionContent) -> bool:
        """Where something else can be answered."""
        return content.definition.has_other

    def options(self, content: QuestionContent) -> Sequence[Option]:
        """One for each line, and something else."""
        listed = [Option(str(number), text) for number, text in enumerate(content.options, 1)]
        return [*listed, Option(OTHER, OTHER_WORDS, is_message=True)] if self.has_text(content) else listed

    def check_definition(self, content: QuestionContent) -> None:
        """There is something to choose between."""
        if len(content.options) < 2:
            raise NotPossible(NO_OPTIONS)


class SingleChoice(_ListedChoice):
    """One of the options."""

    code = "single"
    label = N_("Single choice")


class MultipleChoice(_ListedChoice):
    """Any of the options."""

    code = "multiple"
    label = N_("Multiple choice")
    has_several = True
    results = Results.COUNTS


class Agreement(_Choice):
    """How far someone agrees with a statement, which is the text of the question."""

    code = "agreement"
    label = N_("Agreement with a statement")
    hint = N_("The question is the statement.")
    field = "points"
    LABELS = (
        N_("Strongly agree"),
        N_("Agree"),
        N_("Neither agree nor disagree"),
        N_("Disagree"),
        N_("Strongly disagree"),
    )

    def options(self, content: QuestionContent) -> Sequence[Option]:
        """Five, the same for every statement."""
        return [Option(str(number), label, is_message=True) for number, label in enumerate(self.LABELS, 1)]


class Scale(_Choice):
    """A point between two ends; the words for these are its options."""

    code = "scale"
    label = N_("Scale")
    uses = frozenset({"least", "most", END_WORDS})
    field = "points"

    def options(self, content: QuestionContent) -> Sequence[Option]:
        """The whole numbers between the ends."""
        least, most = ends(content)
        return [Option(str(number), str(number)) for number in range(least, most + 1)]

    def check_definition(self, content: QuestionContent) -> None:
        """It has at least two points, and not very many."""
        least, most = ends(content)
        if not 1 <= most - least < MOST_POINTS:
            raise NotPossible(N_("A scale has 2 to %(most)s points."), most=MOST_POINTS)


def ends(content: QuestionContent) -> tuple[int, int]:
    """The lowest and the highest point of a scale."""
    definition = content.definition
    least = definition.least if definition.least is not None else Decimal(1)
    return int(least), int(definition.most if definition.most is not None else least + 4)
