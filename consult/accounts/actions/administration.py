"""What operators and the clock do with accounts: disable, enable, forget."""

from datetime import timedelta

from sqlalchemy import delete, extract, literal, select, update

from consult.accounts.actions.signing_in import end_other_sessions
from consult.accounts.models import Device, Failures, HalfSignIn, Request, Session, SignUp, Token, User
from consult.core import batch_deletion, clock, journal
from consult.core.actions import action, in_action
from consult.core.database import db
from consult.core.declarations import listed_in
from consult.core.errors import NotPossible
from consult.core.events import record
from consult.core.preconditions import UnmetPrecondition
from consult.core.translatable import N_

DISABLED = journal.ErasureKind("accounts.disabled")
PLATFORM = journal.ErasureKind("accounts.platform")


@action
def disable(user: User) -> None:
    """No one signs in with this account any more; what it did stays. Every session ends."""
    user.disabled_at = clock.now()
    end_other_sessions(user, None)
    journal.erased(DISABLED, user=user.id, disabled=True)
    record("accounts.disabled", str(user.id), by=None)


@action
def enable(user: User) -> None:
    """The account works again."""
    user.disabled_at = None
    journal.erased(DISABLED, user=user.id, disabled=False)
    record("accounts.enabled", str(user.id), by=None)


@action
def make_platform_administrator(user: User) -> None:
    """Let a person found organisations and administer all of them; being one already is fine."""
    if not user.is_platform_administrator:
        set_platform_administrator(user, True)


@action
def end_platform_administrator(user: User) -> None:
    """Let a person administer the platform no more; not doing so is fine. Raises NotPossible for the last one."""
    if _is_last_of_platform(user):
        raise NotPossible(N_("This is the last administrator. Assign another administrator first."))
    if user.is_platform_administrator:
        set_platform_administrator(user, False)


@listed_in("PRECONDITIONS")
def before_deletion(user: User) -> list[UnmetPrecondition]:
    """The platform is never left without an administrator: the precondition before an account is deleted."""
    sentence = N_("You are the only administrator of this site. Assign another administrator first.")
    return [UnmetPrecondition(sentence)] if _is_last_of_platform(user) else []


def _is_last_of_platform(user: User) -> bool:
    """Whether no one else administers the platform. Inside an action all who do are held, so that of two who leave at
    once the second is kept."""
    rows = select(User).where(User.is_platform_administrator).order_by(User.id)
    holders = db.session.execute(rows.with_for_update() if in_action() else rows).scalars().all()
    return user in holders and not any(one.disabled_at is None for one in holders if one is not user)


def set_platform_administrator(user: User, held: bool) -> None:
    """Write down whether they are one, inside an action; they sign in again."""
    user.is_platform_administrator = held
    journal.erased(PLATFORM, user=user.id, held=held)
    end_other_sessions(user, None)
    record("accounts.platform_granted" if held else "accounts.platform_revoked", str(user.id), by=None)


@listed_in("AFTER_RESTORE")
@action
def end_all_sessions() -> int:
    """Everyone signs in again, and no link that was emailed works: after a restore no one knows which had ended."""
    now = clock.now()
    for begun in (HalfSignIn, Request, SignUp):
        db.session.execute(delete(begun))
    db.session.execute(update(Token).where(Token.used_at.is_(None)).values(used_at=now))
    ended = update(Session).where(Session.ended_at.is_(None)).values(ended_at=now).returning(Session.id)
    return len(db.session.execute(ended).all())


@listed_in("RETENTION_JOBS", "PERIODIC_JOBS")
def forget_old() -> None:
    """Old links, ended sessions, devices not seen for a year, and failures that have worn off leave the database.
    Periodic."""
    now = clock.now()
    long_ago, year_ago = now - timedelta(days=30), now - timedelta(days=400)
    hours = extract("epoch", literal(now) - Failures.at) / 3600
    batch_deletion.delete_all(Token, Token.expires_at < long_ago)
    batch_deletion.delete_all(Session, Session.expires_at < long_ago)
    batch_deletion.delete_all(Device, Device.seen_at < year_ago)
    batch_deletion.delete_all(HalfSignIn, HalfSignIn.begun_at < now - timedelta(days=2))
    batch_deletion.delete_all(SignUp, SignUp.expires_at < now)
    batch_deletion.delete_all(Request, Request.asked_at < now - timedelta(days=2))
    batch_deletion.delete_all(Failures, Failures.level < hours)
