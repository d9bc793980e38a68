"""Reading people, their sessions and tokens."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, func, or_, select

from consult.accounts.models import Session, Token, User
from consult.core import clock
from consult.core.database import db
from consult.core.errors import NotFound
from consult.core.words import N_


def digest(token: str) -> str:
    """What the database keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def get(identifier: int) -> User:
    """The person with this id. Raises NotFound."""
    user = db.session.get(User, identifier)
    if user is None:
        raise NotFound
    return user


def by_email(email: str) -> User | None:
    """The person with this address, whatever its case."""
    found = select(User).where(func.lower(User.email) == email.strip().lower())
    return db.session.execute(found).scalar_one_or_none()


@dataclass(frozen=True)
class SignedIn:
    """A live session and its person."""

    session: Session
    user: User


def signed_in(token: str) -> SignedIn | None:
    """Who is behind a browser's token, or None when the session has ended, or lacks the code its person needs."""
    row = db.session.execute(_SIGNED_IN, {"hash": digest(token), "now": clock.now()}).one_or_none()
    return SignedIn(row[0], row[1]) if row else None


_SIGNED_IN = (
    select(Session, User)
    .join(User, User.id == Session.user_id)
    .where(
        Session.token_hash == bindparam("hash"),
        Session.ended_at.is_(None),
        Session.expires_at > bindparam("now"),
        User.disabled_at.is_(None),
        or_(User.totp_confirmed_at.is_(None), Session.second_factor_at.is_not(None)),
    )
)


def sessions(user: User) -> Sequence[Session]:
    """The person's live sessions, the latest first."""
    live = select(Session).where(
        Session.user_id == user.id, Session.ended_at.is_(None), Session.expires_at > clock.now()
    )
    return db.session.execute(live.order_by(Session.seen_at.desc(), Session.id)).scalars().all()


def token(text: str, purpose: str) -> Token:
    """The unused, unexpired token of a mailed link. Raises NotFound with a sentence."""
    found = db.session.execute(
        select(Token).where(Token.token_hash == digest(text), Token.purpose == purpose).with_for_update()
    ).scalar_one_or_none()
    if found is None or found.used_at is not None or found.expires_at <= clock.now():
        raise NotFound(N_("This link has been used or is too old. Ask for a new one."))
    return found
