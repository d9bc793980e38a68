"""Deleting an account: what it did stays, who it was leaves."""

import secrets
from collections.abc import Sequence

from sqlalchemy import delete, func

from consult.accounts import addresses, passwords
from consult.accounts.actions.tokens import one_at_a_time, write
from consult.accounts.models import Device, HalfSignIn, RecoveryCode, Request, Session, SignUp, Token, User
from consult.core import account_data, clock, journal, mail, preconditions
from consult.core.actions import action
from consult.core.database import db, lock
from consult.core.events import record
from consult.core.journal import Line
from consult.core.translatable import N_

DELETED = journal.ErasureKind("accounts.deleted")

DELETION = preconditions.GuardedAction("accounts.delete")

FORMER = N_("A former member")
"""Stands where the name of someone stood who deleted their account."""


@action
def delete_account(user: User, *, keep_names: bool) -> None:
    """Delete an account for ever; an email to its address says so.

    Sessions end, roles leave, and so does everything that was kept for this person alone. Submissions stay without the
    tie to the account and without the address; with the names they show, or (not `keep_names`) without them.
    Raises Blocked where someone else has to take over first.
    """
    one_at_a_time(user.email)
    lock(user)
    if user.deleted_at is not None:
        return
    preconditions.check_preconditions(DELETION, user)
    journal.erased(DELETED, user=user.id, names=keep_names)
    mail.delete_emails_to(user.email)
    write(user, "accounts/emails/deleted", key=f"deleted-{user.id}", path=addresses.PRIVACY)
    _erase(user, keep_names)
    record("accounts.deleted", str(user.id))


def _erase(user: User, keep_names: bool) -> None:
    account_data.forget_account(user, keep_names=keep_names)
    for begun in (SignUp, Request):
        db.session.execute(delete(begun).where(func.lower(begun.email) == user.email.lower()))
    for mine in (Session, Device, Token, HalfSignIn, RecoveryCode):
        db.session.execute(delete(mine).where(mine.user_id == user.id))
    user.email, user.name = f"deleted-{user.id}@account.invalid", FORMER
    user.password = passwords.hashed(secrets.token_urlsafe(32))
    user.totp_secret = user.totp_confirmed_at = user.email_confirmed_at = None
    user.is_platform_administrator = False
    user.language, user.timezone = "en", "UTC"
    user.disabled_at = user.deleted_at = clock.now()
    db.session.flush()


@action
def delete_again(lines: Sequence[Line]) -> int:
    """Accounts that were deleted are deleted again, after a restore; no one is written to."""
    done = 0
    for line in lines:
        user = db.session.get(User, line["user"])
        if user is not None and user.deleted_at is None:
            _erase(user, line["names"])
            record("accounts.deleted", str(user.id))
            done += 1
    return done
