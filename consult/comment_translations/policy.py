"""Who translates comments: officers and moderators of the organisation that consults, what they may read."""

from typing import Any

from consult.core.permissions import permission
from consult.organisations.policy import is_moderator, is_officer
from consult.submissions.lifecycle import AWAITING, VISIBLE, Moderation
from consult.submissions.models import Comment


@permission
def translate(user: Any, comment: Comment) -> bool:
    """Moderators translate every comment that was not withdrawn; officers those that are public or pending."""
    organisation = comment.submission.consultation.organisation_id
    if comment.moderation == Moderation.WITHDRAWN:
        return False
    if is_moderator(user, organisation):
        return True
    return comment.moderation in VISIBLE | AWAITING and is_officer(user, organisation)


def may_read_outdated(user: Any, comment: Comment) -> bool:
    """Whether the user may read a translation of other words than the comment says now: words that were redacted since,
    perhaps, which only moderators read."""
    return is_moderator(user, comment.submission.consultation.organisation_id)
