"""Words whose looks carry meaning, in a line of text: raised and lowered letters, and words that are struck through."""

import re

from consult.core.translatable import N_

STRUCK = N_("Words that are struck through were left out.")

_HIGH = dict(zip("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ", strict=True))
_LOW = dict(
    zip("0123456789+-−=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True)
)  # fmt: skip
_ENDINGS = re.compile(r"st|nd|rd|th|er|ère|re|e|ème|o|a|os|as|º|ª|TM|SM|®|™", re.IGNORECASE)
"""What is raised for its looks alone: "1st", "n o", "TM"."""


def raised(words: str) -> str:
    """How raised words read: "³", or "^abc" where not all of their letters have such a sign."""
    return words if _ENDINGS.fullmatch(words.strip()) else _beside(words, _HIGH, "^")


def lowered(words: str) -> str:
    """How lowered words read: "₂", or "_abc"."""
    return _beside(words, _LOW, "_")


def _beside(words: str, signs: dict[str, str], mark: str) -> str:
    told = words.strip()
    if not told:
        return words
    before, _words, after = words.partition(told)
    if all(one in signs for one in told):
        return before + "".join(signs[one] for one in told) + after
    return before + mark + (told if told.isalnum() else f"({told})") + after


def without(before: str, after: str) -> tuple[str, str]:
    """The words on both sides of words that are left out, with one blank between them where there were two."""
    if (not before or before[-1].isspace()) and after[:1] == " ":
        after = after[1:]
    return before, after
