"""How an account begins: made by an operator, or begun by a visitor and confirmed by email."""

from sqlalchemy import delete, func

from consult.accounts import passwords, queries
from consult.accounts.actions.email_requests import store_email_request
from consult.accounts.actions.tokens import one_at_a_time, use_up
from consult.accounts.models import Purpose, SignUp, User
from consult.core import clock
from consult.core.actions import action
from consult.core.database import db
from consult.core.errors import NotFound, NotPossible
from consult.core.events import record
from consult.core.translatable import N_


@action
def register(*, email: str, name: str, password: str, is_platform_administrator: bool = False) -> User:
    """A person whose address is known to be theirs (invited, or made by an operator). Raises NotPossible for a
    known address or an easy password."""
    trouble = passwords.trouble_with(password, name, email)
    if trouble:
        raise NotPossible(trouble)
    one_at_a_time(email)
    if queries.by_email(email):
        raise NotPossible(N_("An account with this email address already exists."))
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


def ask_to_sign_up(
    *, email: str, name: str, password: str, language: str = "en", timezone: str = "UTC"
) -> None:
    """Begin an account: its address is told how to confirm it. A known address is told that it has an account. Both by
    a worker: here they are the same. What others began with the address stays as it is."""
    hashed = passwords.hashed(password)
    store_email_request(
        Purpose.SIGN_UP, email, name=name, password=hashed, language=language, timezone=timezone
    )


@action
def confirm_email(token: str, password: str) -> User | None:
    """The address is theirs, and so is the account: the person who opens the email knows the password it was begun
    with.

    Someone else may have begun one with the same address; their password must not become that of this reader.
    Returns None for another password. Raises NotFound for a used or old token.
    """
    begun = queries.sign_up(token)
    if begun is None:
        return _confirm_begun_before(token, password)
    if not passwords.matches(password, begun.password):
        return None
    return _confirm(token, begun, begun.name, begun.password)


@action
def confirm_with_new_password(token: str, *, name: str, password: str) -> User:
    """The address is theirs, and so is the account, with the name and password that they choose now.

    So strangers who begin accounts with an address, however many, keep its owner from none: any link in the mailbox
    makes it theirs. Raises NotFound for a used or old token.
    """
    begun = queries.sign_up(token)
    if begun is None:
        raise NotFound(queries.USED)
    trouble = passwords.trouble_with(password, name, begun.email)
    if trouble:
        raise NotPossible(trouble)
    return _confirm(token, begun, name, passwords.hashed(password))


def _confirm(token: str, begun: SignUp, name: str, hashed: str) -> User:
    one_at_a_time(begun.email)
    if queries.sign_up(token) is None:  # the same link, or another one to this address, was faster
        raise NotFound(queries.USED)
    user = queries.by_email(begun.email)
    if user is not None and user.email_confirmed_at is not None:
        raise NotPossible(N_("An account with this email address already exists. Sign in to it."))
    user = user or _new(begun.email, name, hashed)
    user.name, user.password = name, hashed
    user.language, user.timezone = begun.language, begun.timezone
    user.email_confirmed_at = clock.now()
    db.session.execute(delete(SignUp).where(func.lower(SignUp.email) == begun.email.lower()))
    db.session.flush()
    use_up(user)
    record("accounts.signed_up", str(user.id), by=user.id)
    return user


def _confirm_begun_before(token: str, password: str) -> User | None:
    """As long as links of the version before are on their way: it made the account at once, unconfirmed."""
    found = queries.token(token, "confirm")
    user = queries.get(found.user_id)
    if not passwords.matches(password, user.password):
        return None
    use_up(user)
    user.email_confirmed_at = user.email_confirmed_at or clock.now()
    record("accounts.email_confirmed", str(user.id), by=user.id)
    return user
