"""Numbers as people write them: digits of any script, with either decimal separator and any mark between groups. Pure.

What is written means the same on every page, whatever its language: a draft can be written on one page and submitted
on another. What could be two numbers is none; the writer is asked which of them it is.
"""

import re
import unicodedata
from decimal import Decimal

from consult.core.errors import NotPossible
from consult.core.translatable import N_
from consult.questions.definitions import decimal

NO_NUMBER = N_("Enter a number, for example 4.5.")
# Translators: whole and decimal are the two numbers, the second as the language of the page writes it.
TWO_NUMBERS = N_("“%(text)s” can be two numbers. Enter %(whole)s or %(decimal)s.")

LONGEST_NUMBER = 30
"""Characters of a number as it is typed."""

_MARKS = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2212": "-", "’": "'", "٬": "'"})
_EITHER = re.compile(r"-?[1-9]\d{0,2}[.,]\d{3}")
"""Digits, one separator, three digits: 1,500 is fifteen hundred to one reader and one and a half to another."""
_PLAIN = re.compile(r"(-?\d+)(?:[.,٫](\d+))?")
_IN_GROUPS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(-?\d{1,3}(?: \d{3})+)(?:[.,٫](\d+))?",
        r"(-?\d{1,3}(?:'\d{3})+)(?:[.,٫](\d+))?",
        r"(-?\d{1,3}(?:,\d{3})+)[.٫](\d+)",
        r"(-?\d{1,3}(?:\.\d{3})+)[,٫](\d+)",
        r"(-?\d{1,3}(?:,\d{3}){2,})()",
        r"(-?\d{1,3}(?:\.\d{3}){2,})()",
        r"(-?\d{1,2}(?:,\d{2})+,\d{3})(?:[.٫](\d+))?",
    )
)
"""Groups of three, or of two before the last three as in India."""


def written(words: str) -> str:
    """The number that is written, as it is stored: "1,500,000.50" is "1500000.50". Raises NotPossible for what is no
    number, and for what could be two."""
    text = "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in words)
    text = text.translate(_MARKS)
    if _EITHER.fullmatch(text):
        raise _which(text)
    if text.endswith("0") and _EITHER.fullmatch(text[:-1]):
        text = text[:-1]  # see typed_again
    forms = (form.fullmatch(text) for form in (_PLAIN, *_IN_GROUPS))
    found = next((form for form in forms if form), None)
    if found is None or len(words) > LONGEST_NUMBER:
        raise NotPossible(NO_NUMBER)
    whole, part = re.sub(r"[ '.,]", "", found[1]), found[2]
    number = Decimal(f"{whole}.{part}" if part else whole)
    return format(number or abs(number), "f")


def typed_again(number: str) -> str:
    """A stored number as `written` reads it again: with one more 0 where it could be two numbers without it."""
    return f"{number}0" if _EITHER.fullmatch(number) else number


def _which(text: str) -> NotPossible:
    """That a text could be two numbers, with both as they are read without doubt."""
    small = decimal(text.replace(",", ".")) or Decimal()
    without_zeros = format(small.normalize(), "f")
    return NotPossible(
        TWO_NUMBERS, text=text, whole=re.sub("[.,]", "", text), decimal=Decimal(typed_again(without_zeros))
    )
