"""Mail servers and domains that keep emails waiting: a server that is away as a whole, and domains that take long.

A server that lets no one in, or takes none of several emails, is away: it is tried every PROBE, and as soon as it
takes one again, all that failed meanwhile is due. Domains whose emails take long are served after all others.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select
from sqlalchemy.dialects.postgresql import insert

from consult.core import clock
from consult.core.actions import action
from consult.core.database import Instant, Mapped, Model, db, mapped_column
from consult.core.mail import Email
from consult.core.mail_states import make_due

PROBE = timedelta(seconds=4)
"""How often a mail server is tried that lets no one in."""

PROBE_LETTERS = timedelta(seconds=15)
"""How often one is tried that lets us in and takes nothing."""

LONGEST_PAUSE = timedelta(seconds=60)
"""An email that fails waits no longer than this, for an HOUR, while none is taken: it may be the server's trouble."""

SLOW_FOR = timedelta(minutes=10)

SERVER = ""
"""The name of the server as a whole among the delays."""


class MailDelay(Model):
    """The mail server (SERVER) or a recipients' domain that keeps emails waiting."""

    __tablename__ = "mail_delays"

    name: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[Instant]
    """When the first email failed since one was taken."""
    until: Mapped[Instant]
    """Until when nothing is tried; of a domain: until when it comes last."""
    is_away: Mapped[bool] = mapped_column(default=False)
    """Whether it looks as if the server took no email at all."""
    error: Mapped[str] = mapped_column(default="")


@action
def remember_failing(error: str, pause: timedelta | None, since: datetime) -> None:
    """What was tried at `since` failed; with a `pause` the server is away, and is not tried for so long."""
    now = clock.now()
    found = {"until": now + (pause or timedelta(0)), "is_away": pause is not None, "error": error}
    write = insert(MailDelay).values({"name": SERVER, "since": since} | found)
    found["is_away"] = MailDelay.is_away | write.excluded.is_away
    db.session.execute(write.on_conflict_do_update(index_elements=["name"], set_=found))


@action
def forget_failing() -> None:
    """The server takes emails: what failed since it took the last one is due, and no domain was slow by itself."""
    gone = delete(MailDelay).where(MailDelay.name == SERVER).returning(MailDelay.since, MailDelay.is_away)
    was = db.session.execute(gone).one_or_none()
    if was is not None and (was.is_away or clock.now() - was.since > LONGEST_PAUSE):
        make_due(Email.tried_at >= was.since)
        db.session.execute(delete(MailDelay).where(MailDelay.since >= was.since))


@action
def remember_slow(domain: str) -> None:
    """Emails to this domain come last for SLOW_FOR."""
    now = clock.now()
    row = {"name": domain, "since": now, "until": now + SLOW_FOR, "is_away": False, "error": "slow"}
    write = insert(MailDelay).values(row)
    db.session.execute(write.on_conflict_do_update(index_elements=["name"], set_={"until": now + SLOW_FOR}))


def delays() -> Sequence[MailDelay]:
    """The server, while it takes nothing, and the domains that are slow now."""
    rows = select(MailDelay).where(or_(MailDelay.name == SERVER, MailDelay.until > clock.now()))
    return db.session.execute(rows.order_by(MailDelay.name)).scalars().all()
