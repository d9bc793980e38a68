"""Numbers fit to be shown: no small one gives somebody away, no day is missing between two others. Pure."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta

from consult.stakeholders.countries import region_of

LEAST = 5
"""Fewer people than this who did not publish their names are not counted under where they are from."""

MOST_DAYS = 62
"""Days shown one by one; a longer time is shown by weeks."""


def regions(
    everybody: Mapping[str, int], countries: Mapping[str, int], anonymous: Mapping[str, int]
) -> dict[str, int]:
    """Comments by region, "" for those whose region is not shown.

    `everybody` counts all comments by region, `countries` by country those whose country is public, `anonymous` the
    people without a public name by country. Comments of such people count under their region only where they are
    LEAST or more; otherwise the difference to the public countries would tell where one person is from.
    """
    open_, people = Counter[str](), Counter[str]()
    for country, count in countries.items():
        open_[region_of(country)] += count
    for country, count in anonymous.items():
        people[region_of(country)] += count
    shown = Counter[str]()
    for region, count in everybody.items():
        seen = count if not region or people[region] >= LEAST else min(count, open_[region])
        shown[region] += seen
        shown[""] += count - seen
    return {region: count for region, count in shown.items() if count}


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
