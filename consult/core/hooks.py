"""Hooks: questions that a package asks and that packages above it answer, so that no import points upward.

A package declares a Hook; `agenda.HOOKS` names the functions that answer it, and each says so by
`@listed_in("HOOKS")`. The application does not start while a declared hook has no answer, or one of them is lost (see
declarations.py).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Generic, TypeVar

from consult.core import declarations

Answer = TypeVar("Answer")


class Hook(Generic[Answer]):
    """A question with a name ("<package>.<what is asked>"). To iterate over it gives the functions that answer."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._answers: tuple[Answer, ...] = ()
        declarations.declare("HOOKS", name)

    def __iter__(self) -> Iterator[Answer]:
        return iter(self._answers)

    def supply(self, answers: Sequence[Answer]) -> None:
        """Have these functions answer from now on."""
        self._answers = tuple(answers)


def wire(hooks: "Mapping[Hook[Any], Sequence[Any]]") -> None:
    """Supply hooks as `agenda.HOOKS` says."""
    declarations.holds(
        "HOOKS",
        [name for hook, answers in hooks.items() if answers for name in (hook.name, *_names(answers))],
    )
    for hook, answers in hooks.items():
        hook.supply(answers)


def _names(answers: Sequence[Any]) -> list[str]:
    """The names of the functions that answer; an answer that is no function is a tuple with functions in it."""
    parts = [part for one in answers for part in (one if isinstance(one, tuple) else (one,))]
    functions: list[Callable[..., Any]] = [part for part in parts if callable(part)]
    return [declarations.name_of(one) for one in functions]
