"""Preconditions: where an action asks packages it does not know whether it may go on.

The package of the action declares a GuardedAction; `agenda.PRECONDITIONS` lists the preconditions that it has to pass,
and each says so by `@listed_in("PRECONDITIONS")`. The application does not start while a declared action has none, or
one of them is lost (see declarations.py). A precondition is given the thing and answers with what is unmet, each a
marked sentence; a blocking one stops the action.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from consult.core import declarations
from consult.core.errors import NotPossible
from consult.core.translatable import filling, together_in_english


@dataclass(frozen=True)
class UnmetPrecondition:
    """Why an action should not go on; only `blocking` ones stop it.

    `message` is a marked sentence; `values` fill its %(named)s places after translation, once the marked words among
    them (`words.Word`, or lists of them) are translated. `about` names in marked words what it is about, and `mark`
    is its sign ("A6").
    """

    message: str
    blocking: bool = True
    values: Mapping[str, Any] = field(default_factory=dict)
    mark: str = ""
    about: str = ""

    def in_words(self) -> str:
        """The English sentence, with what it is about."""
        return f"{self.mark} {self.about}: {self.sentence()}" if self.about else self.sentence()

    def sentence(
        self,
        translate: Callable[[str], str] = str,
        value: Callable[[Any], object] = lambda value: value,
        together: Callable[[Sequence[str]], str] = together_in_english,
    ) -> str:
        """The sentence by itself, for where it stands under what it is about; `translate` gives marked words, `value`
        any other value in words, `together` makes one of several words."""
        filled = {name: filling(one, translate, value, together) for name, one in self.values.items()}
        return translate(self.message) % filled if filled else translate(self.message)


Precondition = Callable[[Any], Sequence[UnmetPrecondition]]


@dataclass(frozen=True)
class GuardedAction:
    """An action that has preconditions, with its name ("<package>.<action>")."""

    name: str

    def __post_init__(self) -> None:
        declarations.declare("PRECONDITIONS", self.name)


_preconditions: dict[GuardedAction, tuple[Precondition, ...]] = {}


class Blocked(NotPossible):
    """One or more preconditions are unmet; `unmet` says why."""

    def __init__(self, unmet: Sequence[UnmetPrecondition]) -> None:
        super().__init__(" ".join(one.in_words() for one in unmet))
        self.unmet = tuple(unmet)


def wire(before: Mapping[GuardedAction, Sequence[Precondition]]) -> None:
    """Tell which preconditions stand before which action (`agenda.PRECONDITIONS`)."""
    functions = [declarations.name_of(one) for found in before.values() for one in found]
    declarations.holds(
        "PRECONDITIONS", [*(action.name for action, found in before.items() if found), *functions]
    )
    _preconditions.clear()
    _preconditions.update({action: tuple(found) for action, found in before.items()})


def unmet_preconditions(action: GuardedAction, thing: Any) -> list[UnmetPrecondition]:
    """The unmet preconditions of `action` for `thing`, blocking or not."""
    return [one for ask in _preconditions[action] for one in ask(thing)]


def check_preconditions(action: GuardedAction, thing: Any) -> None:
    """Go on, or raise Blocked when a precondition before `action` blocks `thing`."""
    blocking = [one for one in unmet_preconditions(action, thing) if one.blocking]
    if blocking:
        raise Blocked(blocking)
