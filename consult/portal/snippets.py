"""The words of a passage around what was searched for. Pure."""

from collections.abc import Sequence

from markupsafe import Markup

from consult.core.folding import fold

AROUND = 90
"""Characters shown on each side, to the next word."""

_FEWEST = 3


def around(text: str, words: Sequence[str]) -> Markup:
    """A part of `text` with the first of `words` (folded) that stands in it, marked; its beginning where none does."""
    plain, places = _folded(text)
    start, end = _first(plain, words)
    begin, until = places[start], places[end] if end else 0
    before, after = text[max(begin - AROUND, 0) : begin], text[until : until + AROUND]
    if begin > AROUND:
        before = "… " + (before.partition(" ")[2] or before)
    if until + AROUND < len(text):
        after = (after.rpartition(" ")[0] or after) + " …"
    marked = Markup("<mark>{}</mark>").format(text[begin:until]) if until > begin else Markup("")
    return Markup("{}{}{}").format(before, marked, after)


def _folded(text: str) -> tuple[str, Sequence[int]]:
    """The folded text, and for each of its characters, and the end, where it stands in `text`."""
    letters, places = [], []
    for at, letter in enumerate(text):
        plain = fold(letter)
        letters.append(plain)
        places += [at] * len(plain)
    return "".join(letters), [*places, len(text)]


def _first(plain: str, words: Sequence[str]) -> tuple[int, int]:
    """Start and end of the first word that is found whole, or by its beginning as stems are; (0, 0) for none."""
    for shorter in range(max((len(word) for word in words), default=0)):
        for word in words:
            part = word[: len(word) - shorter]
            if len(part) < min(_FEWEST, len(word)) or 2 * shorter > len(word):
                continue
            start = plain.find(part)
            if start >= 0:
                return start, start + len(part)
    return 0, 0
