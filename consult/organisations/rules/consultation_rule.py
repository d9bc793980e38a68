"""What every typed rule can do: be read from the JSON of a stored version, and be written to it.

Stored JSON may lack a field (it was stored before the field was there): the field then has its default. It may hold a
field that is not known here (a later version of the software stored it): that is ignored. A value that is not valid is
never taken for another one in silence: `read` raises InvalidRule, which is for deletions and announcements;
`read_or_default` logs it at level ERROR and takes the default of that field, which is for pages and what people send.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Any, ClassVar, Self

from consult.organisations.rules.fields import Kind, kind_of

log = logging.getLogger(__name__)


class PolicyKind(StrEnum):
    """The published rules of a consultation (practice C1)."""

    ELIGIBILITY = "eligibility"
    MODERATION = "moderation"
    ATTRIBUTION = "attribution"
    LATE = "late"
    MASS_COMMENTS = "mass_comments"
    PRIVACY = "privacy"
    RETENTION = "retention"


class InvalidRule(ValueError):
    """Values of a rule are not valid; `names` are those of their fields."""

    def __init__(self, kind: PolicyKind, names: tuple[str, ...]) -> None:
        super().__init__(f"The rule {kind.value} has invalid values: {', '.join(names)}")
        self.kind = kind
        self.names = names


@dataclass(frozen=True)
class ConsultationRule:
    """A published rule as the software follows it. Raises InvalidRule where a value is outside its limits."""

    kind: ClassVar[PolicyKind]
    title: ClassVar[str]
    paragraphs: ClassVar[tuple[str, ...]] = ()
    """What an organisation starts with, marked for translation; let it say the same as the defaults of the fields."""
    earlier_paragraphs: ClassVar[tuple[tuple[str, ...], ...]] = ()
    """The same as earlier versions of the software had them: organisations may have stored rules with these texts."""
    text: ClassVar[str] = ""
    """All paragraphs."""

    def __init_subclass__(cls) -> None:
        cls.text = _joined(cls.paragraphs)

    def __post_init__(self) -> None:
        wrong = tuple(name for name, kind in self.kinds().items() if not _is_valid(kind, getattr(self, name)))
        if wrong:
            raise InvalidRule(self.kind, wrong)

    @classmethod
    def default_paragraphs_of(cls, text: str) -> tuple[str, ...]:
        """The paragraphs of a text with which organisations start or once started; none of a text of their own."""
        texts = (cls.paragraphs, *cls.earlier_paragraphs)
        return next((found for found in texts if _joined(found) == text), ())

    @classmethod
    @cache
    def kinds(cls) -> Mapping[str, Kind]:
        """The kind of each field, by its name."""
        return MappingProxyType({declared.name: kind_of(declared) for declared in fields(cls)})

    @classmethod
    def invalid(cls, stored: Any) -> tuple[str, ...]:
        """The names of fields whose stored value is not valid: all of them where what is stored is no object."""
        there = {} if stored is None else stored
        if not isinstance(there, Mapping):
            return tuple(cls.kinds())
        return tuple(
            name for name, kind in cls.kinds().items() if name in there and not _is_valid(kind, there[name])
        )

    @classmethod
    def read(cls, stored: Mapping[str, Any] | None) -> Self:
        """The rule as it is stored; None where none is: the defaults. Raises InvalidRule."""
        wrong = cls.invalid(stored)
        if wrong:
            raise InvalidRule(cls.kind, wrong)
        there = stored_values(stored)
        return cls(**{name: kind.read(there[name]) for name, kind in cls.kinds().items() if name in there})

    @classmethod
    def read_or_default(cls, stored: Mapping[str, Any] | None) -> Self:
        """As `read`; a value that is not valid is logged, and the default of its field is taken."""
        try:
            return cls.read(stored)
        except InvalidRule:
            wrong = cls.invalid(stored)
            said = "The stored rule %s has invalid values (%s): see flask doctor"
            log.error(said, cls.kind, ", ".join(wrong))  # noqa: TRY400 -- its values are not for the log
        return cls.read({name: value for name, value in stored_values(stored).items() if name not in wrong})

    def stored(self) -> dict[str, Any]:
        """What is stored of the rule, as JSON."""
        return {name: kind.stored(getattr(self, name)) for name, kind in self.kinds().items()}


def _joined(paragraphs: tuple[str, ...]) -> str:
    return "\n\n".join(paragraphs)


def stored_values(stored: Any) -> Mapping[str, Any]:
    """The values of a stored rule, by the names of their fields; none where what is stored is no object."""
    return stored if isinstance(stored, Mapping) else {}


def _is_valid(kind: Kind, value: Any) -> bool:
    try:
        kind.read(value)
    except ValueError:
        return False
    return True
