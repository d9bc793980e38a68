"""Writing a draft in a process of its own (see core/isolated_calls.py)."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from tempfile import TemporaryFile
from typing import Any, BinaryIO

from consult.core import isolated_calls
from consult.core.isolation import MEASURES, REFUSED, Limits
from consult.core.translatable import N_

LIMITS = Limits(seconds=60, memory=1536 * 1024 * 1024, files=600)
PATIENCE = 180.0
"""Seconds on the clock: a machine under load gives a process its processor time late."""
MOST_BYTES = 100 * 1024 * 1024
NO_FONT = N_(
    "This site has no font for some characters of the draft, so there is no PDF. Download the DOCX file."
)


@dataclass(frozen=True)
class FileKind:
    """A kind of file, what writes it, and which measures that can bear: Typst needs threads and its fonts."""

    label: str
    mimetype: str
    target: str
    measures: tuple[str, ...] = MEASURES


KINDS: Mapping[str, FileKind] = {
    "docx": FileKind(
        "DOCX",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "consult.documents.writing.docx_process:write",
    ),
    "pdf": FileKind(
        "PDF", "application/pdf", "consult.documents.writing.pdf_process:write", ("namespaces", "privileges")
    ),
}
"""The kinds of file by the ending of their names."""


@dataclass(frozen=True)
class Frame:
    """What stands around a draft, in the language of the reader; `language` and `direction` are those of the draft.
    `facts`: pairs of a label and words; `contents`, `figure` and `colon`: words that the writers need; without
    those for `contents` a PDF has none."""

    title: str
    organisation: str
    facts: tuple[tuple[str, str], ...]
    address: str
    contents: str
    figure: str
    colon: str
    language: str
    direction: str


class NoFont(Exception):
    """No font that is installed has the characters of the draft."""


class NotWritten(RuntimeError):
    """The process that writes ended without a file."""


def write(
    kind: str, frame: Frame, blocks: Sequence[Mapping[str, Any]], pictures: Mapping[str, bytes]
) -> bytes:
    """The file of a draft. `blocks`: kind, level, number, title, line and html of each; `pictures`: by their names.
    Raises NoFont and NotWritten."""
    chosen = KINDS[kind]
    with ExitStack() as opened:
        files: list[BinaryIO] = []
        for data in pictures.values():
            handle = opened.enter_context(TemporaryFile())
            handle.write(data)
            handle.seek(0)
            files.append(handle)
        request = {"names": list(pictures), "frame": asdict(frame), "blocks": list(blocks)}
        told = isolated_calls.call(
            chosen.target,
            request,
            files,
            LIMITS,
            output=MOST_BYTES,
            patience=PATIENCE,
            measures=chosen.measures,
        )
    if told.status == REFUSED:
        raise NoFont
    if told.status != 0 or not told.wrote:
        raise NotWritten(f"status {told.status}")
    return told.wrote
