"""Named gates: where a verb asks whether a room it does not know objects.

`agenda.BEFORE` lists, for a verb, the gates to pass. A gate is given the thing and answers with objections,
each a sentence; a blocking objection stops the verb.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from consult.core.errors import NotPossible


@dataclass(frozen=True)
class Objection:
    """Why a verb should not go on; only `blocking` ones stop it."""

    message: str
    blocking: bool = True


Gate = Callable[[Any], Sequence[Objection]]
_gates: dict[str, tuple[Gate, ...]] = {}


class Objected(NotPossible):
    """One or more gates object; `objections` says why."""

    def __init__(self, objections: Sequence[Objection]) -> None:
        super().__init__(" ".join(objection.message for objection in objections))
        self.objections = tuple(objections)


def wire(before: Mapping[str, Sequence[Gate]]) -> None:
    """Tell which gates stand before which verb (`agenda.BEFORE`)."""
    _gates.clear()
    _gates.update({verb: tuple(gates) for verb, gates in before.items()})


def objections(verb: str, thing: Any) -> list[Objection]:
    """All that the gates before `verb` ("<room>.<verb>") have to say about `thing`."""
    return [objection for gate in _gates.get(verb, ()) for objection in gate(thing)]


def pass_gates(verb: str, thing: Any) -> None:
    """Go on, or raise Objected when a gate before `verb` blocks `thing`."""
    blocking = [objection for objection in objections(verb, thing) if objection.blocking]
    if blocking:
        raise Objected(blocking)
