"""The files of an email. Where an officer completes it, each is checked as an attachment, and waits in the entry."""

import hashlib
from collections.abc import Collection
from typing import Any

from consult.consultations.models import Consultation
from consult.core import storage
from consult.core.actions import action
from consult.core.errors import NotPossible
from consult.core.translatable import N_
from consult.documents.attached.kinds import ENDINGS
from consult.documents.attached.refusals import DAMAGED
from consult.documents.emails.message import Attachment, Message
from consult.documents.upload_checks import EMPTY
from consult.incoming_email.models import EmailState, IncomingEmail
from consult.staff_entries import actions as entries
from consult.staff_entries import queries as entered
from consult.staff_entries.models import Entry

NOT_A_KIND = N_("Files of this kind cannot be attached. Download the email to get this file.")
TOO_MANY = N_("More files cannot be attached. Download the email to get this file.")
NOT_KEPT = N_("The file could not be stored. Download the email to get this file.")
DAMAGED_AT_SENDER = N_(
    "The file is damaged. Ask the sender for it again, or download the email to get it as it is."
)
FORM = N_("Read as a comment form: its sender reviews the rows.")
NOT_FORM = N_("Not part of the comments. Download the email to get this file.")


@action
def begin_entry(email: IncomingEmail, consultation: Consultation) -> Entry:
    """The entry of an email that waits for an officer; again it is the same one."""
    entry = entries.begin(consultation, reference=email.entry_key, is_of_email=True)
    if email.state is EmailState.TO_COMPLETE:
        email.entry_id = entry.id
    return entry


def kept_files(email: IncomingEmail, consultation: Consultation, message: Message) -> list[dict[str, Any]]:
    """Keep the files of an email in its entry, images of its text last; what IncomingEmail.attachments says of each."""
    told = []
    for one in sorted(message.attachments, key=lambda file: file.is_inline):
        reference, why = _kept(email, consultation, one)
        told.append({"name": one.name, "size": one.size, "file": reference, "why": why})
    return told


def told_files(message: Message, forms: Collection[str]) -> list[dict[str, Any]]:
    """What IncomingEmail.attachments says of the files of an email with filled forms. `forms`: their hashes."""

    def is_form(file: Attachment) -> bool:
        return bool(file.data) and hashlib.sha256(file.data).hexdigest() in forms

    return [
        {
            "name": one.name, "size": one.size, "file": "", "why": FORM if is_form(one) else NOT_FORM,
            "is_left_out": not one.is_inline and not is_form(one),
        }
        for one in sorted(message.attachments, key=lambda file: file.is_inline)
    ]  # fmt: skip


def _kept(email: IncomingEmail, consultation: Consultation, file: Attachment) -> tuple[str, str]:
    """The reference of a file in the entry; or why it is not there."""
    if not file.name.lower().endswith(tuple(ENDINGS)):
        return "", NOT_A_KIND
    if not file.data:
        return "", EMPTY
    entry = begin_entry(email, consultation)
    if not entered.limits_of(consultation.id).left(entered.files_of(entry)):
        return "", TOO_MANY
    try:
        return entries.add_file(entry, file.name, file.data).reference, ""
    except NotPossible as trouble:
        return "", DAMAGED_AT_SENDER if trouble.message == DAMAGED else trouble.message
    except storage.StoreAway:
        return "", NOT_KEPT
