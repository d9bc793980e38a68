"""A long text is read in portions: pages of some whole clauses, each short enough for a slow connection."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar
from urllib.parse import urlencode

from flask import request
from markupsafe import Markup, escape

from consult.documents.blocks import Kind

AT, WHOLE = "at", "whole"
"""Arguments of addresses: a passage of the portion that is shown; "1" for the whole text on one page."""

SHORT = 60_000
"""The weight of a text up to which it is one page, and of a portion from which on it ends before any passage."""

LEAST, FULL = 20_000, 40_000
"""A portion ends before an outermost clause from the one weight on, and before any clause from the other."""

MOST_LINES = 150
"""Lines of the outline of a long text up to which it has every clause."""

AROUND_BLOCK = 150
"""What the markup around the HTML of a block weighs: its number, its links."""

_LINK = re.compile(r'href="#([a-z0-9][a-z0-9._-]*)"')
"""A link to a block; keys are such words."""


class WeighedBlock(Protocol):
    """What is asked of a block."""

    @property
    def key(self) -> str:
        """The key of the block."""

    @property
    def kind(self) -> Kind:
        """What it is."""

    @property
    def level(self) -> int:
        """That of a heading; 1 is the outermost."""

    @property
    def html(self) -> str:
        """The words of the block, as HTML."""


B = TypeVar("B")


@dataclass(frozen=True)
class Portion:
    """What a page shows of the blocks of a text: those from `start` to before `end`."""

    all: "Portions"
    number: int
    start: int
    end: int
    is_whole: bool
    """Whether these are all blocks."""

    @property
    def begin(self) -> str:
        """The key at which it begins; "" for the whole text."""
        return "" if self.is_whole else self.all.begins[self.number]

    @property
    def at(self) -> dict[str, str]:
        """Arguments that keep the portion in the address of a page."""
        if self.is_whole:
            return {WHOLE: "1"} if len(self.all.begins) > 1 else {}
        return {AT: self.begin} if self.number else {}

    @property
    def neighbours(self) -> tuple[str, str]:
        """The keys at which the portions before and after begin, "" where there is none."""
        if self.is_whole:
            return "", ""
        begins = ["", *self.all.begins, ""]
        return begins[self.number], begins[self.number + 2]

    def of(self, blocks: Sequence[B]) -> Sequence[B]:
        """The blocks of this portion, out of all."""
        return blocks[self.start : self.end]

    def has(self, key: str) -> bool:
        """Whether the page shows this block of the text."""
        return self.is_whole or self.all.where.get(key, self.number) == self.number

    def outline(self, headings: Sequence[B], of: Callable[[B], WeighedBlock]) -> Sequence[B]:
        """The headings of an outline, not too many: all of this portion, and the outer ones of others."""
        if self.is_whole or len(headings) <= MOST_LINES:
            return headings
        levels = Counter(of(one).level for one in headings)
        total, deepest = 0, min(levels)
        for level in sorted(levels):
            total += levels[level]
            deepest = level if total <= MOST_LINES else deepest
        return [one for one in headings if of(one).level <= deepest or self.has(of(one).key)]

    def href(self, key: str, arguments: Mapping[str, Any]) -> str:
        """The address of a block, from a page of the text with these arguments."""
        if self.has(key):
            return f"#{key}"
        return f"?{urlencode({**arguments, AT: self.all.begins[self.all.where[key]]})}#{key}"

    def href_of_whole(self, arguments: Mapping[str, Any]) -> str:
        """The address of the whole text on one page, at the beginning of this portion."""
        return f"?{urlencode({**arguments, WHOLE: '1'})}#{self.begin}"

    def linked(self, html: Markup, arguments: Mapping[str, Any]) -> Markup:
        """The HTML of its blocks, with links that lead to blocks of other portions."""
        if self.is_whole:
            return html
        return Markup(_LINK.sub(lambda found: f'href="{escape(self.href(found[1], arguments))}"', html))  # noqa: S704 -- it was markup before


@dataclass(frozen=True)
class Portions:
    """The portions of a text; one that is not long is one portion."""

    size: int
    starts: Sequence[int]
    begins: Sequence[str]
    """The keys at which they begin."""
    where: Mapping[str, int]
    """The number of the portion of each block."""

    @classmethod
    def of(cls, blocks: Sequence[WeighedBlock]) -> "Portions":
        """Those of a text with these blocks."""
        starts = _starts(blocks) if blocks else []
        ends = [*starts[1:], len(blocks)]
        where = {
            block.key: number
            for number, (start, end) in enumerate(zip(starts, ends, strict=True))
            for block in blocks[start:end]
        }
        return cls(len(blocks), starts, [blocks[start].key for start in starts], where)

    def led_out(self, html: Markup, shown: Collection[str], address: Callable[..., str]) -> Markup:
        """The HTML of some blocks on a page that has no others, with links that lead to those on the pages of the
        text. `shown`: the keys of the blocks on the page; `address`: of the text, by arguments and `_anchor`."""

        def href(found: re.Match[str]) -> str:
            key = found[1]
            if key in shown or key not in self.where:
                return found[0]
            at = {AT: self.begins[self.where[key]]} if self.where[key] else {}
            return f'href="{escape(address(**at, _anchor=key))}"'

        return Markup(_LINK.sub(href, html))  # noqa: S704 -- it was markup before

    def shown(self, key: str = "") -> Portion:
        """The portion with this block, or else that which the address asks for; the first where it names no block."""
        if request.args.get(WHOLE) == "1" or len(self.starts) < 2:
            return Portion(self, 0, 0, self.size, True)
        number = self.where.get(key or request.args.get(AT, ""), 0)
        return Portion(self, number, self.starts[number], [*self.starts[1:], self.size][number], False)


def _starts(blocks: Sequence[WeighedBlock]) -> list[int]:
    """Where the portions begin. A heading stays with what follows it."""
    if sum(map(_weight, blocks)) <= SHORT:
        return [0]
    outermost = min((block.level for block in blocks if block.kind is Kind.HEADING), default=1)
    starts, weight, is_after_heading = [0], 0, False
    for position, block in enumerate(blocks):
        is_heading = block.kind is Kind.HEADING
        most = (LEAST if block.level == outermost else FULL) if is_heading else SHORT
        if weight >= most and not is_after_heading:
            starts.append(position)
            weight = 0
        weight += _weight(block)
        is_after_heading = is_heading
    return starts


def _weight(block: WeighedBlock) -> int:
    return len(block.html or "") + AROUND_BLOCK
