"""Sending emails: one way to the mail server for many of them, and no one's trouble is everyone's.

What fails over one email puts off that email (see mail_states); a server or domain that is away or slow is remembered
(see mail_delays), and what the server's answers mean stands in mail_answers.
"""

import logging
import smtplib
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta

from sqlalchemy import ColumnElement, or_, select

from consult.core import clock, job_timeouts, log_lines, logs, queue, request_ids
from consult.core.database import db
from consult.core.declarations import listed_in
from consult.core.mail import Email, EmailStatus, transport, wake_email_worker
from consult.core.mail_answers import CLOSING, codes, is_lost, is_refused
from consult.core.mail_delays import (
    LONGEST_PAUSE,
    PROBE,
    PROBE_LETTERS,
    SERVER,
    MailDelay,
    forget_failing,
    remember_failing,
    remember_slow,
)
from consult.core.mail_states import (
    claim,
    domain,
    domain_of,
    give_up_old,
    is_due,
    make_due,
    mark_and_claim,
    mark_surely,
    put_off,
)

log = logging.getLogger(__name__)

DEADLINE = 45.0
"""Seconds that sending one email may take in all."""

HOUR = timedelta(hours=1)

SLOW = 5.0
"""Seconds after which an email was slow; others at the same domain then come last, for SLOW_FOR."""

SEVERAL = 3
"""So many emails that fail one after the other, and none that is taken, are the server's trouble and not theirs."""


class ServerAway(Exception):
    """The mail server does not talk to us, whatever the email."""


def waits() -> ColumnElement[bool]:
    """The condition that an email is due, or the mail server took none and is to be tried."""
    due = select(Email).where(is_due(queue.NOW))
    failing = select(MailDelay).where(MailDelay.name == SERVER)
    return or_(queue.has_rows(due), queue.has_rows(failing))


@listed_in("PERIODIC_JOBS")
def send_all() -> None:
    """Send every email that waits, the urgent ones first. Also periodic, for what was not heard."""
    turn = MailSession()
    try:
        turn.start()
        queue.do_all(wake_email_worker, turn.waiting, turn.send_several)
        turn.probe()
    except ServerAway:
        with queue.notifier().context():
            give_up_old()
    finally:
        turn.close()


def send(identifier: int) -> None:
    """Send one email that waits, due or not: once in effect, however often it is called."""
    turn = MailSession()
    with queue.notifier().context():
        make_due(Email.id == identifier)
    with suppress(ServerAway):
        turn.send_several([identifier])
    turn.close()


class MailSession:
    """Emails sent one after the other, over one connection as long as the server keeps it."""

    def __init__(self) -> None:
        self.smtp: smtplib.SMTP | None = None
        self.carried = 0
        """Emails that this connection has carried."""
        self.failed: set[str] = set()
        """To whom emails failed in this turn since one was taken."""
        self.failing: MailDelay | None = None
        self.slow: set[str] = set()
        """Domains found slow since emails were chosen: those chosen already are left for the next turn."""
        self.tried: set[int] = set()
        """The emails that were chosen in this turn."""
        self.taken: Email | None = None
        """The email that the server took last, until it is marked: with the claim of the next one, at once."""

    def start(self) -> None:
        """Look how the server was. Raises ServerAway where it is not yet time to try it again."""
        with queue.notifier().context():
            self.failing = db.session.get(MailDelay, SERVER)
            if self.failing is not None and self.failing.until > clock.now():
                raise ServerAway

    def waiting(self) -> Sequence[tuple[int, ...]]:
        """Some of the emails that are due, together: the urgent ones first, each once in a turn."""
        found = tuple(identifier for identifier in self._due() if identifier not in self.tried)
        return [found] if found else []

    def _due(self) -> Sequence[int]:
        """Some of the emails that are due; one at a slow domain only if there is no other."""
        self.slow.clear()
        order = (Email.urgency, Email.attempts, Email.id)
        slow = db.session.execute(select(MailDelay.name).where(MailDelay.until > clock.now())).scalars().all()
        quick = select(Email.id).where(is_due(), domain.not_in(slow)).order_by(*order).limit(50)
        found = db.session.execute(quick).scalars().all()
        if found or not slow:
            return found
        return db.session.execute(select(Email.id).where(is_due()).order_by(*order).limit(1)).scalars().all()

    def send_several(self, identifiers: Sequence[int]) -> None:
        """Send emails one after the other, for queue.BATCH seconds. Raises ServerAway where the server is away."""
        ends = time.monotonic() + queue.BATCH
        try:
            with queue.notifier().context():
                for identifier in identifiers:
                    if time.monotonic() > ends:
                        return
                    self.tried.add(identifier)
                    with job_timeouts.within(DEADLINE):
                        self._send(identifier)
        finally:
            self._mark()

    def _send(self, identifier: int) -> None:
        self._connect()
        sent = self.taken
        email = mark_and_claim(sent, identifier, self.slow) if sent else claim(identifier, self.slow)
        self.taken = None
        if email is None:
            return
        with request_ids.carried(email.request_id):
            self._try(email)

    def _mark(self) -> None:
        if self.taken is not None:
            with queue.notifier().context():
                mark_surely(self.taken)
            self.taken = None

    def _try(self, email: Email) -> None:
        began = time.monotonic()
        try:
            with log_lines.attempt("email", email.attempts):
                self._carry(email)
        except Exception as trouble:  # noqa: BLE001 -- whatever ails one email must not hold up the others
            self._fails(email, trouble)
        else:
            self._is_taken(email)
        finally:
            if time.monotonic() - began > SLOW:
                self.slow.add(domain_of(email))
                remember_slow(domain_of(email))

    def probe(self) -> None:
        """Where several emails failed and none was taken, try the one that waited longest, due or not."""
        if self.failing is None or not self.failing.is_away or self.failed:
            return
        with queue.notifier().context():
            waits = select(Email.id).where(Email.status == EmailStatus.WAITING)
            longest = db.session.execute(waits.order_by(Email.tried_at).limit(1)).scalar_one_or_none()
            if longest is None:
                return
            make_due(Email.id == longest)
        self.send_several([longest])

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
        if self.smtp is not None or not transport().sends_emails:
            return
        try:
            self.smtp = transport().connect()
        except (OSError, smtplib.SMTPException) as trouble:
            log.warning("the mail server does not talk to us, %s", trouble)
            remember_failing(logs.facts(trouble), PROBE, clock.now())
            raise ServerAway from trouble

    def _carry(self, email: Email) -> None:
        """Send over the connection that is there; a server may end it after some emails, then over a new one."""
        if not transport().sends_emails:
            return
        used = self.carried
        try:
            self._hand_over(email)
        except (smtplib.SMTPException, OSError) as trouble:
            if not used or not is_lost(trouble):
                raise
            self._connect()
            self._hand_over(email)

    def _hand_over(self, email: Email) -> None:
        if self.smtp is None:
            raise smtplib.SMTPServerDisconnected("the connection was lost")
        try:
            transport().hand_over(self.smtp, email)
        except BaseException as trouble:
            if not isinstance(trouble, smtplib.SMTPException) or is_lost(trouble):
                self._drop()
            raise
        self.carried += 1

    def _fails(self, email: Email, trouble: Exception) -> None:
        """Put off the email. Raises ServerAway where the trouble is not this email's alone."""
        refused = is_refused(trouble)
        log.warning("email %s was not taken, %s", email.id, trouble)
        longest = LONGEST_PAUSE if self._may_be_the_servers() and not refused else timedelta(days=1)
        put_off(email.id, logs.facts(trouble), refused, longest)
        if refused:
            return
        self.failed.add(email.to)
        is_closing = CLOSING in codes(trouble)
        is_away = is_closing or len(self.failed) >= SEVERAL
        was_away = self.failing is not None and self.failing.is_away
        pause = PROBE if is_closing else PROBE_LETTERS if is_away or was_away else None
        remember_failing(logs.facts(trouble), pause, email.tried_at or clock.now())
        if is_away:
            raise ServerAway from trouble

    def _may_be_the_servers(self) -> bool:
        """Whether nothing was taken since an email failed, not long ago."""
        return self.failing is not None and clock.now() - self.failing.since < HOUR

    def _is_taken(self, email: Email) -> None:
        self.taken = email
        if self.failing is not None or self.failed:
            self._mark()
            forget_failing()
        self.failing = None
        self.failed.clear()
