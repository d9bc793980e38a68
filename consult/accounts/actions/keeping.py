"""What operators and the clock do with accounts: disable, enable, forget."""

from datetime import timedelta

from sqlalchemy import delete

from consult.accounts.actions.signing_in import end_other_sessions
from consult.accounts.models import Session, Token, User
from consult.core import clock
from consult.core.actions import action
from consult.core.database import db
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


@action
def forget_old() -> None:
    """Old tokens and ended sessions leave the database. Periodic."""
    long_ago = clock.now() - timedelta(days=30)
    db.session.execute(delete(Token).where(Token.expires_at < long_ago))
    db.session.execute(delete(Session).where(Session.expires_at < long_ago))
