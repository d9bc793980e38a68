"""What is read of an email."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from consult.documents.attached.kinds import ENDINGS

MOST_BYTES = 25_000_000
"""Of an email as it arrives."""
MOST_PARTS = 200
DEEPEST_PARTS = 12
MOST_TEXT = 200_000
"""Characters of its text; what comes after them is left away."""
STRUCK = "~~"
"""What stands before and after words that are struck out in its text."""
MOST_ATTACHMENTS = 50
MOST_FORMS = 3
"""Attachments that are read as forms."""
MOST_IN_FORM = 10_000_000
FORM_ENDINGS = (".docx", ".xlsx", ".ods", ".csv")
FILE_ENDINGS = tuple({*FORM_ENDINGS, *ENDINGS})
"""Files of which the bytes are handed out."""
HEADERS = (
    "auto-submitted", "content-language", "content-type", "from", "in-reply-to", "list-id", "message-id", "precedence",
    "return-path", "subject", "x-autoreply", "x-autorespond", "x-loop",
)  # fmt: skip
"""The headers that are read."""
MOST_IN_HEADER = 2_000
MOST_OF_HEADER = 20


@dataclass(frozen=True)
class Attachment:
    """A part that is a file. `data`: its bytes where it may be a filled form or an attachment of a submission, else
    none; `is_inline`: whether it is an image that the text shows."""

    name: str
    size: int
    data: bytes = b""
    is_inline: bool = False


@dataclass(frozen=True)
class Message:
    """An email. `headers`: the name in small letters → its values; `sender`: the address of its From; `is_cut`: whether
    something is left away, as there is too much of it."""

    headers: Mapping[str, Sequence[str]]
    sender: str
    name: str
    text: str
    attachments: Sequence[Attachment]
    is_cut: bool = False
