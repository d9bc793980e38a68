"""The parser's result on its way from the process that read a hostile file: written there, checked here.

One line of JSON, then the bytes of the figures in their order.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

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
    Parsed,
    nesting,
)

MOST_JSON = 40 * 1024 * 1024
MOST_BYTES = MOST_JSON + MOST_OF_FIGURES
"""Bytes of a whole result."""

_PNG = b"\x89PNG\r\n\x1a\n"
_NUL = re.compile(rb"(?<!\\)((?:\\\\)*+)\\u0000")
"""The character NUL in JSON, and not a backslash before the letters "u0000"."""
_LANGUAGE = re.compile(r"[A-Za-z0-9-]{0,60}")
_FIGURE = re.compile(r"[0-9a-f]{16}\.png")
_DIGEST = re.compile(r"[0-9a-f]{64}")


def packed(parsed: Parsed) -> Iterator[bytes]:
    """A result in pieces."""
    plain = asdict(parsed)
    for figure in plain["figures"]:
        figure["data"] = len(figure["data"])
    line = json.dumps(plain, ensure_ascii=False).encode("utf-8", "replace")
    yield _NUL.sub(rb"\1", line)
    yield b"\n"
    for figure in parsed.figures:
        yield figure.data


def unpacked(told: bytes) -> Parsed:
    """A result, where every part of it is what `packed` writes. Raises ValueError for anything else."""
    line, _end, rest = told.partition(b"\n")
    if len(line) > MOST_JSON:
        raise ValueError("too long")
    plain = _read(line)
    _exactly(plain, Parsed)
    blocks = tuple(map(_block, _list(plain["blocks"], MOST_BLOCKS)))
    if len({block.key for block in blocks}) != len(blocks):
        raise ValueError("two blocks have one key")
    remarks = tuple(map(_remark, _list(plain["remarks"], MOST_REMARKS)))
    if {remark.block for remark in remarks} - {block.key for block in blocks} - {""}:
        raise ValueError("a finding about no block")
    if sum(len(block.html) + len(block.text) for block in blocks) > 2 * MOST_TEXT:
        raise ValueError("too much text")
    return Parsed(
        _text(plain["title"], MOST_IN_BLOCK),
        _matching(plain["language"], _LANGUAGE),
        _matching(plain["direction"], re.compile("ltr|rtl")),
        blocks,
        tuple(_figures(_list(plain["figures"], MOST_FIGURES), rest)),
        remarks,
        _matching(plain["source_sha256"], _DIGEST),
        None if plain["in_file"] is None else _counts(plain["in_file"]),
        _number(plain["more_remarks"], MOST_COUNTED),
    )


def sentence(told: bytes) -> dict[str, Any]:
    """Why a file was refused: the arguments of Unreadable. Raises ValueError for anything else."""
    plain = _read(told)
    if not isinstance(plain, dict) or set(plain) != {"message", "file", "line"}:
        raise ValueError("not a refusal")
    return {
        "message": _text(plain["message"], 500),
        "file": _text(plain["file"], 500),
        "line": _number(plain["line"], 10**8),
    }


def _read(line: bytes) -> Any:
    try:
        return json.loads(line)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _block(plain: Any) -> Block:
    _exactly(plain, Block)
    html = _text(plain["html"], 2 * MOST_IN_BLOCK)
    if nesting(html) > DEEPEST_TAGS:
        raise ValueError("nested too deeply")
    return Block(
        _text(plain["key"], 200, least=1),
        Kind(_text(plain["kind"], 40)),
        _number(plain["level"], 300),
        _text(plain["number"], 500),
        _text(plain["title"], MOST_IN_BLOCK),
        html,
        _text(plain["text"], 2 * MOST_IN_BLOCK),
        _number(plain["line"], MOST_BLOCKS),
    )


def _remark(plain: Any) -> DocumentWarning:
    _exactly(plain, DocumentWarning)
    return DocumentWarning(
        _text(plain["code"], 40),
        _text(plain["message"], 500),
        _text(plain["where"], 1000),
        _text(plain["block"], 200),
        _counts(plain["left_out"]),
    )


def _counts(plain: Any) -> dict[str, int]:
    if not isinstance(plain, dict):
        raise ValueError("no counts")  # noqa: TRY004 -- what was sent is wrong, not the code
    if not COUNTED.keys() >= plain.keys():
        raise ValueError("no kinds that are counted")
    return {kind: _number(count, MOST_COUNTED) for kind, count in plain.items()}


def _figures(listed: list[Any], rest: bytes) -> Iterator[Figure]:
    at = 0
    for plain in listed:
        _exactly(plain, Figure)
        data = rest[at : at + _number(plain["data"], MOST_OF_FIGURES)]
        at += plain["data"]
        name = _matching(plain["name"], _FIGURE)
        is_whole = len(data) == plain["data"] and data.startswith(_PNG)
        if not is_whole or name[:16] != hashlib.sha256(data).hexdigest()[:16] or plain["key"] != "":
            raise ValueError("not the figure that it says")
        if plain["media_type"] != "image/png":
            raise ValueError("another kind of picture")
        yield Figure(name, "image/png", data, _text(plain["alt"], MOST_IN_BLOCK))
    if at != len(rest):
        raise ValueError("something follows the figures")


def _exactly(plain: Any, kind: type[Parsed | Block | Figure | DocumentWarning]) -> None:
    if not isinstance(plain, dict) or set(plain) != set(_fields(kind)):
        raise ValueError(f"no {kind.__name__}")


def _fields(kind: type[Parsed | Block | Figure | DocumentWarning]) -> Mapping[str, object]:
    return kind.__dataclass_fields__


def _list(plain: Any, most: int) -> list[Any]:
    if not isinstance(plain, list) or len(plain) > most:
        raise ValueError("no list, or too long")
    return plain


def _text(plain: Any, most: int, least: int = 0) -> str:
    """Text that PostgreSQL can hold: without NUL and halves of characters."""
    if not isinstance(plain, str) or not least <= len(plain) <= most or "\x00" in plain:
        raise ValueError("no text, or too long")
    plain.encode()
    return plain


def _number(plain: Any, most: int) -> int:
    if type(plain) is not int or not 0 <= plain <= most:
        raise ValueError("no number, or too great")
    return plain


def _matching(plain: Any, pattern: re.Pattern[str]) -> str:
    text = _text(plain, 200)
    if not pattern.fullmatch(text):
        raise ValueError("not of its form")
    return text
