"""What people do with their accounts. Letters go out with the transaction that causes them."""

import secrets
from datetime import timedelta

import pyotp
from sqlalchemy import delete, func, select, update

from consult.accounts import passwords, queries
from consult.accounts.models import Session, Token, User
from consult.core import clock, mail
from consult.core.actions import action
from consult.core.database import db, lock
from consult.core.errors import Conflict, NotPossible
from consult.core.events import record
from consult.core.words import N_

TOKEN_LIFE = timedelta(hours=24)
SESSION_LIFE = timedelta(days=30)


@action
def register(*, email: str, name: str, password: str, is_platform_administrator: bool = False) -> User:
    """A person whose address is known to be theirs (invited, or made by an operator). Raises NotPossible for a
    known address or an easy password."""
    trouble = passwords.trouble_with(password, name, email)
    if trouble:
        raise NotPossible(trouble)
    _one_at_a_time(email)
    if queries.by_email(email):
        raise NotPossible(N_("There is an account with this address already."))
    user = _new(email, name, passwords.hashed(password))
    user.email_confirmed_at = clock.now()
    user.is_platform_administrator = is_platform_administrator
    db.session.flush()
    record("accounts.registered", str(user.id), by=user.id)
    return user


def _one_at_a_time(email: str) -> None:
    """Two requests for one address follow each other, so that the second finds what the first made."""
    db.session.execute(select(func.pg_advisory_xact_lock(func.hashtext(email.strip().lower()))))


def _new(email: str, name: str, hashed: str) -> User:
    user = User(email=email.strip(), name=name, password=hashed, registered_at=clock.now())
    db.session.add(user)
    return user


@action
def sign_up(
    *, email: str, name: str, password: str, language: str = "en", timezone: str = "UTC"
) -> User | None:
    """Begin an account: its address is told how to confirm it. A known address is told that it has an account;
    the caller cannot tell the two apart. Returns the new person, or None."""
    hashed = passwords.hashed(password)  # for a known address too: it takes long enough to be noticed
    _one_at_a_time(email)
    known = queries.by_email(email)
    if known is not None and known.email_confirmed_at is not None:
        _write(
            known,
            "accounts/letters/known",
            key=f"known-{known.id}-{clock.now():%Y%m%d%H}",
            path="/password-reset",
        )
        return None
    user = known or _new(email, name, hashed)
    user.name, user.password = name, hashed
    user.language, user.timezone = language, timezone
    db.session.flush()
    token = _token(user, "confirm", user.email)
    _write(
        user,
        "accounts/letters/confirm",
        key=f"confirm-{queries.digest(token)}",
        path=f"/sign-up/{token}",
        is_secret=True,
    )
    record("accounts.signed_up", str(user.id), by=user.id)
    return user


@action
def confirm_email(token: str, password: str) -> User | None:
    """The address is theirs, and so is the account: whoever opens the letter knows the password it was begun with.

    Somebody else may have begun one with the same address; their password must not become that of this reader.
    Returns None for another password. Raises NotFound for a used or old token.
    """
    found = queries.token(token, "confirm")
    user = queries.get(found.user_id)
    if not passwords.matches(password, user.password):
        return None
    _use_up(user)
    user.email_confirmed_at = user.email_confirmed_at or clock.now()
    record("accounts.email_confirmed", str(user.id), by=user.id)
    return user


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


@action
def ask_for_reset(email: str) -> None:
    """Mail a link to choose a new password; silence for an unknown address."""
    user = queries.by_email(email)
    if user is None or user.disabled_at is not None:
        return
    token = _token(user, "reset", user.email)
    _write(
        user,
        "accounts/letters/reset",
        key=f"reset-{queries.digest(token)}",
        path=f"/password-reset/{token}",
        is_secret=True,
    )


@action
def reset_password(token: str, password: str) -> User:
    """Choose a new password by a mailed link; every session ends. Raises NotFound, or NotPossible when too easy."""
    found = queries.token(token, "reset")
    user = queries.get(found.user_id)
    change_password(user, password, kept=None)
    _use_up(user)
    user.email_confirmed_at = user.email_confirmed_at or clock.now()
    return user


@action
def change_password(user: User, password: str, *, kept: Session | None) -> None:
    """A new password; all other sessions end, and the person is told. Raises NotPossible when it is too easy."""
    trouble = passwords.trouble_with(password, user.name, user.email)
    if trouble:
        raise NotPossible(trouble)
    user.password = passwords.hashed(password)
    end_other_sessions(user, kept)
    _write(
        user,
        "accounts/letters/password_changed",
        key=f"password-{user.id}-{clock.now().timestamp()}",
        path="/account",
    )
    record("accounts.password_changed", str(user.id), by=user.id)


@action
def change_profile(user: User, *, name: str, language: str, timezone: str) -> None:
    """How the person is called, and the language and zone of their pages and letters."""
    user.name, user.language, user.timezone = name, language, timezone


@action
def ask_for_email(user: User, email: str) -> None:
    """Mail the new address a link that makes it theirs."""
    token = _token(user, "email", email)
    subject, text = mail.write(
        "accounts/letters/new_email", user.language, name=user.name, link=mail.link(f"/account/email/{token}")
    )
    mail.post(to=email, key=f"email-{queries.digest(token)}", subject=subject, text=text, is_secret=True)


@action
def change_email(user: User, token: str) -> None:
    """The new address is theirs; the old one is told. Raises NotFound, or NotPossible when somebody else has it."""
    found = queries.token(token, "email")
    if found.user_id != user.id:
        raise NotPossible(N_("This link belongs to another account. Sign in with that one."))
    _one_at_a_time(found.email)
    other = queries.by_email(found.email)
    if other is not None and other.id != user.id:
        raise NotPossible(N_("There is an account with this address already."))
    _use_up(user)
    _write(
        user, "accounts/letters/email_changed", key=f"changed-{found.id}", path="/account", new=found.email
    )
    user.email = found.email
    record("accounts.email_changed", str(user.id), by=user.id)


# -- the second factor -----------------------------------------------------------------------------------------------


def otpauth(user: User, secret: str) -> str:
    """The address that tells an authenticator of `secret`, to be shown as a picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=user.email, issuer_name="Consult")


@action
def take_code(user: User, code: str) -> bool:
    """Whether `code` is the person's now; each is taken once, spaces do not matter (RFC 6238)."""
    lock(user)
    return user.totp_secret is not None and _takes(user, user.totp_secret, code)


def _takes(user: User, secret: str, code: str) -> bool:
    digits = "".join(letter for letter in code if letter.isdigit())
    if len(digits) != 6:
        return False
    totp, now = pyotp.TOTP(secret), int(clock.now().timestamp())
    for step in (now // 30 - 1, now // 30, now // 30 + 1):
        if step > user.totp_last_used and pyotp.utils.strings_equal(totp.at(step * 30), digits):
            user.totp_last_used = step
            return True
    return False


@action
def confirm_second_factor(user: User, secret: str, code: str, *, kept: Session | None) -> bool:
    """Switch the second factor on with a first code from `secret`, which the session `kept` was shown.

    All other sessions end: whoever knows the password alone may have begun them.
    Raises Conflict where another session was faster.
    """
    lock(user)
    if user.has_second_factor:
        raise Conflict(N_("The second factor was set up in another browser meanwhile. Sign in again."))
    if not _takes(user, secret, code):
        return False
    user.totp_secret, user.totp_confirmed_at = secret, clock.now()
    if kept is not None:
        kept.second_factor_at = clock.now()
    end_other_sessions(user, kept)
    record("accounts.second_factor_set", str(user.id), by=user.id)
    return True


@action
def remove_second_factor(user: User) -> None:
    """Switch it off."""
    user.totp_secret = user.totp_confirmed_at = None
    record("accounts.second_factor_removed", str(user.id), by=user.id)


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


def _token(user: User, purpose: str, email: str) -> str:
    text = secrets.token_urlsafe(32)
    db.session.add(
        Token(
            token_hash=queries.digest(text),
            purpose=purpose,
            user_id=user.id,
            email=email,
            expires_at=clock.now() + TOKEN_LIFE,
        )
    )
    return text


def _use_up(user: User) -> None:
    """Whoever used one link of a letter has no need of the others: what lies in an old mailbox opens nothing."""
    mine = update(Token).where(Token.user_id == user.id, Token.used_at.is_(None))
    db.session.execute(mine.values(used_at=clock.now()))


def _write(user: User, letter: str, *, key: str, path: str, is_secret: bool = False, **values: str) -> None:
    subject, text = mail.write(letter, user.language, name=user.name, link=mail.link(path), **values)
    mail.post(to=user.email, key=key, subject=subject, text=text, is_secret=is_secret)
