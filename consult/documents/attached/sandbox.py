"""Checking attachments in an isolated process, and strict checks of its result (see core/isolated_calls.py)."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, BinaryIO

from consult.core import isolated_calls
from consult.core.isolation import MEASURES, REFUSED, Limits, Outcome
from consult.documents import results
from consult.documents.attached import refusals
from consult.documents.attached.kinds import MOST_PAGES, MOST_WORDS, AttachmentKind, CheckedFile, Trait
from consult.documents.blocks import Unreadable

LIMITS = Limits(seconds=20, memory=1536 * 1024 * 1024, files=128)
PATIENCE = 60.0
"""Seconds on the clock: a machine under load gives a process its processor time late."""
MOST_BYTES = 60 * 1024 * 1024
"""Of a result: a picture that is encoded again may be larger than it was."""

_AT_ONCE = 10
"""Pages that are drawn by one call: their images stay within MOST_BYTES."""

_ZIP, _PNG, _PDF = b"PK\x03\x04", b"\x89PNG\r\n\x1a\n", b"%PDF-"
_HEADS = {
    AttachmentKind.PDF: _PDF,
    AttachmentKind.PNG: _PNG,
    AttachmentKind.JPEG: b"\xff\xd8\xff",
    AttachmentKind.DOCX: _ZIP,
    AttachmentKind.XLSX: _ZIP,
    AttachmentKind.ODT: _ZIP,
}


def check(name: str, file: BinaryIO, *, measures: Iterable[str] = MEASURES) -> CheckedFile:
    """What an open file called `name` is, and its public copy. Raises Unreadable, also where the check had to be
    ended."""
    told = _told("reader_process:check", {"name": name}, file, measures)
    try:
        return unpacked(told.wrote)
    except ValueError:
        raise Unreadable(refusals.NOT_CHECKED, name) from None


def unpacked(told: bytes) -> CheckedFile:
    """A result, where every part of it is what the reader writes. Raises ValueError for anything else."""
    line, _end, public = told.partition(b"\n")
    plain = results.loaded(line)
    if not isinstance(plain, dict) or set(plain) != {"kind", "pages", "traits", "words"}:
        raise ValueError("not what the reader writes")
    kind = AttachmentKind(results.text(plain["kind"], 20))
    if not public.startswith(_HEADS.get(kind, b"")):
        raise ValueError("not of the kind that it says")
    traits = tuple(Trait(results.text(one, 40)) for one in results.listed(plain["traits"], len(Trait)))
    words = results.text(plain["words"], MOST_WORDS)
    return CheckedFile(kind, results.number(plain["pages"], 1_000_000), traits, public, words)


def pages(kind: AttachmentKind, file: BinaryIO, total: int) -> list[bytes]:
    """The image of each page of a checked file that has `total`. Raises Unreadable."""
    return [one for some in page_groups(kind, file, total, MOST_PAGES) for one in some]


def page_groups(kind: AttachmentKind, file: BinaryIO, total: int, limit: int) -> Iterator[list[bytes]]:
    """The images of the pages of a checked file that has `total`, of at most `limit`, some at a time. Raises
    Unreadable."""
    for first in range(1, total + 1, _AT_ONCE):
        request = {"kind": kind, "first": first, "most": _AT_ONCE, "limit": limit}
        found = _framed(_told("pages_process:pages", request, file).wrote)
        if len(found) != min(_AT_ONCE, total + 1 - first):
            raise Unreadable(refusals.NOT_CHECKED)
        yield found


def _framed(told: bytes) -> list[bytes]:
    found, at = list[bytes](), 0
    while at < len(told):
        end = at + 4 + int.from_bytes(told[at : at + 4])
        drawn = told[at + 4 : end]
        if end > len(told) or not drawn.startswith(_PNG) or len(found) == _AT_ONCE:
            raise Unreadable(refusals.NOT_CHECKED)
        found.append(drawn)
        at = end
    return found


def redact(kind: AttachmentKind, file: BinaryIO, boxes: Sequence[Sequence[int]]) -> bytes:
    """A PDF of the pages of a checked file, with `boxes` (page, left, top, width, height) black. Raises Unreadable."""
    return _bytes(
        _told("pages_process:redact", {"kind": kind, "boxes": [list(one) for one in boxes]}, file), _PDF
    )


def _bytes(told: Outcome, head: bytes) -> bytes:
    if not told.wrote.startswith(head):
        raise Unreadable(refusals.NOT_CHECKED)
    return told.wrote


def _told(
    function: str, request: dict[str, Any], file: BinaryIO, measures: Iterable[str] = MEASURES
) -> Outcome:
    file.seek(0)
    told = isolated_calls.call(
        f"consult.documents.attached.{function}", request, [file], LIMITS,
        output=MOST_BYTES, patience=PATIENCE, measures=measures,
    )  # fmt: skip
    if told.status == REFUSED:
        try:
            refused = Unreadable(**results.sentence(told.wrote))
        except ValueError:
            refused = Unreadable(refusals.NOT_CHECKED)
        raise refused
    if told.status:
        raise Unreadable(refusals.NOT_CHECKED)
    return told
