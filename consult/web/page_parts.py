"""The bytes of a page, of which other pages may have parts: each part is encoded and compressed once for all."""

import hashlib
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from markupsafe import Markup

HASTE, WELL = 1, 6
"""Levels of compressing a page that is made, and one that is asked for again."""

LEAST_PART = 4096
"""Characters below which a part is compressed with what stands around it."""


class Part:
    """HTML that pages of one stamp have in common, as it is sent: in bytes, compressed."""

    def __init__(self, html: Markup) -> None:
        self.html = html
        self.raw = html.encode()
        self.digest = hashlib.blake2b(self.raw, digest_size=12).digest()
        self.packed = (0, b"")
        """How well it is compressed, 0 for not at all; and that."""

    @property
    def weight(self) -> int:
        """Bytes in memory, about."""
        return 3 * len(self.raw)

    def deflated(self) -> bytes:
        """A piece of a gzip file; in haste for the first page, well from the second on."""
        level, packed = self.packed
        if level < WELL:
            level = WELL if level else HASTE
            packed = _deflated(self.raw, level, zlib.Z_SYNC_FLUSH)
            self.packed = (level, packed)
        return packed


def _deflated(raw: bytes, level: int, flush: int) -> bytes:
    packer = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(raw) + packer.flush(flush)


@dataclass(frozen=True)
class PageBody:
    """A page that was made: what belongs to it alone, and parts between, beginning and ending with the former."""

    pieces: Sequence[bytes | Part]

    @classmethod
    def of(cls, html: str, parts: Sequence[Part]) -> Self:
        """The page `html`, in which these parts stand unless they are small."""
        pieces: list[bytes | Part] = []
        end = 0
        for start, part in sorted((_start(html, part), number) for number, part in enumerate(parts)):
            if start >= end:
                pieces += [html[end:start].encode(), parts[part]]
                end = start + len(parts[part].html)
        return cls([*pieces, html[end:].encode()])

    @property
    def etag(self) -> str:
        """The same for the same page."""
        digest = hashlib.blake2b(digest_size=12)
        for piece in self.pieces:
            digest.update(piece.digest if isinstance(piece, Part) else piece)
        return digest.hexdigest()

    def raw(self) -> bytes:
        """As it is sent to readers who want nothing compressed."""
        return b"".join(piece.raw if isinstance(piece, Part) else piece for piece in self.pieces)

    def packed(self, raw: bytes) -> bytes:
        """`raw`, compressed in haste: each piece by itself, so that those of parts can be kept."""
        *before, last = self.pieces
        deflated = [
            piece.deflated() if isinstance(piece, Part) else _deflated(piece, HASTE, zlib.Z_SYNC_FLUSH)
            for piece in before
        ]
        assert isinstance(last, bytes)  # noqa: S101 -- see `of`
        end = struct.pack("<LL", zlib.crc32(raw), len(raw))
        return b"".join([_GZIP, *deflated, _deflated(last, HASTE, zlib.Z_FINISH), end])


_GZIP = b"\x1f\x8b\x08\0\0\0\0\0\0\xff"
"""How a gzip file begins that tells neither a name nor a time."""


def _start(html: str, part: Part) -> int:
    """Where the part stands in a page; -1 where it does not, or is not worth it. Its beginning is looked for, for a
    search for long words prepares itself for long."""
    start = html.find(part.html[:200]) if len(part.html) >= LEAST_PART else -1
    return start if start >= 0 and html.startswith(part.html, start) else -1
