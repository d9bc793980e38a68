"""The moderation of one comment: the moves between the states that submissions.lifecycle names."""

from consult.core.lifecycle import Lifecycle, moves
from consult.submissions.lifecycle import Moderation as M

LIFECYCLE = Lifecycle(
    {
        "take_up": moves(M.RECEIVED, to=M.IN_REVIEW),
        "publish": moves(
            M.RECEIVED, M.IN_REVIEW, M.WITHHELD, M.REMOVED, M.PUBLISHED_REDACTED, to=M.PUBLISHED
        ),
        "redact": moves(
            M.RECEIVED,
            M.IN_REVIEW,
            M.PUBLISHED,
            M.PUBLISHED_REDACTED,
            M.WITHHELD,
            M.REMOVED,
            to=M.PUBLISHED_REDACTED,
        ),
        "withhold": moves(M.RECEIVED, M.IN_REVIEW, to=M.WITHHELD),
        "remove": moves(M.PUBLISHED, M.PUBLISHED_REDACTED, to=M.REMOVED),
    }
)
