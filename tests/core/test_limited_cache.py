"""What was used last stays, up to a weight."""

from consult.core.limited_cache import LimitedCache


def test_what_was_not_used_for_longest_leaves_first_and_in_numbers() -> None:
    cache = LimitedCache[str](100, len)
    for number in range(10):
        cache.add(number, "x" * 10)
    assert cache.get(0) == "x" * 10
    cache.add(3, "another")
    cache.add(10, "x" * 10)
    kept = [number for number in range(11) if cache.get(number)]
    assert (kept, cache.size) == ([0, 4, 5, 6, 7, 8, 9, 10], 80)
    assert cache.take(3, lambda: "made again") == "made again"
