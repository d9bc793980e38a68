"""What becomes of submissions when an account is deleted."""

from sqlalchemy import case, delete, func, select, update

from consult.accounts.models import User
from consult.consultations.actions import touch
from consult.core.actions import action
from consult.core.database import db
from consult.core.events import record
from consult.submissions.actions.forgetting import NO_ADDRESS, kept_name, kept_organisation
from consult.submissions.labels import NAME_REMOVED
from consult.submissions.lifecycle import State
from consult.submissions.models import Attribution, Comment, Submission


@action
def leave(user: User, keep_names: bool) -> None:
    """Sheets that were not sent leave; what was sent stays, without the tie to the account and without the address,
    also where the address was typed without signing in.

    With `keep_names` it keeps the names that the public sees of it, and no others; else none.
    """
    unsent = select(Submission.id).where(Submission.user_id == user.id, Submission.state == State.COMPOSING)
    gone = db.session.execute(unsent).scalars().all()
    db.session.execute(delete(Comment).where(Comment.submission_id.in_(gone)))
    db.session.execute(delete(Submission).where(Submission.id.in_(gone)))
    rows = select(Submission).where(Submission.user_id == user.id).order_by(Submission.id)
    sent = db.session.execute(rows.with_for_update()).scalars().all()
    named = {
        one.consultation
        for one in sent
        if one.attribution == Attribution.ATTRIBUTED and one.name not in {"", NAME_REMOVED}
    }
    name = kept_name()
    left = name if keep_names else case((name == "", ""), else_=NAME_REMOVED)
    values = NO_ADDRESS | {"user_id": None, "name": left, "organisation": kept_organisation()}
    free = update(Submission).where(Submission.id.in_([one.id for one in sent])).values(values)
    db.session.execute(free.execution_options(synchronize_session=False))
    for one in sent:
        db.session.expire(one)
    for consultation_id in sorted({one.consultation_id for one in sent}):
        touch(consultation_id)
    if not keep_names:
        for consultation in sorted(named, key=lambda one: one.id):
            record(
                "submissions.name_removed", consultation.slug, consultation=consultation.id,
                organisation=consultation.organisation_id,
            )  # fmt: skip
    if user.email_confirmed_at is not None:
        typed = (Submission.user_id.is_(None)) & (func.lower(Submission.email) == user.email.lower())
        db.session.execute(update(Submission).where(typed).values(NO_ADDRESS))
