"""What the checks look at: facts of one consultation at one moment, in groups.

Each group has a module, with what is known and the query that finds it; a new fact is added there. `load_facts` reads a
group when a check first asks for it.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from consult.consultations.models import DocumentRole
from consult.practices.facts.comments import CommentFacts
from consult.practices.facts.languages import LanguageTexts, OfficialText
from consult.practices.facts.moderation import ModerationFacts
from consult.practices.facts.notifications import NotificationFacts
from consult.practices.facts.plan import Plan
from consult.practices.facts.responses import ResponseFacts
from consult.practices.facts.rules import Rules
from consult.practices.facts.submissions import Submitted
from consult.practices.facts.versions import CorrectionFacts, PublishedVersion, Versions

__all__ = [
    "CommentFacts",
    "CorrectionFacts",
    "Facts",
    "LanguageTexts",
    "ModerationFacts",
    "NotificationFacts",
    "OfficialText",
    "Plan",
    "PublishedVersion",
    "ResponseFacts",
    "Rules",
    "Submitted",
    "Versions",
]


class Facts(Protocol):
    """Everything the checks look at. Reading a group may cost statements, but only once a check asks for it."""

    @property
    def plan(self) -> Plan:
        """The consultation itself."""

    @property
    def scope_attested_by(self) -> str:
        """Who stated that the scope is right; "" for no one."""

    @property
    def rules(self) -> Rules:
        """The consultation rules."""

    @property
    def documents(self) -> Mapping[DocumentRole, datetime]:
        """Role → when the first document of it was added."""

    @property
    def versions(self) -> Versions:
        """The versions that were put to consultation."""

    @property
    def languages(self) -> LanguageTexts:
        """The language versions of the draft."""

    @property
    def extensions(self) -> Sequence[datetime]:
        """When the comment period was extended."""

    @property
    def submitted(self) -> Submitted:
        """Submissions."""

    @property
    def commented(self) -> CommentFacts:
        """Comments."""

    @property
    def moderated(self) -> ModerationFacts:
        """First decisions."""

    @property
    def responded(self) -> ResponseFacts:
        """The published response."""

    @property
    def notified(self) -> Mapping[str, NotificationFacts]:
        """Event name → its outcome; of others nothing is known."""
