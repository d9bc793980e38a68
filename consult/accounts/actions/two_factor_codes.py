"""Codes of two-factor authentication: those of an authenticator (RFC 6238), and recovery codes."""

import secrets

import pyotp
from sqlalchemy import delete

from consult.accounts import addresses, queries
from consult.accounts.actions.tokens import write
from consult.accounts.models import RecoveryCode, User
from consult.core import clock
from consult.core.actions import action
from consult.core.database import db, lock
from consult.core.events import record

RECOVERY_CODES = 10
"""How many someone has at first."""
FEW = 3
"""With so many left, or fewer, people are told to make new ones."""

_LETTERS = "BCDFGHJKLMNPQRSTVWXZ23456789"
_LENGTH = 16


def otpauth(user: User, secret: str) -> str:
    """The address that tells an authenticator of `secret`, to be shown as a picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=user.email, issuer_name="Consult")


@action
def take_code(user: User, code: str) -> bool:
    """Whether `code` is the person's now, from their authenticator or a recovery code; each is taken once, and spaces
    and hyphens do not matter."""
    lock(user)
    if user.totp_secret is None:
        return False
    return takes(user, user.totp_secret, code) or _takes_recovery_code(user, code)


@action
def take_code_now(user: User, code: str) -> bool:
    """The same by itself: whether someone signed in has a code at hand."""
    return take_code(user, code)


def takes(user: User, secret: str, code: str) -> bool:
    """Whether an authenticator with `secret` shows `code` about now, and it was not taken before."""
    step = step_of(secret, code, after=user.totp_last_used)
    if step is None:
        return False
    user.totp_last_used = step
    return True


def step_of(secret: str, code: str, *, after: int = 0) -> int | None:
    """In which half minute since 1970 an authenticator with `secret` shows `code`: this one, the one before or after.

    None where it shows it in none of them. Half minutes up to `after` do not count: their codes were taken already.
    """
    digits = "".join(letter for letter in code if letter.isdigit())
    if len(digits) != 6:
        return None
    totp, now = pyotp.TOTP(secret), int(clock.now().timestamp())
    for step in (now // 30 - 1, now // 30, now // 30 + 1):
        if step > after and pyotp.utils.strings_equal(totp.at(step * 30), digits):
            return step
    return None


def _takes_recovery_code(user: User, typed: str) -> bool:
    """Whether it is a recovery code that was not used; its owner is told."""
    code = "".join(letter for letter in typed.upper() if letter.isalnum())
    found = queries.recovery_code(user, code) if len(code) == _LENGTH else None
    if found is None:
        return False
    found.used_at = clock.now()
    db.session.flush()
    write(
        user,
        "accounts/emails/recovery_code_used",
        key=f"recovery-{found.id}",
        path=addresses.RECOVERY_CODES,
        left=queries.recovery_codes_left(user),
    )
    record("accounts.recovery_code_used", str(user.id), by=user.id)
    return True


@action
def make_recovery_codes(user: User) -> list[str]:
    """New recovery codes in the place of all earlier ones; they can be shown now and never again."""
    lock(user)
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    codes = ["".join(secrets.choice(_LETTERS) for _ in range(_LENGTH)) for _ in range(RECOVERY_CODES)]
    db.session.add_all(RecoveryCode(user_id=user.id, code_hash=queries.digest(code)) for code in codes)
    record("accounts.recovery_codes_made", str(user.id), by=user.id)
    return ["-".join(code[at : at + 4] for at in range(0, _LENGTH, 4)) for code in codes]


@action
def make_new_recovery_codes(user: User) -> list[str]:
    """As `make_recovery_codes`, of someone who has two-factor authentication already; they are told."""
    codes = make_recovery_codes(user)
    key = f"recovery-codes-{user.id}-{clock.now().timestamp()}"
    write(user, "accounts/emails/recovery_codes_made", key=key, path=addresses.SESSIONS)
    return codes
