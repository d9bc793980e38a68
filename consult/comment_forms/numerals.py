"""Numerals of the scripts in which people number clauses, as digits of ASCII."""

import re
import unicodedata

_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_ROMAN_FORM = re.compile(r"(?=[ivxlc])(?:c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})")
_CHINESE = dict(zip("零〇一二两三四五六七八九", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))


def plain_digits(text: str) -> str:
    """Text with digits of every script as 0 to 9, and a point between them: "١٢" is "12", "٢٫٢" is "2.2"."""
    text = text.replace("٫", ".")
    return "".join(
        str(unicodedata.digit(sign)) if sign.isdecimal() and not sign.isascii() else sign for sign in text
    )


def roman(word: str) -> str:
    """The digits of a Roman numeral up to 399: "4" of "iv"; "" of anything else."""
    if not _ROMAN_FORM.fullmatch(word):
        return ""
    values = [_ROMAN[letter] for letter in word]
    total = sum(-value if value < max(values[at:]) else value for at, value in enumerate(values))
    return str(total)


def chinese(word: str) -> str:
    """The digits of a Chinese numeral up to 999: "12" of "十二"; the word itself where it has digits already."""
    if not set(word) <= {*_CHINESE, "十", "百"}:
        return word
    hundreds, found, rest = word.rpartition("百")
    total = 100 * (_CHINESE.get(hundreds, 1) if found else 0)
    tens, found, ones = rest.rpartition("十")
    if found:
        total += 10 * (_CHINESE.get(tens.lstrip("零〇"), 1)) + _CHINESE.get(ones, 0)
    else:
        digits = [_CHINESE[sign] for sign in rest.lstrip("零〇")]
        total += int("".join(map(str, digits))) if digits else 0
    return str(total)
