"""What moderators tell each other: who has claimed a comment, and notes on it."""

from datetime import timedelta

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from consult.accounts.models import User
from consult.core import clock, markup
from consult.core.actions import action
from consult.core.database import db
from consult.core.declarations import listed_in
from consult.core.errors import NotPossible
from consult.core.stale_check import NO_PAGE
from consult.core.translatable import N_
from consult.moderation import policy
from consult.moderation.actions.locks import LONGEST_EXPLANATION, lock_comment, permit, record_event
from consult.moderation.lifecycle import LIFECYCLE
from consult.moderation.models import Claim, NameRequest, NameRequestState, Note
from consult.submissions import actions as submissions
from consult.submissions import queries as submitted
from consult.submissions.models import Comment

ON_OPENING = timedelta(minutes=5)
"""How long a comment stays claimed after the claimant last opened it."""
CLAIMED = timedelta(hours=24)
"""How long a comment stays claimed by a moderator who pressed the button."""


SAME_NOTE = timedelta(hours=1)
"""For so long the same note again is the first one, sent twice."""


@action
def claim_on_opening(comment: Comment, *, by: User) -> bool:
    """Claim a pending comment that `by` opens, for some minutes; False where a colleague has claimed it."""
    return _claim(comment, by, ON_OPENING, from_others=False)


def _claim(comment: Comment, by: User, time: timedelta, *, from_others: bool) -> bool:
    if not comment.waits:
        return False
    now = clock.now()
    new = insert(Claim).values(comment_id=comment.id, user_id=by.id, until=now + time)
    free = (Claim.user_id == by.id) | (Claim.until <= now)
    made = new.on_conflict_do_update(
        index_elements=["comment_id"],
        set_={
            "user_id": by.id,
            "until": db.func.greatest(new.excluded.until, Claim.until)
            if not from_others
            else new.excluded.until,
        },
        where=None if from_others else free,
    )
    return db.session.execute(made.returning(Claim.comment_id)).first() is not None


@action
def claim(comment: Comment, *, by: User) -> None:
    """Claim a pending comment for a day, also where a colleague has claimed it. Raises NotPossible."""
    lock_comment(comment, by, NO_PAGE)
    if not comment.waits:
        raise NotPossible(N_("This comment is no longer pending."))
    if LIFECYCLE.allows("claim", comment.moderation):
        submissions.set_in_review(comment)
    _claim(comment, by, CLAIMED, from_others=True)
    record_event("claimed", comment, by)


@action
def release(comment: Comment, *, by: User) -> bool:
    """Release a comment for others; whether `by` had claimed it, else nothing changes."""
    mine = (
        delete(Claim)
        .where(Claim.comment_id == comment.id, Claim.user_id == by.id)
        .returning(Claim.comment_id)
    )
    return bool(db.session.execute(mine).scalars().all())


@action
def note(comment: Comment, text: str, *, by: User) -> Note:
    """A word to the colleagues; the same again by the same person, right after the first, is one note.

    Raises NotPossible for none.
    """
    permit(policy.note, by, comment)
    words = markup.plain(text)[:LONGEST_EXPLANATION]
    if not words:
        raise NotPossible(N_("Enter a note."))
    db.session.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"moderation.note {comment.id}"))))
    last = select(Note).where(Note.comment_id == comment.id).order_by(Note.id.desc()).limit(1)
    before = db.session.execute(last).scalar_one_or_none()
    if (
        before is not None
        and (before.text, before.noted_by_id) == (words, by.id)
        and clock.now() - before.noted_at < SAME_NOTE
    ):
        return before
    made = Note(comment_id=comment.id, text=words, noted_at=clock.now(), noted_by_id=by.id)
    db.session.add(made)
    db.session.flush()
    record_event("noted", comment, by)
    return made


@listed_in("ACCOUNT_DELETION")
@action
def forget_account(user: User, _keep_names: bool) -> None:
    """An account is deleted: what it claimed is released, and what it asked says no more who asked."""
    db.session.execute(delete(Claim).where(Claim.user_id == user.id))
    own = submitted.submission_ids_of_user(user.id)
    is_theirs = or_(
        func.lower(NameRequest.email) == user.email.lower(),
        NameRequest.comment_id.is_(None) & NameRequest.submission_id.in_(own),
    )
    asked = update(NameRequest).where(NameRequest.state == NameRequestState.OPEN, is_theirs)
    db.session.execute(asked.values(email="", words="").execution_options(synchronize_session=False))
