"""Whether an email is taken, and the answer to the server that brings it (RFC 5321, RFC 3463).

What is refused stays with the server of its sender, which tells them: we send no bounces.
"""

from datetime import timedelta
from typing import NamedTuple

from consult.consultations.models import Consultation
from consult.core import clock
from consult.documents.emails.message import MOST_BYTES
from consult.incoming_email import actions, queries

MOST_OF_SENDER = 10
MOST_OF_NO_SENDER = 20
MOST_OF_CONSULTATION = 300
"""Emails an hour. Those without a return path are reports of other servers: they neither use up what people may send,
nor come without end."""

TAKEN = "250 2.0.0 Stored"
TOO_LARGE = f"552 5.3.4 The email is larger than {MOST_BYTES // 1_000_000} MB"
_UNKNOWN = "550 5.1.1 No consultation has this address"
_NOT_OPEN = "550 5.7.1 The consultation does not take comments now"
_LATER = "450 4.7.1 Too many emails were sent within the last hour. Try again later"


class Answer(NamedTuple):
    """What to say of an address; `consultation` where emails for it are taken."""

    words: str
    consultation: Consultation | None = None


def answer(address: str, return_path: str) -> Answer:
    """Whether an email from `return_path` is taken for an address now."""
    found = queries.addressed(address)
    if found is None:
        return Answer(_UNKNOWN)
    if not queries.is_taken(found, clock.now()):
        return Answer(_NOT_OPEN)
    if is_full(found, return_path):
        return Answer(_LATER)
    return Answer("250 2.1.5 Recipient accepted", found)


def is_full(consultation: Consultation, return_path: str) -> bool:
    """Whether too many emails came within the last hour, for a consultation or from a sender."""
    since = clock.now() - timedelta(hours=1)
    if not return_path:
        return queries.reports_since(consultation.id, since) >= MOST_OF_NO_SENDER
    return (
        queries.sent_to_since(consultation.id, since) >= MOST_OF_CONSULTATION
        or queries.sent_since(return_path, since) >= MOST_OF_SENDER
    )


def take(address: str, return_path: str, raw: bytes) -> str:
    """Store an email where it is taken. It is committed when this returns TAKEN."""
    if len(raw) > MOST_BYTES:
        return TOO_LARGE
    found = answer(address, return_path)
    if found.consultation is None:
        return found.words
    actions.receive(found.consultation, raw, return_path=return_path)
    return TAKEN
