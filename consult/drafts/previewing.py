"""What the preview of an import shows: its pages, its outline, and warnings at their places. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from consult.core.translatable import N_
from consult.documents.blocks import Block, DocumentWarning, Kind, ParsedDraft
from consult.drafts.import_changes import pictures_of

ENOUGH = 200
"""Blocks of a page after which the next heading begins another."""
MOST = 400
"""Blocks of a page, where no heading comes."""
LONGEST_NAME = 100
"""Characters of a clause's name in a warning."""
UNDECIDED = N_("This figure has no alternative text. People who cannot see it do not get its content.")
_ALT = "alt"
"""The code of warnings that say so."""
_SMALL = {"link", "reference", "looks", "template", "pandoc"}
"""Codes of warnings of which a draft may have hundreds, while its words are all there."""


class WarningGroup(NamedTuple):
    """Warnings of one kind."""

    code: str
    message: str
    remarks: Sequence[DocumentWarning]


class Heading(NamedTuple):
    """A heading in the outline: its block, the page it is on, the depth under its chapter (0 for the chapter), and how
    many warnings there are under it, its subclauses apart."""

    block: Block
    page: int
    depth: int
    remarks: int


@dataclass(frozen=True)
class Preview:
    """An import as shown.

    `above` are the headings of other pages that the first block stands under; `blocks` are those of page `page` (from
    1) of `pages`; `chapters` are the outline, each chapter with what is under it; `warnings` are the warnings by kind,
    those on what is missing first, then the rarest, those on links last; `at` are warnings by the key of their block
    and by kind, `page_of` the pages of blocks by their keys.
    """

    above: Sequence[Block]
    blocks: Sequence[Block]
    page: int
    pages: int
    chapters: Sequence[Sequence[Heading]]
    warnings: Sequence[WarningGroup]
    at: Mapping[str, Sequence[WarningGroup]]
    page_of: Mapping[str, int]

    @property
    def remarks(self) -> int:
        """How many warnings there are, of those that are kept."""
        return sum(len(one.remarks) for one in self.warnings)

    def is_here(self, chapter: Sequence[Heading]) -> bool:
        """Whether a part of a chapter is on this page."""
        return chapter[0].page <= self.page <= chapter[-1].page


def preview(parsed: ParsedDraft, *, page: int, at: str = "", only_remarked: bool = False) -> Preview:
    """Page number `page` of an import, or the one with the block `at`; of blocks with warnings alone if asked."""
    remarks = _open_remarks(parsed)
    placed: dict[str, list[DocumentWarning]] = {}
    for remark in remarks:
        placed.setdefault(remark.block, []).append(remark)
    whole = _pages(parsed.blocks)
    page_of = {block.key: number for number, blocks in enumerate(whole, start=1) for block in blocks}
    shown = _pages([block for block in parsed.blocks if block.key in placed]) if only_remarked else whole
    number = next((n for n, blocks in enumerate(shown, start=1) if any(b.key == at for b in blocks)), page)
    number = min(max(number, 1), max(len(shown), 1))
    blocks = shown[number - 1] if shown else []
    return Preview(
        _above(parsed.blocks, blocks[0]) if blocks else [],
        blocks,
        number,
        len(shown),
        _chapters(parsed.blocks, page_of, placed),
        _groups(remarks),
        {key: _groups(ones) for key, ones in placed.items()},
        page_of,
    )


def _open_remarks(parsed: ParsedDraft) -> list[DocumentWarning]:
    """Warnings; those on alternative texts are about the figures that lack one now."""
    names = {
        f"{block.number} {block.title}".strip()[:LONGEST_NAME]: block.key
        for block in reversed(parsed.blocks)
        if block.kind is Kind.HEADING
    }
    found = [_placed(remark, names) for remark in parsed.remarks if remark.code != _ALT]
    for block in parsed.blocks:
        lacking = sum(not picture.alternative.is_decided for picture in pictures_of(block))
        words = f"{block.number} {block.title}".strip() if block.kind is Kind.FIGURE else ""
        found += [DocumentWarning(_ALT, UNDECIDED, words, block.key)] * lacking
    return found


def _above(blocks: Sequence[Block], first: Block) -> list[Block]:
    """The headings that a block stands under, the highest first."""
    above: list[Block] = []
    for block in blocks:
        if block.kind is Kind.HEADING:
            above = [one for one in above if one.level < block.level]
        if block.key == first.key:
            break
        if block.kind is Kind.HEADING:
            above.append(block)
    return above


def _placed(remark: DocumentWarning, names: Mapping[str, str]) -> DocumentWarning:
    """A warning with the key of the clause that it names, where it has no block: "3.1 Lots: what is missing"."""
    parts = remark.where.split(": ") if not remark.block else []
    for length in range(len(parts), 0, -1):
        key = names.get(": ".join(parts[:length])[:LONGEST_NAME])
        if key:
            return replace(remark, block=key)
    return remark


def _groups(remarks: Sequence[DocumentWarning]) -> list[WarningGroup]:
    groups: dict[tuple[str, str], list[DocumentWarning]] = {}
    for remark in remarks:
        groups.setdefault((remark.code, remark.message), []).append(remark)
    found = [WarningGroup(code, message, group) for (code, message), group in groups.items()]
    return sorted(found, key=_importance)


def _importance(group: WarningGroup) -> tuple[bool, bool, int]:
    """What sorts kinds of warnings: what tells that something is missing must not be hidden by many small ones."""
    is_loss = any(remark.left_out for remark in group.remarks)
    return group.code in _SMALL, not is_loss, len(group.remarks)


def _pages(blocks: Sequence[Block]) -> list[list[Block]]:
    pages: list[list[Block]] = []
    for block in blocks:
        length = len(pages[-1]) if pages else MOST
        if length >= MOST or (length >= ENOUGH and block.kind is Kind.HEADING):
            pages.append([])
        pages[-1].append(block)
    return pages


def _chapters(
    blocks: Sequence[Block], page_of: Mapping[str, int], placed: Mapping[str, Sequence[DocumentWarning]]
) -> list[list[Heading]]:
    """Headings by chapter: a chapter begins at the highest level of which there is more than one, and above it."""
    headings = [block for block in blocks if block.kind is Kind.HEADING]
    levels = Counter(block.level for block in headings)
    top = min((level for level, count in levels.items() if count > 1), default=1)
    under: Counter[str] = Counter()
    clause = ""
    for block in blocks:
        clause = block.key if block.kind is Kind.HEADING else clause
        under[clause] += len(placed.get(block.key, ()))
    chapters: list[list[Heading]] = []
    for block in headings:
        if block.level <= top or not chapters:
            chapters.append([])
        depth = max(block.level - top, 0) if chapters[-1] else 0
        chapters[-1].append(Heading(block, page_of[block.key], min(depth, 4), under[block.key]))
    return chapters
