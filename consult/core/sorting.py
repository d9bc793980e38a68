"""The order of words for readers of a language. PostgreSQL sorts by no language (decision 0001), so short lists that
people choose from are sorted here."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from consult.core.folding import fold
from consult.core.language_tags import main_language, script_of

Thing = TypeVar("Thing")

_AFTER = {
    "es": str.maketrans({"ñ": "n\u024f"}),
    "ru": str.maketrans({"й": "и\u052f"}),
    "sr": str.maketrans(
        {"č": "c\u024e", "ć": "c\u024f", "đ": "d\u024f", "š": "s\u024f", "ž": "z\u024f", "ђ": "д\u052f",
         "ј": "и\u052f", "љ": "л\u052f", "њ": "н\u052f", "ћ": "т\u052f", "џ": "ч\u052f"}
    ),
}  # fmt: skip
"""Small letters that come after others, from which most of them differ by a sign only."""

_CHINESE = frozenset({"zh", "yue"})

_READ_AS = str.maketrans(dict(zip("汶斐瑙矶腓珀讷梵", "问匪脑鸡肥破呢饭", strict=True)))
"""Rare characters of names of countries and cities → frequent ones with the same pinyin."""


def order_of(words: str, language: str) -> tuple[str | bytes, str]:
    """The key by which words are sorted for readers of `language`: without case and accents; Simplified Chinese by
    pinyin, in which GB 2312 has the frequent characters; Traditional Chinese by strokes, in which Big5 has them."""
    main = main_language(language.replace("_", "-"))
    if main in _CHINESE and script_of(language) == "Hant":
        return b"".join(map(_by_strokes, fold(words))), words
    if main == "zh":
        read = words.replace("秘鲁", "必鲁").translate(_READ_AS)
        return read.encode("gb18030", "replace"), words
    return fold(words.lower().translate(_AFTER.get(main, {}))), words


def _by_strokes(sign: str) -> bytes:
    """A sign as Big5 has it; those that Big5 does not have come after all others."""
    try:
        return sign.encode("big5")
    except UnicodeEncodeError:
        return b"\xff" + sign.encode("utf-8")


def in_order(things: Iterable[Thing], words_of: Callable[[Thing], str], language: str) -> list[Thing]:
    """Things by their words, in the order of readers of `language`."""
    return sorted(things, key=lambda thing: order_of(words_of(thing), language))
