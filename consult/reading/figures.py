"""Numbers fit to be shown: nobody can be found out by a small one, and no day is missing between two others. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

LEAST = 5
"""The smallest number shown of where people come from or what they speak (trust.md, small cells)."""

MOST_DAYS = 62
"""Days shown one by one; a longer time is shown by weeks."""


@dataclass(frozen=True)
class Cells:
    """Counts, the largest first, and how many more there are that are only counted together."""

    rows: Sequence[tuple[str, int]]
    merged: int = 0
    together: int = 0


def merge_small(counts: Mapping[str, int], least: int = LEAST) -> Cells:
    """`counts` with those below `least` put together, and enough of the others that none can be worked out.

    One small count alone would follow from the total, so the next larger joins it.
    """
    rows = sorted(((key, count) for key, count in counts.items() if count), key=lambda row: (-row[1], row[0]))
    small = [row for row in rows if row[1] < least]
    if not small:
        return Cells(rows)
    large = rows[: len(rows) - len(small)]
    while large and (len(small) < 2 or sum(count for _key, count in small) < least):
        small.append(large.pop())
    return Cells(large, len(small), sum(count for _key, count in small))


def over_time(days: Mapping[str, int]) -> tuple[bool, list[tuple[date, int]]]:
    """(whether by weeks, [(day or Monday, count)]) from counts by ISO date, with the empty days between."""
    dated = {date.fromisoformat(day): count for day, count in days.items() if count}
    if not dated:
        return False, []
    first, last = min(dated), max(dated)
    if (last - first).days < MOST_DAYS:
        span = [first + timedelta(days=number) for number in range((last - first).days + 1)]
        return False, [(day, dated.get(day, 0)) for day in span]
    weeks: dict[date, int] = {}
    monday = _monday(first)
    while monday <= last:
        weeks[monday] = 0
        monday += timedelta(days=7)
    for day, count in dated.items():
        weeks[_monday(day)] += count
    return True, list(weeks.items())


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def share(count: int, most: int) -> float:
    """How long a bar is, in hundredths of the longest."""
    return round(count * 100 / most, 1) if most else 0.0
