"""Withdrawing what was submitted, until the deadline."""

from collections import Counter
from datetime import datetime

from consult.attachments import actions as attached
from consult.core import clock, journal
from consult.core.actions import action
from consult.core.database import db
from consult.submissions import queries, tallies
from consult.submissions.actions.locks import lock, lock_comments, lock_for_change, record_event, require_open
from consult.submissions.actions.pending_amendments import WAITING, forget_amendment
from consult.submissions.actions.publishing import lock_all
from consult.submissions.actions.states import after_outage, clear_public_text, counts_removed, unshow_all
from consult.submissions.lifecycle import LIFECYCLE, Moderation, State
from consult.submissions.models import Comment, Submission

SUBMISSION_WITHDRAWN = journal.ErasureKind("submissions.withdrawn")
COMMENT_WITHDRAWN = journal.ErasureKind("submissions.comment_withdrawn")


@action
def withdraw(
    submission: Submission, *, received_at: datetime | None = None, sent_again_at: datetime | None = None
) -> None:
    """Withdraw a whole submission, until the deadline; again changes nothing. Its words are kept, not shown.

    `sent_again_at` is when it came again, where an outage had kept it from being taken at `received_at`.
    """
    lock(submission)
    if submission.state == State.WITHDRAWN:
        return
    _withdraw(submission, received_at or clock.now(), sent_again_at)


@action
def withdraw_after_restore(submission: Submission) -> None:
    """Withdraw it without asking whether the consultation is open: its submitter had done so, before a restore."""
    lock(submission)
    _withdraw(submission, None)


def _withdraw(
    submission: Submission, received_at: datetime | None, sent_again_at: datetime | None = None
) -> None:
    LIFECYCLE.after("withdraw", submission.state)
    comments = [
        comment
        for comment in lock_all(queries.comments_of(submission))
        if comment.moderation != Moderation.WITHDRAWN
    ]
    terms = lock_for_change(submission.consultation_id)
    if received_at is not None:
        require_open(terms, received_at)
    with tallies.following(submission.consultation_id, [submission.id]):
        submission.state = LIFECYCLE.after("withdraw", submission.state)
        submission.withdrawn_at = submission.changed_at = clock.now()
        submission.withdrawal_arrived_at = received_at if sent_again_at is not None else None
        none_waits = {"amendment_edition": None, "amendment_waits_since": None, "amendment_language": None}
        unshow_all(comments, Moderation.WITHDRAWN, "", posted_at=None, **none_waits)
        journal.erased(SUBMISSION_WITHDRAWN, ids=[submission.id])
        attached.erase_all_of(submission.id)
        record_event("withdrawn", submission, terms.organisation_id, again=(received_at, sent_again_at))
    lock_all(comments)  # to have them as they are now


@action
def withdraw_comment(
    comment: Comment, *, received_at: datetime | None = None, sent_again_at: datetime | None = None
) -> None:
    """Withdraw one comment, until the deadline; again changes nothing. The rest of the submission stands.

    `sent_again_at` as for `withdraw`.
    """
    _withdraw_comment(comment, received_at or clock.now(), sent_again_at)


@action
def withdraw_comment_after_restore(comment: Comment) -> None:
    """Withdraw it without asking whether the consultation is open: its submitter had done so, before a restore."""
    _withdraw_comment(comment, None)


def _withdraw_comment(
    comment: Comment, received_at: datetime | None, sent_again_at: datetime | None = None
) -> None:
    submission = comment.submission
    lock(submission)
    lock_comments([comment])
    if comment.moderation == Moderation.WITHDRAWN:
        return
    terms = lock_for_change(submission.consultation_id)
    if received_at is not None:
        require_open(terms, received_at)
    changes = _withdrawn(comment)
    after_outage(comment, received_at, sent_again_at)
    submission.changed_at = clock.now()
    journal.erased(COMMENT_WITHDRAWN, ids=[comment.id])
    db.session.flush()
    again = (received_at, sent_again_at)
    record_event("comment_withdrawn", submission, terms.organisation_id, comment=comment, again=again)
    tallies.add(submission.consultation_id, changes)


def _withdrawn(comment: Comment) -> Counter[tuple[str, str]]:
    """Take one locked comment out of sight; what that does to the counts."""
    changes = counts_removed(comment)
    changes[WAITING] -= comment.amendment_waits_since is not None
    comment.posted_at = None
    forget_amendment(comment)
    clear_public_text(comment, Moderation.WITHDRAWN, "")
    changes["moderation", Moderation.WITHDRAWN] += 1
    db.session.flush()  # the next one of the same submission counts those that are still seen
    return changes
