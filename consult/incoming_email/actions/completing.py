"""An officer makes comments of an email, for its sender, or closes it."""

from consult.accounts.models import User
from consult.consultations.models import Consultation
from consult.core import clock
from consult.core.actions import action
from consult.core.errors import Conflict
from consult.core.stale_check import NoPage
from consult.core.translatable import N_
from consult.incoming_email.actions.locks import lock
from consult.incoming_email.models import EmailState, IncomingEmail
from consult.staff_entries import actions as entries
from consult.staff_entries import queries as entered
from consult.staff_entries.actions import EnteredSubmission
from consult.staff_entries.models import Entry

SETTLED = N_("Another officer completed or closed this email. What you entered was not saved.")
ORIGINAL = "email.txt"


@action
def complete(
    email: IncomingEmail, entry: Entry, consultation: Consultation, said: EnteredSubmission, *, by: User
) -> str:
    """Submit what an officer entered of an email for its sender; its text is kept as the original, and the email for a
    while where it has more than that. Returns the reference. Raises Conflict where it was settled before, and as
    staff_entries.actions.submit."""
    locked = unsettled(email)
    entries.add_original(entry, ORIGINAL, _as_text(locked))
    reference = entries.submit(entry, consultation, said, by=by)
    locked.entry_id = None
    settle(locked, EmailState.COMPLETED, by, is_kept=locked.has_more)
    return reference


def _as_text(email: IncomingEmail) -> bytes:
    """What an email says, with its sender, its subject and the moment at which it came."""
    sender = f"{email.name} <{email.sender}>".strip()
    head = f"From: {sender}\nReceived: {email.received_at:%Y-%m-%d %H:%M:%S} UTC\nSubject: {email.subject}\n"
    return f"{head}\n{email.text}\n".encode()


@action
def close(email: IncomingEmail, *, reason: str, by: User, seen: str | NoPage, page: str = "") -> None:
    """Close an email for a reason of labels.REASONS, and delete what was entered of it. `seen` and `page`: as
    staff_entries.actions.discard takes them. Raises Conflict where it was settled before, and StaleForm where another
    was entered meanwhile than was seen."""
    locked = unsettled(email)
    discard_entry(locked, seen=seen, page=page)
    locked.reason = reason
    settle(locked, EmailState.CLOSED, by)


def discard_entry(email: IncomingEmail, *, seen: str | NoPage, page: str) -> None:
    """Delete what was entered of an email that is locked. Raises StaleForm where that is not what was seen."""
    entry = entered.by_id(email.entry_id) if email.entry_id is not None else None
    if entry is None:
        entries.compare_seen(seen, None, page)
        return
    email.entry_id = None
    entries.discard(entry, seen=seen, page=page)


def unsettled(email: IncomingEmail) -> IncomingEmail:
    """The email, locked. Raises Conflict where it does not wait for an officer."""
    locked = lock(email.id)
    if locked.state is not EmailState.TO_COMPLETE:
        raise Conflict(SETTLED)
    return locked


def settle(email: IncomingEmail, state: EmailState, by: User, *, is_kept: bool = False) -> None:
    """What it says leaves, unless it `is_kept`; that it came is known a while longer."""
    email.state, email.settled_at, email.settled_by_id = state, clock.now(), by.id
    if not is_kept:
        email.raw, email.text, email.subject, email.attachments = None, "", "", {"files": []}
