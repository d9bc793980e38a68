"""What people do with their accounts. Emails go out with the transaction that causes them.

Each module is one matter; `tokens` has what they share. Everyone else imports the actions here.
"""

from consult.accounts.actions.administration import (
    before_deletion,
    disable,
    enable,
    end_all_sessions,
    end_platform_administrator,
    forget_old,
    make_platform_administrator,
)
from consult.accounts.actions.after_restore import disable_again, end_old_passwords_again, end_platform_again
from consult.accounts.actions.deletion import DELETION, FORMER, delete_account, delete_again
from consult.accounts.actions.email_requests import (
    answer_email_request,
    claim_email_request,
    gap_after,
    notify_worker,
    store_email_request,
)
from consult.accounts.actions.guess_limits import (
    FailureCount,
    count_failure,
    failure_counts,
    failure_counts_of_session,
    tell_of_guessing,
    uncount_failure,
)
from consult.accounts.actions.profile import (
    ask_for_email,
    ask_for_link,
    change_email,
    change_language,
    change_password,
    change_profile,
    reset_password,
)
from consult.accounts.actions.registration import (
    ask_to_sign_up,
    confirm_email,
    confirm_with_new_password,
    register,
)
from consult.accounts.actions.signing_in import (
    SESSION_LIFE,
    authenticated,
    begin_two_factor_sign_in,
    end_other_sessions,
    end_session,
    finish_two_factor_sign_in,
    record_session_use,
    sign_in,
    trust_device,
    trust_device_by_link,
)
from consult.accounts.actions.tokens import one_at_a_time
from consult.accounts.actions.two_factor import (
    confirm_two_factor,
    move_two_factor,
    remove_two_factor,
    reset_two_factor,
)
from consult.accounts.actions.two_factor_codes import (
    FEW,
    make_new_recovery_codes,
    make_recovery_codes,
    otpauth,
    take_code,
    take_code_now,
)

__all__ = [
    "DELETION",
    "FEW",
    "FORMER",
    "SESSION_LIFE",
    "FailureCount",
    "answer_email_request",
    "ask_for_email",
    "ask_for_link",
    "ask_to_sign_up",
    "authenticated",
    "before_deletion",
    "begin_two_factor_sign_in",
    "change_email",
    "change_language",
    "change_password",
    "change_profile",
    "claim_email_request",
    "confirm_email",
    "confirm_two_factor",
    "confirm_with_new_password",
    "count_failure",
    "delete_account",
    "delete_again",
    "disable",
    "disable_again",
    "enable",
    "end_all_sessions",
    "end_old_passwords_again",
    "end_other_sessions",
    "end_platform_administrator",
    "end_platform_again",
    "end_session",
    "failure_counts",
    "failure_counts_of_session",
    "finish_two_factor_sign_in",
    "forget_old",
    "gap_after",
    "make_new_recovery_codes",
    "make_platform_administrator",
    "make_recovery_codes",
    "move_two_factor",
    "notify_worker",
    "one_at_a_time",
    "otpauth",
    "record_session_use",
    "register",
    "remove_two_factor",
    "reset_password",
    "reset_two_factor",
    "sign_in",
    "store_email_request",
    "take_code",
    "take_code_now",
    "tell_of_guessing",
    "trust_device",
    "trust_device_by_link",
    "uncount_failure",
]
