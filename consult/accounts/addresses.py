"""Addresses of the pages of accounts, for emails and code that knows no request; views use `url_for`."""

ACCOUNT = "/account"
CHANGE_PASSWORD = "/account/password"  # noqa: S105 -- an address
SESSIONS = "/account/sessions"
RECOVERY_CODES = "/account/second-factor/recovery-codes"
ASK_FOR_NEW_PASSWORD = "/password-reset"  # noqa: S105 -- an address
ASK_FOR_BROWSER = "/sign-in/browser"
PRIVACY = "/privacy"
"""What the site keeps of people; a page of the portal."""


def confirm_email(token: str) -> str:
    """The page on which the address of a new account is confirmed."""
    return f"/sign-up/{token}"


def new_email(token: str) -> str:
    """The page on which the new address of an account is confirmed."""
    return f"/account/email/{token}"


def new_password(token: str) -> str:
    """The page on which a new password is chosen after the old one was forgotten."""
    return f"/password-reset/{token}"


def let_browser_in(token: str) -> str:
    """The page that lets a browser sign in without waiting."""
    return f"/sign-in/browser/{token}"
