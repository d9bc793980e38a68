"""What closes accounts, done again after a restore as the journal tells it (core.journal)."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from consult.accounts import passwords
from consult.accounts.actions.administration import disable, set_platform_administrator
from consult.accounts.actions.signing_in import end_other_sessions
from consult.accounts.models import User
from consult.core.actions import action
from consult.core.database import db
from consult.core.events import Event, record
from consult.core.journal import Line, latest


@action
def disable_again(lines: Sequence[Line]) -> int:
    """Accounts that were disabled, and not enabled since, are so again."""
    wanted = [line["user"] for line in latest(lines, "user") if line["disabled"]]
    rows = select(User).where(User.id.in_(wanted), User.disabled_at.is_(None)).order_by(User.id)
    found = db.session.execute(rows).scalars().all()
    for user in found:
        disable(user)
    return len(found)


@action
def end_platform_again(lines: Sequence[Line]) -> int:
    """Anyone whose role as administrator of the platform was removed, and not given again, is so again."""
    wanted = [line["user"] for line in latest(lines, "user") if not line["held"]]
    rows = select(User).where(User.id.in_(wanted), User.is_platform_administrator).order_by(User.id)
    found = db.session.execute(rows).scalars().all()
    for user in found:
        set_platform_administrator(user, False)  # the last one, too: a command appoints another
    return len(found)


@action
def end_old_passwords_again(lines: Sequence[Line]) -> int:
    """A password that was changed since is good no more: who had it chooses another by the link "reset"."""
    done = 0
    for line in latest(lines, "user"):
        user = db.session.get(User, line["user"])
        if user is not None and not _is_known(line):
            user.password = passwords.hashed(secrets.token_urlsafe(32))
            end_other_sessions(user, None)
            record("accounts.password_changed", str(user.id))
            done += 1
    return done


def _is_known(line: Line) -> bool:
    when = datetime.fromisoformat(line["at"])
    changed = select(Event.id).where(
        Event.subject == str(line["user"]), Event.name == "accounts.password_changed", Event.at >= when
    )
    return db.session.execute(changed.limit(1)).first() is not None
