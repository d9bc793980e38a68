"""Addresses of consultations out of their titles, in whatever script these are written. Pure."""

import re
import unicodedata

from anyascii import anyascii

LONGEST = 60
"""Characters of an address; it is cut at a word."""

_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_APOSTROPHES = re.compile("['`´ʻʼʽʾʿ‘’‛]")
_NOT_CARRIED = re.compile("[^a-z0-9]+")


def slug_of(title: str, organisation: str) -> str:
    """What `title` reads like in Latin script: "Международный стандарт" gives "mezhdunarodnyy-standart".

    A title of digits only follows the address of its `organisation`, so that an address is never read as a number; a
    title without readable characters has that address alone.
    """
    composed = _HAN.sub(
        r" \g<0> ", unicodedata.normalize("NFKC", title)
    )  # Chinese puts no blanks between words
    latin = _APOSTROPHES.sub("", anyascii(_APOSTROPHES.sub("", composed)))
    words = _cut(_NOT_CARRIED.sub("-", latin.lower()).strip("-"))
    if not re.search("[a-z]", words):
        words = f"{organisation}-{words}".strip("-")
    return words


def _cut(words: str) -> str:
    if len(words) <= LONGEST:
        return words
    whole, _dash, _part = words[: LONGEST + 1].rpartition("-")
    return whole if len(whole) >= LONGEST // 2 else words[:LONGEST].rstrip("-")
