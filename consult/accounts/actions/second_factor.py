"""Two-factor authentication: codes beside the password (RFC 6238)."""

import pyotp

from consult.accounts.actions.signing_in import end_other_sessions
from consult.accounts.models import Session, User
from consult.core import clock
from consult.core.actions import action
from consult.core.database import lock
from consult.core.errors import Conflict
from consult.core.events import record
from consult.core.words import N_


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
