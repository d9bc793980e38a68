"""The registry of signals: every kind of thing that is noticed in a comment, declared once.

A new signal is one SignalKind here, the code in `detection` that finds it, and a greater METHOD, so that a
periodic job screens stored comments again. A signal that is found in other cases than before needs the last, too. Pure.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal, Self

from consult.core.translatable import N_

METHOD = 5
"""The number of the way in which comments are screened: which signals are found, how keys are made and texts compared.
Greater with every change of these, so that comments that were screened in an earlier way are screened again."""

Severity = Literal["plain", "warn", "bad"]
"""How much attention a signal deserves, the least first; also its colour."""


@dataclass(frozen=True)
class Group:
    """Kinds of signals that the moderation queue shows and counts together."""

    code: str
    label: str
    severity: Severity


@dataclass(frozen=True)
class SignalKind:
    """One kind of signal.

    `suggested_reason`: the reason code with which moderators can redact the place of the signal; "" where the signal
    has no place to redact. `is_personal_data`: such places are chosen in advance. `has_detail`: the page shows the
    signal's detail, such as a number.
    """

    code: str
    label: str
    group: Group
    suggested_reason: str = ""
    is_personal_data: bool = False
    has_detail: bool = False

    @property
    def severity(self) -> Severity:
        """The severity of its group."""
        return self.group.severity


_PERSONAL_DATA = Group("personal_data", N_("personal data"), "warn")
_LINKS = Group("links", N_("links"), "warn")
_EMPTY = Group("empty_or_test", N_("empty or test"), "warn")
_ABUSE = Group("abusive", N_("abuse list"), "bad")
_CAPITALS = Group("shouting", N_("capitals"), "plain")
_HIDDEN = Group("invisible", N_("hidden characters"), "warn")
_UNCHANGED = Group("unchanged_proposal", N_("proposed wording unchanged"), "plain")
_NAME = Group("odd_name", N_("unusual name"), "warn")


def _personal(code: str, label: str, *, has_detail: bool = False) -> SignalKind:
    return SignalKind(
        code, label, _PERSONAL_DATA, "personal_data", is_personal_data=True, has_detail=has_detail
    )


REPRESENTATION = SignalKind(
    "representation",
    N_("Commenting for states or for several organisations: declared, not confirmed"),
    Group("representation", N_("commenting for states: declared, not confirmed"), "bad"),
)
QUARANTINE = SignalKind(
    "quarantine",
    N_("In quarantine: it arrived in a crowd, or filled in a hidden field, and may not be from a person"),
    Group("quarantine", N_("in quarantine"), "bad"),
)
REDACTED_BEFORE = SignalKind(
    "hidden_before",
    N_("Words of an earlier version were redacted. Check whether this version contains them."),
    Group("hidden_before", N_("words redacted before"), "warn"),
)
"""These three are not stored: moderation adds them, as they are when the comment is looked at."""

_ALL = (
    _personal("email", N_("Email address")),
    _personal("phone", N_("Phone number"), has_detail=True),
    _personal("iban", N_("Bank account"), has_detail=True),
    _personal("card", N_("Card number")),
    _personal("long_id", N_("Identity number")),
    _personal("private_name", N_("Name that is not published")),
    SignalKind("many_links", N_("Many links"), _LINKS, has_detail=True),
    SignalKind("only_links", N_("Almost only links"), _LINKS),
    SignalKind("empty_or_test", N_("Empty or a test"), _EMPTY),
    SignalKind("abusive", N_("Abusive language"), _ABUSE, "abusive"),
    SignalKind("shouting", N_("Mostly capitals"), _CAPITALS),
    SignalKind("invisible", N_("Invisible characters"), _HIDDEN, has_detail=True),
    SignalKind("mixed_scripts", N_("Similar characters of another script"), _HIDDEN),
    SignalKind("unchanged_proposal", N_("The proposed wording is the same as the current text"), _UNCHANGED),
    SignalKind("odd_name", N_("Unusual name of the submitter"), _NAME),
    REPRESENTATION,
    QUARANTINE,
    REDACTED_BEFORE,
)

KINDS: Mapping[str, SignalKind] = {one.code: one for one in _ALL}
"""Code → kind, in the order in which pages list them."""

GROUPS: Mapping[str, Group] = {one.group.code: one.group for one in _ALL}
"""Code → group, in the order of KINDS."""


def kind_of(code: str) -> SignalKind:
    """The kind with this code; for a code that this version does not know, stored by another, a plain one with the
    code as its label."""
    return KINDS.get(code) or SignalKind(code, _as_label(code), group_of(code))


def group_of(code: str) -> Group:
    """The group with this code; likewise for an unknown one."""
    return GROUPS.get(code) or Group(code, _as_label(code), "plain")


def _as_label(code: str) -> str:
    return code.replace("_", " ")


@dataclass(frozen=True)
class Signal:
    """Something noticed: `code` in `field` from `start` to `end`, half-open, in code points of the stored text; both 0
    where the signal is about the whole field."""

    code: str
    field: str
    start: int = 0
    end: int = 0
    detail: str = ""

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Self:
        """A signal as it is stored; what this version does not know of it is left out."""
        return cls(**{one.name: stored[one.name] for one in fields(cls) if one.name in stored})

    @property
    def kind(self) -> SignalKind:
        """The kind of the signal."""
        return kind_of(self.code)

    def plain(self) -> dict[str, Any]:
        """As it is stored."""
        return asdict(self)


def summary(found: Iterable[Signal]) -> dict[str, int]:
    """Code of a group → how many signals of it: what the queue shows."""
    return dict(Counter(signal.kind.group.code for signal in found))


def groups_in(summary: Mapping[str, int]) -> list[tuple[Group, int]]:
    """The groups of a stored summary with their numbers, known ones first; similar comments are no signal."""
    codes = [*(code for code in GROUPS if code in summary), *(code for code in summary if code not in GROUPS)]
    return [(group_of(code), summary[code]) for code in codes if summary[code] and code != "alike"]
