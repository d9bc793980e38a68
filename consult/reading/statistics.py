"""Numbers for public statistics: small ones identify no one, no day is missing between two others. Pure."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta

from consult.stakeholders.countries import region_of

MOST_DAYS = 62
"""Days shown one by one; a longer time is shown by weeks."""


def regions(countries: Mapping[str, int]) -> dict[str, int]:
    """Comments by region, "" for those whose country is not shown, out of those by the country that they show.

    Nothing else is counted: a number that moves with a comment which shows no country would tell where it is from.
    """
    shown = Counter[str]()
    for country, count in countries.items():
        shown[region_of(country)] += count
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
