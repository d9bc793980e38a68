"""What becomes of submissions when an account is deleted."""

from collections.abc import Sequence

from sqlalchemy import case, func, select, update

from consult.accounts.models import User
from consult.attachments import actions as attached
from consult.consultations.actions import bump_page_version
from consult.core.actions import action
from consult.core.database import db
from consult.core.declarations import listed_in
from consult.core.events import record
from consult.submissions.actions.forgetting import NO_ADDRESS, kept_name, kept_organisation
from consult.submissions.labels import NAME_REMOVED
from consult.submissions.models import Attribution, Submission


@listed_in("ACCOUNT_DELETION")
@action
def forget_account(user: User, keep_names: bool) -> None:
    """What was submitted stays, without the tie to the account and without the address, also where the address was
    typed without signing in.

    With `keep_names` it keeps the names that the public sees of it, and no others; else none.
    """
    locked = _locked(user)
    sent = [one for one in locked if one.user_id == user.id]
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
    attached.forget_originals_of([one.id for one in sent])
    for one in sent:
        db.session.expire(one)
    for consultation_id in sorted({one.consultation_id for one in sent}):
        bump_page_version(consultation_id)
    if not keep_names:
        for consultation in sorted(named, key=lambda one: one.id):
            record(
                "submissions.name_removed", consultation.slug, consultation=consultation.id,
                organisation=consultation.organisation_id,
            )  # fmt: skip
    unsigned = [one.id for one in locked if one not in sent]
    db.session.execute(update(Submission).where(Submission.id.in_(unsigned)).values(NO_ADDRESS))


def _locked(user: User) -> Sequence[Submission]:
    """What a person submitted, and what was submitted with their confirmed address and no account: locked at once, by
    their ids, before any consultation is."""
    signed = select(Submission.id).where(Submission.user_id == user.id)
    ids = list(db.session.execute(signed).scalars())
    if user.email_confirmed_at is not None:
        unsigned = Submission.user_id.is_(None) & (func.lower(Submission.email) == user.email.lower())
        ids += db.session.execute(select(Submission.id).where(unsigned)).scalars()
    rows = select(Submission).where(Submission.id.in_(ids)).order_by(Submission.id).with_for_update()
    return db.session.execute(rows.execution_options(populate_existing=True)).scalars().all()
