"""Moving a comment that staff entered to another passage (docs/decisions/0071)."""

from consult.accounts.models import User
from consult.core import clock
from consult.core.actions import action
from consult.core.database import db
from consult.core.errors import NotPossible
from consult.core.stale_check import NO_PAGE, NoPage, StaleForm
from consult.core.translatable import N_
from consult.moderation import policy
from consult.moderation.actions.locks import permit, record_event
from consult.moderation.models import Move
from consult.submissions import actions as submissions
from consult.submissions.models import Comment

LONGEST_REASON = 2000
NOT_MOVABLE = N_(
    "Only comments that staff entered or imported can be moved, and only until the response is published."
)


def place_mark(comment: Comment) -> str:
    """What a page shows of the place of a comment: it travels with the form."""
    return f"{comment.last_edition} {comment.block_key}"


@action
def move(comment: Comment, block_key: str, reason: str, *, by: User, seen: str | NoPage) -> Move:
    """Have a comment be on another passage ("" for the whole draft), for a reason that its submitter reads. No decision
    is made by it, and no words change. Raises NotPermitted, NotPossible, StaleForm where it is no more what was seen,
    and as `submissions.actions.move_comment`."""
    permit(policy.move, by, comment)
    submissions.lock_all([comment])
    if not policy.is_movable(comment):
        raise NotPossible(NOT_MOVABLE)
    if seen is not NO_PAGE and seen != place_mark(comment):
        raise StaleForm(N_("Someone moved or changed this comment after you opened it."))
    if comment.block_key == block_key:
        raise NotPossible(N_("The comment is on this passage already. Choose another passage."))
    key, place = comment.block_key, comment.place
    submissions.move_comment(comment, block_key)
    made = Move(
        comment_id=comment.id, from_place=place, to_place=comment.place, reason=reason, moved_at=clock.now(),
        moved_by_id=by.id,
    )  # fmt: skip
    db.session.add(made)
    record_event("moved", comment, by, before=key, after=block_key)
    return made
