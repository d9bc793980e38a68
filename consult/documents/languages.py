"""Which way a language is written, and which language a text is likely in. Pure."""

import re

_RTL = frozenset({"ar", "he", "fa", "ur", "ps", "dv", "yi", "ku", "sd", "ug"})
_SCRIPTS = (
    ("he", "\u0590", "\u05ff"), ("ar", "\u0600", "\u06ff"), ("ru", "\u0400", "\u04ff"), ("ja", "\u3040", "\u30ff"),
    ("ko", "\uac00", "\ud7af"), ("zh", "\u4e00", "\u9fff"),
)  # fmt: skip
"""(the most spoken language that is written with a script, the script's first letter, its last)."""
_TAGS = {"iw": "he", "jw": "jv"}
"""Names of CLD2 that BCP 47 does not know."""
_NO_LANGUAGE = re.compile("un|xx|zz")
"""How names begin that CLD2 gives to what is no language."""
_LONGEST = 20_000


def direction_of(language: str) -> str:
    """Which way `language` is written: rtl or ltr."""
    return "rtl" if language.split("-", maxsplit=1)[0].lower() in _RTL else "ltr"


def recognised(words: str) -> str:
    """The language of a text as a tag of BCP 47, where the library CLD2 is sure of it; else ""."""
    import pycld2  # noqa: PLC0415 -- a web process seldom needs it

    printable = "".join(letter if letter.isprintable() else " " for letter in words[:_LONGEST])
    is_sure, _bytes, found = pycld2.detect(" ".join(printable.split()).encode("utf-8", "ignore"))
    tag = str(found[0][1])
    return _TAGS.get(tag, tag) if is_sure and not _NO_LANGUAGE.match(tag) else ""


def written_in(words: str) -> str:
    """The language that a text is most likely in; where that is not sure, by its letters alone, en for Latin ones."""
    found = recognised(words)
    if found:
        return found
    letters = sum(letter.isalpha() for letter in words)
    for language, first, last in _SCRIPTS:
        if letters and sum(first <= letter <= last for letter in words) * 3 > letters:
            return language
    return "en"
