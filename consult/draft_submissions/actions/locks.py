"""A draft is locked before anything of it is written: two requests at once run one after the other.

A draft is locked before the submission, and before the comments and the consultation that are locked when it is filed
(see submissions.actions.locks).
"""

from sqlalchemy import bindparam, select

from consult.core.database import db
from consult.core.errors import NotFound, NotPossible
from consult.core.translatable import N_
from consult.draft_submissions.models import AnySubmission, DraftSubmission
from consult.submissions import actions as submissions
from consult.submissions import queries as submitted
from consult.submissions.models import Submission


class AlreadySubmitted(NotPossible):
    """The draft was submitted meanwhile: there is only `submission`."""

    def __init__(self, submission: Submission) -> None:
        super().__init__(N_("The submission was already made."))
        self.submission = submission


_LOCKED = (
    select(DraftSubmission)
    .where(DraftSubmission.id == bindparam("draft"))
    .with_for_update()
    .execution_options(populate_existing=True)
)


def lock(draft: DraftSubmission) -> None:
    """Lock a draft, reloaded. Raises AlreadySubmitted, or NotFound where it was deleted."""
    key = draft.key
    if db.session.execute(_LOCKED, {"draft": draft.id}).scalar_one_or_none() is None:
        raise AlreadySubmitted(filed_instead(key))


def filed_instead(key: str) -> Submission:
    """What was submitted of the draft with this key, which is gone. Raises NotFound where it was deleted."""
    filed = submitted.by_key(key)
    if filed is None:
        raise NotFound
    return filed


def lock_any(found: AnySubmission) -> None:
    """Lock a draft, or a submission into which something is typed. Raises as `lock`."""
    if isinstance(found, Submission):
        submissions.lock_submission(found)
    else:
        lock(found)
