"""The parser's result on its way from the process that read a hostile file: written there, checked here.

One line of JSON, then the bytes of the figures in their order.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from typing import Any, TypeVar

from consult.core.isolation import REFUSED, Outcome
from consult.documents.blocks import (
    COUNTED,
    DEEPEST_TAGS,
    MOST_BLOCKS,
    MOST_COUNTED,
    MOST_FIGURES,
    MOST_IN_BLOCK,
    MOST_OF_FIGURES,
    MOST_REMARKS,
    MOST_TEXT,
    Block,
    DocumentWarning,
    Figure,
    Kind,
    ParsedDraft,
    Unreadable,
    nesting,
)

_T = TypeVar("_T")

MOST_JSON = 40 * 1024 * 1024
MOST_BYTES = MOST_JSON + MOST_OF_FIGURES
"""Bytes of a whole result."""

_PNG = b"\x89PNG\r\n\x1a\n"
_NUL = re.compile(rb"(?<!\\)((?:\\\\)*+)\\u0000")
"""The character NUL in JSON, and not a backslash before the letters "u0000"."""
_LANGUAGE = re.compile(r"[A-Za-z0-9-]{0,60}")
_FIGURE = re.compile(r"[0-9a-f]{16}\.png")
_DIGEST = re.compile(r"[0-9a-f]{64}")


def packed(parsed: ParsedDraft) -> Iterator[bytes]:
    """A result in pieces."""
    plain = asdict(parsed)
    for figure in plain["figures"]:
        figure["data"] = len(figure["data"])
    yield written(plain)
    yield b"\n"
    for figure in parsed.figures:
        yield figure.data


def written(plain: Any) -> bytes:
    """A value as one line of JSON, without the character NUL, which PostgreSQL cannot hold."""
    return _NUL.sub(rb"\1", json.dumps(plain, ensure_ascii=False).encode("utf-8", "replace"))


def unpacked(told: bytes) -> ParsedDraft:
    """A result, where every part of it is what `packed` writes. Raises ValueError for anything else."""
    line, _end, rest = told.partition(b"\n")
    if len(line) > MOST_JSON:
        raise ValueError("too long")
    plain = loaded(line)
    _exactly(plain, ParsedDraft)
    blocks = tuple(map(_block, listed(plain["blocks"], MOST_BLOCKS)))
    if len({block.key for block in blocks}) != len(blocks):
        raise ValueError("two blocks have one key")
    remarks = tuple(map(_remark, listed(plain["remarks"], MOST_REMARKS)))
    if {remark.block for remark in remarks} - {block.key for block in blocks} - {""}:
        raise ValueError("a finding about no block")
    if sum(len(block.html) + len(block.text) for block in blocks) > 2 * MOST_TEXT:
        raise ValueError("too much text")
    return ParsedDraft(
        text(plain["title"], MOST_IN_BLOCK),
        language(plain["language"]),
        _matching(plain["direction"], re.compile("ltr|rtl")),
        blocks,
        tuple(_figures(listed(plain["figures"], MOST_FIGURES), rest)),
        remarks,
        _matching(plain["source_sha256"], _DIGEST),
        None if plain["in_file"] is None else _counts(plain["in_file"]),
        number(plain["more_remarks"], MOST_COUNTED),
    )


def sentence(told: bytes) -> dict[str, Any]:
    """Why a file was refused: the arguments of Unreadable. Raises ValueError for anything else."""
    plain = loaded(told)
    if not isinstance(plain, dict) or set(plain) != {"message", "file", "line"}:
        raise ValueError("not a refusal")
    return {
        "message": text(plain["message"], 500),
        "file": text(plain["file"], 500),
        "line": number(plain["line"], 10**8),
    }


def checked(told: Outcome, check: Callable[[bytes], _T], otherwise: Unreadable) -> _T:
    """What a reader wrote, as `check` has it, which raises ValueError for what no reader writes. Raises Unreadable with
    what the reader says, or `otherwise` where it said nothing, was ended, or wrote something else."""
    try:
        if told.status == REFUSED:
            raise Unreadable(**sentence(told.wrote))
        if told.status == 0:
            return check(told.wrote)
    except ValueError:
        pass  # a result that is none
    raise otherwise


def loaded(line: bytes) -> Any:
    """The value of a line of JSON. Raises ValueError."""
    try:
        return json.loads(line)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _block(plain: Any) -> Block:
    _exactly(plain, Block)
    html = text(plain["html"], 2 * MOST_IN_BLOCK)
    if nesting(html) > DEEPEST_TAGS:
        raise ValueError("nested too deeply")
    return Block(
        text(plain["key"], 200, least=1),
        Kind(text(plain["kind"], 40)),
        number(plain["level"], 300),
        text(plain["number"], 500),
        text(plain["title"], MOST_IN_BLOCK),
        html,
        text(plain["text"], 2 * MOST_IN_BLOCK),
        number(plain["line"], MOST_BLOCKS),
    )


def _remark(plain: Any) -> DocumentWarning:
    _exactly(plain, DocumentWarning)
    return DocumentWarning(
        text(plain["code"], 40),
        text(plain["message"], 500),
        text(plain["where"], 1000),
        text(plain["block"], 200),
        _counts(plain["left_out"]),
    )


def _counts(plain: Any) -> dict[str, int]:
    if not isinstance(plain, dict):
        raise ValueError("no counts")  # noqa: TRY004 -- what was sent is wrong, not the code
    if not COUNTED.keys() >= plain.keys():
        raise ValueError("no kinds that are counted")
    return {kind: number(count, MOST_COUNTED) for kind, count in plain.items()}


def _figures(sent: list[Any], rest: bytes) -> Iterator[Figure]:
    at = 0
    for plain in sent:
        _exactly(plain, Figure)
        data = rest[at : at + number(plain["data"], MOST_OF_FIGURES)]
        at += plain["data"]
        name = _matching(plain["name"], _FIGURE)
        is_whole = len(data) == plain["data"] and data.startswith(_PNG)
        if not is_whole or name[:16] != hashlib.sha256(data).hexdigest()[:16] or plain["key"] != "":
            raise ValueError("not the figure that it says")
        if plain["media_type"] != "image/png":
            raise ValueError("another kind of picture")
        yield Figure(name, "image/png", data, text(plain["alt"], MOST_IN_BLOCK))
    if at != len(rest):
        raise ValueError("something follows the figures")


def _exactly(plain: Any, kind: type[ParsedDraft | Block | Figure | DocumentWarning]) -> None:
    if not isinstance(plain, dict) or set(plain) != set(_fields(kind)):
        raise ValueError(f"no {kind.__name__}")


def _fields(kind: type[ParsedDraft | Block | Figure | DocumentWarning]) -> Mapping[str, object]:
    return kind.__dataclass_fields__


def listed(plain: Any, most: int) -> list[Any]:
    """A list of at most so many. Raises ValueError for anything else."""
    if not isinstance(plain, list) or len(plain) > most:
        raise ValueError("no list, or too long")
    return plain


def text(plain: Any, most: int, least: int = 0) -> str:
    """Text that PostgreSQL can hold: without NUL and halves of characters."""
    if not isinstance(plain, str) or not least <= len(plain) <= most or "\x00" in plain:
        raise ValueError("no text, or too long")
    plain.encode()
    return plain


def number(plain: Any, most: int) -> int:
    """A whole number from 0 to `most`. Raises ValueError for anything else."""
    if type(plain) is not int or not 0 <= plain <= most:
        raise ValueError("no number, or too great")
    return plain


def language(plain: Any) -> str:
    """What has the form of the tag of a language. Raises ValueError for anything else."""
    return _matching(plain, _LANGUAGE)


def _matching(plain: Any, pattern: re.Pattern[str]) -> str:
    found = text(plain, 200)
    if not pattern.fullmatch(found):
        raise ValueError("not of its form")
    return found
