"""Declarations: what packages need from the tables of `agenda.py`, written where it is used.

A package declares a name for a table: of a kind of job, of an erasure, of a hook, of a function that has to be listed.
`wire` of each module of core says what the tables hold. The application does not start while a declared name is
missing in its table, or a table names what no package declares; this is checked when all packages are loaded.
"""

from collections.abc import Callable, Iterable
from typing import Any, ClassVar, Self, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])

_declared: dict[str, set[str]] = {}
_held: dict[str, frozenset[str]] = {}


def declare(table: str, *names: str) -> None:
    """Declare that `agenda.<table>` has to hold these names."""
    _declared.setdefault(table, set()).update(names)


class DeclaredName(str):
    """A name that is declared where it is made, for the table of its class."""

    __slots__ = ()
    table: ClassVar[str]

    def __new__(cls, name: str) -> Self:
        """Declare the name."""
        declare(cls.table, name)
        return super().__new__(cls, name)


def listed_in(*tables: str) -> Callable[[Function], Function]:
    """Declare that a function has to be listed in these tables."""

    def declared(function: Function) -> Function:
        for table in tables:
            declare(table, name_of(function))
        return function

    return declared


def name_of(function: Callable[..., Any]) -> str:
    """The name of a function in tables and in the database: its module and its own."""
    return f"{function.__module__}.{function.__name__}"


def holds(table: str, names: Iterable[str]) -> None:
    """Tell which names `agenda.<table>` holds, before `check`."""
    _held[table] = frozenset(names)


def holds_functions(table: str, functions: Iterable[Callable[..., Any]]) -> None:
    """The same of a table of functions."""
    holds(table, map(name_of, functions))


def check() -> None:
    """Compare what was declared with what the tables hold. Raises RuntimeError with a sentence for each difference."""
    wrong = []
    for table in sorted({*_declared, *_held}):
        declared, held = _declared.get(table, set()), _held.get(table, frozenset())
        if missing := sorted(declared - held):
            wrong.append(f"agenda.{table} has nothing for {', '.join(missing)}.")
        if unknown := sorted(held - declared):
            wrong.append(f"agenda.{table} names what no package declares: {', '.join(unknown)}.")
    if wrong:
        raise RuntimeError(" ".join(wrong))
