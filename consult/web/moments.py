"""Days and moments in the page's language, and the cities that time zones are called by."""

import re
from datetime import UTC, datetime
from datetime import date as calendar_date
from functools import cache
from zoneinfo import ZoneInfo

from babel.core import get_global
from babel.dates import format_date, format_skeleton
from flask_babel import get_locale, ngettext, pgettext

from consult.core.translatable import locale_of


def day(at: calendar_date, length: str = "long") -> str:
    """A day in the page's language, the month in letters; in English as the world writes it, not as one country. No
    day ends with a full stop, for it may end a sentence."""
    language = "en_001" if get_locale().language == "en" else get_locale()
    if length == "medium":  # in Arabic that of Babel has figures only
        return _RUSSIAN_YEAR.sub("", str(format_skeleton("yMMMd", at, locale=language)))
    words = _RUSSIAN_YEAR.sub("\u00a0года", str(format_date(at, length, locale=language)))
    return _FIRST_OF_MONTH.sub("1er", words) if get_locale().language == "fr" else words


_RUSSIAN_YEAR = re.compile(r"\sг\.$")
"""The word for "year" at the end of a day, which Babel abbreviates."""

_FIRST_OF_MONTH = re.compile(r"\b1(?=\s)")
"""The first of a month, which French writes with its ending and Babel without."""


def month_and_year(at: calendar_date) -> str:
    """The month of a day and its year, in the order of the page's language: "2026年12月"."""
    return str(format_skeleton("yMMMM", at, locale=get_locale()))


def moment(at: datetime, zone: str = "UTC") -> str:
    """`at` in words, in `zone`: "12 March 2027, 18:00"."""
    local = at.astimezone(ZoneInfo(zone))
    return _together(day(local.date()), local)


def _together(day_in_words: str, at: datetime) -> str:
    """A day and the time of `at`, joined as the page's language joins them: "12 March 2027, 18:00"."""
    pattern = str(get_locale().datetime_formats["medium"])
    return pattern.replace("{1}", day_in_words).replace("{0}", f"{at:%H:%M}")


def utc(at: datetime) -> str:
    """`at` in words, in UTC, with the emails."""
    return f"{moment(at)} UTC"


def moment_in_full(at: datetime, zone: str) -> str:
    """`at` in `zone`, with its name and in UTC: "12 March 2027, 18:00 (Geneva), 17:00 UTC". In UTC alone where
    that is the zone."""
    if zone == "UTC":
        return utc(at)
    there = pgettext("parts of a line", "%(name)s (%(text)s)", name=moment(at, zone), text=zone_name(zone))
    return str(pgettext("parts of a line", "%(name)s, %(text)s", name=there, text=utc_beside(at, zone)))


def moment_short(at: datetime, zone: str = "UTC") -> str:
    """`at` for a list, in `zone`: "12 Mar 2027, 18:00"."""
    local = at.astimezone(ZoneInfo(zone))
    return _together(day(local.date(), "medium"), local)


def utc_beside(at: datetime, zone: str) -> str:
    """`at` in UTC beside the same moment in `zone`: only the time where it is the same day."""
    same = at.astimezone(ZoneInfo(zone)).date() == at.astimezone(UTC).date()
    return f"{at.astimezone(UTC):%H:%M} UTC" if same else f"{moment_short(at)} UTC"


def date(at: datetime, zone: str = "UTC") -> str:
    """The day of `at` in `zone`, in words."""
    return day(at.astimezone(ZoneInfo(zone)).date())


def iso(at: datetime) -> str:
    """`at` for a machine."""
    return at.astimezone(UTC).isoformat(timespec="seconds")


def instant(text: str) -> datetime:
    """A moment written by `iso`, read back."""
    return datetime.fromisoformat(text)


def zone_name(zone: str) -> str:
    """A city to call a zone by, in the page's language: "Europe/Zurich" is "Zurich", in Spanish "Zúrich"."""
    return city_of(zone, str(get_locale()))


def city_of(zone: str, language: str) -> str:
    """The city of a zone in `language`."""
    known = locale_of(language).time_zones
    found = next((known[name] for name in (zone, *_older_names().get(zone, ())) if name in known), None)
    return str((found and found.get("city")) or zone.rsplit("/", 1)[-1].replace("_", " "))


@cache
def _older_names() -> dict[str, list[str]]:
    """The name of a zone → those before it, under one of which Babel has its city: "Asia/Kolkata" → "Asia/Calcutta"."""
    found: dict[str, list[str]] = {}
    for old, new in get_global("zone_aliases").items():
        found.setdefault(new, []).append(old)
    return found


def waiting_time(seconds: int) -> str:
    """How long to wait, in words: "30 seconds", "4 minutes"; rather longer than shorter."""
    if seconds < 60:
        return str(ngettext("%(num)d second", "%(num)d seconds", seconds))
    return str(ngettext("%(num)d minute", "%(num)d minutes", -(-seconds // 60)))
