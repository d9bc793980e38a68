"""What is sent to a mail server that offers PIPELINING, by what it answers: here all its answers are there beforehand."""

import smtplib
import socket
from collections.abc import Iterator

import pytest

from consult.core.mail_pipelining import hand_over

ASKED = b"mail FROM:<a@example.org>\r\nrcpt TO:<b@example.org>\r\ndata\r\n"
MESSAGE = b"Subject: News\r\n\r\n.One dot\r\n.\r\n"
SENT = b"Subject: News\r\n\r\n..One dot\r\n..\r\n.\r\n"


class Connection:
    """Both ends of a connection."""

    def __init__(self) -> None:
        self.smtp = smtplib.SMTP()
        self.smtp.esmtp_features, self.smtp.does_esmtp = {"pipelining": ""}, True
        self.smtp.ehlo_resp = b"here"
        self.smtp.sock, self.server = socket.socketpair()
        self.smtp.sock.settimeout(5)

    def send(self, *answers: str) -> bytes:
        """What the server gets where it answers so."""
        self.server.sendall("".join(f"{one}\r\n" for one in answers).encode())
        hand_over(self.smtp, "a@example.org", "b@example.org", MESSAGE)
        return self.server.recv(4096)


@pytest.fixture
def connection() -> Iterator[Connection]:
    made = Connection()
    yield made
    made.smtp.close()
    made.server.close()


def test_an_email_takes_two_round_trips(connection: Connection) -> None:
    for _time in (1, 2):
        assert connection.send("250 ok", "250 ok", "354 go on", "250 taken") == ASKED + SENT


@pytest.mark.parametrize(
    ("answers", "more"),
    [
        (["250 ok", "550 unknown", "503 no recipient", "250 reset"], b"rset\r\n"),
        # it waits for data though it took no recipient
        (["250 ok", "550 unknown", "354 go on", "554 no recipient", "250 reset"], b".\r\nrset\r\n"),
    ],
)
def test_a_refused_recipient_gets_nothing_and_the_next_email_is_sent(
    connection: Connection, answers: list[str], more: bytes
) -> None:
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        connection.send(*answers)
    assert refused.value.recipients == {"b@example.org": (550, b"unknown")}
    assert connection.server.recv(4096) == ASKED + more
    assert connection.send("250 ok", "250 ok", "354 go on", "250 taken") == ASKED + SENT


def test_the_first_refusal_counts(connection: Connection) -> None:
    with pytest.raises(smtplib.SMTPSenderRefused) as refused:
        connection.send("451 not now", "503 no sender", "503 no recipient", "250 reset")
    assert refused.value.smtp_code == 451


def test_data_that_is_refused_leaves_the_connection_ready(connection: Connection) -> None:
    with pytest.raises(smtplib.SMTPDataError):
        connection.send("250 ok", "250 ok", "354 go on", "552 too large", "250 reset")
    assert connection.server.recv(4096) == ASKED + SENT + b"rset\r\n"


def test_a_server_that_ends_the_connection_is_believed_at_its_first_word(connection: Connection) -> None:
    connection.server.sendall(b"250 ok\r\n421 closing\r\n")
    connection.server.shutdown(socket.SHUT_WR)
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        hand_over(connection.smtp, "a@example.org", "b@example.org", MESSAGE)
    assert refused.value.recipients == {"b@example.org": (421, b"closing")}
    assert connection.smtp.sock is None


@pytest.mark.parametrize("answers", [b"", b"250 ok\r\n", b"250 ok\r\n250 ok\r\n354 go on\r\n"])
def test_a_connection_that_is_lost_is_told(connection: Connection, answers: bytes) -> None:
    connection.server.sendall(answers)
    connection.server.shutdown(socket.SHUT_WR)
    with pytest.raises(smtplib.SMTPServerDisconnected):
        hand_over(connection.smtp, "a@example.org", "b@example.org", MESSAGE)
