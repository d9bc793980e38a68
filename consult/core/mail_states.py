"""The state of emails on their way: which are due, whose turn it is, and what became of the attempt.

An email is claimed for CLAIM by its sender, and its attempt counted, before it is sent: one that takes its worker along
is not the first to be tried again.
"""

import logging
import time
from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import and_, or_, select, update
from sqlalchemy.exc import InterfaceError, OperationalError

from consult.core import clock, journal, queue
from consult.core.actions import action, after_commit
from consult.core.database import db
from consult.core.mail import SENT, Letter, Postage, keep_no_secret, ring_letters

log = logging.getLogger(__name__)

CLAIM = timedelta(seconds=60)
"""After this a claimed email whose sender died is anyone's again."""

LIFE = timedelta(days=5)
"""For so long an email is tried while the mail server is away, or asks us to come again."""

DEATHS = 5
"""Workers that one email may take along before it is given up."""


def is_due() -> Any:
    """The condition of emails that may be sent now: they wait, or their sender died."""
    return or_(
        and_(Letter.postage == Postage.WAITING, queue.is_due(Letter.attempts, Letter.due_at)),
        and_(Letter.postage == Postage.SENDING, Letter.due_at < clock.now()),
    )


def domain_of(letter: Letter) -> str:
    """Where it goes."""
    return letter.to.rpartition("@")[2].lower()


@action
def claim(identifier: int, slow: Collection[str] = ()) -> Letter | None:
    """The email, which no one else sends for CLAIM; None where it is not due, or took too many workers along, or goes
    to a `slow` domain."""
    due = select(Letter).where(Letter.id == identifier, is_due())
    letter = db.session.execute(due.with_for_update(skip_locked=True)).scalar_one_or_none()
    if letter is None or domain_of(letter) in slow:
        return None
    letter.deaths += letter.postage == Postage.SENDING
    if letter.deaths >= DEATHS:
        _give_up(letter, "its workers ended while they sent it")
        return None
    letter.message_id = letter.message_id or _late_message_id(letter)
    letter.postage = Postage.SENDING
    letter.tried_at = clock.now()
    letter.due_at = clock.now() + CLAIM
    letter.attempts += 1
    db.session.flush()
    db.session.expunge(letter)  # it is sent without a transaction being open, and without asking the database
    return letter


def _late_message_id(letter: Letter) -> str:
    """Of an email that the version before wrote; it may have sent it already, and a repeat has to be recognised."""
    return f"letter-{letter.id}" if letter.attempts else uuid4().hex


def mark_surely(identifier: int) -> None:
    """Mark an email sent, waiting for a database that restarts: it would be sent again otherwise."""
    for pause in (0.5, 1, 2, 4, 8, 16):
        try:
            _mark_sent(identifier)
        except (OperationalError, InterfaceError):
            time.sleep(pause)
        else:
            return
    _mark_sent(identifier)


@action
def _mark_sent(identifier: int) -> None:
    letter = db.session.get_one(Letter, identifier)
    letter.postage = Postage.SENT
    letter.sent_at = clock.now()
    journal.happened(SENT, letter.message_id, letter.sent_at)
    keep_no_secret(letter)


@action
def put_off(identifier: int, error: str, is_refused: bool, longest: timedelta) -> None:
    """Try again later, in `longest` at most; give up what was refused often, or could not be delivered for days."""
    letter = db.session.get_one(Letter, identifier)
    if (is_refused and letter.attempts >= queue.ATTEMPTS) or clock.now() - letter.posted_at > LIFE:
        _give_up(letter, error)
        return
    letter.error = error[:2000]
    letter.postage = Postage.WAITING
    letter.due_at = clock.now() + min(queue.pause(letter.attempts), longest)


def _give_up(letter: Letter, error: str) -> None:
    letter.error = error[:2000]
    letter.postage = Postage.GIVEN_UP
    keep_no_secret(letter)
    log.error("letter %s is given up after %s attempts; see flask outbox list", letter.id, letter.attempts)


@action
def give_up_old() -> None:
    """No one waits for an email that could not be delivered for LIFE."""
    old = select(Letter).where(Letter.postage == Postage.WAITING, Letter.posted_at < clock.now() - LIFE)
    for letter in db.session.execute(old.limit(200).with_for_update(skip_locked=True)).scalars():
        _give_up(letter, letter.error or "the mail server was away")


@action
def make_due(which: Any) -> None:
    """Let waiting emails that meet the condition `which` be sent at once."""
    waiting = update(Letter).where(Letter.postage == Postage.WAITING, which)
    db.session.execute(waiting.values(due_at=clock.now()))


# -- for operators ---------------------------------------------------------------------------------------------------


def troubled(limit: int = 200) -> Sequence[Letter]:
    """Emails that were given up, or failed and wait, the latest first."""
    failed = and_(Letter.postage.in_([Postage.WAITING, Postage.SENDING]), Letter.attempts > 0)
    rows = select(Letter).where(or_(Letter.postage == Postage.GIVEN_UP, failed))
    return db.session.execute(rows.order_by(Letter.id.desc()).limit(limit)).scalars().all()


@action
def retry(ids: Sequence[int] = ()) -> int:
    """Try again what was given up, all of it or `ids`; how many there are. What only waits is tried at once.

    A secret email stays given up: its words are gone, and whoever waits for it can ask for another.
    """
    open_ones = [Postage.GIVEN_UP, Postage.WAITING] if ids else [Postage.GIVEN_UP]
    again = update(Letter).where(Letter.postage.in_(open_ones), Letter.text != "")
    chosen = again.where(Letter.id.in_(ids)) if ids else again
    now = clock.now()
    values = {"postage": Postage.WAITING, "attempts": 0, "deaths": 0, "due_at": now, "posted_at": now}
    found = len(db.session.execute(chosen.values(values).returning(Letter.id)).scalars().all())
    after_commit(ring_letters, once="ring letters")
    return found
