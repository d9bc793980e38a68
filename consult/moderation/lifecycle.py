"""The moderation of one comment: the moves between the states that submissions.lifecycle names."""

from consult.core.lifecycle import Lifecycle, moves
from consult.core.translatable import N_
from consult.submissions.lifecycle import Moderation as M

LIFECYCLE = Lifecycle(
    {
        "take_up": moves(M.RECEIVED, to=M.IN_REVIEW),
        "publish": moves(M.RECEIVED, M.IN_REVIEW, M.WITHHELD, M.REMOVED, to=M.PUBLISHED),
        "redact": moves(
            M.RECEIVED,
            M.IN_REVIEW,
            M.PUBLISHED,
            M.PUBLISHED_REDACTED,
            M.WITHHELD,
            M.REMOVED,
            to=M.PUBLISHED_REDACTED,
        ),
        "restore_words": moves(M.PUBLISHED_REDACTED, to=M.PUBLISHED),
        "withhold": moves(M.RECEIVED, M.IN_REVIEW, to=M.WITHHELD),
        "remove": moves(M.PUBLISHED, M.PUBLISHED_REDACTED, to=M.REMOVED),
    },
    {
        M.RECEIVED: N_("received"),
        M.IN_REVIEW: N_("in review"),
        M.PUBLISHED: N_("published"),
        M.PUBLISHED_REDACTED: N_("published with redactions"),
        M.WITHHELD: N_("withheld"),
        M.REMOVED: N_("removed after publication"),
        M.WITHDRAWN: N_("withdrawn by the submitter"),
    },
)
