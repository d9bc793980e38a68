"""What a reader asks of the list of consultations: filters out of a query string, and back into one. Pure.

A value no one offers is left out and named, never an error: addresses are typed, shared and grow old.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date

from consult.consultations.lifecycle import Phase
from consult.consultations.models import Family
from consult.core.folding import fold
from consult.core.markup import LONGEST_SEARCH

PHASES = (Phase.OPEN, Phase.ANNOUNCED, Phase.CLOSED, Phase.RESPONDED, Phase.WITHDRAWN)
"""The phases a list may be narrowed to, in the order of interest."""

SORTS = ("closing", "opening", "closed", "newest", "title")
"""Closing soonest, opening soonest, closed last, announced last, by title."""

MOST_WORDS = 8


@dataclass(frozen=True)
class Filters:
    """The list as it is asked for. Empty means: not narrowed."""

    q: str = ""
    phase: str = ""
    organisation: str = ""
    family: str = ""
    topic: str = ""
    language: str = ""
    closes_from: date | None = None
    closes_to: date | None = None
    sort: str = ""

    @property
    def words(self) -> list[str]:
        """The words searched for, folded as the database folds."""
        return [fold(word) for word in self.q.split()][:MOST_WORDS]

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the order is chosen."""
        return replace(self, sort="") != Filters()

    @property
    def sorts(self) -> tuple[str, ...]:
        """The orders that make sense for this list, the usual one first."""
        return {
            Phase.OPEN.value: ("closing", "newest", "title"),
            Phase.ANNOUNCED.value: ("opening", "newest", "title"),
        }.get(self.phase, ("newest", "closed", "title"))

    @property
    def order(self) -> str:
        """The order in force."""
        return self.sort or self.sorts[0]

    def pairs(self, **changes: str) -> list[tuple[str, str]]:
        """Names and values for a query string, with `changes`; what is empty is left out."""
        values = {field.name: str(getattr(self, field.name) or "") for field in fields(self)} | changes
        if values["sort"] and {"phase"} & set(changes) and "sort" not in changes:
            values["sort"] = ""
        return [(name, value) for name, value in values.items() if value]


FORMER = {"upcoming": Phase.ANNOUNCED.value, "answered": Phase.RESPONDED.value}
"""What phases were called in addresses of the version before: such links still work."""


def read(arguments: Mapping[str, str]) -> tuple[Filters, list[tuple[str, str]]]:
    """The filters of a query string, and (name, value) of what could not be understood."""
    given = {name: arguments.get(name, "").strip() for name in (field.name for field in fields(Filters))}
    given["phase"] = FORMER.get(given["phase"], given["phase"])
    good: dict[str, Callable[[str], object]] = {
        "q": bool,
        "phase": {phase.value for phase in PHASES}.__contains__,
        "organisation": re.compile(r"[a-z0-9-]{1,40}").fullmatch,
        "family": {family.value for family in Family}.__contains__,
        "topic": lambda value: len(value) <= LONGEST_SEARCH,
        "language": re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*").fullmatch,
        "closes_from": day,
        "closes_to": day,
        "sort": SORTS.__contains__,
    }
    wrong = [(name, value) for name, value in given.items() if value and not good[name](value)]
    for name, _value in wrong:
        given[name] = ""
    filters = Filters(
        **{name: value for name, value in given.items() if not name.startswith("closes_")}
        | {"q": given["q"][:LONGEST_SEARCH]},
        closes_from=day(given["closes_from"]),
        closes_to=day(given["closes_to"]),
    )
    if filters.sort and filters.sort not in filters.sorts:
        wrong.append(("sort", filters.sort))
        filters = replace(filters, sort="")
    if filters.closes_from and filters.closes_to and filters.closes_to < filters.closes_from:
        wrong.append(("closes_to", given["closes_to"]))
        filters = replace(filters, closes_to=None)
    return filters, [(name, value[:60]) for name, value in wrong]


def day(text: str) -> date | None:
    """A day as a date field sends it, of a year that a database and a calendar know; None for anything else."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 1900 <= found.year <= 2200 and len(text) == 10 else None
