"""The state of emails on their way: which are due, whose turn it is, and the outcome of the attempt.

An email is claimed for CLAIM by its sender, and its attempt counted, before it is sent: one that takes its worker along
is not the first to be tried again.
"""

import logging
import time
from collections.abc import Callable, Collection, Sequence
from datetime import timedelta
from typing import Any, TypeVar
from uuid import uuid4

from sqlalchemy import (
    ARRAY,
    Boolean,
    DateTime,
    Integer,
    Text,
    all_,
    and_,
    bindparam,
    case,
    cast,
    func,
    inspect,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.exc import InterfaceError, OperationalError

from consult.core import clock, journal, queue
from consult.core.actions import action, after_commit
from consult.core.database import db, table
from consult.core.kept_statements import KeptStatement, unattached
from consult.core.mail import SENT, Email, EmailStatus, erase_secret_body, loses_its_body, wake_email_worker

log = logging.getLogger(__name__)

CLAIM = timedelta(seconds=60)
"""After this a claimed email whose sender died is anyone's again."""

LIFE = timedelta(days=5)
"""For so long an email is tried while the mail server is away, or asks us to come again."""

MOST_CRASHES = 5
"""Workers that one email may take along before it is given up."""


def is_due(now: Any = None) -> Any:
    """The condition of emails that may be sent (by `now`): they wait, or their sender died."""
    now = clock.now() if now is None else now
    return or_(
        and_(Email.status == EmailStatus.WAITING, queue.is_due(Email.attempts, Email.due_at, now)),
        and_(Email.status == EmailStatus.SENDING, Email.due_at < now),
    )


def domain_of(email: Email) -> str:
    """Where it goes."""
    return email.to.rpartition("@")[2].lower()


domain = func.lower(func.substring(Email.to, "[^@]*$"))
"""The same in a statement."""


def claim(identifier: int, slow: Collection[str] = (), sent: Email | None = None) -> Email | None:
    """The email, which no one else sends for CLAIM; None where it is not due, or took too many workers along, or goes
    to a `slow` domain. `sent`, which the mail server took before it, is marked in the same statement: a transaction of
    its own, whatever the session does."""
    now = clock.now()
    values = {"one": identifier, "now": now, "until": now + CLAIM, "new": uuid4().hex, "slow": list(slow)}
    claimed = _MARK_AND_CLAIM.alone(values | _values_of_sent(sent))
    if sent is not None:
        journal.happened_already(SENT, sent.message_id, now)
    if not claimed:
        _give_up_if_crashing(identifier)
        return None
    return unattached(Email, claimed[0])  # it is sent without a transaction being open


def _values_of_sent(sent: Email | None) -> dict[str, Any]:
    if sent is None:
        return {"sent": 0, "is_blank": False}
    return {"sent": sent.id, "is_blank": loses_its_body(sent)}


_EMAILS, _COLUMNS = table(Email), inspect(Email).columns
_NOW = bindparam("now", type_=DateTime(timezone=True))
_CRASHES = Email.crashes + cast(Email.status == EmailStatus.SENDING, Integer)
_MESSAGE_ID = case(
    (Email.message_id != "", Email.message_id),
    # of an email that the version before wrote; it may have sent it already, and a repeat has to be recognised
    (Email.attempts > 0, literal("letter-") + cast(Email.id, Text)),
    else_=bindparam("new", type_=Text),
)


def _marking() -> Any:
    """The part of a statement that marks the email `sent`, if there is any."""
    is_blank = bindparam("is_blank", type_=Boolean)
    values = {
        _COLUMNS.status: EmailStatus.SENT,
        _COLUMNS.sent_at: _NOW,
        _COLUMNS.text: case((is_blank, ""), else_=_COLUMNS.text),
        _COLUMNS.html: case((is_blank, ""), else_=_COLUMNS.html),
    }
    marked = update(_EMAILS).where(_COLUMNS.id == bindparam("sent")).values(values)
    return marked.returning(_COLUMNS.id)


def _marking_and_claiming() -> Any:
    """The statement between two emails: one for each, so its cost counts."""
    free = (
        select(Email.id).where(Email.id == bindparam("one"), is_due(_NOW)).with_for_update(skip_locked=True)
    )
    claimed = (
        update(_EMAILS)
        .where(
            _COLUMNS.id == free.scalar_subquery(),
            _CRASHES < MOST_CRASHES,
            domain != all_(bindparam("slow", type_=ARRAY(Text))),
        )
        .values(
            {
                _COLUMNS.status: EmailStatus.SENDING,
                _COLUMNS.tried_at: _NOW,
                _COLUMNS.due_at: bindparam("until", type_=DateTime(timezone=True)),
                _COLUMNS.attempts: _COLUMNS.attempts + 1,
                _COLUMNS.crashes: _CRASHES,
                _COLUMNS.message_id: _MESSAGE_ID,
            }
        )
        .returning(*_EMAILS.c)
        .cte("claimed")
    )
    return select(*claimed.c).add_cte(_marking().cte("marked"))


_MARK_AND_CLAIM = KeptStatement(_marking_and_claiming())
_MARK = KeptStatement(select(_marking().cte("marked").c.id))


@action
def _give_up_if_crashing(identifier: int) -> None:
    crashing = select(Email).where(Email.id == identifier, is_due(), _CRASHES >= MOST_CRASHES)
    email = db.session.execute(crashing.with_for_update(skip_locked=True)).scalar_one_or_none()
    if email is not None:
        email.crashes += 1
        _give_up(email, "its workers ended while they sent it")


def mark_surely(email: Email) -> None:
    """Mark an email sent, waiting for a database that restarts: it would be sent again otherwise."""
    _surely(lambda: _mark_sent(email))


def mark_and_claim(sent: Email, identifier: int, slow: Collection[str] = ()) -> Email | None:
    """`mark_surely` the one and `claim` the other, in one transaction."""
    return _surely(lambda: claim(identifier, slow, sent))


Outcome = TypeVar("Outcome")


def _surely(call: Callable[[], Outcome]) -> Outcome:
    for pause in (0.5, 1, 2, 4, 8, 16):
        try:
            return call()
        except (OperationalError, InterfaceError):
            time.sleep(pause)
    return call()


def _mark_sent(email: Email) -> None:
    sent_at = clock.now()
    _MARK.alone(_values_of_sent(email) | {"now": sent_at})
    journal.happened_already(SENT, email.message_id, sent_at)


@action
def put_off(identifier: int, error: str, is_refused: bool, longest: timedelta) -> None:
    """Try again later, in `longest` at most; give up what was refused often, or could not be delivered for days."""
    email = db.session.get_one(Email, identifier)
    if (is_refused and email.attempts >= queue.ATTEMPTS) or clock.now() - email.posted_at > LIFE:
        _give_up(email, error)
        return
    email.error = error[:2000]
    email.status = EmailStatus.WAITING
    email.due_at = clock.now() + min(queue.pause(email.attempts), longest)


def _give_up(email: Email, error: str) -> None:
    email.error = error[:2000]
    email.status = EmailStatus.GIVEN_UP
    erase_secret_body(email)
    log.error("email %s is given up after %s attempts; see flask outbox list", email.id, email.attempts)


@action
def give_up_old() -> None:
    """No one waits for an email that could not be delivered for LIFE."""
    old = select(Email).where(Email.status == EmailStatus.WAITING, Email.posted_at < clock.now() - LIFE)
    for email in db.session.execute(old.limit(200).with_for_update(skip_locked=True)).scalars():
        _give_up(email, email.error or "the mail server was away")


@action
def make_due(which: Any) -> None:
    """Let waiting emails that meet the condition `which` be sent at once."""
    waiting = update(Email).where(Email.status == EmailStatus.WAITING, which)
    db.session.execute(waiting.values(due_at=clock.now()))


# -- for operators ---------------------------------------------------------------------------------------------------


def troubled(limit: int = 200) -> Sequence[Email]:
    """Emails that were given up, or failed and wait, the latest first."""
    failed = and_(Email.status.in_([EmailStatus.WAITING, EmailStatus.SENDING]), Email.attempts > 0)
    rows = select(Email).where(or_(Email.status == EmailStatus.GIVEN_UP, failed))
    return db.session.execute(rows.order_by(Email.id.desc()).limit(limit)).scalars().all()


@action
def retry(ids: Sequence[int] = ()) -> int:
    """Try again what was given up, all of it or `ids`; how many there are. What only waits is tried at once.

    A secret email stays given up: its words are gone, and anyone who waits for it can ask for another.
    """
    open_ones = [EmailStatus.GIVEN_UP, EmailStatus.WAITING] if ids else [EmailStatus.GIVEN_UP]
    again = update(Email).where(Email.status.in_(open_ones), Email.text != "")
    chosen = again.where(Email.id.in_(ids)) if ids else again
    now = clock.now()
    values = {"status": EmailStatus.WAITING, "attempts": 0, "crashes": 0, "due_at": now, "posted_at": now}
    found = len(db.session.execute(chosen.values(values).returning(Email.id)).scalars().all())
    after_commit(wake_email_worker, once="notify email worker")
    return found
