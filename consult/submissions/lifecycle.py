"""Two axes: whether a submission stands, and what moderation decided of one comment.

The moves of moderation belong to the package `moderation`; the states live here because every public reader of
comments needs to know which are visible.
"""

from enum import StrEnum

from consult.core.lifecycle import Lifecycle, moves
from consult.core.translatable import N_, pN_


class State(StrEnum):
    """A submission."""

    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"


LIFECYCLE = Lifecycle(
    {
        "withdraw": moves(State.SUBMITTED, to=State.WITHDRAWN),
    },
    {
        State.SUBMITTED: N_("submitted"),
        State.WITHDRAWN: pN_("state of a submission", "withdrawn"),
    },
)


class Moderation(StrEnum):
    """A submitted comment in moderation."""

    RECEIVED = "received"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    PUBLISHED_REDACTED = "published_redacted"
    WITHHELD = "withheld"
    REMOVED = "removed_after_publication"
    WITHDRAWN = "withdrawn_by_submitter"


VISIBLE = frozenset({Moderation.PUBLISHED, Moderation.PUBLISHED_REDACTED})
"""Comments the public may read."""

AWAITING = frozenset({Moderation.RECEIVED, Moderation.IN_REVIEW})
"""Comments that wait for a moderator."""

REFUSED = frozenset({Moderation.WITHHELD, Moderation.REMOVED})
"""Comments kept from the public, each with a reason."""
