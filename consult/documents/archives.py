"""Word and OpenDocument files are archives: what one unpacks to is counted while it is unpacked, whatever it
says of itself."""

import zipfile
import zlib
from io import BytesIO

from consult.core.translatable import N_
from consult.documents.blocks import Unreadable

MOST_ENTRIES = 5_000
MOST_UNPACKED = 100 * 1024 * 1024
MOST_TIMES = 150
"""How many times as long as the archive all parts together are."""

MOST_XML = 40 * 1024 * 1024
MOST_TAGS = 1_500_000
"""Tags of all parts together."""

_PIECE = 1 << 18
DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))


def unpacked(data: bytes, name: str) -> BytesIO:
    """The archive again, not compressed, with exactly the bytes that were counted. Raises Unreadable, saying `name`."""
    out, tally = BytesIO(), _Tally(name, min(MOST_UNPACKED, MOST_TIMES * max(len(data), 100_000)))
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive, zipfile.ZipFile(out, "w") as counted:
            for info in _listed(archive, name):
                counted.writestr(info.filename, tally.read(archive, info))
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError, NotImplementedError, RuntimeError):
        raise Unreadable(N_("The file is damaged. Save it again and upload it again."), name) from None
    out.seek(0)
    return out


def _listed(archive: zipfile.ZipFile, name: str) -> list[zipfile.ZipInfo]:
    infos = archive.infolist()
    names = [info.filename for info in infos]
    if len(infos) > MOST_ENTRIES or sum(info.file_size for info in infos) > MOST_UNPACKED:
        raise _too_much(name)
    if len(set(names)) != len(names) or any(".." in one or one.startswith("/") for one in names):
        raise Unreadable(N_("The file does not have the structure of a document."), name)
    return infos


class _Tally:
    """Counts bytes and tags over all parts of one archive."""

    def __init__(self, name: str, most: int) -> None:
        self.name, self.most = name, most
        self.bytes = self.xml = self.tags = 0

    def read(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
        """The part, piece by piece. Raises Unreadable at the first one too many."""
        is_xml = info.filename.lower().endswith((".xml", ".rels"))
        pieces = []
        with archive.open(info) as part:
            while piece := part.read(_PIECE):
                self._count(piece, is_xml)
                pieces.append(piece)
        whole = b"".join(pieces)
        if is_xml and any(mark in whole for mark in DOCTYPES):
            raise Unreadable(N_("The file does not have the structure of a document."), self.name)
        return whole

    def _count(self, piece: bytes, is_xml: bool) -> None:
        self.bytes += len(piece)
        self.xml += len(piece) * is_xml
        self.tags += piece.count(b"<") * is_xml
        if self.bytes > self.most or self.xml > MOST_XML or self.tags > MOST_TAGS:
            raise _too_much(self.name)


def _too_much(name: str) -> Unreadable:
    return Unreadable(N_("The unpacked file is too large for a document."), name)
