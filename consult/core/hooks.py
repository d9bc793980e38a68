"""Hooks: questions that a package asks and that packages above it answer, so that no import points upward.

A package declares a Hook; `agenda.HOOKS` names the functions that answer it. The application does not start while a
declared hook has no answer; it checks this when all packages are loaded.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Generic, TypeVar

Answer = TypeVar("Answer")
_declared: "dict[str, Hook[Any]]" = {}


class Hook(Generic[Answer]):
    """A question with a name ("<package>.<what is asked>"). To iterate over it gives the functions that answer."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._answers: tuple[Answer, ...] = ()
        _declared[name] = self

    def __iter__(self) -> Iterator[Answer]:
        return iter(self._answers)

    def supply(self, answers: Sequence[Answer]) -> None:
        """Have these functions answer from now on."""
        self._answers = tuple(answers)


def wire(hooks: "Mapping[Hook[Any], Sequence[Any]]") -> None:
    """Supply every declared hook as `agenda.HOOKS` says. Raises RuntimeError where one would have no answer."""
    missing = sorted(name for name, hook in _declared.items() if not hooks.get(hook))
    if missing:
        raise RuntimeError(f"agenda.HOOKS has no answer for {', '.join(missing)}")
    for hook, answers in hooks.items():
        hook.supply(answers)
