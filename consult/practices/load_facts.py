"""Loading the facts of a consultation: each group when a check first asks for it, in few statements."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property

from consult.accounts import queries as people
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation, DocumentRole
from consult.core import clock
from consult.practices.facts.comments import CommentFacts, commented_on
from consult.practices.facts.languages import LanguageTexts, language_texts_of
from consult.practices.facts.moderation import ModerationFacts, moderated_in
from consult.practices.facts.notifications import NotificationFacts, notified_of
from consult.practices.facts.plan import Plan, plan_of
from consult.practices.facts.responses import ResponseFacts, responded_if_published, responded_in
from consult.practices.facts.rules import Rules, rules_of
from consult.practices.facts.submissions import Submitted, submitted_to
from consult.practices.facts.versions import Versions, versions_of


class ConsultationFacts:
    """The facts of one consultation (see facts.Facts). What came in is looked at only once it has opened."""

    def __init__(self, consultation: Consultation) -> None:
        self._consultation = consultation
        self._now = clock.now()

    @cached_property
    def plan(self) -> Plan:
        """The consultation itself; no statement but for its version."""
        return plan_of(self._consultation, self._now)

    @cached_property
    def scope_attested_by(self) -> str:
        """Who stated that the scope is right; "" for no one."""
        by = self._consultation.scope_attested_by_id
        return people.get(by).name if by is not None else ""

    @cached_property
    def rules(self) -> Rules:
        """The consultation rules; before approval those in force at the organisation."""
        return rules_of(self._consultation)

    @cached_property
    def documents(self) -> Mapping[DocumentRole, datetime]:
        """Role → when the first document of it was added."""
        found: dict[DocumentRole, datetime] = {}
        for one in consultations.documents(self._consultation):
            found[one.role] = min(one.added_at, found.get(one.role, one.added_at))
        return found

    @cached_property
    def versions(self) -> Versions:
        """The versions that were put to consultation, each hashed again."""
        return versions_of(self._consultation)

    @cached_property
    def languages(self) -> LanguageTexts:
        """The language versions of the draft; no statement where it is in one language."""
        return language_texts_of(self._consultation)

    @cached_property
    def extensions(self) -> Sequence[datetime]:
        """When the comment period was extended."""
        return [one.extended_at for one in consultations.extensions(self._consultation)]

    @cached_property
    def submitted(self) -> Submitted:
        """Submissions, and what each carries."""
        if not self.plan.has_opened:
            return Submitted()
        return submitted_to(self._consultation.id, (self.plan.closes_at or self._now) + self.rules.grace)

    @cached_property
    def commented(self) -> CommentFacts:
        """Comments: their structure, and their outcome."""
        return commented_on(self._consultation.id) if self.plan.has_opened else CommentFacts()

    @cached_property
    def moderated(self) -> ModerationFacts:
        """First decisions within the target, and what waits longer than it."""
        if not self.plan.has_opened:
            return ModerationFacts()
        return moderated_in(self._consultation.id, self._now, self.rules.target_days)

    @cached_property
    def responded(self) -> ResponseFacts:
        """The response, once it can be there. What is being written stays inside: only a published one is counted."""
        return responded_in(self._consultation.id) if self.plan.has_closed else ResponseFacts()

    @cached_property
    def notified(self) -> Mapping[str, NotificationFacts]:
        """Events that people must hear of, and their outcome."""
        return notified_of(self._consultation) if self.plan.has_opened else {}


class FactsIfPublished(ConsultationFacts):
    """The same as it would be if the response were published now."""

    @cached_property
    def responded(self) -> ResponseFacts:
        """The response that is being written, as if published now; the published one where there is one."""
        return responded_if_published(self._consultation.id, super().responded, self._now)
