"""Mail servers that fail in every way: nothing is lost, no one's trouble is everyone's, and all leaves once it can."""

import asyncio
import socket
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from flask import Flask
from sqlalchemy import select

from consult.core import clock, mail, mail_delays, mail_sending, outbox, queue
from consult.core.actions import action
from consult.core.database import db
from consult.core.mail import Email, EmailStatus, MailTransport
from consult.core.mail_delays import MailDelay
from consult.web import email_texts
from tests import world

pytestmark = pytest.mark.usefixtures("ctx")


class Server:
    """A mail server whose failings a test chooses; `taken` are the addresses it took emails for, in order."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.taken: list[str] = []
        self.connections = 0
        self.most = 10**6
        """Emails that it takes over one connection."""
        self.fails = ""
        """What it does to everything: hang, drop, or an answer."""
        self.bad: dict[str, str] = {}
        """What it does to emails for these addresses."""
        self.unknown: dict[str, str] = {}
        """How it answers to these recipients."""
        self.offers_pipelining = False
        self.slow: dict[str, float] = {}
        """Seconds that emails for these domains take."""
        self.controller = Controller(self, hostname="127.0.0.1", port=port)

    async def handle_EHLO(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name, session.count = hostname, 0
        self.connections += 1
        return [responses[0], "250-PIPELINING", *responses[1:]] if self.offers_pipelining else responses

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if address in self.unknown:
            return self.unknown[address]
        envelope.rcpt_tos.append(address)
        return "250 known"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        (to,) = envelope.rcpt_tos
        fails = self.fails or self.bad.get(to, "")
        if session.count >= self.most:
            fails = "drop"
        if fails == "hang":
            await asyncio.sleep(30)
        if fails == "drop":
            server.transport.abort()
            return "421 gone"
        if fails:
            return fails
        await asyncio.sleep(self.slow.get(to.rpartition("@")[2], 0))
        session.count += 1
        self.taken.append(to)
        return "250 taken"


@pytest.fixture
def server(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """The application's emails go to this server, which waits for us as little as a test does."""
    monkeypatch.setattr("consult.core.mail.GREETING", 0.5)
    monkeypatch.setattr("consult.core.mail.ANSWER", 0.5)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        made = Server(free.getsockname()[1])
    made.controller.start()
    transport = MailTransport(
        f"smtp://127.0.0.1:{made.port}", "Consult <consult@example.org>", "consult.example.org"
    )
    mail.wire(transport, email_texts.render_email, "http://localhost")
    yield made
    if made.controller.server is not None:
        made.controller.stop()
    mail.wire(
        MailTransport("", "consult@localhost", "localhost"), email_texts.render_email, "http://localhost"
    )


@action
def post(*addresses: str, **more: Any) -> None:
    for to in addresses:
        mail.queue_email(to=to, key=f"to {to} {more}", subject="News", text="News.", **more)


def people(count: int, domain: str = "example.org") -> list[str]:
    return [f"person-{number}@{domain}" for number in range(1, count + 1)]


def emails() -> list[Email]:
    db.session.expire_all()
    return list(db.session.execute(select(Email).order_by(Email.id)).scalars())


def later(turn: int = 1) -> None:
    """The first, second … turn after now, each once the server may be tried again."""
    with clock.at(clock.now() + turn * (mail_delays.PROBE_LETTERS + timedelta(seconds=5))):
        mail_sending.send_all()


def away() -> list[tuple[str, bool]]:
    db.session.expire_all()
    return [(one.name, one.is_away) for one in db.session.execute(select(MailDelay)).scalars()]


def test_after_an_outage_all_emails_leave_at_once_over_one_connection(server: Server) -> None:
    server.controller.stop()
    post(*people(30))
    mail_sending.send_all()
    assert ({one.attempts for one in emails()}, away()) == ({0}, [("", True)])
    server.controller = Controller(server, hostname="127.0.0.1", port=server.port)
    server.controller.start()
    later()
    assert (server.taken, server.connections, away()) == (people(30), 1, [])


def test_a_server_that_is_away_is_not_tried_by_every_email(server: Server) -> None:
    server.fails = "421 shutting down"
    post(*people(1))
    mail_sending.send_all()
    for number in range(5):
        post(f"other-{number}@example.org")
        mail_sending.send_all()
    assert server.connections == 1


def test_a_server_that_accepts_and_says_nothing_costs_one_wait_and_no_email_an_attempt(
    server: Server,
) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(8)
        port = silent.getsockname()[1]
        mail.wire(
            MailTransport(f"smtp://127.0.0.1:{port}", "a@example.org", "x"),
            email_texts.render_email,
            "http://localhost",
        )
        post(*people(5))
        mail_sending.send_all()
    assert ({one.attempts for one in emails()}, away()) == ({0}, [("", True)])


@pytest.mark.parametrize("offers_pipelining", [False, True])
def test_a_server_that_ends_connections_after_some_emails_gets_the_others_over_new_ones(
    server: Server, offers_pipelining: bool
) -> None:
    server.offers_pipelining = offers_pipelining
    server.most = 4
    post(*people(10))
    mail_sending.send_all()
    assert (server.taken, server.connections) == (people(10), 3)
    assert {(one.attempts, one.status) for one in emails()} == {(1, EmailStatus.SENT)}


@pytest.mark.parametrize("fails", ["hang", "drop", "451 try later"])
def test_a_server_that_takes_nothing_is_away_and_what_failed_leaves_with_the_rest_once_it_is_back(
    server: Server, fails: str
) -> None:
    server.fails = fails
    post(*people(8))
    mail_sending.send_all()
    assert away() == [("", True)]
    assert sorted(one.attempts for one in emails()) == [0] * 5 + [1] * 3
    for turn in range(1, 4):
        later(turn)
    server.fails = ""
    later(4)
    assert (sorted(server.taken), away()) == (people(8), [])


def test_the_email_that_found_the_server_away_leaves_with_the_others(server: Server) -> None:
    server.fails = "421 closing"
    post(*people(2))
    mail_sending.send_all()
    server.fails = ""
    with clock.at(
        clock.now() + mail_delays.PROBE + timedelta(seconds=1)
    ):  # sooner than its own pause is over
        mail_sending.send_all()
    assert sorted(server.taken) == people(2)


def test_a_server_that_took_nothing_is_probed_with_an_email_that_is_not_due(server: Server) -> None:
    server.fails = "451 try later"
    post(*people(3))
    mail_sending.send_all()
    server.fails = ""
    with clock.at(clock.now() + mail_delays.PROBE_LETTERS + timedelta(seconds=1)):
        mail_sending.send_all()  # probes with one
        mail_sending.send_all()
    assert sorted(server.taken) == people(3)


@pytest.mark.parametrize("offers_pipelining", [False, True])
@pytest.mark.parametrize("answer", ["450 try later", "550 unknown"])
def test_a_recipient_whom_the_server_rejects_is_told_of_once_and_the_others_get_theirs(
    server: Server, answer: str, offers_pipelining: bool
) -> None:
    server.offers_pipelining = offers_pipelining
    server.unknown["person-2@example.org"] = answer
    post(*people(4))
    mail_sending.send_all()
    assert (server.taken, server.connections) == ([people(4)[0], *people(4)[2:]], 1)
    waiting = [one for one in emails() if one.status != EmailStatus.SENT]
    assert [(one.to, one.attempts, one.error) for one in waiting] == [
        ("person-2@example.org", 1, f"SMTPRecipientsRefused ({answer[:3]})")
    ]


@pytest.mark.parametrize("offers_pipelining", [False, True])
@pytest.mark.parametrize("fails", ["hang", "drop", "451 full", "550 unknown"])
def test_trouble_with_one_email_is_its_own(server: Server, fails: str, offers_pipelining: bool) -> None:
    server.offers_pipelining = offers_pipelining
    server.bad["person-1@example.org"] = fails
    post(*people(6))
    mail_sending.send_all()
    assert server.taken == people(6)[1:]
    assert [one.status for one in emails()] == [EmailStatus.WAITING] + [EmailStatus.SENT] * 5
    assert away() == []


def test_emails_that_end_the_connection_do_not_hold_up_the_others_however_many_they_are(
    server: Server,
) -> None:
    server.bad = dict.fromkeys(people(5, "poison.example"), "drop")
    post(*people(5, "poison.example"), *people(5))
    for turn in range(1, 4):
        later(turn)
    assert server.taken == people(5)


def test_emails_to_a_slow_domain_come_after_all_others(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail_sending, "SLOW", 0.1)
    server.slow["slow.example"] = 0.2
    post(*people(4, "slow.example"), *people(5))
    mail_sending.send_all()
    assert away() == [("slow.example", False)]
    assert server.taken == ["person-1@slow.example", *people(5)]
    mail_sending.send_all()
    assert server.taken[6:] == people(4, "slow.example")[1:]


def test_what_someone_waits_for_goes_first(server: Server) -> None:
    post(*people(3))
    post("hasty@example.org", is_urgent=True)
    post("forgot@example.org", is_secret=True)
    mail_sending.send_all()
    assert server.taken == ["hasty@example.org", "forgot@example.org", *people(3)]


def test_a_worker_of_emails_sends_what_was_written_while_it_told_of_events(
    server: Server, ctx: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.consultation(ctx)
    world.submission(ctx, email="amara@growers.example")
    monkeypatch.setattr(queue.notifier(), "is_serving", True)
    outbox.deliver_all("email")
    assert server.taken == ["amara@growers.example"]
    outbox.deliver_all("email")
    assert server.taken == ["amara@growers.example"]


def test_an_email_is_marked_before_the_next_one_is_sent(server: Server) -> None:
    post(*people(3))
    server.bad["person-2@example.org"] = "drop"
    mail_sending.send_all()
    assert server.taken == ["person-1@example.org", "person-3@example.org"]
    sent, waits = EmailStatus.SENT, EmailStatus.WAITING
    assert [(one.status, one.attempts) for one in emails()] == [(sent, 1), (waits, 1), (sent, 1)]
