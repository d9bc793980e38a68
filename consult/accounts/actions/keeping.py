"""What operators and the clock do with accounts: disable, enable, forget."""

from datetime import timedelta

from sqlalchemy import extract, literal

from consult.accounts.actions.signing_in import end_other_sessions
from consult.accounts.models import Device, Failures, HalfSignIn, Request, Session, SignUp, Token, User
from consult.core import clock, forgetting
from consult.core.actions import action
from consult.core.events import record


@action
def disable(user: User) -> None:
    """Nobody signs in with this account any more; what it did stays. Every session ends."""
    user.disabled_at = clock.now()
    end_other_sessions(user, None)
    record("accounts.disabled", str(user.id), by=None)


@action
def enable(user: User) -> None:
    """The account works again."""
    user.disabled_at = None
    record("accounts.enabled", str(user.id), by=None)


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
