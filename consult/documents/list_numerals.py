"""Numbers of lists as letters, Roman or otherwise, in the way of Word."""

LONGEST = 40
"""Characters of a number as printed."""
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


_LETTERS = {
    "lowerLetter": "abcdefghijklmnopqrstuvwxyz", "russianLower": "абвгдежзиклмнопрстуфхцчшщыэюя",
    "arabicAlpha": "أبتثجحخدذرزسشصضطظعغفقكلمنهوي", "arabicAbjad": "أبجدهوزحطيكلمنسعفصقرشتثخذضظغ",
    "hebrew2": "אבגדהוזחטיכלמנסעפצקרשת",
}  # fmt: skip
_CAPITALS = {"upperLetter": "lowerLetter", "upperRoman": "lowerRoman", "russianUpper": "russianLower"}
KINDS = {"decimal", "none", "decimalZero", "lowerRoman", *_LETTERS, *_CAPITALS}
"""Kinds of numbers that are shown as Word shows them (§17.18.59); figures stand for all others."""


def numeral(count: int, kind: str) -> str:
    """A number as a kind of ECMA-376 §17.18.59 writes it; in figures where that is none of KINDS."""
    if kind in _CAPITALS:
        return numeral(count, _CAPITALS[kind]).upper()
    if kind in _LETTERS and count > 0:  # after z come aa, bb, cc
        turns, at = divmod(count - 1, len(_LETTERS[kind]))
        return _LETTERS[kind][at] * min(turns + 1, LONGEST)
    if kind == "lowerRoman":
        return roman(count)
    if kind == "none":
        return ""
    return f"{count:02}" if kind == "decimalZero" else str(count)


def roman(count: int) -> str:
    """A number in small Roman letters."""
    letters = ""
    for value, sign in _ROMAN:
        letters, count = letters + sign * (count // value), count % value
    return letters
