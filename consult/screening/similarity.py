"""Which comments are similar: an exact measure of two texts. `similarity_keys` finds those that are worth comparing.

Pure. Whether two texts are similar depends on these two alone, never on what else was sent: so it can be stored, and is
the same in both directions. What is said and the wording that is proposed are compared each by itself; of a proposed
wording only what it changes, since two proposals for the same passage share most of their words.

The frame of a letter says nothing: references, salutations, thanks, closings and signatures are short lines at its
beginning and end, in any language. Those that both texts have are left out, and where a longer paragraph stands between
them all of them are.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from consult.core import redline

ALIKE = 0.7
"""From this similarity on two texts are similar."""

LONGEST = 4000
"""Characters that are compared exactly."""

SHORT = 12
"""Words of a line, at most, that can be of the frame of a letter; a longer one is a paragraph."""

FRAME = 8
"""Lines at the beginning, and as many at the end, that can be of the frame."""

BETWEEN = 24
"""Words of a line, at most, that is left out where both texts have it, and what they say stands between such lines."""

OWN = 3
"""Words that two texts need beside the lines that they share at their ends, to be compared without these."""

MARGINS = (50, 100)
"""Characters in the longest line of a text whose lines a margin broke: from e-mails and printed pages."""

LONG = 20
"""Words of a long paragraph; so many runs of three words that two texts share count though one of them says more."""

SHARE = 0.25
"""How much shorter one text may be to be similar because the other has it whole."""

_TOKENS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]|\w+")

_LINKS = re.compile(r"(?:https?://|www\.)\S+")


def tokens(text: str) -> list[str]:
    """The words of a text, small; characters where a script writes no spaces; an address of a page as one word."""
    return _TOKENS.findall(_LINKS.sub(lambda link: re.sub(r"\W", "", link.group()), text.casefold()))


def shingles(text: str) -> frozenset[str]:
    """Every three words that follow each other; none where there are fewer."""
    return _runs(tokens(text))


def _runs(words: Sequence[str]) -> frozenset[str]:
    return frozenset(map(" ".join, zip(words, words[1:], words[2:], strict=False)))


def change(original: str, proposal: str) -> str:
    """What a proposed wording changes, as words that can be compared: all of it where nothing stood before; "" where
    nothing is changed."""
    if not original:
        return proposal
    steps = redline.ops_of_words(original, proposal)
    return " ".join(f"{kind} {words}" for kind, words in steps if kind != "equal")


@dataclass(frozen=True)
class Text:
    """A text as it is compared."""

    lines: Sequence[str]
    """Its paragraphs and short lines, as words."""
    substance: Sequence[str]
    """Those without the frame."""

    @cached_property
    def said(self) -> str:
        """The substance as one text."""
        return " ".join(self.substance)

    @cached_property
    def runs(self) -> frozenset[str]:
        """Every three words that follow each other in the substance."""
        return _runs_of(self.substance)

    @cached_property
    def ends(self) -> frozenset[str]:
        """The lines at its beginning and end that can be of a frame if another text has them, too."""
        ends = {*self.lines[:FRAME], *self.lines[-FRAME:]}
        return frozenset(line for line in ends if _words_in(line) <= BETWEEN)


@lru_cache(maxsize=4096)
def prepared(text: str) -> Text:
    """What is compared of a text: its first LONGEST characters."""
    lines = _lines(text[:LONGEST])
    return Text(lines, _without_frame(lines))


def _without_frame(lines: Sequence[str]) -> Sequence[str]:
    """Without the short lines at the beginning and the end; all, where no paragraph is among them."""
    long = [at for at, line in enumerate(lines) if len(line.split()) > SHORT]
    return lines[min(long[0], FRAME) : max(long[-1] + 1, len(lines) - FRAME)] if long else lines


def _runs_of(lines: Sequence[str]) -> frozenset[str]:
    return _runs(" ".join(lines).split())


def similarity(one: str, other: str) -> float:
    """How similar two texts are without their frames, 0 to 1; 0 below `ALIKE`, and where one has no words."""
    from rapidfuzz.distance import Indel

    first, second = prepared(one), prepared(other)
    if not first.lines or not second.lines:
        return 0.0
    first, second = _apart(first, second)
    found = Indel.normalized_similarity(first.said, second.said, score_cutoff=ALIKE)
    return float(found) or _contained(first, second)


def _apart(first: Text, second: Text) -> tuple[Text, Text]:
    """Two texts without the lines at their ends that both have; as they are, where one then says hardly anything.

    A line of more than SHORT words is left out only where what is said stands between such lines: otherwise it may be
    what a campaign asks for, with a name below.
    """
    both = first.ends & second.ends
    if not both:
        return first, second
    for left_out in (both, {line for line in both if len(line.split()) <= SHORT}):
        rests = [[line for line in text.lines if line not in left_out] for text in (first, second)]
        if all(_says_something(rest) for rest in rests) and (
            max(map(_words_in, left_out), default=0) <= SHORT
            or all(text.lines[0] in both and text.lines[-1] in both for text in (first, second))
        ):
            return Text(rests[0], _without_frame(rests[0])), Text(rests[1], _without_frame(rests[1]))
    return first, second


def _says_something(lines: Sequence[str]) -> bool:
    return sum(map(_words_in, lines)) >= OWN


def _words_in(line: str) -> int:
    return line.count(" ") + 1


def _contained(first: Text, second: Text) -> float:
    """Which part of the shorter text the longer one has, too; 0 below `ALIKE`, and where it is little of the longer."""
    fewer, more = sorted((len(first.runs), len(second.runs)))
    if fewer < LONG or fewer < more * SHARE:
        return 0.0
    part = len(first.runs & second.runs) / fewer
    return part if part >= ALIKE else 0.0


def _lines(text: str) -> list[str]:
    found = (" ".join(tokens(line)) for line in _unwrapped(text))
    return [line for line in found if line]


def _unwrapped(text: str) -> list[str]:
    """The lines of a text; those that only a margin broke, three or more of them, as one.

    A margin broke a line where the first word of the next did not fit into the longest one.
    """
    printed = [line.strip() for line in text.splitlines()]
    width = max(map(len, printed), default=0)
    if not MARGINS[0] <= width <= MARGINS[1]:
        return printed
    found: list[list[str]] = []
    for line in printed:
        if found and line and _is_full(found[-1][-1], line, width):
            found[-1].append(line)
        else:
            found.append([line])
    return [whole for lines in found for whole in ([" ".join(lines)] if len(lines) > 2 else lines)]


def _is_full(line: str, following: str, width: int) -> bool:
    return bool(line) and len(line) + 1 + len(following.split(maxsplit=1)[0]) > width
