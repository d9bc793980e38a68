"""Plain text: in an encoding that is known or recognised, without signs that control a terminal."""

import re

from consult.documents import encodings
from consult.documents.attached.kinds import AttachmentKind, CheckedFile
from consult.documents.blocks import DocumentWarning, Source, Unreadable

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def check(data: bytes, name: str) -> CheckedFile:
    """The text, again in UTF-8. Raises Unreadable."""
    told: list[DocumentWarning] = []
    text = encodings.decoded(Source(name, data), told)
    if _CONTROL.search(text):
        raise Unreadable(encodings.NOT_TEXT, name)
    return CheckedFile(AttachmentKind.TXT, 0, (), text.encode("utf-8"))
