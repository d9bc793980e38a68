"""The kinds of file that may be attached, and what a check tells of one. Pure data."""

from dataclasses import dataclass
from enum import StrEnum

from consult.core.translatable import N_


class AttachmentKind(StrEnum):
    """Kinds of file, each named by its ending."""

    PDF = "pdf"
    DOCX = "docx"
    ODT = "odt"
    XLSX = "xlsx"
    TXT = "txt"
    PNG = "png"
    JPEG = "jpg"


MEDIA_TYPES = {
    AttachmentKind.PDF: "application/pdf",
    AttachmentKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    AttachmentKind.ODT: "application/vnd.oasis.opendocument.text",
    AttachmentKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    AttachmentKind.TXT: "text/plain",
    AttachmentKind.PNG: "image/png",
    AttachmentKind.JPEG: "image/jpeg",
}
WITH_PAGES = frozenset({AttachmentKind.PDF, AttachmentKind.PNG, AttachmentKind.JPEG})
"""Kinds of which there are images of pages, on which a moderator can redact."""

MOST_PAGES = 50
"""Pages of a file of which a moderator can redact one by one."""

MOST_WORDS = 20_000
"""Characters of the words of a file that moderators can read with signals."""

ENDINGS = {f".{kind.value}": kind for kind in AttachmentKind} | {".jpeg": AttachmentKind.JPEG}
ACCEPTED = ",".join(ENDINGS)
"""The endings as a form of HTML names what may be chosen."""

CHOOSE = N_(
    "Choose a PDF, Word (.docx), OpenDocument (.odt), Excel (.xlsx), plain text (.txt), PNG or JPEG file."
)


class Trait(StrEnum):
    """What a reader of the file may not notice, and a moderator should look at."""

    COMMENTS = "comments"
    TRACKED_CHANGES = "tracked_changes"
    HIDDEN = "hidden"


@dataclass(frozen=True)
class CheckedFile:
    """A file that was checked: its kind, its `pages` (0 where it has none), its traits, the copy of it without
    metadata, and its first words."""

    kind: AttachmentKind
    pages: int
    traits: tuple[Trait, ...]
    public: bytes
    words: str = ""
