"""Whether a quote stands in the words of its passage: a quote is public as it is, and no one can take words out of it.

White space counts for nothing, nor do signs that are not seen; case and everything else do. A browser's selection
takes along what a page prints within a passage: its line and number, a bullet, the marks of footnotes. So the words
are compared with those and without the marks.
"""

import re
from collections.abc import Iterator
from typing import Protocol

from consult.core import markup

UNSEEN = dict.fromkeys([0x00AD, 0x200B, 0x2060])
"""Soft hyphen, zero-width space, word joiner."""
_MARK = re.compile(r"<sup\b[^>]*>.*?</sup>", re.DOTALL)


class PrintedBlock(Protocol):
    """A block of the draft, as far as its words go."""

    line: int
    number: str
    title: str
    html: str
    text: str


def stands_in(quote: str, block: PrintedBlock) -> bool:
    """Whether `quote` is made of words that stand one after the other in `block`, as it is stored or printed."""
    wanted = _bare(quote)
    return any(wanted in _bare(words) for words in _readings(block))


def _bare(words: str) -> str:
    return "".join(markup.plain(words).translate(UNSEEN).split())


def _readings(block: PrintedBlock) -> Iterator[str]:
    yield block.text
    yield block.number + block.title
    for html in (str(block.html), _MARK.sub("", str(block.html))):
        words = markup.text_of(html)
        for number in (block.number, "•"):
            yield f"{block.line or ''}{number}{words}"
