"""The words of a passage around what was searched for. Pure."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from markupsafe import Markup

from consult.core.folding import fold

AROUND = 90
"""Characters shown on each side, to the next word."""

_FEWEST = 3
"""Letters of a beginning, or of what two forms of a word have in common."""

_WORD = re.compile(r"\w+")
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")
"""Signs of scripts that put no blanks between words."""

_ARTICLE = re.compile(
    "^(?:\u0648)?(?:\u0628\u0627\u0644|\u0643\u0627\u0644|\u0641\u0627\u0644|\u0627\u0644|\u0644\u0644)(?=\\w{2})"
)
"""What Arabic writes before a word and with it: and, with, as, then, for, the."""


class _Place(NamedTuple):
    """Where a word stands in a folded text, and how good a find it is."""

    goodness: tuple[int, int]
    start: int
    end: int


def around(text: str, words: Sequence[str]) -> Markup:
    """The part of `text` around the best place of one of `words` (folded), with every place of them in it marked; the
    beginning of the text where none stands in it."""
    plain, places = _folded(text)
    found = list(_found(plain, words))
    best = max(found, key=lambda one: (one.goodness, -one.start), default=_Place((0, 0), 0, 0))
    begin, until = places[best.start], places[best.end] if best.end else 0
    first, last = max(begin - AROUND, 0), min(until + AROUND, len(text))
    if first:
        first += text[first:begin].find(" ") + 1
    if last < len(text):
        last = max(text.rfind(" ", until, last), until) if " " in text[until:last] else last
    shown = Markup("\u2026 ") if first else Markup("")
    at = first
    for one in sorted(found, key=lambda one: one.start):
        start, end = places[one.start], places[one.end]
        if at <= start and end <= last:
            shown += Markup("{}<mark>{}</mark>").format(text[at:start], text[start:end])
            at = end
    return shown + text[at:last] + (" \u2026" if last < len(text) else "")


def _folded(text: str) -> tuple[str, Sequence[int]]:
    """The folded text, and for each of its characters, and the end, where it stands in `text`."""
    letters, places = [], []
    for at, letter in enumerate(text):
        plain = fold(letter)
        letters.append(plain)
        places += [at] * len(plain)
    return "".join(letters), [*places, len(text)]


def _found(plain: str, words: Sequence[str]) -> Iterator[_Place]:
    """Where the words stand, whole, by their beginning, or in another form, as a search by stems finds them."""
    unspaced = [word for word in words if _UNSPACED.search(word)]
    for word in unspaced:
        for match in re.finditer(re.escape(word), plain):
            yield _Place((3, len(word)), *match.span())
    parts = [part for word in words if word not in unspaced for part in _parts(word)]
    for match in _WORD.finditer(plain):
        goodness = max((_goodness(match.group(), part) for part in parts), default=(0, 0))
        if goodness[0]:
            yield _Place(goodness, *match.span())


def _parts(word: str) -> list[str]:
    """The words in what was typed without a blank, without the single letters before an apostrophe or a hyphen."""
    parts = _WORD.findall(word)
    return [part for part in parts if len(part) > 1] or parts


def _goodness(word: str, part: str) -> tuple[int, int]:
    """How well a word of the text fits one that was typed: 3 the same, 2 it begins with it, 1 another form of it, 0 not
    at all; then the length of what was typed."""
    bare, typed = _ARTICLE.sub("", word), _ARTICLE.sub("", part)
    if part in {word, bare} or typed == bare:
        return 3, len(part)
    if len(typed) >= _FEWEST and bare.startswith(typed):
        return 2, len(part)
    common = next(
        (at for at, pair in enumerate(zip(bare, typed, strict=False)) if pair[0] != pair[1]),
        min(len(bare), len(typed)),
    )
    is_form = common >= _FEWEST and 5 * common >= 3 * max(len(bare), len(typed))
    return (1, len(part)) if is_form else (0, 0)
