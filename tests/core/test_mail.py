"""Emails: posted once with their cause, carried by SMTP to a real server, tried again, given up."""

import re
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from consult.core import clock, mail, mail_messages, mail_sending, mail_states, queue
from consult.core.actions import action
from consult.core.database import db
from consult.core.mail import Email, EmailStatus, MailTransport
from consult.web import email_texts
from tests.conftest import Sink

pytestmark = pytest.mark.usefixtures("ctx")


WRITER = mail_messages.Writer("Consult <consult@example.org>", "consult.example.org")


@action
def post(key: str = "one", **more: Any) -> None:
    values: dict[str, Any] = {"to": "amara@example.org", "subject": "Un\nsujet é", "text": "Grüße, 你好\n"}
    mail.queue_email(key=key, **values | more)


def email() -> Email:
    db.session.expire_all()
    return db.session.execute(select(Email)).scalar_one()


def test_an_email_is_carried_once_however_often_it_is_posted_and_sent(sink: Sink) -> None:
    end = f"<http://localhost/end/{'x' * 90}>"
    post(html="<p>Grüße</p>", headers=mail.unsubscribe_headers(end.strip("<>")))
    post(text="another text under the same key")
    sent = email()
    for _ in range(3):
        mail_sending.send(sent.id)
    ((recipients, message),) = sink.taken
    assert recipients == ["amara@example.org"]
    assert (message["To"], message["From"], message["Subject"]) == (
        "amara@example.org",
        "Consult <consult@example.org>",
        "Un sujet é",
    )
    assert message["Message-ID"] == f"<{sent.message_id}@consult.example.org>"
    assert message["List-Unsubscribe"] == end
    assert f"\nList-Unsubscribe: {end}\n".encode() in WRITER.message(sent).as_bytes()
    assert message["Auto-Submitted"] == "auto-generated"
    bodies = {
        part.get_content_type(): part.get_content() for part in message.walk() if not part.is_multipart()
    }
    assert bodies == {"text/plain": "Grüße, 你好\r\n", "text/html": "<p>Grüße</p>\r\n"}
    assert (email().status, email().attempts) == (EmailStatus.SENT, 1)


@pytest.mark.parametrize(
    "words",
    [
        "Short.\n", "Line after line.\nAnd one more.\n", "", "\n\n.\n..\n. A dot\nFrom here\n", "Grüße\n",
        f"https://consult.example.org/{'x' * 90}\n=3D \t\n.\n", f"{'Élargir la période. ' * 30}\n.fin\n",
        f"{'تم استلام مشاركتكم. ' * 20}\n", f"{'已收到' * 60}\n", "a" * 2000 + " \n", "no line end",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "subject",
    ["News", "Submission received: " + "a long title of words " * 6, "Übersicht", "=?utf-8?q?no?=", ""],
)
def test_a_plain_email_is_written_as_the_email_package_does(words: str, subject: str) -> None:
    headers = mail.unsubscribe_headers(f"http://localhost/end/{'x' * 90}")
    row = mail.email_row(to="amara.o+1@example.org", key="one", subject=subject, text=words, headers=headers)
    one = Email(**row)
    assert WRITER.is_plain(one)
    written = WRITER.as_bytes(one)
    assert max(map(len, written.split(b"\r\n"))) <= 998
    by_package = WRITER.message(one).as_bytes(policy=default.clone(linesep="\r\n"))
    ours, theirs = (message_from_bytes(one, policy=default) for one in (written, by_package))
    assert [one for one in ours.items() if one[0] != "Content-Transfer-Encoding"] == [
        one for one in theirs.items() if one[0] != "Content-Transfer-Encoding"
    ]
    assert ours.get_content().splitlines() == theirs.get_content().splitlines()


@pytest.mark.parametrize(
    "to", ["rené@example.org", "amara@exämple.org", '"a b"@example.org', "a@b.example, c@d.example"]
)
def test_an_email_to_an_unusual_address_is_left_to_the_email_package(to: str) -> None:
    assert not WRITER.is_plain(Email(to=to, html=""))


def test_message_ids_are_random_and_stored_before_the_first_sending(sink: Sink) -> None:
    post()
    stored = email().message_id
    assert re.fullmatch("[0-9a-f]{32}", stored)
    sink.sulking = "451 not now"
    mail_sending.send(email().id)
    assert email().message_id == stored
    db.session.execute(text("TRUNCATE letters RESTART IDENTITY"))  # as after a restore: numbers come again
    db.session.commit()
    post()
    assert email().message_id != stored


@pytest.mark.parametrize(("attempts", "looks_like"), [(0, "[0-9a-f]{32}"), (2, "letter-1")])
def test_an_email_of_the_version_before_has_its_message_id_from_its_first_try_on(
    sink: Sink, attempts: int, looks_like: str
) -> None:
    post()
    db.session.execute(text("UPDATE letters SET message_id = '', id = 1, attempts = :n"), {"n": attempts})
    db.session.commit()
    mail_sending.send(1)
    ((_recipients, message),) = sink.taken
    assert re.fullmatch(f"<{looks_like}@consult.example.org>", message["Message-ID"])
    assert message["Message-ID"] == f"<{email().message_id}@consult.example.org>"


def test_a_server_that_refuses_is_tried_again_later(sink: Sink) -> None:
    post()
    identifier = email().id
    sink.sulking = "451 not now"
    mail_sending.send(identifier)
    assert (email().status, email().attempts, sink.taken) == (EmailStatus.WAITING, 1, [])
    assert email().error == "SMTPDataError (451)"
    sink.sulking = ""
    mail_sending.send(identifier)
    assert (email().status, len(sink.taken)) == (EmailStatus.SENT, 1)


def test_an_email_that_no_one_takes_is_given_up_and_stays_to_be_seen(sink: Sink) -> None:
    post()
    identifier = email().id
    sink.sulking = "554 never"
    for _ in range(queue.ATTEMPTS + 2):
        mail_sending.send(identifier)
    assert (email().status, email().attempts) == (EmailStatus.GIVEN_UP, queue.ATTEMPTS)


@pytest.mark.parametrize("answer", ["450 greylisted", "451 not now", "452 mailbox full"])
def test_an_email_that_a_server_asks_to_see_again_later_is_tried_for_days(sink: Sink, answer: str) -> None:
    posted_at = clock.now()
    post()
    post(to="ben@example.org", key="fine")
    first = db.session.execute(select(Email.id).where(Email.key == "one")).scalar_one()
    sink.no["amara@example.org"] = answer
    pauses = []
    for hours in (0, *range(1, 120, 8)):
        with clock.at(posted_at + timedelta(hours=hours)):
            mail_sending.send_all()
            db.session.expire_all()
            one = db.session.get_one(Email, first)
            assert one.status == EmailStatus.WAITING
            pauses.append(int((one.due_at - clock.now()).total_seconds()))
    assert (pauses[0], pauses[-1]) == (30, 3600)
    assert [recipients for recipients, _message in sink.taken] == [["ben@example.org"]]
    with clock.at(posted_at + timedelta(hours=119)):
        sink.no.clear()
        mail_sending.send_all()
    assert [recipients for recipients, _message in sink.taken][1:] == [["amara@example.org"]]


def test_an_email_that_is_asked_to_come_again_for_longer_than_its_life_is_given_up(sink: Sink) -> None:
    post()
    sink.sulking = "451 not now"
    with clock.at(clock.now() + mail_states.LIFE + timedelta(seconds=1)):
        mail_sending.send_all()
    assert (email().status, email().attempts) == (EmailStatus.GIVEN_UP, 1)


def test_the_log_tells_what_a_server_answered_and_not_to_whom_the_email_went(
    sink: Sink, caplog: pytest.LogCaptureFixture
) -> None:
    post()
    sink.no["amara@example.org"] = "550 unknown"
    mail_sending.send_all()
    told = [one.getMessage() for one in caplog.records if one.name == "consult.core.mail_sending"]
    assert told == [f"email {email().id} was not taken, SMTPRecipientsRefused (550)"]


def test_a_server_that_shuts_down_is_away_for_all_emails(sink: Sink) -> None:
    for key in ("one", "two"):
        post(key)
    sink.sulking = "421 shutting down"
    mail_sending.send_all()
    db.session.expire_all()
    tried = db.session.execute(select(Email.attempts, Email.error).order_by(Email.id)).all()
    assert [(attempts, error[:13]) for attempts, error in tried] == [(1, "SMTPDataError"), (0, "")]


def test_an_email_whose_worker_died_is_sent_by_another_after_a_while(sink: Sink) -> None:
    post()
    identifier = email().id
    assert mail_states.claim(identifier) is not None
    mail_sending.send(identifier)
    assert sink.taken == []
    with clock.at(clock.now() + mail_states.CLAIM + timedelta(seconds=1)):
        mail_sending.send(identifier)
    assert len(sink.taken) == 1


def test_an_email_is_its_senders_for_longer_than_sending_it_may_take(sink: Sink) -> None:
    assert mail_states.CLAIM.total_seconds() > mail_sending.DEADLINE
    post()
    assert mail_states.claim(email().id) is not None
    with clock.at(clock.now() + timedelta(seconds=mail_sending.DEADLINE)):
        mail_sending.send(email().id)
    assert (email().status, sink.taken) == (EmailStatus.SENDING, [])


def test_an_email_that_takes_its_workers_along_is_given_up(sink: Sink) -> None:
    post()
    for hours in range(mail_states.MOST_CRASHES + 1):
        with clock.at(clock.now() + timedelta(hours=hours)):
            mail_states.claim(email().id)
    assert (email().status, email().attempts) == (EmailStatus.GIVEN_UP, mail_states.MOST_CRASHES)
    assert email().error == "its workers ended while they sent it"


def test_while_the_mail_server_is_away_emails_wait_for_days_and_are_not_given_up(
    sink: Sink, ctx: Flask
) -> None:
    there = mail._transport[0]
    for key in ("one", "two"):
        post(key)
    mail.wire(
        MailTransport("smtp://127.0.0.1:9", there.sender, there.host),
        email_texts.render_email,
        "http://localhost",
    )
    for hours in range(queue.ATTEMPTS + 2):
        with clock.at(clock.now() + timedelta(hours=hours)):
            mail_sending.send_all()
    db.session.expire_all()
    first, second = db.session.execute(select(Email).order_by(Email.id)).scalars()
    assert [first.status, second.status] == [EmailStatus.WAITING, EmailStatus.WAITING]
    assert (first.attempts, second.attempts) == (0, 0)
    mail.wire(there, email_texts.render_email, "http://localhost")
    with clock.at(clock.now() + timedelta(days=1)):
        mail_sending.send_all()
    assert len(sink.taken) == 2
    db.session.expire_all()
    assert {one.status for one in mail.latest()} == {EmailStatus.SENT}


def test_after_days_without_a_mail_server_an_email_is_given_up(sink: Sink) -> None:
    there = mail._transport[0]
    post()
    mail.wire(
        MailTransport("smtp://127.0.0.1:9", there.sender, there.host),
        email_texts.render_email,
        "http://localhost",
    )
    with clock.at(clock.now() + mail_states.LIFE + timedelta(seconds=1)):
        mail_sending.send_all()
    assert (email().status, sink.taken) == (EmailStatus.GIVEN_UP, [])


def test_an_email_that_is_refused_does_not_hold_up_the_others(sink: Sink) -> None:
    post(to="nobody\r@", key="unsendable")
    post(key="fine")
    mail_sending.send_all()
    assert [recipients for recipients, _message in sink.taken] == [["amara@example.org"]]


def test_no_one_writes_header_lines_into_an_email(sink: Sink) -> None:
    post(subject="Hello\r\nBcc: everybody@example.org", headers={"X-About": "one\r\nBcc: two@example.org"})
    mail_sending.send(email().id)
    ((recipients, message),) = sink.taken
    assert (recipients, message["Bcc"]) == (["amara@example.org"], None)
    assert message["Subject"] == "Hello Bcc: everybody@example.org"
    assert message["X-About"] == "one Bcc: two@example.org"


def test_an_email_of_a_verb_that_failed_is_never_written(sink: Sink) -> None:
    @action
    def fail() -> None:
        post()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert mail.latest() == []


def test_without_a_server_emails_stay_where_the_demo_shows_them(ctx: Flask) -> None:
    post()
    mail_sending.send(email().id)
    assert (email().status, [kept.to for kept in mail.latest()]) == (
        EmailStatus.SENT,
        ["amara@example.org"],
    )


def test_the_words_of_a_secret_email_are_not_kept_once_it_has_left(sink: Sink) -> None:
    post("reset", text="The link", html="<p>The link</p>", is_secret=True)
    post("reset", text="Another link", is_secret=True)
    sink.sulking = "451 not now"
    mail_sending.send(email().id)
    assert email().text == "The link"
    sink.sulking = ""
    mail_sending.send(email().id)
    ((_recipients, message),) = sink.taken
    assert "The link" in str(message)
    assert (email().status, email().text, email().html) == (EmailStatus.SENT, "", "")


def test_a_secret_email_that_is_given_up_keeps_no_words_and_another_does(sink: Sink) -> None:
    post("reset", text="The link", is_secret=True)
    post("news", text="The news")
    sink.sulking = "554 never"
    for _ in range(queue.ATTEMPTS):
        for number in db.session.execute(select(Email.id)).scalars().all():
            mail_sending.send(number)
    db.session.expire_all()
    rows = db.session.execute(select(Email.status, Email.text).order_by(Email.id)).all()
    assert [tuple(row) for row in rows] == [(EmailStatus.GIVEN_UP, ""), (EmailStatus.GIVEN_UP, "The news")]


def test_where_emails_are_not_sent_a_secret_one_can_be_read(ctx: Flask) -> None:
    post("reset", text="The link", is_secret=True)
    mail_sending.send(email().id)
    assert (email().status, email().text) == (EmailStatus.SENT, "The link")


def test_emails_are_forgotten_a_month_after_they_were_sent_or_given_up(ctx: Flask) -> None:
    now = clock.now()
    for number, status in enumerate(EmailStatus):
        with clock.at(now - timedelta(days=30, minutes=1)):
            _post_of(f"old {number}")
        old = db.session.execute(select(Email).where(Email.key == f"old {number}")).scalar_one()
        old.status = status
    with clock.at(now - timedelta(days=29)):
        _post_of("new")
    db.session.execute(select(Email).where(Email.key == "new")).scalar_one().status = EmailStatus.SENT
    db.session.commit()
    mail.delete_old()
    mail.delete_old()
    kept = db.session.execute(select(Email.key, Email.status).order_by(Email.id)).all()
    assert [tuple(one) for one in kept] == [
        ("old 0", EmailStatus.WAITING),
        ("old 1", EmailStatus.SENDING),
        ("new", EmailStatus.SENT),
    ]


@action
def _post_of(key: str) -> None:
    mail.queue_email(to="reader@example.org", key=key, subject="About", text="Words.")
