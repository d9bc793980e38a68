"""The names of the events that this package records."""

NAMES = (
    "accounts.deleted",
    "accounts.disabled",
    "accounts.email_changed",
    "accounts.email_confirmed",
    "accounts.enabled",
    "accounts.password_changed",
    "accounts.platform_granted",
    "accounts.platform_revoked",
    "accounts.recovery_code_used",
    "accounts.recovery_codes_made",
    "accounts.registered",
    "accounts.second_factor_moved",
    "accounts.second_factor_removed",
    "accounts.second_factor_reset",
    "accounts.second_factor_set",
    "accounts.signed_up",
)
