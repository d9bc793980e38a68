"""What is in the file and what is in the import, kind by kind, and whether warnings explain the difference. Pure.

Each warning explains as many things as it says that were left out, and no more. Warnings stored before they had this
number explain by their codes.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from consult.core import markup
from consult.documents.blocks import (
    COUNTED,
    Block,
    Counted,
    DocumentWarning,
    Kind,
    NonBlockKind,
    ParsedDraft,
    letters_in,
)
from consult.documents.paged.blocks import is_page

_WORDS = (Kind.PARAGRAPH, Kind.HEADING, Kind.LIST_ITEM, Kind.NOTE, Kind.QUOTATION)
_BY_LEFT_OUT_TAG = {"<svg>": Kind.FIGURE, "<math>": Kind.FORMULA}
_EXPLAINED_BY_CODE: Mapping[str, Sequence[Counted]] = {
    "aside": (*_WORDS, Kind.FIGURE, Kind.TABLE),
    "hidden": (*_WORDS, Kind.FIGURE, Kind.TABLE, Kind.CODE, Kind.FORMULA),
    "raw": (Kind.CODE,),
    "left_out": (NonBlockKind.EMBEDDED, NonBlockKind.DELETION),  # but for the tags above
    "object": (NonBlockKind.EMBEDDED,),
    "chart": (Kind.FIGURE,),
    "note": (Kind.FOOTNOTE,),
    "pages": (NonBlockKind.LETTER,),
    "contents": (NonBlockKind.LETTER,),
    "missing": (Kind.FIGURE,),
    "many": (Kind.FIGURE,),
    "picture": (Kind.FIGURE,),
    "large": (Kind.FIGURE,),
    "formulas": (Kind.FORMULA, NonBlockKind.EMBEDDED),
    "comments": (NonBlockKind.REVIEW_COMMENT,),
    "tracked": (NonBlockKind.DELETION,),
}
"""Kinds of which something is missing for the reason that older warnings of this code tell, most likely ones first."""

_ABOUT_MANY = {"aside", "hidden", "tracked", "comments", "pages", "contents", "object", "chart"}
"""Codes of which one older warning tells of all things of a place."""
_CITED = re.compile(r"<sup><a [^<>]*>[^<>]*</a></sup>")
"""The sign that leads to a note."""
_TAG = re.compile(r"<(img|table|li|pre|math|h[1-6])\b([^>]*)")
_BY_TAG = {
    "table": Kind.TABLE, "li": Kind.LIST_ITEM, "pre": Kind.CODE, "math": Kind.FORMULA,
    **{f"h{level}": Kind.HEADING for level in range(1, 7)},
}  # fmt: skip
_OWN = {Kind.TABLE, Kind.CODE, Kind.FIGURE, Kind.FORMULA}
"""Kinds of block that are counted by the tags in them."""


class Reason(NamedTuple):
    """Why `number` things are not in the import: warnings of one code and sentence."""

    code: str
    message: str
    number: int


class Row(NamedTuple):
    """One kind: how many are in the file (None: not counted) and in the import; how many more (or fewer, below 0) there
    are since someone corrected the import; why some were left out; and how many nothing explains, `missing` in the
    import or `beyond` those of the file."""

    kind: Counted
    in_file: int | None
    in_import: int
    corrected: int = 0
    reasons: tuple[Reason, ...] = ()
    missing: int = 0
    beyond: int = 0

    @property
    def left_out(self) -> int:
        """How many of the file are not in the import."""
        return sum(reason.number for reason in self.reasons) + self.missing


def compared(parsed: ParsedDraft, corrected: Mapping[str, int]) -> list[Row]:
    """A row for each kind of which there is something; `corrected`: by how much people changed the number of a kind."""
    in_import = counted(parsed.blocks)
    if parsed.in_file is None:
        return [
            Row(kind, None, in_import[kind])
            for kind in COUNTED.values()
            if in_import[kind] and kind != NonBlockKind.LETTER
        ]
    has_letters = NonBlockKind.LETTER in parsed.in_file
    explaining = _Explanations(parsed.remarks)
    rows = []
    for kind in COUNTED.values():
        in_file, here = parsed.in_file.get(kind, 0), in_import[kind]
        if (not in_file and not here) or (kind is NonBlockKind.LETTER and not has_letters):
            continue
        if has_letters and kind not in parsed.in_file:
            rows.append(Row(kind, None, here))
            continue
        change = corrected.get(kind, 0)
        difference = in_file + change - here
        reasons = explaining.take(kind, difference)
        missing = max(0, difference - sum(reason.number for reason in reasons))
        rows.append(Row(kind, in_file, here, change, reasons, missing, max(0, -difference)))
    return rows


def counted(blocks: Iterable[Block]) -> Counter[Counted]:
    """How many things of each kind are in these blocks: the blocks, and what stands inside them."""
    counts: Counter[Counted] = Counter()
    for block in blocks:
        counts[block.kind] += block.kind not in _OWN
        counts[NonBlockKind.LETTER] += _letters(block)
        found = _TAG.findall(block.html)
        for tag, attributes in found[:1] if is_page(block) else found:  # lines of a page are no list items
            if tag == "img":
                counts[Kind.FIGURE] += "figure:" in attributes and "figure:missing" not in attributes
            elif markup.keeps(tag) or tag[0] == "h":
                counts[_BY_TAG[tag]] += 1
    return counts


def _letters(block: Block) -> int:
    """The letters of a block that its source holds as text: no alternative texts, no signs of notes."""
    if block.kind is Kind.FIGURE:
        return 0
    words = block.title if block.kind is Kind.HEADING else block.text
    if block.kind in {Kind.HEADING, Kind.LIST_ITEM, Kind.FORMULA}:  # it is printed beside the words
        words = f"{block.number} {words}"
    cited = "".join(re.sub(r"<[^<>]*>", "", one) for one in _CITED.findall(block.html))
    return letters_in(words) - letters_in(cited)


class _Explanations:
    """What warnings say they left out, by code and sentence; each thing is explained once."""

    def __init__(self, remarks: Sequence[DocumentWarning]) -> None:
        self.left: dict[tuple[str, str], Counter[str]] = {}
        self.older = _OlderWarnings([remark for remark in remarks if remark.left_out is None])
        for remark in remarks:
            self.left.setdefault((remark.code, remark.message), Counter()).update(remark.left_out or {})

    def take(self, kind: Counted, missing: int) -> tuple[Reason, ...]:
        """Reasons for up to `missing` things; what they explain is not explained by them again."""
        found = []
        for (code, message), left in self.left.items():
            count = min(missing, left[kind])
            if count > 0:
                left[kind] -= count
                missing -= count
                found.append(Reason(code, message, count))
        return (*found, *self.older.take(kind, missing))


class _OlderWarnings:
    """Warnings that do not say what they left out. Each explains one missing thing; one without any place is about the
    whole file and explains all of its kind, and so does one of a code that is about many."""

    def __init__(self, remarks: Sequence[DocumentWarning]) -> None:
        self.left: Counter[tuple[str, str, Sequence[Counted]]] = Counter()
        self.whole: set[tuple[str, str, Sequence[Counted]]] = set()
        for remark in remarks:
            alike = (remark.code, remark.message, _explained_by(remark))
            self.left[alike] += 1
            if remark.code in _ABOUT_MANY or (not remark.where and not remark.block):
                self.whole.add(alike)

    def take(self, kind: Counted, missing: int) -> tuple[Reason, ...]:
        """Reasons for up to `missing` things; what they explain is not explained by them again."""
        found = []
        for alike, left in self.left.items():
            code, message, kinds = alike
            if missing <= 0 or kind not in kinds:
                continue
            count = missing if alike in self.whole else min(missing, left)
            if count:
                self.left[alike] -= min(left, count)
                missing -= count
                found.append(Reason(code, message, count))
        return tuple(found)


def _explained_by(remark: DocumentWarning) -> Sequence[Counted]:
    tag = remark.where.rpartition(": ")[2]
    if remark.code == "left_out" and tag in _BY_LEFT_OUT_TAG:
        return (_BY_LEFT_OUT_TAG[tag],)
    return _EXPLAINED_BY_CODE.get(remark.code, ())
