"""Emails leave: some time after they came, and with the account of their sender."""

from sqlalchemy import delete, func

from consult.accounts.models import User
from consult.core import batch_deletion
from consult.core.actions import action
from consult.core.database import db
from consult.incoming_email import queries
from consult.incoming_email.models import EmailState, IncomingEmail


def forget_old() -> None:
    """Forget forms that no one confirmed, emails that no one completed, and those that were settled, each after its
    time (queries). Periodic."""
    for which in queries.left_behind():
        batch_deletion.delete_all(IncomingEmail, which)


@action
def forget_account(user: User, keep_names: bool) -> None:
    """Emails from the confirmed address of a person leave with their account, but those that an officer completes."""
    if user.email_confirmed_at is None:
        return
    mine = func.lower(IncomingEmail.sender) == user.email.lower()
    unread = IncomingEmail.state == EmailState.TO_COMPLETE
    db.session.execute(delete(IncomingEmail).where(mine, ~unread))
