"""Correcting the language that a comment is marked with."""

from consult.accounts.models import User
from consult.core.actions import action
from consult.moderation import policy
from consult.moderation.actions.locks import permit, record_event
from consult.submissions import actions as submissions
from consult.submissions.models import Comment


@action
def correct_language(comment: Comment, language: str, *, by: User) -> None:
    """Have the edition that a moderator reads be in this language; the same again changes nothing. No decision is made
    by it, and no words change. Raises NotPermitted, and NotPossible for no language."""
    permit(policy.correct_language, by, comment)
    submissions.lock_all([comment])
    is_amendment = comment.amendment_waits_since is not None
    before = comment.last_language if is_amendment else comment.language
    if language == before:
        return
    submissions.correct_language(comment, language, is_amendment=is_amendment)
    record_event("language_corrected", comment, by, before=before, language=language)
