"""Numbers, lists, sizes, shares and durations in the page's language, by the patterns of CLDR."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.numbers import format_decimal, format_percent
from babel.units import format_unit
from flask_babel import get_locale, gettext
from markupsafe import Markup, escape

from consult.core import clock, translatable


def number(value: float) -> str:
    """A number as it is written in the page's language: "1,234". Pages of figures have hundreds."""
    return _number(value, get_locale())


@lru_cache(maxsize=2048, typed=True)
def _number(value: float, language: Locale | None) -> str:
    return str(format_decimal(value, locale=language))


def listed(words: Iterable[object]) -> str:
    """Words as a list in a sentence: "a, b and c"."""
    return translatable.listed([str(word) for word in words], str(get_locale()))


def listed_html(parts: Iterable[str]) -> Markup:
    """Parts of a page, each of which may have markup, as a list in a sentence of the page's language."""
    escaped = [str(escape(part)).strip() for part in parts]
    return Markup(translatable.listed(escaped, str(get_locale())))  # noqa: S704 -- each part is escaped


def ago(at: datetime) -> str:
    """How long ago, short: "2 days", "3 hr"; only beside the exact time."""
    return ages([at])[0]


def ages(moments: Iterable[datetime]) -> list[str]:
    """The same of each of many moments."""
    now, language = clock.now(), str(get_locale())
    return [_age(max(0, int((now - at).total_seconds())), language) for at in moments]


def _age(seconds: int, language: str) -> str:
    for size, unit in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size:
            return _duration(seconds // size, unit, language)
    return str(gettext("now"))


@lru_cache(maxsize=1024)
def _duration(number: int, unit: str, language: str) -> str:
    """So many days, hours or minutes, short; lists have many of a few."""
    return str(format_unit(number, f"duration-{unit}", length="short", locale=language))


def file_size(size: int) -> str:
    """A number of bytes, short: "340 kB", "1.2 MB"."""
    for least, unit in ((10**9, "gigabyte"), (10**6, "megabyte"), (1000, "kilobyte")):
        if size >= least:
            amount = round(size / least, 1)
            return str(format_unit(amount, f"digital-{unit}", length="short", locale=get_locale()))
    return str(format_unit(size, "digital-byte", length="short", locale=get_locale()))


def percent(share: float) -> str:
    """A share between 0 and 1, in whole hundredths: "33%"."""
    return _percent(Decimal(str(share)).quantize(Decimal("0.01")), get_locale())


@lru_cache(maxsize=1024)
def _percent(share: Decimal, language: Locale | None) -> str:
    return str(format_percent(share, locale=language))
