"""Signs of Word's symbol fonts, which it keeps at U+F000 and above, as the letters that look like them."""

import re

_WINGDINGS = {
    0x6C: "●", 0x6D: "○", 0x6E: "■", 0x6F: "□", 0x70: "□", 0x71: "❑", 0x72: "❒", 0x73: "◆", 0x74: "◆", 0x75: "◆",
    0x76: "❖", 0x77: "◆", 0x9E: "·", 0x9F: "•", 0xA7: "▪", 0xA8: "☐", 0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE1: "↑",
    0xE2: "↓", 0xE8: "→", 0xF0: "⇨", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
}  # fmt: skip
_SYMBOL = {
    **{ord(latin): greek for latin, greek in zip(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "αβχδεφγηιϕκλμνοπθρστυϖωξψζΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ", strict=True,
    )},
    0x2D: "−", 0xA3: "≤", 0xA5: "∞", 0xAC: "←", 0xAE: "→", 0xB0: "°", 0xB1: "±", 0xB3: "≥", 0xB4: "×", 0xB7: "•",
    0xB8: "÷", 0xB9: "≠", 0xBB: "≈", 0xCE: "∈", 0xD6: "√", 0xE5: "∑", 0xF2: "∫",
}  # fmt: skip

UNKNOWN = "\ufffd"


def as_letters(words: str, font: str) -> str:
    """`words` in the font `font` with its signs as what they look like; UNKNOWN for one without an equal."""
    table = _SYMBOL if font.lower().startswith("symbol") else _WINGDINGS
    return re.sub("[\ue000-\uf8ff]", lambda found: table.get(ord(found[0]) & 0xFF, UNKNOWN), words)
