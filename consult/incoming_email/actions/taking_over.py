"""An officer enters the forms of an email whose sender has not confirmed it: the sender's link ends."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from consult.accounts.models import User
from consult.comment_forms.models import Channel
from consult.consultations.models import Consultation
from consult.core import clock
from consult.core.actions import action
from consult.core.errors import Conflict
from consult.core.translatable import N_
from consult.documents.emails.message import Message
from consult.form_uploads import actions as uploads
from consult.form_uploads.actions import StaffEntry
from consult.form_uploads.models import FormUpload
from consult.incoming_email import queries
from consult.incoming_email.actions.attachments import kept_files
from consult.incoming_email.actions.completing import settle
from consult.incoming_email.actions.confirming import as_uploaded
from consult.incoming_email.actions.locks import lock
from consult.incoming_email.models import EmailState, IncomingEmail

NOT_WAITING = N_("The sender has opened the link, or another officer enters the form. Nothing was changed.")
AMONG_FORMS = N_("Read as a comment form: its rows are among the uploaded forms.")
REST = N_(
    "The rows of its forms are among the uploaded forms of the consultation. Submit here what the email says beside "
    "them, or close it."
)


@action
def take_over(
    email: IncomingEmail, consultation: Consultation, message: Message | None, *, by: User
) -> Sequence[FormUpload]:
    """Make the forms of an email uploads that an officer enters, received by email when it came. What else it has waits
    for an officer, and an email without anything else is completed. `message`: what it says, None where it cannot be
    read again. Raises Conflict where its sender or another officer was first."""
    locked = lock(email.id)
    if locked.state is not EmailState.FORM:
        raise Conflict(NOT_WAITING)
    entry = StaffEntry(by, Channel.EMAIL, locked.received_at, locked.language)
    kept = [
        uploads.keep(consultation, file, understood, entry=entry)
        for file, understood in (as_uploaded(one, consultation) for one in queries.forms_of(locked))
    ]
    if not (locked.text.strip() or locked.left_out):
        settle(locked, EmailState.COMPLETED, by)
        return kept
    locked.state, locked.note, locked.told_at = EmailState.TO_COMPLETE, REST, clock.now()
    if message is not None:
        locked.attachments = {"files": _files(locked, consultation, message)}
    return kept


def _files(email: IncomingEmail, consultation: Consultation, message: Message) -> list[dict[str, Any]]:
    """What IncomingEmail.attachments says now of the files."""
    forms = {one.sha256 for one in queries.forms_of(email)}
    are_forms = {
        one.name: one.size
        for one in message.attachments
        if one.data and hashlib.sha256(one.data).hexdigest() in forms
    }
    others = tuple(one for one in message.attachments if one.name not in are_forms)
    told = [{"name": name, "size": size, "file": "", "why": AMONG_FORMS} for name, size in are_forms.items()]
    return [*told, *kept_files(email, consultation, replace(message, attachments=others))]
