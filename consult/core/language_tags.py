"""Codes of languages as the site keeps them: BCP 47, written in one way, of languages that CLDR knows. Pure."""

import re
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


def main_language(code: str) -> str:
    """A language without its script and country."""
    return code.partition("-")[0]


def _names() -> Locale:
    """The locale whose names tell what there is: CLDR is edited in English."""
    return locale_of("en")
