"""Words of the field that a person will read, marked where they are defined and translated where they are shown.

Rooms below the edge know no request and so no language: they mark a word with `N_` and the web kit translates it.
"""


def N_(message: str) -> str:  # noqa: N802 -- the customary name, which the extraction tool knows
    """`message`, marked for the translators."""
    return message


class Word(str):
    """A marked word among the values of a sentence: translated before it is put in."""

    __slots__ = ()
