"""Sending letters: one way to the mail server for many of them, and nobody's trouble is everybody's.

A letter is claimed for CLAIM by its sender, and its attempt counted, before it is sent: one that takes its worker along
is not the first to be tried again. What fails over one letter puts off that letter. A server that lets nobody in, or
takes none of several letters, is away as a whole: it is tried every PROBE, and as soon as it takes one again, all that
failed meanwhile is due. Domains whose letters take long are served after all others.
"""

import logging
import smtplib
import time
from collections.abc import Collection, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any
from uuid import uuid4

from sqlalchemy import and_, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import InterfaceError, OperationalError

from consult.core import clock, deadlines, journal, logs, queue
from consult.core.actions import action, after_commit
from consult.core.database import Instant, Mapped, Model, db, mapped_column
from consult.core.mail import SENT, Letter, Postage, carrier, keep_no_secret, ring_letters

log = logging.getLogger(__name__)

PROBE = timedelta(seconds=4)
"""How often a mail server is tried that lets nobody in."""

PROBE_LETTERS = timedelta(seconds=15)
"""How often one is tried that lets us in and takes nothing."""

LONGEST_PAUSE = timedelta(seconds=60)
"""A letter that fails waits no longer than this, for an HOUR, while none is taken: it may be the server's trouble."""

HOUR = timedelta(hours=1)

DEADLINE = 45.0
"""Seconds that sending one letter may take in all."""

CLAIM = timedelta(seconds=60)
"""After this a claimed letter whose sender died is anybody's again."""

LIFE = timedelta(days=5)
"""For so long a letter is tried while the mail server is away, or asks us to come again."""

SLOW = 5.0
"""Seconds after which a letter was slow; others at the same domain then come last, for SLOW_FOR."""

SLOW_FOR = timedelta(minutes=10)

SEVERAL = 3
"""So many letters that fail one after the other, and none that is taken, are the server's trouble and not theirs."""

DEATHS = 5
"""Workers that one letter may take along before it is given up."""

SERVER = ""
"""The name of the server as a whole among the delays."""


class MailDelay(Model):
    """The mail server (SERVER) or a recipients' domain that keeps letters waiting."""

    __tablename__ = "mail_delays"

    name: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[Instant]
    """When the first letter failed since one was taken."""
    until: Mapped[Instant]
    """Until when nothing is tried; of a domain: until when it comes last."""
    is_away: Mapped[bool] = mapped_column(default=False)
    """Whether it looks as if the server took no letter at all."""
    error: Mapped[str] = mapped_column(default="")


class ServerAway(Exception):
    """The mail server does not talk to us, whatever the letter."""


def send_all() -> None:
    """Send every letter that waits, the urgent ones first. Also periodic, for what was not heard."""
    turn = Turn()
    try:
        turn.start()
        queue.do_all(ring_letters, turn.waiting, turn.send)
        turn.probe()
    except ServerAway:
        with queue.bell().context():
            _give_up_old()
    finally:
        turn.close()


def send(identifier: int) -> None:
    """Send one letter that waits, due or not: once in effect, however often it is called."""
    turn = Turn()
    with queue.bell().context():
        _make_due(Letter.id == identifier)
    with suppress(ServerAway):
        turn.send(identifier)
    turn.close()


class Turn:
    """Letters sent one after the other, over one connection as long as the server keeps it."""

    def __init__(self) -> None:
        self.smtp: smtplib.SMTP | None = None
        self.carried = 0
        """Letters that this connection has carried."""
        self.failed: set[str] = set()
        """To whom letters failed in this turn since one was taken."""
        self.failing: MailDelay | None = None
        self.slow: set[str] = set()
        """Domains found slow since letters were chosen: those chosen already are left for the next turn."""

    def start(self) -> None:
        """Look how the server was. Raises ServerAway where it is not yet time to try it again."""
        with queue.bell().context():
            self.failing = db.session.get(MailDelay, SERVER)
            if self.failing is not None and self.failing.until > clock.now():
                raise ServerAway

    def waiting(self) -> Sequence[int]:
        """Some of the letters that are due, the urgent ones first; one at a slow domain only if there is no other."""
        self.slow.clear()
        order = (Letter.urgency, Letter.attempts, Letter.id)
        slow = db.session.execute(select(MailDelay.name).where(MailDelay.until > clock.now())).scalars().all()
        domain = func.lower(func.split_part(Letter.to, "@", 2))
        quick = select(Letter.id).where(_is_due(), domain.not_in(slow)).order_by(*order).limit(50)
        found = db.session.execute(quick).scalars().all()
        if found or not slow:
            return found
        return (
            db.session.execute(select(Letter.id).where(_is_due()).order_by(*order).limit(1)).scalars().all()
        )

    def send(self, identifier: int) -> None:
        """Send one letter. Raises ServerAway where the server is away."""
        with queue.bell().context(), deadlines.within(DEADLINE):
            self._connect()
            letter = _claim(identifier, self.slow)
            if letter is None:
                return
            began = time.monotonic()
            try:
                self._carry(letter)
            except Exception as trouble:  # noqa: BLE001 -- whatever ails one letter must not hold up the others
                self._fails(letter, trouble)
            else:
                self._is_taken(letter)
            finally:
                if time.monotonic() - began > SLOW:
                    self.slow.add(domain_of(letter))
                    _remember_slow(domain_of(letter))

    def probe(self) -> None:
        """Where several letters failed and none was taken, try the one that waited longest, due or not."""
        if self.failing is None or not self.failing.is_away or self.failed:
            return
        with queue.bell().context():
            waits = select(Letter.id).where(Letter.postage == Postage.WAITING)
            longest = db.session.execute(waits.order_by(Letter.tried_at).limit(1)).scalar_one_or_none()
            if longest is None:
                return
            _make_due(Letter.id == longest)
        self.send(longest)

    def close(self) -> None:
        """End the connection."""
        if self.smtp is not None:
            with suppress(OSError, smtplib.SMTPException):
                self.smtp.quit()
        self._drop()

    def _drop(self) -> None:
        if self.smtp is not None:
            self.smtp.close()
        self.smtp, self.carried = None, 0

    def _connect(self) -> None:
        if self.smtp is not None or not carrier().leads_out:
            return
        try:
            self.smtp = carrier().connect()
        except (OSError, smtplib.SMTPException) as trouble:
            log.warning("the mail server does not talk to us, %s", trouble)
            _remember_failing(logs.facts(trouble), PROBE, clock.now())
            raise ServerAway from trouble

    def _carry(self, letter: Letter) -> None:
        """Send over the connection that is there; a server may end it after some letters, then over a new one."""
        if not carrier().leads_out:
            return
        message = carrier().message(letter)
        used = self.carried
        try:
            self._hand_over(message)
        except (smtplib.SMTPException, OSError) as trouble:
            if not used or not _is_lost(trouble):
                raise
            self._connect()
            self._hand_over(message)

    def _hand_over(self, message: EmailMessage) -> None:
        if self.smtp is None:
            raise smtplib.SMTPServerDisconnected("the connection was lost")
        try:
            self.smtp.send_message(message)
        except BaseException as trouble:
            if not isinstance(trouble, smtplib.SMTPException) or _is_lost(trouble):
                self._drop()
            raise
        self.carried += 1

    def _fails(self, letter: Letter, trouble: Exception) -> None:
        """Put off the letter. Raises ServerAway where the trouble is not this letter's alone."""
        is_refused = _is_refused(trouble)
        log.warning("letter %s was not taken, %s", letter.id, trouble)
        longest = LONGEST_PAUSE if self._may_be_the_servers() and not is_refused else timedelta(days=1)
        _put_off(letter.id, logs.facts(trouble), is_refused, longest)
        if is_refused:
            return
        self.failed.add(letter.to)
        is_closing = _CLOSING in _codes(trouble)
        is_away = is_closing or len(self.failed) >= SEVERAL
        was_away = self.failing is not None and self.failing.is_away
        pause = PROBE if is_closing else PROBE_LETTERS if is_away or was_away else None
        _remember_failing(logs.facts(trouble), pause, letter.tried_at or clock.now())
        if is_away:
            raise ServerAway from trouble

    def _may_be_the_servers(self) -> bool:
        """Whether nothing was taken since a letter failed, not long ago."""
        return self.failing is not None and clock.now() - self.failing.since < HOUR

    def _is_taken(self, letter: Letter) -> None:
        _mark_surely(letter.id)
        if self.failing is not None or self.failed:
            _forget_failing()
        self.failing = None
        self.failed.clear()


def _codes(trouble: Exception) -> list[int]:
    """What the mail server answered."""
    if isinstance(trouble, smtplib.SMTPRecipientsRefused):
        return [code for code, _words in trouble.recipients.values()]
    return [trouble.smtp_code] if isinstance(trouble, smtplib.SMTPResponseException) else []


def _is_refused(trouble: Exception) -> bool:
    """Whether this letter will never be taken: 5xx of RFC 5321, not 4xx; or it cannot even be written as a message."""
    codes = _codes(trouble)
    if codes:
        return not all(400 <= code < 500 for code in codes)
    return isinstance(trouble, smtplib.SMTPNotSupportedError) or not isinstance(trouble, OSError)


_CLOSING = 421
"""With this a server that ends the connection answers whatever it is told."""


def _is_lost(trouble: BaseException) -> bool:
    """Whether the connection is gone."""
    if isinstance(trouble, smtplib.SMTPServerDisconnected):
        return True
    is_smtp = isinstance(trouble, smtplib.SMTPException)
    return not is_smtp or (isinstance(trouble, Exception) and _CLOSING in _codes(trouble))


# -- letters ---------------------------------------------------------------------------------------------------------


def _is_due() -> Any:
    return or_(
        and_(Letter.postage == Postage.WAITING, queue.is_due(Letter.attempts, Letter.due_at)),
        and_(Letter.postage == Postage.SENDING, Letter.due_at < clock.now()),
    )


def domain_of(letter: Letter) -> str:
    """Where it goes."""
    return letter.to.rpartition("@")[2].lower()


@action
def _claim(identifier: int, slow: Collection[str] = ()) -> Letter | None:
    """The letter, which nobody else sends for CLAIM; None where it is not due, or took too many workers along, or goes
    to a `slow` domain."""
    due = select(Letter).where(Letter.id == identifier, _is_due())
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
    """Of a letter that the version before wrote; it may have sent it already, and a repeat has to be recognised."""
    return f"letter-{letter.id}" if letter.attempts else uuid4().hex


def _mark_surely(identifier: int) -> None:
    """Mark a letter sent, waiting for a database that restarts: it would be sent again otherwise."""
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
def _put_off(identifier: int, error: str, is_refused: bool, longest: timedelta) -> None:
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
def _give_up_old() -> None:
    """Nobody waits for a letter that could not be delivered for LIFE."""
    old = select(Letter).where(Letter.postage == Postage.WAITING, Letter.posted_at < clock.now() - LIFE)
    for letter in db.session.execute(old.limit(200).with_for_update(skip_locked=True)).scalars():
        _give_up(letter, letter.error or "the mail server was away")


@action
def _make_due(which: Any) -> None:
    waiting = update(Letter).where(Letter.postage == Postage.WAITING, which)
    db.session.execute(waiting.values(due_at=clock.now()))


# -- the server and the domains --------------------------------------------------------------------------------------


@action
def _remember_failing(error: str, pause: timedelta | None, since: datetime) -> None:
    """What was tried at `since` failed; with a `pause` the server is away, and is not tried for so long."""
    now = clock.now()
    found = {"until": now + (pause or timedelta(0)), "is_away": pause is not None, "error": error}
    write = insert(MailDelay).values({"name": SERVER, "since": since} | found)
    found["is_away"] = MailDelay.is_away | write.excluded.is_away
    db.session.execute(write.on_conflict_do_update(index_elements=["name"], set_=found))


@action
def _forget_failing() -> None:
    """The server takes letters: what failed since it took the last one is due, and no domain was slow by itself."""
    gone = delete(MailDelay).where(MailDelay.name == SERVER).returning(MailDelay.since, MailDelay.is_away)
    was = db.session.execute(gone).one_or_none()
    if was is not None and (was.is_away or clock.now() - was.since > LONGEST_PAUSE):
        _make_due(Letter.tried_at >= was.since)
        db.session.execute(delete(MailDelay).where(MailDelay.since >= was.since))


@action
def _remember_slow(domain: str) -> None:
    now = clock.now()
    row = {"name": domain, "since": now, "until": now + SLOW_FOR, "is_away": False, "error": "slow"}
    write = insert(MailDelay).values(row)
    db.session.execute(write.on_conflict_do_update(index_elements=["name"], set_={"until": now + SLOW_FOR}))


# -- for operators ---------------------------------------------------------------------------------------------------


def troubled(limit: int = 200) -> Sequence[Letter]:
    """Letters that were given up, or failed and wait, the latest first."""
    failed = and_(Letter.postage.in_([Postage.WAITING, Postage.SENDING]), Letter.attempts > 0)
    rows = select(Letter).where(or_(Letter.postage == Postage.GIVEN_UP, failed))
    return db.session.execute(rows.order_by(Letter.id.desc()).limit(limit)).scalars().all()


def delays() -> Sequence[MailDelay]:
    """The server, while it takes nothing, and the domains that are slow now."""
    rows = select(MailDelay).where(or_(MailDelay.name == SERVER, MailDelay.until > clock.now()))
    return db.session.execute(rows.order_by(MailDelay.name)).scalars().all()


@action
def retry(ids: Sequence[int] = ()) -> int:
    """Try again what was given up, all of it or `ids`; how many there are. What only waits is tried at once.

    A secret letter stays given up: its words are gone, and whoever waits for it can ask for another.
    """
    open_ones = [Postage.GIVEN_UP, Postage.WAITING] if ids else [Postage.GIVEN_UP]
    again = update(Letter).where(Letter.postage.in_(open_ones), Letter.text != "")
    chosen = again.where(Letter.id.in_(ids)) if ids else again
    now = clock.now()
    values = {"postage": Postage.WAITING, "attempts": 0, "deaths": 0, "due_at": now, "posted_at": now}
    found = len(db.session.execute(chosen.values(values).returning(Letter.id)).scalars().all())
    after_commit(ring_letters, once="ring letters")
    return found
