"""How an account begins: made by an operator, or begun by a visitor and confirmed by mail."""

from consult.accounts import passwords, queries
from consult.accounts.actions.holding import new_token, one_at_a_time, use_up, write
from consult.accounts.models import User
from consult.core import clock
from consult.core.actions import action
from consult.core.database import db
from consult.core.errors import NotPossible
from consult.core.events import record
from consult.core.words import N_


@action
def register(*, email: str, name: str, password: str, is_platform_administrator: bool = False) -> User:
    """A person whose address is known to be theirs (invited, or made by an operator). Raises NotPossible for a
    known address or an easy password."""
    trouble = passwords.trouble_with(password, name, email)
    if trouble:
        raise NotPossible(trouble)
    one_at_a_time(email)
    if queries.by_email(email):
        raise NotPossible(N_("There is an account with this address already."))
    user = _new(email, name, passwords.hashed(password))
    user.email_confirmed_at = clock.now()
    user.is_platform_administrator = is_platform_administrator
    db.session.flush()
    record("accounts.registered", str(user.id), by=user.id)
    return user


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
    one_at_a_time(email)
    known = queries.by_email(email)
    if known is not None and known.email_confirmed_at is not None:
        write(
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
    token = new_token(user, "confirm", user.email)
    write(
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
    use_up(user)
    user.email_confirmed_at = user.email_confirmed_at or clock.now()
    record("accounts.email_confirmed", str(user.id), by=user.id)
    return user
