"""Redacted copies of a file that a moderator prepares: drawn with black rectangles, or redacted elsewhere and
uploaded."""

import hashlib
import tempfile
from collections.abc import Callable, Sequence
from typing import BinaryIO

from consult.attachments import actions, served, virus_scan
from consult.attachments.limits import limits
from consult.attachments.models import DRAWN, UPLOADED, Attachment
from consult.core.errors import NotPossible
from consult.core.stale_check import NoPage
from consult.core.translatable import N_, nN_
from consult.documents.attached import sandbox
from consult.documents.attached.kinds import MOST_PAGES, WITH_PAGES, AttachmentKind

ORIGINAL = N_("This is the original file. Upload a copy in which the words are redacted.")
NOT_GONE = N_(
    "The copy has comments, tracked changes or hidden parts. What was redacted could still be in it. Remove them, or "
    "upload a PDF."
)
TOO_LONG = nN_(
    "The copy has more than %(most)s page. Divide it, or upload a text file.",
    "The copy has more than %(most)s pages. Divide it, or upload a text file.",
    MOST_PAGES,
)
INFECTED = N_("The virus scan found harmful software in the file. The file was not taken.")
NOT_SCANNED = N_("The virus scan does not answer. Upload the copy again later.")


def draw(
    attachment: Attachment,
    boxes: Sequence[Sequence[int]],
    *,
    by: int,
    seen: str | NoPage,
    check: Callable[[Attachment], None],
) -> None:
    """Prepare a PDF of the pages as images, with `boxes` black. Raises Unreadable, and as actions.propose_copy."""
    check(attachment)
    data = served.redacted(attachment, boxes)
    actions.propose_copy(
        attachment, AttachmentKind.PDF, data, made=DRAWN, boxes=boxes, by=by, seen=seen, check=check
    )


def upload(
    attachment: Attachment,
    name: str,
    file: BinaryIO,
    *,
    by: int,
    seen: str | NoPage,
    check: Callable[[Attachment], None],
) -> None:
    """Take a redacted copy, under the checks and limits of attachments. Raises Unreadable, and as
    actions.propose_copy.

    Of a PDF or an image the pages are drawn: what is under a black rectangle is not in them. A file in which redacted
    words could be hidden is not taken.
    """
    check(attachment)
    size = file.seek(0, 2)
    actions.check_limits(name, size, [], limits(attachment.consultation_id).of_answer)
    file.seek(0)
    with tempfile.TemporaryFile() as copy:
        copy.write(file.read())
        kind, data = _safe(attachment, name, copy)
    actions.propose_copy(attachment, kind, data, made=UPLOADED, by=by, seen=seen, check=check)


def _safe(attachment: Attachment, name: str, copy: BinaryIO) -> tuple[AttachmentKind, bytes]:
    copy.seek(0)
    if hashlib.file_digest(copy, "sha256").hexdigest() == attachment.sha256:  # type: ignore[arg-type]
        raise NotPossible(ORIGINAL)
    _scan(copy)
    checked = sandbox.check(name, copy)
    if checked.pages > MOST_PAGES:
        raise NotPossible(TOO_LONG, most=MOST_PAGES)
    if checked.kind in WITH_PAGES:
        return AttachmentKind.PDF, sandbox.redact(checked.kind, copy, [])
    if checked.traits:
        raise NotPossible(NOT_GONE)
    return checked.kind, checked.public


def _scan(copy: BinaryIO) -> None:
    try:
        if virus_scan.virus_in(copy):
            raise NotPossible(INFECTED)
    except virus_scan.ScanAway:
        if virus_scan.is_required():
            raise NotPossible(NOT_SCANNED) from None
