"""What a draft standard is made of, once it is read: blocks in order, figures, warnings. Pure data."""

import base64
import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any, Protocol

MOST_BLOCKS = 20_000
MOST_CELLS = 200_000
"""Cells of all tables together."""
MOST_TEXT = 8_000_000
"""Characters of all blocks together, tags included."""
MOST_IN_BLOCK = 1_000_000
MOST_FIGURES = 500
MOST_OF_FIGURES = 48 * 1024 * 1024
"""Bytes of all figures together."""
MOST_REMARKS = 500
DEEPEST_TAGS = 300
"""Tags inside tags in one block: what cleans HTML takes ever longer the deeper it is."""


class Kind(StrEnum):
    """Kinds of block; all but headings are counted as lines."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    TABLE = "table"
    NOTE = "note"
    FIGURE = "figure"
    FOOTNOTE = "footnote"
    QUOTATION = "quotation"
    CODE = "code"
    FORMULA = "formula"


class NonBlockKind(StrEnum):
    """What is counted like blocks, but never is a block."""

    EMBEDDED = "embedded"
    """Other documents, films and programs inside the text."""
    REVIEW_COMMENT = "review_comment"
    """What someone wrote beside the text with the word processor."""
    DELETION = "deletion"
    """Words that were deleted with tracking."""
    LETTER = "letter"
    """Letters of any script, where the source does not tell its paragraphs and items apart."""


Counted = Kind | NonBlockKind
"""What is counted in a source and in what was read of it."""
COUNTED: Mapping[str, Counted] = {one.value: one for one in (*Kind, *NonBlockKind)}
"""All of these by their values."""


def letters_in(text: str) -> int:
    """How many letters of any script a text has; "ـ" only stretches a word, or stands for a dash."""
    return sum(map(str.isalpha, text)) - text.count("ـ")


MOST_COUNTED = 10_000_000
"""Things of one kind in a source, and warnings that are not kept."""


@dataclass(frozen=True)
class Source:
    """A file as it was uploaded; a draft in Markdown or plain text may come in several, in order."""

    name: str
    data: bytes


@dataclass(frozen=True)
class Block:
    """One block.

    `key` is its stable id and anchor; `level` a heading's (1 to 6) or a list item's depth, else 0; `number` as printed
    ("3.1", "b)", "Table 2"); `title` a heading's words or a caption; `html` its inner HTML, not cleaned; `text` its
    words; `line` its running number over the version, 0 for headings.
    """

    key: str
    kind: Kind
    level: int
    number: str
    title: str
    html: str
    text: str
    line: int


@dataclass(frozen=True)
class Figure:
    """A picture, re-encoded; blocks show it as <img src="figure:NAME">.

    Its bytes are `data`, or lie in the store under `key`.
    """

    name: str
    media_type: str
    data: bytes
    alt: str
    key: str = ""


@dataclass(frozen=True)
class DocumentWarning:
    """A warning to the officer; `where` says in which file and about which line or clause.

    `block` is the key of the block that it is about or that stands nearest to what is missing, "" for none.
    `left_out`: how many things of each kind (a value of Counted) are in the source and, for the reason that it tells,
    not in the draft; None in what was stored before warnings had it.
    """

    code: str
    message: str
    where: str
    block: str = ""
    left_out: Mapping[str, int] | None = field(default_factory=dict)

    def with_more(self, left_out: Mapping[str, int]) -> "DocumentWarning":
        """The same warning about more things that were left out."""
        return replace(self, left_out=dict(Counter(self.left_out or {}) + Counter(left_out)))


NOTHING: Mapping[str, int] = {}
"""What is left out for a warning that only informs."""


class WarningRecorder(Protocol):
    """Stores a warning."""

    def __call__(
        self, code: str, message: str, what: str, left_out: Mapping[str, int] = NOTHING, /
    ) -> int | None:
        """Store a warning of a code, a marked sentence, what it is about, and what was left out.

        Gives its number where it is kept and its place is still to be marked.
        """


@dataclass(frozen=True)
class ParsedDraft:
    """A draft as the parser understood it.

    `in_file`: how many things of each kind (a value of Counted) are in the source, None where no one counted
    them. `more_remarks`: how many warnings there are beyond the MOST_REMARKS that are kept.
    """

    title: str
    language: str
    direction: str
    blocks: tuple[Block, ...]
    figures: tuple[Figure, ...]
    remarks: tuple[DocumentWarning, ...]
    source_sha256: str
    in_file: Mapping[str, int] | None = None
    more_remarks: int = 0

    def counts(self) -> dict[str, int]:
        """How many blocks of each kind."""
        return dict(Counter(block.kind.value for block in self.blocks))

    def to_plain(self) -> dict[str, Any]:
        """As what JSON knows, figures in base64.

        The version of consult before this one, which may read the same row, finds the keys of warnings' blocks in a
        list of their own, and takes no notice of what warnings left out.
        """
        plain = asdict(self)
        for figure in plain["figures"]:
            figure["data"] = base64.b64encode(figure["data"]).decode()
        plain["remark_blocks"] = [remark.pop("block") for remark in plain["remarks"]]
        return plain

    def to_json(self) -> str:
        """The draft as JSON."""
        return json.dumps(self.to_plain(), ensure_ascii=False)


def from_plain(plain: Mapping[str, Any]) -> ParsedDraft:
    """The result of to_plain, read back; also one stored before there were counts, blocks and numbers of warnings."""
    blocks_of_remarks = plain.get("remark_blocks") or [""] * len(plain["remarks"])
    return ParsedDraft(
        plain["title"],
        plain["language"],
        plain["direction"],
        tuple(Block(**{**block, "kind": Kind(block["kind"])}) for block in plain["blocks"]),
        tuple(Figure(**{**figure, "data": base64.b64decode(figure["data"])}) for figure in plain["figures"]),
        tuple(
            DocumentWarning(remark["code"], remark["message"], remark["where"], block, remark.get("left_out"))
            for remark, block in zip(plain["remarks"], blocks_of_remarks, strict=True)
        ),
        plain["source_sha256"],
        plain.get("in_file"),
        plain.get("more_remarks", 0),
    )


def from_json(text: str) -> ParsedDraft:
    """What to_json wrote, read back."""
    return from_plain(json.loads(text))


class Unreadable(Exception):
    """A file that cannot become a draft: a marked sentence says what is wrong; in which file and line, if known."""

    def __init__(self, message: str, file: str = "", line: int = 0) -> None:
        where = f"{file}, line {line}" if line else file
        super().__init__(f"{where}: {message}" if where else message)
        self.message, self.file, self.line = message, file, line


_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


def nesting(html: str) -> int:
    """How many tags are open at once in a piece of HTML, at most; an end that fits to no tag ends none."""
    opened: list[str] = []
    deepest = 0
    for found in _TAG.finditer(html):
        name = found[2].lower()
        if not found[1] and name not in _VOID:
            opened.append(name)
            deepest = max(deepest, len(opened))
        elif found[1] and opened and opened[-1] == name:
            opened.pop()
    return deepest


def clauses(blocks: Sequence[Block]) -> list[str]:
    """For each block the key of the heading it stands under; a heading's own for a heading."""
    found, current = [], ""
    for block in blocks:
        if block.kind is Kind.HEADING:
            current = block.key
        found.append(current)
    return found
