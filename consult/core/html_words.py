"""The characters of clean HTML as they are read, and marks around some of them. Pure.

Marks are put into text nodes only: no element is split, opened or closed elsewhere, so tables, emphasis, footnotes and
formulas stay what they are, and the HTML without the marks is the HTML that was given.
"""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from html import unescape
from itertools import groupby
from typing import NamedTuple

from consult.core import mathml

_PART = re.compile(
    r"<!--.*?-->|</?[A-Za-z](?:[^<>\"']|\"[^\"]*\"|'[^']*')*>"
    r"|&(?:#\d+|#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]*);|[^<&]+|.",
    re.DOTALL,
)
_NAME = re.compile(r"</?([A-Za-z][A-Za-z0-9]*)")
_UNSEEN = frozenset("\u00ad\u200b\u2060")
"""Soft hyphen, zero-width space, word joiner."""


def counts(character: str) -> bool:
    """Whether a character counts where words are compared: blanks and signs that are not seen do not."""
    return not character.isspace() and character not in _UNSEEN


class _Piece(NamedTuple):
    """A stretch of the source: a character, a formula, or a tag, which has no words."""

    source: str
    words: str
    can_be_marked: bool
    is_raised: bool
    """Whether it stands in a `sup`, where the marks of footnotes are."""


class HtmlWords:
    """The characters of HTML that count, in order: `signs` is them as one text."""

    def __init__(self, html: str) -> None:
        self.pieces = list(_pieces(html))

    @cached_property
    def _places(self) -> Sequence[tuple[str, int]]:
        return [(c, at) for at, one in enumerate(self.pieces) for c in one.words if counts(c)]

    @cached_property
    def signs(self) -> str:
        """All of them."""
        return "".join(c for c, _at in self._places)

    @cached_property
    def without_raised(self) -> tuple[str, Sequence[int]]:
        """Those that do not stand in a `sup`, and the place of each in `signs`."""
        kept = [(c, n) for n, (c, at) in enumerate(self._places) if not self.pieces[at].is_raised]
        return "".join(c for c, _n in kept), [n for _c, n in kept]

    def marked(self, spans: Sequence[tuple[int, int]]) -> str:
        """The HTML with a mark around the signs of each span (half-open, of `signs`); where spans overlap, the part
        that several have is a mark of its own. White space between two signs of a span belongs to it."""
        depths = self._depths(spans)
        found = []
        for (depth, is_text), run in groupby(
            range(len(self.pieces)), key=lambda at: (depths[at], self.pieces[at].can_be_marked)
        ):
            some = [self.pieces[at] for at in run]
            source = "".join(one.source for one in some)
            is_seen = is_text and depth and any(counts(c) for one in some for c in one.words)
            kind = "quoted quoted-more" if depth > 1 else "quoted"
            found.append(f'<mark class="{kind}">{source}</mark>' if is_seen else source)
        return "".join(found)

    def _depths(self, spans: Sequence[tuple[int, int]]) -> Sequence[int]:
        """In how many spans each piece stands; white space in those that have the signs before and after it."""
        begin, end = Counter(start for start, _end in spans), Counter(end for _start, end in spans)
        found, before, inside = [], 0, 0
        for one in self.pieces:
            inside -= end.pop(before, 0)
            own = sum(map(counts, one.words))
            if own:
                inside += begin.pop(before, 0)
            found.append(inside if one.words else 0)
            for at in range(before + 1, before + own):  # of a formula, which is one piece
                inside += begin.pop(at, 0) - end.pop(at, 0)
            before += own
        return found


def _pieces(html: str) -> Sequence[_Piece]:
    found: list[_Piece] = []
    raised = at = 0
    while at < len(html):
        part = _PART.match(html, at)
        assert part is not None  # noqa: S101 -- any character matches
        source = part[0]
        name = _NAME.match(source) if len(source) > 1 else None
        tag = name[1].lower() if name is not None else ""
        if tag == "math" and (end := html.find("</math>", at)) >= 0:
            source = html[at : end + len("</math>")]
            said = unescape(re.sub(r"<[^>]*>", "", mathml.with_formulas_as_words(source)))
            found.append(_Piece(source, said, False, bool(raised)))
        elif tag or source.startswith("<!--"):
            raised += (not source.startswith("</")) - source.startswith("</") if tag == "sup" else 0
            found.append(_Piece(source, "", False, False))
        elif source.startswith("&"):
            found.append(_Piece(source, unescape(source), True, raised > 0))
        else:
            found += [_Piece(one, one, True, raised > 0) for one in source]
        at += len(source)
    return found
