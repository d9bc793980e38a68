"""What all verbs of moderation keep to: who may, what a moderator had seen, one comment at a time, what is recorded."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from consult.accounts.models import User
from consult.core import stale_check as marks
from consult.core.errors import NotPermitted
from consult.core.events import record, record_all
from consult.core.permissions import Predicate
from consult.core.stale_check import NO_FORM_VERSION, NO_PAGE, NoPage
from consult.core.translatable import N_
from consult.moderation import policy, queries
from consult.moderation.models import Decision
from consult.submissions import actions as submissions
from consult.submissions.lifecycle import Moderation
from consult.submissions.models import Comment

LONGEST_EXPLANATION = 2000


@dataclass(frozen=True)
class ReviewToken:
    """What a moderator had before them: the edition of the comment and the latest decision (its id, 0 for none)."""

    edition: int
    decision: int


def review_token(comment: Comment) -> ReviewToken:
    """What a page shows of the comment now: it travels with every decision."""
    last = queries.last_decision(comment)
    return ReviewToken(comment.last_edition, last.id if last is not None else 0)


class StaleReview(marks.StaleForm):
    """Someone decided, or the submitter changed the comment, after the page was opened; `decision` says what."""

    def __init__(self, message: str, decision: Decision | None) -> None:
        super().__init__(message)
        self.decision = decision


def lock_comment(comment: Comment, by: User, seen: ReviewToken | NoPage | None) -> None:
    """Have the comment for oneself, and see that no one was faster."""
    permit(policy.decide, by, comment)
    submissions.lock_all([comment])
    if queries.pending_of(comment) is not None:
        raise StaleReview(PENDING, None)
    compare(comment, seen)


PENDING = N_(
    "A decision on this comment is about to take effect. Undo it, or wait until it has taken effect."
)


def compare(comment: Comment, seen: ReviewToken | NoPage | None) -> None:
    """Raises StaleForm where the locked comment is no more what was seen; None: nothing tells what was."""
    if seen is not NO_PAGE:
        compare_with(comment, seen, queries.last_decision(comment))


def compare_with(comment: Comment, seen: ReviewToken | NoPage | None, last: Decision | None) -> None:
    """`compare`, where the `last` decision on the comment is known."""
    if isinstance(seen, NoPage):
        return
    if seen is None:
        raise StaleReview(NO_FORM_VERSION, None)
    if comment.last_edition != seen.edition:
        raise StaleReview(N_("The submitter changed this comment after you opened it."), None)
    if last is not None and last.id != seen.decision:
        raise StaleReview(N_("Another moderator decided on this comment after you opened it."), last)
    if comment.moderation == Moderation.WITHDRAWN:
        raise StaleReview(N_("The submitter withdrew this comment."), None)


def permit(predicate: Predicate, by: User, thing: Any) -> None:
    """Raises NotPermitted where the predicate says no."""
    if not predicate(by, thing):
        raise NotPermitted(
            N_(
                "You cannot decide on your own comments, on comments of your organisation, or in another "
                "organisation's consultation."
            )
        )


def record_event(name: str, comment: Comment, by: User | None, **data: Any) -> None:
    """Record what happened to the comment, under its public reference."""
    submission = comment.submission
    record(
        f"moderation.{name}",
        f"{submission.reference}/{comment.number}",
        by=by.id if by else None,
        organisation=submission.consultation.organisation_id,
        consultation=comment.consultation_id,
        comment=comment.id,
        **data,
    )


def record_events(name: str, comments: Sequence[Comment], by: User, **data: Any) -> None:
    """Record that the same happened to comments of one consultation, in one statement."""
    if not comments:
        return
    submission = comments[0].submission
    record_all(
        f"moderation.{name}",
        [(f"{one.submission.reference}/{one.number}", {"comment": one.id, **data}) for one in comments],
        by=by.id,
        organisation=submission.consultation.organisation_id,
        consultation=submission.consultation_id,
    )
