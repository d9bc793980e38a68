"""Attachments of a draft: what is done to them is a change of the draft."""

from typing import BinaryIO

from consult.attachments import actions as attached
from consult.attachments.limits import Limits
from consult.attachments.models import Attachment
from consult.core import clock
from consult.core.actions import action
from consult.draft_submissions.actions.locks import lock
from consult.draft_submissions.models import DraftSubmission


@action
def attach(
    draft: DraftSubmission,
    name: str,
    file: BinaryIO,
    *,
    description: str = "",
    limits: Limits,
    question_id: int | None = None,
) -> Attachment:
    """Attach a file to a draft, or answer a question with it (`question_id`). Raises as attachments.actions.attach, and
    AlreadySubmitted."""
    lock(draft)
    made = attached.attach(
        draft.id,
        draft.consultation_id,
        name,
        file,
        description=description,
        limits=limits,
        question_id=question_id,
    )
    draft.changed_at = clock.now()
    return made


@action
def begin_upload(
    draft: DraftSubmission, name: str, size: int, *, description: str, limits: Limits, sha256: str = ""
) -> Attachment:
    """Begin a file that arrives in parts. Raises as attach."""
    lock(draft)
    made = attached.begin(
        draft.id, draft.consultation_id, name, size, description=description, limits=limits, sha256=sha256
    )
    draft.changed_at = clock.now()
    return made


@action
def continue_upload(draft: DraftSubmission, attachment: Attachment, offset: int, data: bytes) -> bool:
    """Keep a part of it; whether it can still become what was begun. Raises as attachments.actions.receive."""
    lock(draft)
    return attached.receive(attachment, offset, data)


@action
def describe_attachment(draft: DraftSubmission, attachment: Attachment, description: str) -> None:
    """Say what an attachment is. Raises AlreadySubmitted, and NotFound where it was removed."""
    lock(draft)
    attached.describe(attachment, description)
    draft.changed_at = clock.now()


@action
def remove_attachment(draft: DraftSubmission, attachment: Attachment) -> None:
    """Take an attachment off a draft, with its file. Raises as describe_attachment."""
    lock(draft)
    attached.remove(attachment)
    draft.changed_at = clock.now()


def erase_attachment(attachment: Attachment) -> None:
    """Delete the files of an attachment that was submitted, for good."""
    attached.erase(attachment)
