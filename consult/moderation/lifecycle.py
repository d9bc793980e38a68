"""The moderation of one comment: the moves between the states that submissions.lifecycle names."""

from consult.core.lifecycle import Lifecycle, moves
from consult.core.translatable import N_, pN_
from consult.submissions.lifecycle import Moderation as M

LIFECYCLE = Lifecycle(
    {
        "claim": moves(M.RECEIVED, to=M.IN_REVIEW),
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
        M.RECEIVED: pN_("state of a comment", "received"),
        M.IN_REVIEW: N_("in review"),
        M.PUBLISHED: pN_("state of a comment", "published"),
        M.PUBLISHED_REDACTED: pN_("state of a comment", "published with redactions"),
        M.WITHHELD: pN_("state of a comment", "withheld"),
        M.REMOVED: N_("removed after publication"),
        M.WITHDRAWN: N_("withdrawn by the submitter"),
    },
)
