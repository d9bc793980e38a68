"""Two axes: how far the check of a file is, and what the public sees of it."""

from enum import StrEnum


class State(StrEnum):
    """A file and its checks."""

    RECEIVING = "receiving"
    WAITING = "waiting"
    READING = "reading"
    READY = "ready"
    REFUSED = "refused"
    ERASED = "erased"


WITH_FILE = frozenset({State.WAITING, State.READING, State.READY})
"""States in which the store has the original."""

NOT_SUBMITTED = frozenset({State.RECEIVING, State.REFUSED})
"""Those in which a file of a draft stays behind when the draft is submitted."""


class Publication(StrEnum):
    """What a moderator decided of an attachment that was filed."""

    PENDING = "pending"
    PUBLISHED = "published"
    PUBLISHED_REDACTED = "published_redacted"
    WITHHELD = "withheld"


PUBLIC = frozenset({Publication.PUBLISHED, Publication.PUBLISHED_REDACTED})
"""Those whose copy the public may read."""
