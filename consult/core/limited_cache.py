"""What one process keeps up to some weight."""

from collections.abc import Callable, Hashable
from itertools import count
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")

FILLED = 0.8
"""How full a cache is left that was full: what is to leave is looked for once for many that come."""


class _Entry(Generic[T]):
    """A value, and when it was used last."""

    __slots__ = ("used", "value")

    def __init__(self, value: T, used: int) -> None:
        self.value = value
        self.used = used


class LimitedCache(Generic[T]):
    """A cache of one process, up to some weight; the least recently used entries are removed first."""

    def __init__(self, capacity: int, size_of: Callable[[T], int]) -> None:
        self.capacity = capacity
        self.size_of = size_of
        self.size = 0
        self.things: dict[Hashable, _Entry[T]] = {}
        self.turns = count()
        self.lock = Lock()

    def take(self, key: Hashable, make: Callable[[], T]) -> T:
        """The cached value of `key`, or the result of `make`."""
        found = self.get(key)
        if found is None:
            found = make()
            self.add(key, found)
        return found

    def get(self, key: Hashable) -> T | None:
        """The cached value of `key`, if there is one. Keys are long: the hash of one is made once."""
        found = self.things.get(key)
        if found is None:
            return None
        found.used = next(self.turns)
        return found.value

    def add(self, key: Hashable, made: T) -> None:
        """Keep a value, unless there is one under its key."""
        with self.lock:
            if self.things.setdefault(key, entry := _Entry(made, next(self.turns))) is entry:
                self.size += self.size_of(made)
            if self.size > self.capacity:
                self._remove_unused()

    def _remove_unused(self) -> None:
        for key, entry in sorted(self.things.items(), key=lambda one: one[1].used):
            if self.size <= self.capacity * FILLED:
                break
            del self.things[key]
            self.size -= self.size_of(entry.value)
