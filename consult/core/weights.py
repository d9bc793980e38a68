"""How much memory a value takes, estimated."""

from collections.abc import Mapping, Set
from enum import Enum
from itertools import islice
from sys import getsizeof
from types import FunctionType, ModuleType
from typing import Any

SAMPLE = 50
"""Entries of a long list or mapping that are weighed for all."""

_SHARED = (type, ModuleType, FunctionType, Enum, bool, type(None))
"""Of which there is one, however many refer to it."""


def weight(thing: Any) -> int:
    """Bytes of a value with all that it holds: of the attributes of objects too. What it holds twice counts once, and
    of a long list or mapping some entries, evenly chosen, stand for all."""
    return _weight(thing, set())


def _weight(thing: Any, seen: set[int]) -> int:
    if isinstance(thing, _SHARED) or id(thing) in seen:
        return 0
    seen.add(id(thing))
    own = getsizeof(thing, 64)
    if isinstance(thing, str | bytes | int | float):
        return own
    parts = _parts(thing)
    step = len(parts) // SAMPLE | 1  # odd, so that keys and values of a mapping are weighed alike
    weighed = [_weight(part, seen) for part in islice(parts, 0, None, step)]
    return own + (sum(weighed) * len(parts) // len(weighed) if weighed else 0)


def _parts(thing: Any) -> list[Any]:
    if isinstance(thing, Mapping):
        return [part for pair in thing.items() for part in pair]
    if isinstance(thing, list | tuple | Set):
        return list(thing)
    slots = (name for kind in type(thing).__mro__ for name in getattr(kind, "__slots__", ()))
    values = [getattr(thing, name, None) for name in slots if name != "__dict__"]
    return [*vars(thing).values(), *values] if hasattr(thing, "__dict__") else values
