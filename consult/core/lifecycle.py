"""States and the moves between them, as a table that reads like the diagram."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from consult.core.errors import NotPossible
from consult.core.translatable import N_, Word

State = TypeVar("State", bound=StrEnum)


@dataclass(frozen=True)
class Move(Generic[State]):
    """From any of `sources` to `to`."""

    sources: frozenset[State]
    to: State


def moves(*sources: State, to: State) -> Move[State]:
    """A move from any of `sources` to `to`."""
    return Move(frozenset(sources), to)


class Lifecycle(Generic[State]):
    """One axis of states: which action leads from where to where; `words` say in which state something is."""

    def __init__(self, table: Mapping[str, Move[State]], words: Mapping[State, str]) -> None:
        self.table = dict(table)
        self.words = dict(words)

    def allows(self, verb: str, state: State) -> bool:
        """Whether `action` is a move out of `state`."""
        return state in self.table[verb].sources

    def after(self, verb: str, state: State) -> State:
        """The state that `action` leads to from `state`; raises NotPossible where it is no move."""
        if not self.allows(verb, state):
            raise NotPossible(N_("Not possible in this state: %(state)s."), state=Word(self.words[state]))
        return self.table[verb].to
