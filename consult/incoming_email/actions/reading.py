"""What an email is, once it was read: forms that wait for their sender, or an entry for an officer. Each is told its
sender once; nothing answers a program."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import insert

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.core import clock, mail
from consult.core.actions import action
from consult.core.database import db, table
from consult.core.multilingual import Words
from consult.core.translatable import N_
from consult.documents.emails.message import Message
from consult.documents.emails.sandbox import BROKEN
from consult.incoming_email import addresses, queries
from consult.incoming_email.actions.attachments import kept_files, told_files
from consult.incoming_email.actions.locks import lock
from consult.incoming_email.automatic import AutomaticReason
from consult.incoming_email.models import EmailState, IncomingEmail, IncomingForm
from consult.submissions import references

MOST_ATTEMPTS = 3
MOST_ANSWERS = 10
"""Emails of one sender in a day that are answered: a sender may be a stranger whom someone else named."""
CUT = N_("The email is longer than what is shown. Download it to read all of it.")
NOT_OPEN = N_("The consultation took no comments when the email was read.")


class FoundForm(NamedTuple):
    """A filled form in an email. `tables`: as they are stored."""

    file_name: str
    size: int
    sha256: str
    tables: bytes
    rows: int


class Attempt(NamedTuple):
    """An email that is to be read now."""

    raw: bytes
    consultation: Consultation
    return_path: str


@action
def begin_reading(identifier: int) -> Attempt | None:
    """Count an attempt at an email; None where it was read, or is given to an officer, as it could not be read."""
    email = lock(identifier)
    if email.state is not EmailState.STORED:
        return None
    if email.attempts >= MOST_ATTEMPTS:
        give_to_officer(identifier, note=BROKEN)
        return None
    email.attempts += 1
    return Attempt(queries.raw_of(email), consultations.by_id(email.consultation_id), email.return_path)


@action
def give_to_officer(identifier: int, *, note: str) -> None:
    """Leave an email that could not be read to an officer. No one is told: who sent it is not known."""
    email = lock(identifier)
    if email.state is EmailState.STORED:
        email.state, email.note = EmailState.TO_COMPLETE, note


@action
def keep_read(
    identifier: int, message: Message, forms: Sequence[FoundForm], *, automatic: AutomaticReason, language: str,
    is_known_language: bool = True, note: str = "",
) -> None:  # fmt: skip
    """Keep what was read of an email. `is_known_language`: whether its sender reads that language; else the answer says
    in the others what it is. Again changes nothing."""
    email = lock(identifier)
    if email.state is not EmailState.STORED:
        return
    consultation = consultations.by_id(email.consultation_id)
    email.sender = message.sender or email.sender
    email.name, email.language = message.name, language
    email.subject = " ".join("".join(message.headers.get("subject", [""])[:1]).split())[:500]
    if automatic in {AutomaticReason.REPLY, AutomaticReason.LOOP}:
        email.state, email.raw, email.settled_at = EmailState.IGNORED, None, clock.now()
        return
    email.text, email.note = message.text, note or (CUT if message.is_cut else "")
    is_taken = queries.is_taken(consultation, clock.now())
    is_answerable = automatic is AutomaticReason.NO and bool(message.sender)
    is_form = bool(forms) and is_taken and is_answerable and not consultation.is_questionnaire
    email.state = EmailState.FORM if is_form else EmailState.TO_COMPLETE
    if forms and not is_taken:
        email.note = NOT_OPEN
    if not is_form:
        email.attachments = {"files": kept_files(email, consultation, message)}
    if is_form:
        email.attachments = {"files": told_files(message, {one.sha256 for one in forms})}
        values = [{"email_id": email.id, "position": n, **one._asdict()} for n, one in enumerate(forms, 1)]
        db.session.execute(insert(table(IncomingForm)), values)
    if is_answerable and _is_answered(email):
        _answer(email, consultation, forms if is_form else (), is_taken=is_taken, is_known=is_known_language)


def _is_answered(email: IncomingEmail) -> bool:
    db.session.flush()
    since = clock.now() - timedelta(days=1)
    return queries.shown_as_sender_since(email.sender, since) <= MOST_ANSWERS


def _answer(
    email: IncomingEmail,
    consultation: Consultation,
    forms: Sequence[FoundForm],
    *,
    is_taken: bool,
    is_known: bool,
) -> None:
    """Tell the sender what happens next, in other languages too where theirs is not known."""
    values = _said(email, consultation, forms, is_taken=is_taken)
    subject, text = mail.write(
        "incoming_email/emails/form" if forms else "incoming_email/emails/received", email.language, **values
    )
    spoken = text.language if isinstance(text, Words) else ""
    if not is_known or spoken != email.language:
        text = Words(text + _in_others(consultation, values, spoken), spoken)
    address = addresses.address_of(consultation)
    mail.queue_email(
        to=email.sender, key=f"incoming {email.reference}", subject=subject, text=text, is_secret=bool(forms),
        headers={"X-Loop": address, **({"In-Reply-To": f"<{email.message_id}>"} if email.message_id else {})},
    )  # fmt: skip


def _said(
    email: IncomingEmail, consultation: Consultation, forms: Sequence[FoundForm], *, is_taken: bool
) -> dict[str, Any]:
    """What the answer says."""
    values: dict[str, Any] = {
        "title": consultation.best("title", email.language),
        "organisation": consultation.organisation.best("name", email.language),
        "received_at": email.received_at, "is_taken": is_taken, "page": addresses.consultation(consultation.slug),
        "closes_at": consultation.closes_at, "timezone": consultation.timezone, "link": "",
    }  # fmt: skip
    if forms:
        link = addresses.confirmation(consultation.slug, references.pass_of(email.draft_key))
        values |= {
            "link": link, "rows": sum(one.rows for one in forms), "days": queries.UNCONFIRMED.days,
            "has_text": bool(email.text.strip()), "left_out": email.left_out,
        }  # fmt: skip
    return values


def _in_others(consultation: Consultation, values: dict[str, Any], language: str) -> str:
    """What the answer is and where its link leads, in each other language of this site."""
    told = [
        mail.write(
            "incoming_email/emails/in_short", code, **values | {"title": consultation.best("title", code)}
        )
        for code in mail.languages()
        if code != language
    ]
    return "".join(f"\n{text}" for _subject, text in told)
