"""An officer makes comments of an email, for its sender, or closes it."""

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

from consult.accounts.models import User
from consult.comment_forms import actions as importing
from consult.comment_forms.clause_references import Certainty, Placement
from consult.comment_forms.fields import Field
from consult.comment_forms.known_forms import TABLE
from consult.comment_forms.models import Channel
from consult.comment_forms.placing import PlacedRow
from consult.comment_forms.rows import FormRow
from consult.consultations.models import Consultation
from consult.core import clock
from consult.core.actions import action
from consult.core.errors import Conflict
from consult.core.translatable import N_
from consult.incoming_email.actions.locks import lock
from consult.incoming_email.models import EmailState, IncomingEmail
from consult.submissions.models import CommentType

SETTLED = N_("Another officer completed or closed this email. What you entered was not saved.")


class Entry(NamedTuple):
    """A comment that an officer found in an email; `block_key`: "" for the whole draft."""

    block_key: str
    type: CommentType
    comment: str


@action
def complete(
    email: IncomingEmail,
    consultation: Consultation,
    entries: Sequence[Entry],
    *,
    who: dict[Field, str],
    language: str,
    by: User,
) -> str:
    """Submit the comments of an email for its sender, received when it arrived. Returns the reference. Raises Conflict
    where it was settled before, and as submissions.actions.file."""
    locked = _unsettled(email)
    keyed = [
        (PlacedRow(_row(number, one, who), _placement(one)), _key(locked, number))
        for number, one in enumerate(entries, 1)
    ]
    made = importing.file_rows(
        consultation,
        keyed,
        importing.ImportedFile(TABLE, locked.digest, Channel.EMAIL, locked.received_at, language, by),
    )
    _settle(locked, EmailState.COMPLETED, by)
    return made.submissions[0]


def _row(number: int, one: Entry, who: dict[Field, str]) -> FormRow:
    return FormRow("", number, "", who, {}, one.type, "", one.comment, "", "")


def _placement(one: Entry) -> Placement:
    return Placement(Certainty.PLACED, one.block_key) if one.block_key else Placement(Certainty.WHOLE)


def _key(email: IncomingEmail, number: int) -> str:
    return hashlib.sha256(f"email {email.reference} {number}".encode()).hexdigest()


@action
def close(email: IncomingEmail, *, reason: str, by: User) -> None:
    """Close an email for a reason of labels.REASONS. Raises Conflict where it was settled before."""
    locked = _unsettled(email)
    locked.reason = reason
    _settle(locked, EmailState.CLOSED, by)


def _unsettled(email: IncomingEmail) -> IncomingEmail:
    locked = lock(email.id)
    if locked.state is not EmailState.TO_COMPLETE:
        raise Conflict(SETTLED)
    return locked


def _settle(email: IncomingEmail, state: EmailState, by: User) -> None:
    """What it says leaves; that it came is known a while longer."""
    email.state, email.settled_at, email.settled_by_id = state, clock.now(), by.id
    email.raw, email.text, email.subject, email.attachments = None, "", "", {"files": []}
