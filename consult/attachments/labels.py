"""What pages call the states of attachments, what a check noticed, and what was decided; marked words."""

from typing import NamedTuple

from consult.attachments import queries
from consult.attachments.lifecycle import Publication, State
from consult.attachments.models import Attachment, Trait
from consult.core.translatable import N_, pN_

_CHECKS: dict[State, tuple[str, str]] = {
    State.RECEIVING: (N_("Upload not complete"), "warn"),
    State.WAITING: (N_("Being checked"), "plain"),
    State.READING: (N_("Being checked"), "plain"),
    State.REFUSED: (pN_("state of a file", "Not accepted"), "bad"),
    State.ERASED: (pN_("state of a file", "Deleted"), "plain"),
}
_SCAN = (N_("Waiting for the virus scan"), "warn")
_CHECKED = (pN_("state of a file", "Checked"), "ok")
_NOT_SCANNED = (N_("Checked, without a virus scan"), "plain")

PUBLICATIONS: dict[Publication, tuple[str, str]] = {
    Publication.PENDING: (pN_("state of a file", "Pending"), "plain"),
    Publication.PUBLISHED: (pN_("state of a file", "Published"), "ok"),
    Publication.PUBLISHED_REDACTED: (pN_("state of a file", "Published with redactions"), "warn"),
    Publication.WITHHELD: (pN_("state of a file", "Not published"), "bad"),
}

_MADE_HERE = (N_("Redacted copy made by the secretariat"), "warn")

TRAITS: dict[Trait, str] = {
    Trait.COMMENTS: N_("The file has comments or notes. They stay in the published copy, without names."),
    Trait.TRACKED_CHANGES: N_("The file has tracked changes. Deleted words stay in the published copy."),
    Trait.HIDDEN: N_("The file has hidden parts, such as rows, worksheets, text or layers. They stay in the published "
                     "copy."),
}  # fmt: skip


class ToldDecision(NamedTuple):
    """A decision on an attachment as its submitter reads it; without a reason where nothing is kept from the public.
    `objection` is the state of their latest objection, "" without any."""

    reason: str = ""
    explanation: str = ""
    can_object: bool = False
    objection: str = ""
    answer: str = ""


def state_of_check(attachment: Attachment) -> tuple[str, str]:
    """Words and tone of how far the check of a file is."""
    if attachment.state == State.READY:
        if not queries.is_deliverable(attachment):
            return _SCAN
        return _CHECKED if attachment.scanned_at is not None else _NOT_SCANNED
    return _CHECKS[attachment.state]


def state_of_filed(attachment: Attachment) -> tuple[str, str]:
    """Words and tone of a file that was submitted: what was decided, or why nothing can be."""
    if attachment.state == State.READY and queries.is_deliverable(attachment):
        is_made_here = (
            attachment.publication == Publication.PUBLISHED_REDACTED and attachment.is_uploaded_copy
        )
        return _MADE_HERE if is_made_here else PUBLICATIONS[attachment.publication]
    return state_of_check(attachment)
