"""What operators and the clock do with accounts: disable, enable, forget."""

from datetime import timedelta

from sqlalchemy import delete, extract, literal, update

from consult.accounts.actions.signing_in import end_other_sessions
from consult.accounts.models import Device, Failures, HalfSignIn, Request, Session, SignUp, Token, User
from consult.core import clock, forgetting, journal
from consult.core.actions import action
from consult.core.database import db
from consult.core.events import record


@action
def disable(user: User) -> None:
    """Nobody signs in with this account any more; what it did stays. Every session ends."""
    user.disabled_at = clock.now()
    end_other_sessions(user, None)
    journal.erased("accounts.disabled", user=user.id, disabled=True)
    record("accounts.disabled", str(user.id), by=None)


@action
def enable(user: User) -> None:
    """The account works again."""
    user.disabled_at = None
    journal.erased("accounts.disabled", user=user.id, disabled=False)
    record("accounts.enabled", str(user.id), by=None)


@action
def end_all_sessions() -> int:
    """Everybody signs in again, and no link that was mailed works: after a restore nobody knows which had ended."""
    now = clock.now()
    for begun in (HalfSignIn, Request, SignUp):
        db.session.execute(delete(begun))
    db.session.execute(update(Token).where(Token.used_at.is_(None)).values(used_at=now))
    ended = update(Session).where(Session.ended_at.is_(None)).values(ended_at=now).returning(Session.id)
    return len(db.session.execute(ended).all())


def forget_old() -> None:
    """Old links, ended sessions, devices not seen for a year, and failures that have worn off leave the database.
    Periodic."""
    now = clock.now()
    long_ago, year_ago = now - timedelta(days=30), now - timedelta(days=400)
    hours = extract("epoch", literal(now) - Failures.at) / 3600
    forgetting.delete_all(Token, Token.expires_at < long_ago)
    forgetting.delete_all(Session, Session.expires_at < long_ago)
    forgetting.delete_all(Device, Device.seen_at < year_ago)
    forgetting.delete_all(HalfSignIn, HalfSignIn.begun_at < now - timedelta(days=2))
    forgetting.delete_all(SignUp, SignUp.expires_at < now)
    forgetting.delete_all(Request, Request.asked_at < now - timedelta(days=2))
    forgetting.delete_all(Failures, Failures.level < hours)
