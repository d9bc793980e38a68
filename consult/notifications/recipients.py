"""Who is told of what: one table from events to the groups of people concerned."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from consult.consultations import addresses as pages
from consult.incoming_email import addresses as incoming_pages
from consult.moderation import addresses as moderation_pages


class Group(StrEnum):
    """People concerned by something that happened to a consultation."""

    AUTHOR = "author"
    OFFICERS = "officers"
    APPROVERS = "approvers"
    MODERATORS = "moderators"
    SUBMITTERS = "submitters"
    FOLLOWERS = "followers"


@dataclass(frozen=True)
class Recipients:
    """Whom an event concerns, and the page it leads to: slug of the consultation → address."""

    groups: frozenset[Group]
    page: Callable[[str], str]


def _to(*groups: Group, page: Callable[[str], str] = pages.consultation) -> Recipients:
    return Recipients(frozenset(groups), page)


PUBLIC = (Group.OFFICERS, Group.APPROVERS, Group.MODERATORS, Group.SUBMITTERS, Group.FOLLOWERS)

RECIPIENTS: dict[str, Recipients] = {
    "consultations.proposed": _to(Group.APPROVERS, page=pages.approval),
    "consultations.sent_back": _to(Group.AUTHOR, page=pages.preparation),
    "consultations.approved": _to(Group.AUTHOR, page=pages.preparation),
    "consultations.announced": _to(*PUBLIC),
    "consultations.opened": _to(*PUBLIC),
    "consultations.closing_soon": _to(*PUBLIC),
    "consultations.closed": _to(*PUBLIC),
    "consultations.extended": _to(*PUBLIC),
    "consultations.corrected": _to(*PUBLIC, page=pages.record),
    "consultations.language_published": _to(*PUBLIC),
    "consultations.language_corrected": _to(*PUBLIC, page=pages.record),
    "consultations.withdrawn": _to(*PUBLIC),
    "responses.proposed": _to(Group.APPROVERS, page=pages.summary),
    "responses.sent_back": _to(Group.OFFICERS, page=pages.summary),
    "responses.approved": _to(Group.OFFICERS, page=pages.summary),
    "responses.held": _to(*PUBLIC, page=pages.response),
    "responses.published": _to(*PUBLIC, page=pages.response),
    "moderation.objected": _to(
        Group.MODERATORS, page=lambda _slug: moderation_pages.queue(show="objections")
    ),
    "moderation.attachment_objected": _to(Group.MODERATORS, page=lambda _slug: moderation_pages.ATTACHMENTS),
    "moderation.name_asked": _to(
        Group.MODERATORS, Group.OFFICERS, page=lambda _slug: moderation_pages.NAME_REQUESTS
    ),
    "incoming_email.waiting": _to(Group.OFFICERS, page=incoming_pages.to_complete),
}
"""The events of a consultation that someone is told about."""

OWN = frozenset({"responses.published"})
"""Events of which the person who sent comments is told with the way to the answers to their own (practice H7)."""

DECISIONS = (
    "moderation.redacted", "moderation.words_restored", "moderation.withheld", "moderation.removed",
    "moderation.settled",
)  # fmt: skip
"""Moderators' decisions, of which the submitter is told, with the reason."""

ABOUT_FILES = (
    "attachments.refused", "moderation.attachment_redacted", "moderation.attachment_restored",
    "moderation.attachment_withheld", "moderation.attachment_removed", "moderation.attachment_erased",
    "moderation.attachment_settled",
)  # fmt: skip
"""What checks of a file found after it was submitted and what moderators decided of it, of which the submitter is
told."""
