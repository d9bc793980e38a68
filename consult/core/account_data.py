"""What packages hold of a person with an account: handed out to them, and erased when they delete it.

`agenda.PERSONAL_DATA` names what each package hands out, `agenda.ACCOUNT_DELETION` what each does when an account is
deleted, in the transaction that deletes it.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from consult.core import declarations

Part = Callable[[Any], Any]
"""What a package holds of a user, as values that JSON knows (see `plain` for moments and members of enumerations)."""

Leave = Callable[[Any, bool], None]
"""Erase what a package holds of a user; the flag says whether published names stay. Doing it twice is as once."""

_parts: dict[str, Part] = {}
_leave: list[Leave] = []


def wire(parts: Mapping[str, Part], leave: Sequence[Leave]) -> None:
    """Use `agenda.PERSONAL_DATA` and `agenda.ACCOUNT_DELETION` from now on."""
    declarations.holds_functions("PERSONAL_DATA", parts.values())
    declarations.holds_functions("ACCOUNT_DELETION", leave)
    _parts.clear()
    _parts.update(parts)
    _leave[:] = leave


def personal_data(user: Any) -> dict[str, Any]:
    """Everything that is held of a user, by what it is."""
    return {name: part(user) for name, part in _parts.items()}


def forget_account(user: Any, *, keep_names: bool) -> None:
    """Erase what packages hold of a user, inside the running action."""
    for one in _leave:
        one(user, keep_names)


def plain(row: Any, *names: str) -> dict[str, Any]:
    """Columns of a row as values that JSON knows: moments in ISO 8601, members of enumerations by their values."""
    return {name: _plain(getattr(row, name)) for name in names}


def _plain(value: Any) -> Any:
    value = getattr(value, "value", value)
    return value.isoformat() if hasattr(value, "isoformat") else value
