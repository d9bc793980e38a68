"""Emails leave: some time after they came, and with the account of their sender."""

from sqlalchemy import ColumnElement, delete, func, select

from consult.accounts.models import User
from consult.core import batch_deletion
from consult.core.actions import action
from consult.core.database import db
from consult.core.declarations import listed_in
from consult.incoming_email import queries
from consult.incoming_email.models import EmailState, IncomingEmail
from consult.staff_entries import actions as entries
from consult.staff_entries import queries as entered


@listed_in("RETENTION_JOBS", "PERIODIC_JOBS")
def forget_old() -> None:
    """Forget forms that no one confirmed, emails that no one completed, and those that were settled, each after its
    time (queries). Periodic."""
    for which in queries.left_behind():
        _discard_entries(which)
        batch_deletion.delete_all(IncomingEmail, which)


@action
def _discard_entries(which: ColumnElement[bool]) -> None:
    """Delete what officers began to enter of these emails."""
    for identifier in db.session.execute(select(IncomingEmail.entry_id).where(which)).scalars().all():
        entry = entered.by_id(identifier) if identifier is not None else None
        if entry is not None:
            entries.discard(entry)


@listed_in("ACCOUNT_DELETION")
@action
def forget_account(user: User, keep_names: bool) -> None:
    """Emails from the confirmed address of a person leave with their account, but those that an officer completes."""
    if user.email_confirmed_at is None:
        return
    mine = func.lower(IncomingEmail.sender) == user.email.lower()
    unread = IncomingEmail.state == EmailState.TO_COMPLETE
    db.session.execute(delete(IncomingEmail).where(mine, ~unread))
