"""What becomes of submissions when an account is deleted."""

from sqlalchemy import delete, select, update

from consult.accounts.models import User
from consult.consultations.actions import touch
from consult.core.actions import action
from consult.core.database import db
from consult.submissions.actions.forgetting import NO_ADDRESS
from consult.submissions.labels import NAME_REMOVED
from consult.submissions.lifecycle import State
from consult.submissions.models import Attribution, Comment, Submission


@action
def leave(user: User, keep_names: bool) -> None:
    """Sheets that were not sent leave; what was sent stays, without the tie to the account and without the address.

    With `keep_names` it keeps the names that the public sees of it, and no others; else none.
    """
    unsent = select(Submission.id).where(Submission.user_id == user.id, Submission.state == State.COMPOSING)
    gone = db.session.execute(unsent).scalars().all()
    db.session.execute(delete(Comment).where(Comment.submission_id.in_(gone)))
    db.session.execute(delete(Submission).where(Submission.id.in_(gone)))
    rows = select(Submission).where(Submission.user_id == user.id).order_by(Submission.id)
    sent = db.session.execute(rows.with_for_update()).scalars().all()
    for one in sent:
        if one.attribution != Attribution.ATTRIBUTED:
            one.name = ""
        elif not keep_names and one.name:
            one.name = NAME_REMOVED
    db.session.flush()
    for consultation_id in sorted({one.consultation_id for one in sent}):
        touch(consultation_id)
    free = update(Submission).where(Submission.id.in_([one.id for one in sent]))
    db.session.execute(free.values(NO_ADDRESS | {"user_id": None}))
