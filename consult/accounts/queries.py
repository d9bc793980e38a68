"""Reading people, their sessions and tokens."""

import hashlib
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, bindparam, func, or_, select

from consult.accounts.models import (
    Device,
    HalfSignIn,
    RecoveryCode,
    Request,
    Session,
    SignUp,
    Token,
    User,
)
from consult.core import clock, queue
from consult.core.account_data import plain
from consult.core.database import db, table
from consult.core.declarations import listed_in
from consult.core.errors import NotFound
from consult.core.events import Event
from consult.core.hooks import Hook
from consult.core.kept_statements import KeptStatement, as_object
from consult.core.mail import emails_to, is_secret
from consult.core.translatable import N_

TOKEN_LIFE = timedelta(hours=24)
"""For so long an emailed link works."""
HALF_LIFE = timedelta(minutes=10)
"""For so long a sign-in waits for its code."""
REQUEST_ATTEMPTS = 10
"""Tries before what was asked for an address is given up and left to be seen in the log."""

USED = N_("This link has expired or was already used. Request a new one.")


def digest(token: str) -> str:
    """What the database keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def fresh_token() -> str:
    """A token that no one guesses: 256 random bits."""
    return secrets.token_urlsafe(32)


def get(identifier: int) -> User:
    """The person with this id. Raises NotFound."""
    user = db.session.get(User, identifier)
    if user is None:
        raise NotFound
    return user


def find(identifier: int) -> User | None:
    """The person with this id, or None where there is none."""
    return db.session.get(User, identifier)


def people(ids: Select[int | None]) -> Sequence[User]:
    """The people whose ids a select finds, by id."""
    return db.session.execute(select(User).where(User.id.in_(ids)).order_by(User.id)).scalars().all()


def addresses() -> Select[int, str]:
    """Ids and email addresses of all accounts, for statements of packages above."""
    return select(User.id, User.email)


def by_email(email: str) -> User | None:
    """The person with this address, whatever its case."""
    found = select(User).where(func.lower(User.email) == email.strip().lower())
    return db.session.execute(found).scalar_one_or_none()


class ReadWithPerson(NamedTuple):
    """What a package above reads of everyone who is signed in, in the statement that finds them."""

    column: Callable[[SQLColumnExpression[int]], ColumnElement[Any]]
    """The column, for an account with this id."""
    keep: Callable[[User, Any], None]
    """Keeps what was read until the end of the request."""


READ_WITH_PERSON: Hook[ReadWithPerson] = Hook("accounts.read_with_person")
"""What almost every page asks of the person who is signed in: a statement of its own costs more."""


@dataclass(frozen=True)
class SignedIn:
    """A live session and its person."""

    session: Session
    user: User


def signed_in(token: str) -> SignedIn | None:
    """Who is behind a browser's token, or None when the session has ended, or lacks the code its person needs."""
    beside = tuple(READ_WITH_PERSON)
    rows = _signed_in(beside).rows({"hash": digest(token), "now": clock.now()})
    if not rows:
        return None
    [row] = rows
    of_session, of_user = len(_SESSIONS.c), len(_SESSIONS.c) + len(_USERS.c)
    session, user = as_object(Session, row[:of_session]), as_object(User, row[of_session:of_user])
    for one, value in zip(beside, row[of_user:], strict=True):
        one.keep(user, value)
    return SignedIn(session, user)


_SESSIONS, _USERS = table(Session), table(User)


@cache
def _signed_in(beside: tuple[ReadWithPerson, ...]) -> KeptStatement:
    session, user = _SESSIONS.c, _USERS.c
    return KeptStatement(
        select(*session, *user, *(one.column(user.id) for one in beside))
        .join_from(_SESSIONS, _USERS, user.id == session.user_id)
        .where(
            session.token_hash == bindparam("hash"),
            session.ended_at.is_(None),
            session.expires_at > bindparam("now"),
            user.disabled_at.is_(None),
            or_(user.totp_confirmed_at.is_(None), session.second_factor_at.is_not(None)),
        )
    )


def sessions(user: User) -> Sequence[Session]:
    """The person's live sessions, the latest first."""
    live = select(Session).where(
        Session.user_id == user.id, Session.ended_at.is_(None), Session.expires_at > clock.now()
    )
    return db.session.execute(live.order_by(Session.seen_at.desc(), Session.id)).scalars().all()


def token(text: str, purpose: str) -> Token:
    """The unused, unexpired token of an emailed link. Raises NotFound with a sentence."""
    found = db.session.execute(
        select(Token).where(Token.token_hash == digest(text), Token.purpose == purpose).with_for_update()
    ).scalar_one_or_none()
    if found is None or found.used_at is not None or found.expires_at <= clock.now():
        raise NotFound(USED)
    return found


def sign_up(text: str) -> SignUp | None:
    """The begun account behind an emailed link, read again; None where it is too old or not there."""
    found = select(SignUp).where(SignUp.token_hash == digest(text), SignUp.expires_at > clock.now())
    return db.session.execute(found.execution_options(populate_existing=True)).scalar_one_or_none()


def require_confirmable(text: str) -> None:
    """Raises NotFound with a sentence where a link to confirm an address leads nowhere."""
    if sign_up(text) is None:
        token(text, "confirm")


def sign_ups_since(email: str) -> Sequence[datetime]:
    """When the accounts that wait to be confirmed at this address were begun."""
    waiting = select(SignUp.begun_at).where(
        func.lower(SignUp.email) == email.lower(), SignUp.expires_at > clock.now()
    )
    return db.session.execute(waiting).scalars().all()


def links_since(user: User, purpose: str) -> Sequence[datetime]:
    """When the links of this purpose that still work were emailed to the person."""
    good = select(Token.expires_at).where(
        Token.user_id == user.id,
        Token.purpose == purpose,
        Token.used_at.is_(None),
        Token.expires_at > clock.now(),
    )
    return [expires_at - TOKEN_LIFE for expires_at in db.session.execute(good).scalars()]


def request_waits() -> ColumnElement[bool]:
    """The condition that the time of a request has come."""
    return queue.has_rows(_requests_due(queue.NOW))


def _requests_due(now: Any) -> Select[int]:
    return select(Request.id).where(Request.due_at <= now, Request.attempts < REQUEST_ATTEMPTS)


def requests_waiting() -> Sequence[int]:
    """Ids of requests whose time has come, those tried least first."""
    due = _requests_due(clock.now())
    return db.session.execute(due.order_by(Request.attempts, Request.id).limit(200)).scalars().all()


# -- devices and codes -----------------------------------------------------------------------------------------------


def device(text: str, email: str) -> Device | None:
    """The device with this token, where it belongs to the account with this address; one statement either way."""
    found = (
        select(Device)
        .join(User, User.id == Device.user_id)
        .where(Device.token_hash == digest(text), func.lower(User.email) == email.strip().lower())
    )
    return db.session.execute(found).scalar_one_or_none()


def device_of(user: User, text: str) -> Device | None:
    """The device with this token, where it belongs to this person."""
    found = select(Device).where(Device.user_id == user.id, Device.token_hash == digest(text))
    return db.session.execute(found).scalar_one_or_none()


def owner_of_device(text: str) -> User | None:
    """Whose device this token is; of several people at one browser, who used it last. None for a disabled account."""
    found = (
        select(User)
        .join(Device, Device.user_id == User.id)
        .where(Device.token_hash == digest(text), User.disabled_at.is_(None))
        .order_by(Device.seen_at.desc(), Device.id.desc())
        .limit(1)
    )
    return db.session.execute(found).scalar_one_or_none()


def has_devices(user: User) -> bool:
    """Whether the person has signed in with a browser that is still known."""
    found = select(Device.id).where(Device.user_id == user.id, Device.signed_in_at.is_not(None)).limit(1)
    return db.session.execute(found).first() is not None


def half_sign_in(text: str) -> tuple[HalfSignIn, User] | None:
    """The half-finished sign-in with this token, and whose it is; None where it has ended or is too old."""
    found = (
        select(HalfSignIn, User)
        .join(User, User.id == HalfSignIn.user_id)
        .where(
            HalfSignIn.token_hash == digest(text),
            HalfSignIn.ended_at.is_(None),
            HalfSignIn.begun_at > clock.now() - HALF_LIFE,
            User.disabled_at.is_(None),
        )
    )
    row = db.session.execute(found).one_or_none()
    return (row[0], row[1]) if row else None


def wrong_codes_since(user: User, since: datetime) -> int:
    """Wrong codes after a right password."""
    found = select(func.coalesce(func.sum(HalfSignIn.wrong_codes), 0)).where(
        HalfSignIn.user_id == user.id, HalfSignIn.begun_at > since
    )
    return int(db.session.execute(found).scalar_one())


def recovery_code(user: User, code: str) -> RecoveryCode | None:
    """The person's unused recovery code."""
    found = select(RecoveryCode).where(
        RecoveryCode.user_id == user.id,
        RecoveryCode.code_hash == digest(code),
        RecoveryCode.used_at.is_(None),
    )
    return db.session.execute(found).scalar_one_or_none()


def recovery_codes_left(user: User) -> int:
    """How many recovery codes the person has not used."""
    left = select(func.count()).where(RecoveryCode.user_id == user.id, RecoveryCode.used_at.is_(None))
    return int(db.session.execute(left).scalar_one())


@listed_in("PERSONAL_DATA")
def personal_data(user: User) -> dict[str, Any]:
    """What is kept of a person as such: for core.account_data."""
    devices = select(Device).where(Device.user_id == user.id).order_by(Device.id)
    return {
        **plain(user, "email", "name", "language", "timezone", "registered_at", "email_confirmed_at"),
        "second_factor_since": plain(user, "totp_confirmed_at")["totp_confirmed_at"],
        "is_platform_administrator": user.is_platform_administrator,
        "sessions": [plain(one, "browser", "started_at", "seen_at", "expires_at") for one in sessions(user)],
        "devices": [
            plain(one, "known_since", "seen_at", "signed_in_at")
            for one in db.session.execute(devices).scalars()
        ],
        "emails": [
            plain(one, "subject", "posted_at", "sent_at") | {"text": "" if is_secret(one) else one.text}
            for one in emails_to(user.email)
        ],
        "did": [
            plain(one, "at", "name", "subject")
            for one in db.session.execute(
                select(Event.at, Event.name, Event.subject)
                .where((Event.actor_id == user.id) | _is_about(user))
                .order_by(Event.id)
            )
        ],
    }


def _is_about(user: User) -> Any:
    """That an event happened to an account itself."""
    return Event.name.startswith("accounts.") & (Event.subject == str(user.id))
