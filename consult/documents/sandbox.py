"""Parsing in an isolated process, and strict checks of its result (see core/isolated_calls.py)."""

import os
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from typing import BinaryIO

from consult.core import isolated_calls
from consult.core.isolation import MEASURES, TOO_LONG, TOO_MUCH, Limits
from consult.core.translatable import N_
from consult.documents import formats, results
from consult.documents.blocks import ParsedDraft, Source, Unreadable
from consult.documents.paged import sandbox as paged

LIMITS = Limits(seconds=10, memory=1024 * 1024 * 1024, files=128)
PATIENCE = 60.0
"""Seconds on the clock: a machine under load gives a process its processor time late."""
LONGEST = max(PATIENCE, paged.LONGEST)
"""Seconds on the clock that reading any draft may take."""

_WHY = {
    TOO_LONG: N_("Reading the file took too long. It may not have the structure of a document."),
    TOO_MUCH: N_("Reading the file needs too much memory. It may not have the structure of a document."),
}


def read(
    names: Sequence[str],
    files: Sequence[BinaryIO],
    *,
    language: str | None = None,
    measures: Iterable[str] = MEASURES,
) -> ParsedDraft:
    """parsing.parse of open `files` called `names`, elsewhere; a PDF is read as images of its pages. Raises Unreadable,
    also where it had to be ended."""
    texts = [(name, file) for name, file in zip(names, files, strict=True) if not formats.is_picture(name)]
    if len(texts) == 1 and _begins(texts[0][1], formats.PDF_HEAD):
        return paged.read(*texts[0], language=language, measures=measures)
    request = {"names": list(names), "language": language}
    told = isolated_calls.call(
        "consult.documents.reader_process:read",
        request,
        files,
        LIMITS,
        output=results.MOST_BYTES,
        patience=PATIENCE,
        measures=measures,
    )
    why = _WHY.get(
        told.status, N_("The file could not be read. It may not have the structure of a document.")
    )
    return results.checked(told, results.unpacked, Unreadable(why))


def _begins(file: BinaryIO, head: bytes) -> bool:
    """Whether a file begins with these bytes; its position, which the reading process shares, stays."""
    return os.pread(file.fileno(), len(head), 0) == head


def parse(files: Sequence[Source], *, language: str | None = None) -> ParsedDraft:
    """`read` of files that are in memory."""
    with ExitStack() as opened:
        handles = []
        for file in files:
            handle = opened.enter_context(tempfile.TemporaryFile())
            handle.write(file.data)
            handle.seek(0)
            handles.append(handle)
        return read([file.name for file in files], handles, language=language)
