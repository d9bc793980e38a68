"""Numbers, lists, sizes, shares and durations in the page's language, by the patterns of CLDR."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.numbers import format_decimal, format_percent
from babel.units import format_unit
from flask_babel import gettext, ngettext, pgettext
from markupsafe import Markup, escape

from consult.core import clock, translatable
from consult.web.languages import get_locale


def number(value: float | Decimal) -> str:
    """A number as it is written in the page's language: "1,234"; a Decimal with all its digits, as someone gave it.
    Pages of figures have hundreds."""
    return _number(value, get_locale())


@lru_cache(maxsize=2048, typed=True)
def _number(value: float | Decimal, language: Locale | None) -> str:
    return str(format_decimal(value, locale=language, decimal_quantization=not isinstance(value, Decimal)))


def listed(words: Iterable[object]) -> str:
    """Words as a list in a sentence: "a, b and c"; Markup where one of them is."""
    parts, language = list(words), str(get_locale())
    if any(isinstance(part, Markup) for part in parts):
        return Markup(translatable.listed([str(escape(part)) for part in parts], language))  # noqa: S704 -- escaped
    return translatable.listed([str(part) for part in parts], language)


def comma() -> str:
    """What stands between two parts of a line: ", " in English, "، " in Arabic."""
    return _comma_of(str(get_locale()))


@lru_cache(maxsize=64)
def _comma_of(_language: str) -> str:
    # Translators: Only the mark and its spaces are used, between a name and what is said of it.
    return _between(pgettext("parts of a line", "%(name)s, %(text)s"))


def list_comma() -> str:
    """What stands between the parts of a list that has no "and": ", " in English, "、" in Chinese, "، " in Arabic."""
    return _list_comma_of(str(get_locale()))


@lru_cache(maxsize=64)
def _list_comma_of(language: str) -> str:
    pattern = str(translatable.locale_of(language).list_patterns["standard"]["start"])
    between = pattern.partition("{0}")[2].partition("{1}")[0]
    return _comma_of(language) if any(map(str.isalpha, between)) else between


def colon() -> str:
    """What stands between a label and what it labels: ": " in English, with a no-break space in French."""
    return _colon_of(str(get_locale()))


@lru_cache(maxsize=64)
def _colon_of(_language: str) -> str:
    # Translators: Only the mark and its spaces are used, between a label and what it labels.
    return _between(pgettext("parts of a line", "%(name)s: %(text)s"))


def space() -> str:
    """What stands between two sentences of a paragraph: " " in English, nothing in Chinese."""
    return _space_of(str(get_locale()))


@lru_cache(maxsize=64)
def _space_of(_language: str) -> str:
    # Translators: Only what is between them is used, between two sentences of a paragraph.
    return _between(pgettext("parts of a line", "%(name)s %(text)s"))


def _between(words: str) -> str:
    return words.partition("%(name)s")[2].partition("%(text)s")[0]


def bracketed(one: object, other: object) -> Markup:
    """A part of a line with another in brackets: "17:00 (Rome)"."""
    # Translators: A part of a line and a remark on it: a time and its place, a rule and its version.
    return escape(pgettext("parts of a line", "%(name)s (%(text)s)")) % {"name": one, "text": other}


def quoted(words: str) -> str:
    """Words that someone typed, in the quotation marks of the language of the page."""
    # Translators: Only the marks are used, around words that someone typed.
    return str(pgettext("parts of a line", "“%(text)s”", text=words))


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
    """A number of bytes, short: "340 kB", "1.2 MB"; fewer than a thousand as "6 bytes", of which CLDR's short form has
    no plural."""
    for least, unit in ((10**9, "gigabyte"), (10**6, "megabyte"), (1000, "kilobyte")):
        if size >= least:
            amount = round(size / least, 1)
            return str(format_unit(amount, f"digital-{unit}", length="short", locale=get_locale()))
    return str(ngettext("%(num)s byte", "%(num)s bytes", size))


def percent(share: float) -> str:
    """A share between 0 and 1, in whole hundredths: "33%"."""
    return _percent(Decimal(str(share)).quantize(Decimal("0.01")), get_locale())


@lru_cache(maxsize=1024)
def _percent(share: Decimal, language: Locale | None) -> str:
    return str(format_percent(share, locale=language))
