"""The order of words for readers of a language. PostgreSQL sorts by no language (decision 0001), so short lists that
people choose from are sorted here."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from consult.core.folding import fold

Thing = TypeVar("Thing")

_AFTER = {
    "es": str.maketrans({"ñ": "n\u024f", "Ñ": "N\u024f"}),
    "ru": str.maketrans({"й": "и\u052f", "Й": "И\u052f"}),
}
"""Letters that differ from others by a sign only, and come after these."""

_READ_AS = str.maketrans(dict(zip("汶斐瑙矶腓珀讷梵", "问匪脑鸡肥破呢饭", strict=True)))
"""Rare characters of names of countries and cities → frequent ones with the same pinyin."""


def order_of(words: str, language: str) -> tuple[str | bytes, str]:
    """The key by which words are sorted for readers of `language`: without case and accents; in Chinese by pinyin, in
    which GB 2312 has the frequent characters."""
    main = language.replace("_", "-").partition("-")[0]
    if main == "zh":
        read = words.replace("秘鲁", "必鲁").translate(_READ_AS)
        return read.encode("gb18030", "replace"), words
    return fold(words.translate(_AFTER.get(main, {}))), words


def in_order(things: Iterable[Thing], words_of: Callable[[Thing], str], language: str) -> list[Thing]:
    """Things by their words, in the order of readers of `language`."""
    return sorted(things, key=lambda thing: order_of(words_of(thing), language))
