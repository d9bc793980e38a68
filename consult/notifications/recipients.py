"""Who is told of what: one table from events to the groups of people concerned."""

from dataclasses import dataclass
from enum import StrEnum


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
    """Whom an event concerns, and the page it leads to: of the consultation, by its last part, or `at` elsewhere."""

    groups: frozenset[Group]
    page: str = ""
    at: str = ""


def _to(*groups: Group, page: str = "", at: str = "") -> Recipients:
    return Recipients(frozenset(groups), page, at)


PUBLIC = (Group.OFFICERS, Group.APPROVERS, Group.MODERATORS, Group.SUBMITTERS, Group.FOLLOWERS)

RECIPIENTS: dict[str, Recipients] = {
    "consultations.proposed": _to(Group.APPROVERS, page="/approval"),
    "consultations.sent_back": _to(Group.AUTHOR, page="/preparation"),
    "consultations.approved": _to(Group.AUTHOR, page="/preparation"),
    "consultations.announced": _to(*PUBLIC),
    "consultations.opened": _to(*PUBLIC),
    "consultations.closing_soon": _to(*PUBLIC),
    "consultations.closed": _to(*PUBLIC),
    "consultations.extended": _to(*PUBLIC),
    "consultations.corrected": _to(*PUBLIC, page="/record"),
    "consultations.withdrawn": _to(*PUBLIC),
    "responses.proposed": _to(Group.APPROVERS, page="/answers/summary"),
    "responses.sent_back": _to(Group.OFFICERS, page="/answers/summary"),
    "responses.approved": _to(Group.OFFICERS, page="/answers/summary"),
    "responses.held": _to(*PUBLIC, page="/response"),
    "responses.published": _to(*PUBLIC, page="/response"),
    "moderation.contested": _to(Group.MODERATORS, at="/moderation?show=contested"),
    "moderation.name_asked": _to(Group.MODERATORS, Group.OFFICERS, at="/moderation/names"),
}
"""The events of a consultation that someone is told about."""

OWN = frozenset({"responses.published"})
"""Events of which the person who sent comments is told with the way to the answers to their own (practice H7)."""

DECISIONS = (
    "moderation.redacted", "moderation.lifted", "moderation.withheld", "moderation.removed", "moderation.settled",
)  # fmt: skip
"""Moderators' decisions, of which the submitter is told, with the reason."""
