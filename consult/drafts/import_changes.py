"""Corrections of an import before it is a version: headings and their levels, alternative texts, language, title. Pure.

Each correction is of one block or of the draft as a whole. `merged` tells what someone really changed from what the
page merely sent back, and whether someone else changed the same thing since the page was opened.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from html import escape, unescape
from typing import NamedTuple

from consult.core.errors import NotPossible
from consult.core.translatable import N_
from consult.documents import heading_numbers
from consult.documents.blocks import Block, Kind, ParsedDraft
from consult.documents.languages import direction_of
from consult.documents.paged.blocks import is_page

DEEPEST = 6
LONGEST_HEADING = 500
"""Characters of a passage that can become a heading."""
_CAN_BE_HEADING = {Kind.PARAGRAPH, Kind.LIST_ITEM, Kind.NOTE, Kind.QUOTATION}
_IMAGE = re.compile(r"<img\b[^<>]*>")
"""An image as a parser writes it, with "<" and ">" as entities in its attributes; looks at each character once."""
_NAME = re.compile(r'\ssrc="figure:([0-9a-f]{16}\.png)"')
_ALT = re.compile(r'\salt="([^"]*)"')
_SAID = re.compile(r'\s(?:alt|role)(?:="[^"]*")?(?=[\s>/])')
_DECORATIVE = ' role="presentation"'


class Correction(NamedTuple):
    """What a heading is to be: at `level` 1 (the highest) to DEEPEST, or 0: no heading but a paragraph."""

    number: str
    title: str
    level: int

    @property
    def is_nameless(self) -> bool:
        """Whether nothing would be left of it to read."""
        return not self.number and not self.title


class Alternative(NamedTuple):
    """What people hear who do not see a picture: its alternative text, "" where no one decided on it yet; nothing, and
    that is decided, where it is decorative."""

    text: str
    is_decorative: bool

    @property
    def is_decided(self) -> bool:
        """Whether someone gave it a text, or said that it needs none."""
        return bool(self.text) or self.is_decorative


class Picture(NamedTuple):
    """A picture in a block: which of the block's, from 0; the name of its figure; its alternative text."""

    position: int
    name: str
    alternative: Alternative


class Corrections(NamedTuple):
    """What a page with corrections says: headings by key; the level that chosen blocks are to have by key (0: text);
    alternative texts by key and index of the picture; the language and the title of the draft ("" leaves them)."""

    headings: Mapping[str, Correction] = {}
    levels: Mapping[str, int] = {}
    alternatives: Mapping[str, Mapping[int, Alternative]] = {}
    language: str = ""
    title: str = ""

    def keys(self) -> set[str]:
        """Of the blocks that it says something about."""
        return {*self.headings, *self.levels, *self.alternatives}


class About(NamedTuple):
    """The draft as a whole: what it is called, its language and its direction."""

    title: str
    language: str
    direction: str


class MergedCorrections(NamedTuple):
    """What corrections come to: each block as it is and as it is to be; the draft as a whole, None where it stays;
    what others changed meanwhile and these corrections would write over: keys of blocks, "" for the whole."""

    blocks: Sequence[tuple[Block, Block]]
    about: About | None
    overtaken: frozenset[str]


def merged(
    parsed: ParsedDraft, about: About, corrections: Corrections, seen: Mapping[str, Block], seen_about: About
) -> MergedCorrections:
    """What `corrections` change of `parsed` and of `about`; `seen` are blocks that others changed since the page was
    opened, as it showed them, and `seen_about` is the whole as it showed it. Raises NotPossible where a block cannot be
    what it should."""
    changed: list[tuple[Block, Block]] = []
    overtaken: set[str] = set()
    keys = corrections.keys()
    for block in parsed.blocks if keys else ():
        if block.key not in keys:
            continue
        shown = replace(seen.get(block.key, block), line=block.line)
        wanted = corrected_block(shown, corrections)
        if wanted in (shown, block):  # not touched on this page, or just as someone else has it by now
            continue
        changed.append((block, wanted))
        if shown != block:
            overtaken.add(block.key)
    whole = _corrected_whole(seen_about, corrections)
    if whole in (seen_about, about):
        return MergedCorrections(changed, None, frozenset(overtaken))
    return MergedCorrections(changed, whole, frozenset(overtaken | ({""} if seen_about != about else set())))


def _corrected_whole(about: About, corrections: Corrections) -> About:
    title, language, direction = about
    if corrections.language and corrections.language != language:
        language, direction = corrections.language, direction_of(corrections.language)
    return About(corrections.title or title, language, direction)


def corrected_block(block: Block, corrections: Corrections) -> Block:
    """A block as corrections have it; its key stays, so that its anchor stays. Raises NotPossible."""
    heading = corrections.headings.get(block.key)
    if heading is not None and (heading.level or block.kind is Kind.HEADING):
        block = block if block.kind is Kind.HEADING else _at_level(block, heading.level)
        block = _at_level(replace(block, number=heading.number, title=heading.title), heading.level)
    if block.key in corrections.levels:
        block = _at_level(block, corrections.levels[block.key])
    for index, alternative in corrections.alternatives.get(block.key, {}).items():
        block = _with_alternative(block, index, alternative)
    return block


def with_blocks(parsed: ParsedDraft, blocks: Mapping[str, Block]) -> ParsedDraft:
    """`parsed` with these blocks by their keys; lines are counted again, figures get the texts of their blocks."""
    shown, line = [], 0
    for block in parsed.blocks:
        one = blocks.get(block.key, block)
        is_line = one.kind is not Kind.HEADING and not is_page(one)
        line += is_line
        shown.append(replace(one, line=line if is_line else 0))
    names: dict[str, str] = {}
    for block in blocks.values():
        for picture in pictures_of(block):
            names.setdefault(picture.name, picture.alternative.text)
    figures = tuple(replace(one, alt=names.get(one.name, one.alt)) for one in parsed.figures)
    return replace(parsed, blocks=tuple(shown), figures=figures)


def can_be_heading(block: Block) -> bool:
    """Whether nothing of a block but its looks is lost when it becomes a heading."""
    holds = re.search(r"<(?:img|table|ul|ol|pre|math)\b", block.html)
    return block.kind in _CAN_BE_HEADING and 0 < len(block.text) <= LONGEST_HEADING and holds is None


def pictures_of(block: Block) -> Iterator[Picture]:
    """The pictures in a block whose files are kept; of a page none, as its text stands beside its image."""
    if is_page(block):
        return
    for index, found in enumerate(_IMAGE.finditer(block.html)):
        name = _NAME.search(found[0])
        if name is not None:
            alt = _ALT.search(found[0])
            text = unescape(alt[1]).strip() if alt is not None else ""
            yield Picture(index, name[1], Alternative(text, not text and _DECORATIVE in found[0]))


def _at_level(block: Block, level: int) -> Block:
    if block.kind is Kind.HEADING:
        return replace(block, level=level) if level else _as_paragraph(block)
    if not level:
        return block
    if not can_be_heading(block):
        raise NotPossible(
            N_("Line %(line)s cannot become a heading, because it is too long or contains more than text."),
            line=block.line,
        )
    number, title = heading_numbers.split(block.text)
    if block.kind is Kind.LIST_ITEM and block.number:  # it is printed beside the words, not in them
        number, title = block.number.rstrip("."), block.text
    return replace(block, kind=Kind.HEADING, level=level, number=number, title=title)


def _as_paragraph(block: Block) -> Block:
    words = f"{block.number} {block.title}".strip()
    html = block.html if _words(block.html) == words else escape(words, quote=False)
    return replace(block, kind=Kind.PARAGRAPH, number="", title="", level=0, html=html, text=words)


def _words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^<>]*>", "", html)).split())


def _with_alternative(block: Block, index: int, alternative: Alternative) -> Block:
    known = {picture.position: picture.alternative for picture in pictures_of(block)}
    if index not in known or known[index] == alternative:
        return block
    found = list(_IMAGE.finditer(block.html))[index]
    said = f' alt="{escape(alternative.text)}"' + (_DECORATIVE if alternative.is_decorative else "")
    image = f"<img{said}{_SAID.sub('', found[0]).removeprefix('<img')}"
    html = block.html[: found.start()] + image + block.html[found.end() :]
    text = (alternative.text or block.title) if block.kind is Kind.FIGURE else block.text
    return replace(block, html=html, text=text)
