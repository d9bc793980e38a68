"""Emails: a row in the same transaction as its cause, then SMTP from a worker.

`queue_email` writes the email; `mail_sending` sends it from a worker, with mail_states, mail_delays, mail_answers,
mail_messages, mail_pipelining. An email has a key, so that posting it twice is posting it once, and a random
Message-ID that is stored with it, so that the one case in which SMTP cannot tell us whether it took an email (we were
killed between its yes and our commit) yields a repeat that receivers recognise, and so that no email written after a
restore carries the Message-ID of another. One recipient per email: no one sees another's address.
"""

import smtplib
import ssl
from collections.abc import Callable, Sequence
from datetime import timedelta
from enum import StrEnum
from functools import cached_property
from typing import Any, NotRequired, TypedDict, Unpack
from urllib.parse import parse_qs, unquote, urlsplit
from uuid import uuid4

from sqlalchemy import Index, delete, func, or_, select, text

from consult.core import batch_deletion, clock, mail_messages, mail_pipelining, queue, request_ids
from consult.core.actions import action, after_commit
from consult.core.database import Identifier, Instant, Json, Mapped, Model, db, mapped_column, one_of, table
from consult.core.declarations import listed_in
from consult.core.inserting import insert_given
from consult.core.kept_statements import KeptStatement
from consult.core.multilingual import Words


class EmailStatus(StrEnum):
    """How far an email has come."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    GIVEN_UP = "given_up"


NOW, LATER = 0, 1


class Email(Model):
    """One mail to one address."""

    __tablename__ = "letters"
    __table_args__ = (
        Index("ix_letters_due", "due_at", postgresql_where="postage IN ('waiting', 'sending')"),
        Index("ix_letters_posted_at", "posted_at"),
        Index("uq_letters_message_id", "message_id", unique=True, postgresql_where="message_id <> ''"),
        Index("ix_letters_given_up", "id", postgresql_where="postage = 'given_up'"),
        Index("ix_letters_next", "urgency", "attempts", "id", postgresql_where="postage = 'waiting'"),
    )

    id: Mapped[Identifier]
    key: Mapped[str] = mapped_column(unique=True)
    message_id: Mapped[str] = mapped_column(server_default="")
    """The Message-ID before its @; "" until it is claimed, where the version before wrote the email."""
    to: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str]
    html: Mapped[str] = mapped_column(default="")
    headers: Mapped[Json]
    posted_at: Mapped[Instant]
    due_at: Mapped[Instant]
    sent_at: Mapped[Instant | None]
    status: Mapped[EmailStatus] = mapped_column(
        "postage", one_of(EmailStatus, "postage"), default=EmailStatus.WAITING
    )
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(default="")
    urgency: Mapped[int] = mapped_column(default=LATER, server_default="1")
    """NOW for what someone waits for, LATER for the rest."""
    tried_at: Mapped[Instant | None]
    """When it was last tried."""
    crashes: Mapped[int] = mapped_column("deaths", default=0, server_default="0")
    """How often a worker ended while it sent this."""
    request_id: Mapped[request_ids.RequestId]


GREETING = 10.0
"""Seconds for the mail server to answer while we connect."""

ANSWER = 20.0
"""Seconds for it to answer while it takes an email, which it may look into."""


class MailTransport:
    """Where emails leave: SMTP, or nowhere but the demo's outbox page."""

    def __init__(self, url: str, sender: str, public_host: str) -> None:
        """`url` is smtp://user:password@host:port?tls=starttls|implicit|none, or "" to keep emails here."""
        self.url = urlsplit(url)
        self.sender = sender
        self.host = public_host

    @cached_property
    def trust(self) -> ssl.SSLContext:
        """Whose certificates are believed; made once, for reading them costs more than sending an email."""
        return ssl.create_default_context()

    @cached_property
    def _writer(self) -> mail_messages.Writer:
        """Writes emails from the sender, whose header it reads once."""
        return mail_messages.Writer(self.sender, self.host)

    @property
    def address(self) -> str:
        """The address of the sender alone."""
        return self._writer.address

    @property
    def sends_emails(self) -> bool:
        """Whether emails leave at all."""
        return bool(self.url.hostname)

    def connect(self) -> smtplib.SMTP:
        """A way to the mail server, on which emails can be sent. Raises OSError or smtplib.SMTPException."""
        tls = parse_qs(self.url.query).get("tls", ["none"])[0]
        context = self.trust if tls != "none" else None
        host = self.url.hostname or ""
        smtp: smtplib.SMTP = (
            smtplib.SMTP_SSL(host, self.url.port or 465, self.host, timeout=GREETING, context=context)
            if tls == "implicit"
            else smtplib.SMTP(host, self.url.port or 25, self.host, timeout=GREETING)
        )
        try:
            if tls == "starttls":
                smtp.starttls(context=context)
            smtp.ehlo_or_helo_if_needed()
            if self.url.username:
                smtp.login(unquote(self.url.username), unquote(self.url.password or ""))
        except BaseException:
            smtp.close()
            raise
        if smtp.sock is not None:
            smtp.sock.settimeout(ANSWER)
        return smtp

    def hand_over(self, smtp: smtplib.SMTP, email: Email) -> None:
        """Have the mail server take `email`. Raises OSError or smtplib.SMTPException; UnicodeError where it cannot be
        written."""
        writer = self._writer
        if writer.is_plain(email):
            mail_pipelining.hand_over(smtp, writer.address, email.to, writer.as_bytes(email))
        else:
            smtp.send_message(writer.message(email))


Writer = Callable[[str, str, dict[str, Any]], tuple[str, str]]

_transport: list[MailTransport] = []
_writer: list[Writer] = []
_home: list[str] = []
_languages: list[str] = []


def wire(sender: MailTransport, writer: Writer, home: str) -> None:
    """Send emails by `sender`, write them by `writer` from now on; `home` is the public address of the application."""
    _transport[:] = [sender]
    _writer[:] = [writer]
    _home[:] = [home]


def wire_languages(languages: Sequence[str]) -> None:
    """Write emails in these languages from now on; in the first where another is asked for."""
    _languages[:] = languages


def languages() -> Sequence[str]:
    """The languages in which emails are written."""
    return _languages


def transport() -> MailTransport:
    """Where emails leave."""
    return _transport[0]


def link(path: str) -> str:
    """The public address of `path` ("/consultations/…"), for emails."""
    return _home[0] + path


def write(name: str, language: str, /, **values: Any) -> tuple[str, str]:
    """Subject and text of the email `name`: templates/<name>/subject.txt and body.txt, in `language`."""
    return _writer[0](name, language, values)


_OPENS = "opens "
"""The keys of secret emails begin with it."""


class EmailParts(TypedDict):
    """What an email is made of."""

    to: str
    key: str
    subject: str
    text: str
    html: NotRequired[str]
    headers: NotRequired[dict[str, Any]]
    is_secret: NotRequired[bool]
    """It holds a code or a link that opens something: its words leave the database as soon as it is sent."""
    is_urgent: NotRequired[bool]
    """Someone waits for it: it is sent before the others, as secret ones are."""


def email_row(**words: Unpack[EmailParts]) -> dict[str, Any]:
    """The row of an email, for `post_all`; a second one with the same `key` is none."""
    is_secret = words.get("is_secret", False)
    at = clock.now()
    return {
        "key": _OPENS + words["key"] if is_secret else words["key"],
        "message_id": uuid4().hex,
        "to": words["to"],
        "subject": " ".join(words["subject"].split()),
        "text": words["text"],
        "html": words.get("html", ""),
        "headers": _language_header(words["text"]) | words.get("headers", {}),
        "posted_at": at,
        "due_at": at,
        "status": EmailStatus.WAITING,
        "attempts": 0,
        "error": "",
        "urgency": NOW if is_secret or words.get("is_urgent") else LATER,
        "crashes": 0,
        "request_id": request_ids.present(),
    }


def _language_header(text: str) -> dict[str, str]:
    """In which language an email is, where its text says it."""
    language = text.language if isinstance(text, Words) else ""
    return {"Content-Language": language} if language else {}


def queue_email(**words: Unpack[EmailParts]) -> None:
    """Write one email inside the running action."""
    queue_emails([email_row(**words)])


def queue_emails(rows: Sequence[dict[str, Any]]) -> None:
    """Write emails inside the running action, all in one statement, in this order."""
    if rows and _QUEUE.rows({"emails": [_plain(row) for row in rows]}):
        after_commit(wake_email_worker, once="notify email worker")


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """A row as JSON."""
    return {**row, **{name: row[name].isoformat() for name in ("posted_at", "due_at")}}


_WRITTEN = (
    "key", "message_id", "to", "subject", "text", "html", "headers", "posted_at", "due_at", "status", "attempts",
    "error", "urgency", "crashes", "request_id",
)  # fmt: skip
"""What `email_row` has."""


_ADDED = insert_given(Email, _WRITTEN, "emails").on_conflict_do_nothing(index_elements=["key"])
_QUEUE = KeptStatement(select(_ADDED.returning(table(Email).c.id).cte("added").c.id))


def unsubscribe_headers(address: str) -> dict[str, Any]:
    """The headers by which mail programs end emails at `address` with one click (RFC 8058); none for ""."""
    if not address:
        return {}
    return {mail_messages.END: f"<{address}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def wake_email_worker() -> None:
    """Ask for what waits to be sent."""
    queue.notifier().notify_once(SEND_ALL)


SEND_ALL = "consult.core.mail_sending.send_all"


def erase_secret_body(email: Email) -> None:
    """Blank the words of a secret email that is out of our hands."""
    if loses_its_body(email):
        email.text = email.html = ""


def loses_its_body(email: Email) -> bool:
    """Whether the words of an email leave with it: of a secret one; where none are sent, they can be read here only."""
    return is_secret(email) and _transport[0].sends_emails


SENT = "mail.sent"
"""The name under which the journal knows that an email left; its subject is the Message-ID."""

KEPT = timedelta(days=30)
"""For so long an email stays here after it was sent or given up: time to answer who asks for one that did not come."""


@listed_in("RETENTION_JOBS", "PERIODIC_JOBS")
def delete_old() -> None:
    """Emails that were sent, or given up, KEPT ago leave the database, some at a time. Periodic."""
    long_ago = clock.now() - KEPT
    batch_deletion.delete_all(
        Email,
        Email.posted_at < long_ago,
        Email.status.in_([EmailStatus.SENT, EmailStatus.GIVEN_UP]),
        or_(Email.sent_at.is_(None), Email.sent_at < long_ago),
    )


def delete_emails_to(email: str) -> None:
    """Delete the emails to an address inside the running action, but one that is being sent just now."""
    mine = (func.lower(Email.to) == email.lower()) & (Email.status != EmailStatus.SENDING)
    db.session.execute(delete(Email).where(mine))


def emails_to(email: str) -> Sequence[Email]:
    """The emails to an address that are still kept, the earliest first."""
    rows = select(Email).where(func.lower(Email.to) == email.lower()).order_by(Email.id)
    return db.session.execute(rows).scalars().all()


def is_secret(email: Email) -> bool:
    """Whether it holds a code or a link that opens something."""
    return email.key.startswith(_OPENS)


def count_given_up() -> int:
    """How many emails were given up, of those that are still kept."""
    given_up = select(func.count(Email.id)).where(Email.status == text("'given_up'"))
    return db.session.execute(given_up).scalar_one()


def latest(limit: int = 100) -> Sequence[Email]:
    """The emails posted last, newest first: what the demo's outbox shows."""
    return db.session.execute(select(Email).order_by(Email.id.desc()).limit(limit)).scalars().all()


@action
def mark_known_sent(message_ids: Sequence[str]) -> int:
    """Do not send again, after a restore, what left under one of these Message-IDs; how many emails that were."""
    waiting = select(Email).where(Email.status.in_([EmailStatus.WAITING, EmailStatus.SENDING]))
    known = set(message_ids)
    rows = db.session.execute(waiting.with_for_update()).scalars()
    found = [email for email in rows if email.message_id in known]
    for email in found:
        email.status, email.sent_at = EmailStatus.SENT, clock.now()
        erase_secret_body(email)
    return len(found)
