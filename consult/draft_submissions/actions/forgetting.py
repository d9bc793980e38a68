"""What was never submitted leaves: some days after the deadline, by the rule on retention, and with the account."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import ColumnElement, delete, func, or_, select, update

from consult.accounts.models import User
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.core import clock, journal, queue
from consult.core.actions import action
from consult.core.database import among, db
from consult.core.declarations import listed_in
from consult.core.journal import Line, ids
from consult.draft_submissions.models import DraftSubmission, UnfinishedComment
from consult.submissions.models import Submission

UNSENT = journal.ErasureKind("submissions.unsent")

SOME = 1000
"""So many rows are deleted in one transaction."""

_HAS_DRAFTS = select(DraftSubmission.id).where(DraftSubmission.consultation_id == Consultation.id).exists()
_HAS_UNSENT_WORDS = (
    select(UnfinishedComment.id)
    .join(Submission, Submission.id == UnfinishedComment.submission_id)
    .where(Submission.consultation_id == Consultation.id, UnfinishedComment.draft_id.is_(None))
    .exists()
)


@listed_in("RETENTION_JOBS", "PERIODIC_JOBS")
def forget_unsent() -> None:
    """Forget drafts, and what was typed after submitting and never sent, some days after the deadline and after their
    last change, by the rule on retention: where late comments are accepted, someone may still be writing. Periodic."""
    due = []
    for one in consultations.ended(or_(_HAS_DRAFTS, _HAS_UNSENT_WORDS)):
        if one.rule is None:
            continue
        long_ago = clock.now() - timedelta(days=one.rule.unsent_days)
        if one.end <= long_ago:
            due += [
                partial(_forget_drafts, one.id, long_ago),
                partial(_forget_unsent_words, one.id, long_ago),
            ]
    queue.in_batches(*due)


@action
def _forget_drafts(consultation_id: int, long_ago: datetime) -> bool:
    """Forget some drafts on a consultation; whether there may be more."""
    rows = select(DraftSubmission.id).where(
        DraftSubmission.consultation_id == consultation_id, DraftSubmission.changed_at <= long_ago
    )
    found = db.session.execute(rows.limit(SOME).with_for_update(skip_locked=True)).scalars().all()
    if found:
        journal.erased(UNSENT, ids=list(found))
    db.session.execute(delete(DraftSubmission).where(DraftSubmission.id.in_(found)))
    return len(found) == SOME


@action
def _forget_unsent_words(consultation_id: int, long_ago: datetime) -> bool:
    """Forget some of what was typed after submitting, and not sent; whether there may be more."""
    sent = select(Submission.id).where(Submission.consultation_id == consultation_id)
    rows = select(UnfinishedComment.id).where(
        UnfinishedComment.submission_id.in_(sent),
        UnfinishedComment.draft_id.is_(None),
        UnfinishedComment.saved_at <= long_ago,
    )
    found = db.session.execute(rows.limit(SOME).with_for_update(skip_locked=True)).scalars().all()
    db.session.execute(delete(UnfinishedComment).where(UnfinishedComment.id.in_(found)))
    return len(found) == SOME


@action
def forget_unsent_again(lines: Sequence[Line]) -> int:
    """Drafts that were forgotten leave again, after a restore (core.journal)."""
    gone = delete(DraftSubmission).where(among(DraftSubmission.id, ids(lines)))
    return len(db.session.execute(gone.returning(DraftSubmission.id)).all())


@action
def forget_address(consultation_id: int, email: str) -> None:
    """An address wants no emails about a consultation: it leaves the drafts on it."""
    mine = (DraftSubmission.consultation_id == consultation_id) & (
        func.lower(DraftSubmission.email) == email.lower()
    )
    _forget_address_of(mine)


def _forget_address_of(which: ColumnElement[bool]) -> None:
    """Forget the address of these drafts, which are locked by their ids."""
    rows = select(DraftSubmission.id).where(which).order_by(DraftSubmission.id).with_for_update()
    ids = db.session.execute(rows).scalars().all()
    db.session.execute(update(DraftSubmission).where(DraftSubmission.id.in_(ids)).values(email=""))


@listed_in("ACCOUNT_DELETION")
@action
def forget_account(user: User, keep_names: bool) -> None:
    """Drafts of a person leave with their account, and what they typed into submissions and did not send.

    Before submissions.actions.forget_account, which takes the tie to the account away. `keep_names` is about what was
    submitted.
    """
    mine = select(DraftSubmission.id).where(DraftSubmission.user_id == user.id).order_by(DraftSubmission.id)
    drafts = (
        db.session.execute(mine.with_for_update()).scalars().all()
    )  # one may be submitted just now: then it is gone
    db.session.execute(delete(DraftSubmission).where(DraftSubmission.id.in_(drafts)))
    sent = select(Submission.id).where(Submission.user_id == user.id)
    db.session.execute(delete(UnfinishedComment).where(UnfinishedComment.submission_id.in_(sent)))
    if user.email_confirmed_at is not None:
        unsigned = DraftSubmission.user_id.is_(None) & (
            func.lower(DraftSubmission.email) == user.email.lower()
        )
        _forget_address_of(unsigned)
