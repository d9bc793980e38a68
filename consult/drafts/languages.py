"""Which way a language is written, and which language a text is likely in. Pure."""

_RTL = frozenset({"ar", "he", "fa", "ur", "ps", "dv", "yi", "ku", "sd", "ug"})
_SCRIPTS = (
    ("he", "\u0590", "\u05ff"), ("ar", "\u0600", "\u06ff"), ("ru", "\u0400", "\u04ff"), ("ja", "\u3040", "\u30ff"),
    ("ko", "\uac00", "\ud7af"), ("zh", "\u4e00", "\u9fff"),
)  # fmt: skip
"""(the most spoken language that is written with a script, the script's first letter, its last)."""


def direction_of(language: str) -> str:
    """Which way `language` is written: rtl or ltr."""
    return "rtl" if language.split("-", maxsplit=1)[0].lower() in _RTL else "ltr"


def written_in(words: str) -> str:
    """The language that a text is most likely in, by its letters alone; en for Latin ones."""
    letters = sum(letter.isalpha() for letter in words)
    for language, first, last in _SCRIPTS:
        if letters and sum(first <= letter <= last for letter in words) * 3 > letters:
            return language
    return "en"
