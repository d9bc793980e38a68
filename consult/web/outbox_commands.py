"""`flask outbox …` and `flask mail …`: deliveries and emails that failed, and a test of the mail server."""

import smtplib

import click
from flask.cli import AppGroup

from consult.core import clock, logs, mail, mail_delays, mail_states, outbox
from consult.core.commands import Command, refuse, tell
from consult.core.events import Delivery
from consult.core.mail import Email
from consult.core.mail_delays import MailDelay
from consult.web.addresses import number_in

outbox_group = AppGroup("outbox", help="Deliveries and emails that failed.")
mail_group = AppGroup("mail", help="Test the mail server.")


@outbox_group.command("list", cls=Command)
def list_troubled(as_json: bool) -> None:
    """List deliveries and emails that were given up or will be tried again, without addresses and texts."""
    found = [_delivery(one) for one in outbox.troubled()] + [_email(one) for one in mail_states.troubled()]
    delays = [_delay(one) for one in mail_delays.delays()]
    lines = ("\t".join(str(value) for value in one.values()) for one in [*found, *delays])
    tell({"troubled": found, "delays": delays}, lines, as_json=as_json)


@outbox_group.command("retry", cls=Command)
@click.argument("names", nargs=-1)
def retry(names: tuple[str, ...], as_json: bool) -> None:
    """Try the deliveries and emails NAMES again (delivery-7, email-8), or all that were given up."""
    kinds: dict[str, list[int]] = {"delivery": [], "email": []}
    for name in names:
        kind, _dash, typed = name.partition("-")
        number = number_in(typed)
        if kind not in kinds or number is None:
            refuse(f"there is no {name}; enter names such as delivery-7 or email-8", as_json=as_json)
        kinds[kind].append(number)
    done = {
        "deliveries": outbox.retry(kinds["delivery"]) if kinds["delivery"] or not names else 0,
        "emails": mail_states.retry(kinds["email"]) if kinds["email"] or not names else 0,
    }
    if names and not any(done.values()):
        refuse(f"none of these can be tried again: {', '.join(names)}", as_json=as_json)
    tell(done, (f"{name}\t{number}" for name, number in done.items()), as_json=as_json)


def _delivery(one: Delivery) -> dict[str, object]:
    return {
        "name": f"delivery-{one.id}",
        "what": one.handler,
        "state": "given_up" if one.given_up_at else "waiting",
        "attempts": one.attempts,
        "due_at": one.due_at.isoformat(),
        "error": one.error,
    }


def _email(one: Email) -> dict[str, object]:
    return {
        "name": f"email-{one.id}",
        "what": "email",
        "state": one.status.value,
        "attempts": one.attempts,
        "due_at": one.due_at.isoformat(),
        "error": one.error,
    }


def _delay(one: MailDelay) -> dict[str, object]:
    return {
        "name": one.name or "mail server",
        "what": "away" if one.is_away else "slow" if one.name else "failing",
        "since": one.since.isoformat(),
        "until": one.until.isoformat(),
        "error": one.error,
    }


@mail_group.command("test", cls=Command)
@click.option("--to", required=True, help="Email address of the recipient.")
def send_test(to: str, as_json: bool) -> None:
    """Send one test email immediately, without the outbox, and report the answer of the mail server."""
    transport = mail.transport()
    if not transport.sends_emails:
        refuse("no mail server is set (SMTP_URL): emails stay in the outbox", as_json=as_json)
    if "@" not in to or any(sign.isspace() for sign in to):
        refuse(f"{to} is not an email address", as_json=as_json)
    words = mail.email_row(
        to=to, key="test", subject="Test email from Consult", text="The mail server of Consult works.\n"
    )
    try:
        with transport.connect() as server:
            transport.hand_over(server, Email(**words))
    except (smtplib.SMTPException, UnicodeError) as trouble:
        refuse(f"the mail server refused the email: {logs.facts(trouble)}", as_json=as_json)
    except OSError as trouble:
        refuse(f"the mail server cannot be reached: {logs.facts(trouble)}", as_json=as_json)
    done = {
        "to": to,
        "message_id": words["message_id"],
        "taken_at": clock.now().isoformat(timespec="seconds"),
    }
    tell(done, [f"the mail server accepted the email to {to}"], as_json=as_json)
