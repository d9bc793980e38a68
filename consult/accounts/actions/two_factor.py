"""Switching two-factor authentication on and off, and moving it; its owner is told each time."""

from sqlalchemy import delete

from consult.accounts import addresses
from consult.accounts.actions.signing_in import end_other_sessions
from consult.accounts.actions.tokens import write
from consult.accounts.actions.two_factor_codes import make_recovery_codes, step_of, take_code, takes
from consult.accounts.models import RecoveryCode, Session, User
from consult.core import clock
from consult.core.actions import action
from consult.core.database import db, lock
from consult.core.errors import Conflict, NotPossible
from consult.core.events import record
from consult.core.translatable import N_


@action
def confirm_two_factor(user: User, secret: str, code: str, *, kept: Session | None) -> list[str]:
    """Switch two-factor authentication on with a first code from `secret`, which the session `kept` was shown. Gives
    the recovery codes, none where the code is wrong.

    All other sessions end: anyone who knows the password alone may have begun them.
    Raises Conflict where another session was faster.
    """
    lock(user)
    if user.has_two_factor:
        raise Conflict(N_("Two-factor authentication was turned on in another browser. Sign in again."))
    if not takes(user, secret, code):
        return []
    user.totp_secret, user.totp_confirmed_at = secret, clock.now()
    if kept is not None:
        kept.second_factor_at = clock.now()
    end_other_sessions(user, kept)
    record("accounts.second_factor_set", str(user.id), by=user.id)
    _tell(user, "accounts/emails/second_factor_on")
    return make_recovery_codes(user)


@action
def move_two_factor(user: User, code: str, secret: str, new_code: str, *, kept: Session | None) -> bool:
    """Have codes come from another authenticator, which was told `secret` and shows `new_code`; False where `code`, of
    the present one or a recovery code, is wrong. Recovery codes stay; all sessions but `kept` end.

    Raises NotPossible where the other authenticator does not show `new_code` or is the present one, before `code` is
    looked at.
    """
    lock(user)
    if secret == user.totp_secret:
        raise NotPossible(N_("This key is already in use. Reload the page to get a new key."))
    step = step_of(secret, new_code)
    if step is None:
        raise NotPossible(N_("This code is incorrect. Check that the clock of your device is right."))
    if not take_code(user, code):
        return False
    user.totp_secret, user.totp_confirmed_at, user.totp_last_used = secret, clock.now(), step
    end_other_sessions(user, kept)
    record("accounts.second_factor_moved", str(user.id), by=user.id)
    _tell(user, "accounts/emails/second_factor_moved")
    return True


@action
def remove_two_factor(user: User, code: str) -> bool:
    """Switch it off with a code, or a recovery code; False where it is wrong."""
    if not take_code(user, code):
        return False
    _remove(user)
    record("accounts.second_factor_removed", str(user.id), by=user.id)
    _tell(user, "accounts/emails/second_factor_off")
    return True


@action
def reset_two_factor(user: User) -> None:
    """Switch it off for someone who has lost everything; an operator made sure that it is them. Every session ends."""
    lock(user)
    _remove(user)
    end_other_sessions(user, None)
    record("accounts.second_factor_reset", str(user.id), by=None)
    _tell(user, "accounts/emails/second_factor_reset")


def _remove(user: User) -> None:
    user.totp_secret = user.totp_confirmed_at = None
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))


def _tell(user: User, template: str) -> None:
    key = f"{template}-{user.id}-{clock.now().timestamp()}"
    write(user, template, key=key, path=addresses.ACCOUNT)
