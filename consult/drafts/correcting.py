"""Corrections of an upload before it is a version: numbers, titles and levels of headings, the language. Pure."""

from collections.abc import Mapping
from dataclasses import replace
from html import escape
from typing import NamedTuple

from consult.drafts.blocks import Block, Kind, Parsed
from consult.drafts.languages import direction_of

DEEPEST = 6


class Correction(NamedTuple):
    """What a heading is to be: at `level` 1 (the highest) to DEEPEST, or 0: no heading but a paragraph."""

    number: str
    title: str
    level: int

    @property
    def is_nameless(self) -> bool:
        """Whether nothing would be left of it to read."""
        return not self.number and not self.title


class Corrections(NamedTuple):
    """What an officer changed: headings by key, and the language ("" leaves it)."""

    headings: Mapping[str, Correction]
    language: str = ""


def corrected(parsed: Parsed, corrections: Corrections) -> Parsed:
    """`parsed` with its corrections; keys stay, so that anchors stay."""
    headings, language = corrections
    blocks, line = [], 0
    for block in parsed.blocks:
        found = headings.get(block.key) if block.kind is Kind.HEADING else None
        shown = _as(block, found) if found is not None else block
        line += shown.kind is not Kind.HEADING
        blocks.append(replace(shown, line=0 if shown.kind is Kind.HEADING else line))
    changed = replace(parsed, blocks=tuple(blocks))
    if not language or language == parsed.language:
        return changed
    return replace(changed, language=language, direction=direction_of(language))


def _as(block: Block, correction: Correction) -> Block:
    number, title, level = correction
    if level:
        return replace(block, number=number, title=title, level=level)
    words = f"{number} {title}".strip()
    return replace(
        block, kind=Kind.PARAGRAPH, number="", title="", level=0, html=escape(words, quote=False), text=words
    )
