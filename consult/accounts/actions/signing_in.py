"""Signing in and out: sessions."""

import secrets
from datetime import timedelta

from sqlalchemy import update

from consult.accounts import passwords, queries
from consult.accounts.models import Session, User
from consult.core import clock
from consult.core.actions import action
from consult.core.database import db

SESSION_LIFE = timedelta(days=30)


def authenticated(email: str, password: str) -> User | None:
    """The person whose address and password these are, or None; takes as long either way."""
    user = queries.by_email(email)
    fits = passwords.matches(password, user.password if user else passwords.NOBODY)
    return user if user and fits and user.email_confirmed_at and user.disabled_at is None else None


@action
def sign_in(user: User, *, browser: str, life: timedelta = SESSION_LIFE, with_code: bool = False) -> str:
    """A new session; returns the token for the browser's cookie."""
    token, now = secrets.token_urlsafe(32), clock.now()
    db.session.add(
        Session(
            token_hash=queries.digest(token),
            user_id=user.id,
            browser=browser[:200],
            started_at=now,
            seen_at=now,
            expires_at=now + life,
            second_factor_at=now if with_code else None,
        )
    )
    return token


@action
def see(session: Session) -> None:
    """The session was used; written at most once a minute."""
    session.seen_at = clock.now()


@action
def end_session(session: Session) -> None:
    """Sign that browser out, at once."""
    session.ended_at = clock.now()


@action
def end_other_sessions(user: User, kept: Session | None) -> None:
    """Sign every browser of the person out but the one at hand."""
    others = update(Session).where(Session.user_id == user.id, Session.ended_at.is_(None))
    if kept is not None:
        others = others.where(Session.id != kept.id)
    db.session.execute(others.values(ended_at=clock.now()))
