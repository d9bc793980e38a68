"""What people change about their accounts: password, address, profile."""

from consult.accounts import addresses, passwords, queries
from consult.accounts.actions.email_requests import store_email_request
from consult.accounts.actions.signing_in import end_other_sessions
from consult.accounts.actions.tokens import new_token, one_at_a_time, use_up, write
from consult.accounts.models import Purpose, Session, User
from consult.core import clock, journal, mail
from consult.core.actions import action
from consult.core.declarations import listed_in
from consult.core.errors import NotPossible
from consult.core.events import record
from consult.core.translatable import N_

PASSWORD_CHANGED = journal.ErasureKind("accounts.password_changed")


def ask_for_link(purpose: Purpose, email: str, *, is_known: bool = False) -> None:
    """Have a link emailed to the owner of an account: to choose a new password, or to let their browser in; silence for
    an unknown address. `is_known`: it is asked from a device of the account."""
    store_email_request(purpose, email, is_known=is_known)


@action
def reset_password(token: str, password: str) -> User:
    """Choose a new password by an emailed link; every session ends, and no other link opens
    anything. Raises NotFound, or NotPossible when too easy."""
    found = queries.token(token, "reset")
    user = queries.get(found.user_id)
    change_password(user, password, kept=None)
    user.email_confirmed_at = user.email_confirmed_at or clock.now()
    return user


@action
def change_password(user: User, password: str, *, kept: Session | None) -> None:
    """A new password; all other sessions and links end, and the person is told. Raises NotPossible for an easy one."""
    trouble = passwords.trouble_with(password, user.name, user.email)
    if trouble:
        raise NotPossible(trouble)
    user.password = passwords.hashed(password)
    use_up(user)
    end_other_sessions(user, kept)
    write(
        user,
        "accounts/emails/password_changed",
        key=f"password-{user.id}-{clock.now().timestamp()}",
        path=addresses.ACCOUNT,
    )
    journal.erased(PASSWORD_CHANGED, user=user.id)
    record("accounts.password_changed", str(user.id), by=user.id)


@action
def change_profile(user: User, *, name: str, language: str, timezone: str) -> None:
    """How the person is called, and the language and zone of their pages and emails."""
    user.name, user.language, user.timezone = name, language, timezone


@listed_in("HOOKS")
@action
def change_language(user: User, language: str) -> None:
    """The language of the person's pages and emails."""
    user.language = language


@action
def ask_for_email(user: User, email: str) -> None:
    """Mail the new address a link that makes it theirs."""
    token = new_token(user, "email", email)
    subject, text = mail.write(
        "accounts/emails/new_email", user.language, name="", link=mail.link(addresses.new_email(token))
    )
    mail.queue_email(
        to=email, key=f"email-{queries.digest(token)}", subject=subject, text=text, is_secret=True
    )


@action
def change_email(user: User, token: str) -> None:
    """The new address is theirs; the old one is told. Raises NotFound, or NotPossible when someone else has it."""
    found = queries.token(token, "email")
    if found.user_id != user.id:
        raise NotPossible(
            N_("This link belongs to another account. Sign in to that account and open the link again.")
        )
    one_at_a_time(found.email)
    other = queries.by_email(found.email)
    if other is not None and other.id != user.id:
        raise NotPossible(N_("An account with this email address already exists."))
    use_up(user)
    write(
        user,
        "accounts/emails/email_changed",
        key=f"changed-{found.id}",
        path=addresses.ACCOUNT,
        new=found.email,
    )
    user.email = found.email
    record("accounts.email_changed", str(user.id), by=user.id)
