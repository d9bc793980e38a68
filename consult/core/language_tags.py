"""Codes of languages as the site keeps them: BCP 47, written in one way, of languages that CLDR knows. Pure."""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import takewhile

from babel import Locale
from babel.core import get_global

from consult.core.translatable import locale_of

_TAG = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{1,8})*+", re.ASCII)
_LONGEST = 60
"""Characters that are looked at: no tag of a text is longer."""
_NO_LANGUAGE = frozenset({"und", "mul", "zxx"})
"""Codes for an unknown language, for several, and for none."""
_NO_PLACE = frozenset({"Zzzz", "Zxxx", "Zyyy", "Zinh", "ZZ"})
"""Codes for an unknown script or region, and for no script."""


@lru_cache(maxsize=1024)
def canonical(code: str) -> str:
    """The tag of a language in its one form: "FR" → "fr", "zh-hant" → "zh-Hant", "fra" → "fr", without extensions. ""
    for what is no tag, for private use, and for a language, script or region that CLDR does not know."""
    said = code.strip().replace("_", "-").lower()
    if len(said) > _LONGEST or not _TAG.fullmatch(said):
        return ""
    language, *rest = takewhile(lambda part: len(part) > 1, said.split("-"))
    if rest and len(rest[0]) == 3 and rest[0].isalpha():  # "zh-yue", a language within another
        language = rest.pop(0)
    language, *more = str(get_global("language_aliases").get(language, language)).split("_")
    known = _names()
    if language in _NO_LANGUAGE or language not in known.languages:
        return ""
    parts = [language]
    for names, shape, write in (
        (known.scripts, r"[a-z]{4}", str.title),
        (known.territories, r"[a-z]{2}|[0-9]{3}", str.upper),
        (known.variants, r"[a-z0-9]{5,8}|[0-9][a-z0-9]{3}", str.upper),
    ):
        usual = [part for part in more if re.fullmatch(shape, part.lower())]
        said_here = rest[:1] if rest and re.fullmatch(shape, rest[0]) else []
        for part in said_here or usual[:1]:
            written = write(part)
            if written not in names or written in _NO_PLACE:
                return ""
            parts.append(written if names is not known.variants else part)
        rest = rest[len(said_here) :]
    return "" if rest else "-".join(parts)


@lru_cache(maxsize=1024)
def wider(code: str) -> tuple[str, ...]:
    """A tag and those of what its readers read too, the nearest first: "fr-CA" and "fr"; "zh-Hant-TW", "zh-Hant" and
    "zh" (RFC 4647, 3.4)."""
    parts = code.split("-")
    return tuple("-".join(parts[:number]) for number in range(len(parts), 0, -1))


@lru_cache(maxsize=1024)
def script_of(code: str) -> str:
    """The script in which a language is written, as the tag says or by what CLDR expects of its country: "Hant" for
    "zh-TW"; "" where no one knows it."""
    language, *rest = canonical(code).split("-")
    said = next((one for one in rest if len(one) == 4 and one.isalpha()), "")
    places = [one for one in rest if one.isupper() or one.isdigit()]
    usual = get_global("likely_subtags")
    likely = str(
        next((usual[key] for key in (*(f"{language}_{one}" for one in places), language) if key in usual), "")
    )
    return said or next((one for one in likely.split("_")[1:] if len(one) == 4), "")


def nearest(code: str, offered: Sequence[str]) -> str:
    """The language of `offered` that readers of another one are served best with: itself or a wider one, else the first
    that is written in the same script, else the first in another one; "" where none is the same language."""
    by_tag = {one.lower(): one for one in offered}
    for tag in (code.lower(), *wider(canonical(code).lower())[:-1]):
        if tag in by_tag:
            return by_tag[tag]
    main = main_language(canonical(code) or code).lower()
    same = [one for one in offered if main_language(one).lower() == main]
    same.sort(key=lambda one: (script_of(one) != script_of(code), one.lower() != main))
    return same[0] if same else ""


def main_language(code: str) -> str:
    """A language without its script and country."""
    return code.partition("-")[0]


def _names() -> Locale:
    """The locale whose names tell what there is: CLDR is edited in English."""
    return locale_of("en")
