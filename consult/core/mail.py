"""Letters: a row in the same transaction as its cause, then SMTP from a worker.

`post` writes the letter; `send` (a job) claims it, sends it and marks it sent. While it is being sent its sender holds
a lock that PostgreSQL lets go of with the sender's life: a slow server does not make two workers send it, and a killed
worker does not make it wait long. A letter has a key, so that posting it twice is posting it once, and a random
Message-ID that is stored with it, so that the one case in which SMTP cannot tell us whether it took a letter (we were
killed between its yes and our commit) yields a repeat that receivers recognise, and so that no letter written after a
restore carries the Message-ID of another. One recipient per letter: nobody sees another's address.
"""

import logging
import smtplib
import ssl
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from enum import Enum, StrEnum
from functools import cached_property
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from uuid import uuid4

from sqlalchemy import Index, delete, or_, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import InterfaceError, OperationalError

from consult.core import clock, logs, queue
from consult.core.actions import action, after_commit
from consult.core.database import Identifier, Instant, Json, Mapped, Model, db, mapped_column, one_of

log = logging.getLogger(__name__)


class Postage(StrEnum):
    """How far a letter has come."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    GIVEN_UP = "given_up"


class Letter(Model):
    """One mail to one address."""

    __tablename__ = "letters"
    __table_args__ = (
        Index("ix_letters_due", "due_at", postgresql_where="postage IN ('waiting', 'sending')"),
        Index("ix_letters_posted_at", "posted_at"),
        Index("uq_letters_message_id", "message_id", unique=True, postgresql_where="message_id <> ''"),
    )

    id: Mapped[Identifier]
    key: Mapped[str] = mapped_column(unique=True)
    message_id: Mapped[str] = mapped_column(server_default="")
    """The Message-ID before its @; "" until it is claimed, where the version before wrote the letter."""
    to: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str]
    html: Mapped[str] = mapped_column(default="")
    headers: Mapped[Json]
    posted_at: Mapped[Instant]
    due_at: Mapped[Instant]
    sent_at: Mapped[Instant | None]
    postage: Mapped[Postage] = mapped_column(one_of(Postage), default=Postage.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(default="")


class Carrier:
    """Where letters leave: SMTP, or nowhere but the demo's outbox page."""

    def __init__(self, url: str, sender: str, public_host: str) -> None:
        """`url` is smtp://user:password@host:port?tls=starttls|implicit|none, or "" to keep letters here."""
        self.url = urlsplit(url)
        self.sender = sender
        self.host = public_host

    @cached_property
    def trust(self) -> ssl.SSLContext:
        """Whose certificates are believed; made once, for reading them costs more than sending a letter."""
        return ssl.create_default_context()

    @property
    def leads_out(self) -> bool:
        """Whether letters leave at all."""
        return bool(self.url.hostname)

    def carry(self, letter: Letter) -> None:
        """Hand `letter` to SMTP. Raises OSError or smtplib.SMTPException where it was not taken."""
        if not self.url.hostname:
            return
        tls = parse_qs(self.url.query).get("tls", ["none"])[0]
        context = self.trust if tls != "none" else None
        opened: smtplib.SMTP = (
            smtplib.SMTP_SSL(self.url.hostname, self.url.port or 465, self.host, timeout=20, context=context)
            if tls == "implicit"
            else smtplib.SMTP(self.url.hostname, self.url.port or 25, self.host, timeout=20)
        )
        with opened as smtp:
            if tls == "starttls":
                smtp.starttls(context=context)
            if self.url.username:
                smtp.login(unquote(self.url.username), unquote(self.url.password or ""))
            smtp.send_message(self.message(letter))

    def message(self, letter: Letter) -> EmailMessage:
        """`letter` as a MIME message: text first, html beside it where there is one."""
        message = EmailMessage()
        message["From"] = self.sender
        message["To"] = letter.to
        message["Subject"] = " ".join(letter.subject.split())
        message["Date"] = format_datetime(letter.posted_at)
        message["Message-ID"] = f"<{letter.message_id}@{self.host}>"
        message["Auto-Submitted"] = "auto-generated"
        for name, value in letter.headers.items():
            message[name] = " ".join(str(value).split())
        message.set_content(letter.text)
        if letter.html:
            message.add_alternative(letter.html, subtype="html")
        return message


Writer = Callable[[str, str, dict[str, Any]], tuple[str, str]]

_carrier: list[Carrier] = []
_writer: list[Writer] = []
_home: list[str] = []


def wire(carrier: Carrier, writer: Writer, home: str) -> None:
    """Use `carrier` and `writer` from now on; `home` is the public address of the application."""
    _carrier[:] = [carrier]
    _writer[:] = [writer]
    _home[:] = [home]


def link(path: str) -> str:
    """The public address of `path` ("/consultations/…"), for letters."""
    return _home[0] + path


def write(name: str, language: str, /, **values: Any) -> tuple[str, str]:
    """Subject and text of the letter `name`: templates/<name>/subject.txt and body.txt, in `language`."""
    return _writer[0](name, language, values)


_OPENS = "opens "
"""The keys of secret letters begin with it."""


def post(
    *,
    to: str,
    key: str,
    subject: str,
    text: str,
    html: str = "",
    headers: dict[str, Any] | None = None,
    is_secret: bool = False,
) -> None:
    """Write a letter inside the running action; a second one with the same `key` is none.

    Of a secret one, with a code or a link that opens something, the words leave the database as soon as it is sent.
    """
    at = clock.now()
    row = {
        "key": _OPENS + key if is_secret else key,
        "message_id": uuid4().hex,
        "to": to,
        "subject": " ".join(subject.split()),
        "text": text,
        "html": html,
        "headers": headers or {},
        "posted_at": at,
        "due_at": at,
        "postage": Postage.WAITING,
        "attempts": 0,
        "error": "",
    }
    written = db.session.execute(
        insert(Letter).values(row).on_conflict_do_nothing(index_elements=["key"]).returning(Letter.id)
    ).scalar_one_or_none()
    if written is not None:
        after_commit(lambda: ring_letters([written]))


def unsubscribing(address: str) -> dict[str, Any]:
    """The headers by which mail programs end letters at `address` with one click (RFC 8058); none for ""."""
    if not address:
        return {}
    return {"List-Unsubscribe": f"<{address}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def ring_letters(ids: Sequence[int]) -> None:
    """Ring for waiting letters."""
    if ids:
        queue.bell().ring_once("consult.core.mail.send_all")


class ServerAway(Exception):
    """The mail server does not talk to us, whatever the letter."""


def send_all() -> None:
    """Send every letter that waits; where the mail server is away, the others wait too."""
    with suppress(ServerAway):
        queue.do_all("consult.core.mail.send_all", _waiting, _send)


def send(identifier: int) -> None:
    """Send one letter. A job: once in effect, however often it is called."""
    with suppress(ServerAway):
        _send(identifier)


def _send(identifier: int) -> None:
    with queue.bell().context(), _alone(identifier) as is_ours:
        letter = _claim(identifier) if is_ours else None
        if letter is None:
            return
        try:
            _carrier[0].carry(letter)
        except Exception as trouble:  # whatever ails one letter must not hold up the others
            ailment = _ailment(trouble)
            log.warning("letter %s was not taken, %s: %s", identifier, trouble, ailment.value)
            _put_off(identifier, logs.facts(trouble), ailment)  # its words would tell the address
            if ailment == Ailment.AWAY:
                raise ServerAway from trouble
        else:
            _mark_surely(identifier)


class Ailment(Enum):
    """What keeps a letter from being taken."""

    AWAY = "the mail server does not talk to us"
    LATER = "the mail server does not take this letter now, and asks us to come again"
    REFUSED = "the mail server does not take this letter"


def _ailment(trouble: Exception) -> Ailment:
    """Which of them it is: a greylisted or full mailbox (4xx, RFC 5321) is not one that does not exist (5xx)."""
    about_us = (
        smtplib.SMTPServerDisconnected,
        smtplib.SMTPConnectError,
        smtplib.SMTPHeloError,
        smtplib.SMTPAuthenticationError,
    )
    is_smtp = isinstance(trouble, smtplib.SMTPException)  # one kind of OSError; the rest are connections
    codes = _codes(trouble)
    if isinstance(trouble, about_us) or (isinstance(trouble, OSError) and not is_smtp) or _CLOSING in codes:
        return Ailment.AWAY
    return Ailment.LATER if codes and all(400 <= code < 500 for code in codes) else Ailment.REFUSED


_CLOSING = 421
"""With this a server that shuts down answers whatever it is told."""


def _codes(trouble: Exception) -> list[int]:
    """What the mail server answered."""
    if isinstance(trouble, smtplib.SMTPRecipientsRefused):
        return [code for code, _words in trouble.recipients.values()]
    return [trouble.smtp_code] if isinstance(trouble, smtplib.SMTPResponseException) else []


_LETTERS = 7_236_518
"""The first half of the advisory lock on a letter."""


@contextmanager
def _alone(identifier: int) -> Iterator[bool]:
    """Hold a letter against other senders; False where another has it."""
    key = {"space": _LETTERS, "letter": identifier % 2**31}
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as held:
        is_ours = bool(held.execute(text("SELECT pg_try_advisory_lock(:space, :letter)"), key).scalar_one())
        try:
            yield is_ours
        finally:
            if is_ours:
                with suppress(OperationalError, InterfaceError):  # then the lock went with the connection
                    held.execute(text("SELECT pg_advisory_unlock(:space, :letter)"), key)


CLAIM = timedelta(seconds=30)
"""After this a claimed letter whose sender died is anybody's again."""

LIFE = timedelta(days=5)
"""For so long a letter is tried while the mail server is away, or asks us to come again."""


@action
def _claim(identifier: int) -> Letter | None:
    due = select(Letter).where(
        Letter.id == identifier,
        or_(
            Letter.postage == Postage.WAITING,
            (Letter.postage == Postage.SENDING) & (Letter.due_at < clock.now()),
        ),
    )
    letter = db.session.execute(due.with_for_update(skip_locked=True)).scalar_one_or_none()
    if letter is not None:
        letter.message_id = letter.message_id or _late_message_id(letter)
        letter.postage = Postage.SENDING
        letter.due_at = clock.now() + CLAIM
        letter.attempts += 1
        db.session.flush()
        db.session.expunge(
            letter
        )  # it is sent without a transaction being open, and without asking the database
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
    _keep_no_secret(letter)


def _keep_no_secret(letter: Letter) -> None:
    """Blank the words of a secret letter that is out of our hands; where none are sent, they can be read here only."""
    if letter.key.startswith(_OPENS) and _carrier[0].leads_out:
        letter.text = letter.html = ""


@action
def _put_off(identifier: int, error: str, ailment: Ailment) -> None:
    """Try again later; give up what was refused often, or could not be delivered for days."""
    letter = db.session.get_one(Letter, identifier)
    is_away = ailment == Ailment.AWAY
    letter.error = error[:2000]
    letter.attempts -= is_away
    is_refused = ailment == Ailment.REFUSED and letter.attempts >= queue.ATTEMPTS
    is_over = is_refused or clock.now() - letter.posted_at > LIFE
    letter.postage = Postage.GIVEN_UP if is_over else Postage.WAITING
    if is_over:
        _keep_no_secret(letter)
    pause = 30 if is_away else min(15 * 2 ** min(letter.attempts, 10), 3600)
    letter.due_at = clock.now() + timedelta(seconds=pause)


def _waiting() -> Sequence[int]:
    rows = (
        select(Letter.id)
        .where(
            or_(
                (Letter.postage == Postage.WAITING) & or_(Letter.error == "", Letter.due_at <= clock.now()),
                (Letter.postage == Postage.SENDING) & (Letter.due_at < clock.now()),
            )
        )
        .order_by(Letter.due_at, Letter.id)
        .limit(200)
    )
    return db.session.execute(rows).scalars().all()


def sweep() -> None:
    """Ring again for letters whose bell was lost or whose worker died. Periodic."""
    late = clock.now() - timedelta(seconds=20)
    overdue = (
        select(Letter.id)
        .where(
            or_(
                (Letter.postage == Postage.WAITING) & (Letter.due_at < late),
                (Letter.postage == Postage.SENDING) & (Letter.due_at < clock.now()),
            )
        )
        .limit(1)
    )
    ring_letters(db.session.execute(overdue).scalars().all())


KEPT = timedelta(days=30)
"""For so long a letter stays here after it was sent or given up: time to answer who asks for one that did not come."""


def forget_old() -> None:
    """Letters that were sent, or given up, KEPT ago leave the database, some at a time. Periodic."""
    while _forget_some():
        pass


@action
def _forget_some() -> bool:
    """Forget some old letters; whether there were any."""
    old = (
        select(Letter.id)
        .where(
            Letter.posted_at < clock.now() - KEPT,
            Letter.postage.in_([Postage.SENT, Postage.GIVEN_UP]),
            or_(Letter.sent_at.is_(None), Letter.sent_at < clock.now() - KEPT),
        )
        .limit(1000)
        .with_for_update(skip_locked=True)
    )
    ids = db.session.execute(old).scalars().all()
    db.session.execute(delete(Letter).where(Letter.id.in_(ids)))
    return bool(ids)


def latest(limit: int = 100) -> Sequence[Letter]:
    """The letters posted last, newest first: what the demo's outbox shows."""
    return db.session.execute(select(Letter).order_by(Letter.id.desc()).limit(limit)).scalars().all()
