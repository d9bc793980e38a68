"""What people do with their accounts. Letters go out with the transaction that causes them.

Each module is one matter; `holding` has what they share. Everybody else imports the actions here.
"""

from consult.accounts.actions.changing import (
    ask_for_email,
    ask_for_reset,
    change_email,
    change_password,
    change_profile,
    reset_password,
)
from consult.accounts.actions.joining import (
    confirm_email,
    register,
    sign_up,
)
from consult.accounts.actions.keeping import (
    disable,
    enable,
    forget_old,
)
from consult.accounts.actions.second_factor import (
    confirm_second_factor,
    otpauth,
    remove_second_factor,
    take_code,
)
from consult.accounts.actions.signing_in import (
    SESSION_LIFE,
    authenticated,
    end_other_sessions,
    end_session,
    see,
    sign_in,
)

__all__ = [
    "SESSION_LIFE",
    "ask_for_email",
    "ask_for_reset",
    "authenticated",
    "change_email",
    "change_password",
    "change_profile",
    "confirm_email",
    "confirm_second_factor",
    "disable",
    "enable",
    "end_other_sessions",
    "end_session",
    "forget_old",
    "otpauth",
    "register",
    "remove_second_factor",
    "reset_password",
    "see",
    "sign_in",
    "sign_up",
    "take_code",
]
