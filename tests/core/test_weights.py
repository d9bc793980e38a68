"""What a value takes in memory is estimated well enough to bound a cache."""

import tracemalloc
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from consult.core import clock
from consult.core.weights import weight
from consult.web import cache


@dataclass(frozen=True)
class Piece:
    """As the pieces of a text."""

    key: str
    words: str
    order: int


MADE = {
    "pieces": lambda: [Piece(f"k{n}", f"word {n} " * 20, n) for n in range(5000)],
    "mapping": lambda: {f"key {n}": [n + 1000, f"{n}" * 30] for n in range(3000)},
    "text": lambda: "ش" * 100_000,
}


@pytest.mark.parametrize("name", MADE)
def test_the_estimate_is_near_what_python_takes(name: str) -> None:
    tracemalloc.start()
    made: Any = MADE[name]()
    taken, _most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert taken * 0.6 < weight(made) < taken * 1.6


def test_facts_are_kept_up_to_some_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "FACTS", 100_000)
    kept, until = cache.PageCache(), clock.now() + timedelta(minutes=1)
    for number in range(20):
        kept.fact(number, until, lambda: "x" * 20_000)
    assert list(kept.facts) == [16, 17, 18, 19]
    assert kept.facts_size == sum(kept.weights.values()) < 100_000
    kept.fact("large", until, lambda: "x" * 200_000)
    assert list(kept.facts) == ["large"]
    kept.fact("large", clock.now() - timedelta(minutes=1), lambda: "x")
    assert kept.fact("large", until, lambda: "never")[0] == "x" * 200_000
