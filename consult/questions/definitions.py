"""What a question asks beside its texts: stored as JSON, validated when it is read."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any, Self

from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator

MOST_LINES = 60
"""Options of one question, or rows of one matrix."""

LONGEST_LINE = 300
"""Characters of an option or a row."""


@dataclass(frozen=True)
class Condition:
    """When a question is asked: where an earlier one was answered with one of these."""

    question: int
    """The id of the earlier question."""
    codes: tuple[str, ...]
    """Codes of its options."""

    @classmethod
    def read(cls, stored: object) -> Self | None:
        """What is stored; None for anything else."""
        if not isinstance(stored, dict):
            return None
        question, codes = stored.get("question"), stored.get("codes")
        if type(question) is not int or not isinstance(codes, list) or not codes:
            return None
        return cls(question, tuple(str(code) for code in codes))


@dataclass(frozen=True)
class Definition:
    """What a question asks beside its texts; a type uses some of it."""

    is_required: bool = False
    has_other: bool = False
    """Whether something else than its options can be answered, in words."""
    most_words: int | None = None
    """Words that an answer may have."""
    least: Decimal | None = None
    most: Decimal | None = None
    """The limits of a number; the ends of a scale."""
    block_key: str = ""
    """The passage that it asks about; "" for the whole."""
    condition: Condition | None = None

    @classmethod
    def read(cls, stored: object) -> Self:
        """What the column holds; what is not of its form is left away, as a later version may have written it."""
        if not isinstance(stored, dict):
            return cls()
        words, block = stored.get("most_words"), stored.get("block_key")
        return cls(
            is_required=stored.get("is_required") is True,
            has_other=stored.get("has_other") is True,
            most_words=words if type(words) is int and words > 0 else None,
            least=decimal(stored.get("least")),
            most=decimal(stored.get("most")),
            block_key=block if isinstance(block, str) else "",
            condition=Condition.read(stored.get("condition")),
        )

    def stored(self) -> dict[str, Any]:
        """As the column holds it, without what is as it is by default."""
        condition = self.condition
        found = {
            "is_required": self.is_required,
            "has_other": self.has_other,
            "most_words": self.most_words,
            "least": str(self.least) if self.least is not None else None,
            "most": str(self.most) if self.most is not None else None,
            "block_key": self.block_key,
            "condition": {"question": condition.question, "codes": list(condition.codes)}
            if condition
            else None,
        }
        return {name: value for name, value in found.items() if value}

    def having(self, **changes: Any) -> Self:
        """A definition that differs by `changes`."""
        return replace(self, **changes)

    def __str__(self) -> str:
        """The same for equal definitions: marks of what was seen are made of it."""
        return str(sorted(self.stored().items()))


class DefinitionColumn(TypeDecorator[Definition]):
    """A column of a definition, as JSON."""

    impl = JSONB
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> Any:
        """Only a Definition may be written."""
        if value is not None and not isinstance(value, Definition):
            raise TypeError("a column of definitions takes a Definition")
        return None if value is None else value.stored()

    def process_result_value(self, value: Any, dialect: Any) -> Definition:
        """What is stored."""
        return Definition.read(value)


@dataclass(frozen=True)
class QuestionContent:
    """A question as its type reads answers by it."""

    id: int
    position: int
    type: str
    definition: Definition
    options: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    unit: str = ""


def lines(text: str) -> tuple[str, ...]:
    """The lines of a text that are not empty: options, or rows of a matrix."""
    return tuple(line for one in text.splitlines() if (line := " ".join(one.split())))


def decimal(value: object) -> Decimal | None:
    """A number as it is stored; None for anything else."""
    if not isinstance(value, str):
        return None
    try:
        found = Decimal(value)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


Typed = Mapping[str, list[str]]
"""What was typed into one question: "" → what was chosen or typed; a row of a matrix → what was chosen in it."""

Value = Mapping[str, Any]
"""An answer as it is stored; its text, where it has one, is a comment about the question."""
