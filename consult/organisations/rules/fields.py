"""Kinds of fields of rules: how one is declared, what values it takes, and how it is stored in JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import Field, dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True)
class WholeNumber:
    """A whole number from `least` to `most`."""

    label: str
    hint: str
    least: int
    most: int

    def read(self, stored: Any) -> int:
        """The value of what is stored. Raises ValueError where it is none."""
        if type(stored) is not int or not self.least <= stored <= self.most:
            raise ValueError
        return stored

    def stored(self, value: int) -> int:
        """What is stored of a value."""
        return value


@dataclass(frozen=True)
class YesOrNo:
    """One of two, each said in words."""

    label: str
    yes: str
    no: str
    hint: str = ""

    def read(self, stored: Any) -> bool:
        """As Whole.read."""
        if not isinstance(stored, bool):
            raise ValueError  # noqa: TRY004 -- every kind of field says it in the same way
        return stored

    def stored(self, value: bool) -> bool:
        """What is stored of a value."""
        return value


@dataclass(frozen=True)
class SeveralOptions:
    """One or more members of an enum, each with its label."""

    label: str
    options: Mapping[Any, str]
    hint: str = ""

    def read(self, stored: Any) -> tuple[StrEnum, ...]:
        """As Whole.read; a member that is stored twice is one."""
        if not isinstance(stored, (list, tuple)) or not stored:
            raise ValueError
        members = {member.value: member for member in self.options}
        if not all(isinstance(one, str) and one in members for one in stored):
            raise ValueError
        return tuple(dict.fromkeys(members[one] for one in stored))

    def stored(self, value: Sequence[StrEnum]) -> list[str]:
        """What is stored of a value."""
        return [member.value for member in value]


Kind = WholeNumber | YesOrNo | SeveralOptions

KIND = "kind"
"""Where a dataclass keeps the kind of a field: in its metadata."""


def whole(default: int, *, least: int, most: int, label: str, hint: str) -> int:
    """Declare a field with a whole number."""
    return field(default=default, metadata={KIND: WholeNumber(label, hint, least, most)})


def yes_or_no(default: bool, *, label: str, yes: str, no: str) -> bool:
    """Declare a field with one of two values."""
    return field(default=default, metadata={KIND: YesOrNo(label, yes, no)})


def several(default: tuple[Choice, ...], *, label: str, options: Mapping[Choice, str]) -> tuple[Choice, ...]:
    """Declare a field with one or more members of an enum."""
    return field(default=default, metadata={KIND: SeveralOptions(label, options)})


def kind_of(declared: Field[Any]) -> Kind:
    """The kind of a declared field."""
    kind: Kind = declared.metadata[KIND]
    return kind
