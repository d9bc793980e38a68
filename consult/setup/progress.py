"""What `run` is doing, step by step: which of how many, and how long each took."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from consult.setup.environment import say


class Progress:
    """The steps of one start, counted; `steps` says how many there will be."""

    def __init__(self, steps: int) -> None:
        self.steps = steps
        self.number = 0
        self.began = time.monotonic()

    @property
    def seconds(self) -> float:
        """Since the beginning."""
        return time.monotonic() - self.began

    @contextmanager
    def step(self, what: str) -> Iterator[None]:
        """Say what is done in this block, and how long it took; nothing of the end where it did not come to one."""
        done = self.begin(what)
        yield
        done()

    def begin(self, what: str) -> "Step":
        """Say what is done from now on; call what comes back once it is done."""
        self.number += 1
        return Step(f"{self.number} of {self.steps}", what)


class Step:
    """One step that was begun."""

    def __init__(self, place: str, what: str) -> None:
        self.place = place
        self.began = time.monotonic()
        say(f"{place}: {what} …")

    def __call__(self) -> None:
        """Print that the step is done."""
        say(f"{self.place}: done in {time.monotonic() - self.began:.1f} s")
