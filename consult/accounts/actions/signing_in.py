"""Signing in and out: sessions, half-finished sign-ins, and the devices that a person is known by."""

from datetime import timedelta

from sqlalchemy import delete, update

from consult.accounts import addresses, passwords, queries
from consult.accounts.actions.tokens import write
from consult.accounts.actions.two_factor_codes import take_code
from consult.accounts.models import Device, HalfSignIn, Session, User
from consult.core import clock
from consult.core.actions import action
from consult.core.database import db, lock

SESSION_LIFE = timedelta(days=30)
WRONG_CODES = 5
"""So many wrong codes end a half-finished sign-in."""
TOLD_CODES = 3
"""Of so many wrong codes within a day the owner is told: the person who tries them knows the password."""


def authenticated(email: str, password: str) -> User | None:
    """The person whose address and password these are, or None; takes as long either way."""
    user = queries.by_email(email)
    fits = passwords.matches(password, user.password if user else passwords.NOBODY)
    return user if user and fits and user.email_confirmed_at and user.disabled_at is None else None


@action
def sign_in(
    user: User, *, browser: str, life: timedelta = SESSION_LIFE, with_code: bool = False, device: str = ""
) -> str:
    """A new session; returns the token for the browser's cookie. `browser`: what the person would call it; `device`:
    the token by which it is known."""
    token, now = queries.fresh_token(), clock.now()
    known = _known(user, device, browser) if device else None
    db.session.add(
        Session(
            token_hash=queries.digest(token),
            user_id=user.id,
            browser=browser[:200],
            started_at=now,
            seen_at=now,
            expires_at=now + life,
            second_factor_at=now if with_code else None,
            device_id=known.id if known else None,
        )
    )
    return token


def _known(user: User, token: str, browser: str) -> Device:
    """The device with this token, which signs in now. The owner is told of a new one, unless it is their first."""
    is_first = not queries.has_devices(user)
    device = trust_device(user, token)
    if device.signed_in_at is None:
        device.signed_in_at = clock.now()
        if user.has_two_factor or not is_first:
            write(
                user,
                "accounts/emails/new_device",
                key=f"device-{device.id}",
                path=addresses.SESSIONS,
                browser=browser,
                at=clock.now().isoformat(),
            )
    return device


@action
def trust_device(user: User, token: str) -> Device:
    """The browser with this token is the person's: its tries are counted by themselves from now on."""
    lock(user)
    device = queries.device_of(user, token)
    if device is None:
        now = clock.now()
        device = Device(token_hash=queries.digest(token), user_id=user.id, known_since=now, seen_at=now)
        db.session.add(device)
    device.seen_at = clock.now()
    db.session.flush()
    return device


@action
def trust_device_by_link(link: str, token: str) -> User:
    """The browser with this token was let in by an emailed link, which works once. Raises NotFound."""
    found = queries.token(link, "browser")
    user = queries.get(found.user_id)
    found.used_at = clock.now()
    trust_device(user, token)
    return user


@action
def record_session_use(session: Session) -> None:
    """The session was used; written at most once a minute."""
    session.seen_at = clock.now()


@action
def end_session(session: Session, *, forget_device: bool = False) -> None:
    """Sign that browser out, at once; `forget_device`: nor is it known any more."""
    session.ended_at = clock.now()
    if forget_device and session.device_id is not None:
        db.session.execute(delete(Device).where(Device.id == session.device_id))


@action
def end_other_sessions(user: User, kept: Session | None) -> None:
    """Sign every browser of the person out but the one at hand: it alone stays known, and no sign-in goes on."""
    now = clock.now()
    others = update(Session).where(Session.user_id == user.id, Session.ended_at.is_(None))
    devices = delete(Device).where(Device.user_id == user.id)
    if kept is not None:
        others = others.where(Session.id != kept.id)
        devices = devices.where(Device.id.is_distinct_from(kept.device_id))
    db.session.execute(others.values(ended_at=now))
    db.session.execute(devices)
    halves = update(HalfSignIn).where(HalfSignIn.user_id == user.id, HalfSignIn.ended_at.is_(None))
    db.session.execute(halves.values(ended_at=now))


# -- between the password and the code -------------------------------------------------------------------------------


@action
def begin_two_factor_sign_in(user: User) -> str:
    """The password was right; returns the token under which the code is awaited."""
    token = queries.fresh_token()
    db.session.add(HalfSignIn(token_hash=queries.digest(token), user_id=user.id, begun_at=clock.now()))
    return token


@action
def finish_two_factor_sign_in(half: HalfSignIn, user: User, code: str) -> bool:
    """Whether the code is right, by which the sign-in is finished. WRONG_CODES wrong ones end it."""
    lock(half)
    if half.ended_at is not None:
        return False
    if take_code(user, code):
        half.ended_at = clock.now()
        return True
    half.wrong_codes += 1
    if half.wrong_codes >= WRONG_CODES:
        half.ended_at = clock.now()
    db.session.flush()
    if queries.wrong_codes_since(user, clock.now() - timedelta(days=1)) >= TOLD_CODES:
        day = f"{clock.now():%Y%m%d}"
        write(
            user, "accounts/emails/wrong_codes", key=f"codes-{user.id}-{day}", path=addresses.CHANGE_PASSWORD
        )
    return False
