"""The types of questions, in one registry.

A new type is a class in a module here, a line in TYPES, and, where none of those that there are fits, a template in
templates/questions/fields.
"""

from collections.abc import Mapping
from types import MappingProxyType

from consult.questions.types.base import END_WORDS, OTHER, Option, QuestionType, Results, Say, said
from consult.questions.types.choices import Agreement, MultipleChoice, Scale, SingleChoice, ends
from consult.questions.types.files import File
from consult.questions.types.matrix import Matrix
from consult.questions.types.measures import Date, Number
from consult.questions.types.text import FreeText

TYPES: Mapping[str, QuestionType] = MappingProxyType(
    {
        one.code: one
        for one in (
            FreeText(),
            SingleChoice(),
            MultipleChoice(),
            Agreement(),
            Scale(),
            Matrix(),
            Number(),
            Date(),
            File(),
        )
    }
)
"""By their codes, in the order in which authors of questions choose among them."""


def type_of(code: str) -> QuestionType:
    """The type with this code; of one that only a later version knows, free text."""
    return TYPES.get(code, TYPES["text"])


__all__ = [
    "END_WORDS",
    "OTHER",
    "TYPES",
    "Option",
    "QuestionType",
    "Results",
    "Say",
    "ends",
    "said",
    "type_of",
]
