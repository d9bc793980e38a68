"""What one process keeps up to some weight."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class LimitedCache(Generic[T]):
    """A cache of one process, up to some weight; the least recently used entries are removed first."""

    def __init__(self, capacity: int, size_of: Callable[[T], int]) -> None:
        self.capacity = capacity
        self.size_of = size_of
        self.size = 0
        self.things: OrderedDict[Hashable, T] = OrderedDict()
        self.lock = Lock()

    def take(self, key: Hashable, make: Callable[[], T]) -> T:
        """The cached value of `key`, or the result of `make`."""
        found = self.get(key)
        if found is None:
            found = make()
            self.add(key, found)
        return found

    def get(self, key: Hashable) -> T | None:
        """The cached value of `key`, if there is one."""
        with self.lock:
            found = self.things.get(key)
            if found is not None:
                self.things.move_to_end(key)
            return found

    def add(self, key: Hashable, made: T) -> None:
        """Keep a value, unless there is one under its key."""
        with self.lock:
            if key not in self.things:
                self.things[key] = made
                self.size += self.size_of(made)
            while self.size > self.capacity and self.things:
                self.size -= self.size_of(self.things.popitem(last=False)[1])
