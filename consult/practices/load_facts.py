"""Loading the facts of a consultation: each group when a check first asks for it, in few statements.

Of very large consultations the shares are counted over the comments that came first: `SAMPLE` of them show how
people comment as well as all do, and a public page must not read a million rows.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import exists, func, select

from consult.accounts import queries as people
from consult.consultations import queries as consultations
from consult.consultations import timing
from consult.consultations.models import Consultation, DocumentRole
from consult.core import clock
from consult.core.database import db
from consult.core.events import Delivery, Event
from consult.drafts import queries as drafts
from consult.drafts.actions import digest
from consult.moderation import queries as moderation
from consult.organisations.rules import LateCommentsRule, ModerationRule, PolicyKind
from consult.organisations.timing import PROFILES
from consult.practices.facts import (
    Answered,
    Commented,
    Corrected,
    Moderated,
    Plan,
    PublishedSummary,
    Rules,
    Submitted,
    Texts,
    Told,
)
from consult.responses import queries as responses
from consult.stakeholders.models import SPEAKS_FOR_OTHERS
from consult.submissions import queries as submissions
from consult.submissions.models import IS_FILED, Comment, CommentVersion, Submission
from consult.summaries import queries as summaries
from consult.summaries.labels import SECTIONS

SAMPLE = 5000
"""Comments and submissions that shares are counted over."""

TOLD = ("consultations.extended", "responses.published")
TOLD_OF_COMMENTS = ("moderation.redacted", "moderation.withheld", "moderation.removed")
"""Events of which a practice asks that people are told."""


class ConsultationFacts:
    """The facts of one consultation (see facts.Facts). What came in is looked at only once it has opened."""

    def __init__(self, consultation: Consultation) -> None:
        self._consultation = consultation
        self._now = clock.now()

    @cached_property
    def plan(self) -> Plan:
        """The consultation itself; no statement but for its version."""
        return _plan(self._consultation, self._now)

    @cached_property
    def scope_attested_by(self) -> str:
        """Who stated that the scope is right; "" for nobody."""
        by = self._consultation.scope_attested_by_id
        return people.get(by).name if by is not None else ""

    @cached_property
    def rules(self) -> Rules:
        """The consultation rules; before approval those in force at the organisation."""
        found = consultations.rules_and_dates(self._consultation)
        stored = {kind: rule.settings for kind, rule in found.items()}
        late = LateCommentsRule.read_or_default(stored.get(PolicyKind.LATE))
        return Rules(
            readable_since={kind: rule.published_at for kind, rule in found.items()},
            late_is_accepted=late.accept,
            grace=late.grace,
            target_days=ModerationRule.read_or_default(stored.get(PolicyKind.MODERATION)).target_days,
        )

    @cached_property
    def documents(self) -> Mapping[DocumentRole, datetime]:
        """Role → when the first document of it was added."""
        found: dict[DocumentRole, datetime] = {}
        for one in consultations.documents(self._consultation):
            found[one.role] = min(one.added_at, found.get(one.role, one.added_at))
        return found

    @cached_property
    def texts(self) -> Texts:
        """The versions that were put to consultation, each hashed again."""
        corrections = consultations.corrections(self._consultation)
        ids = [*(one.from_version_id for one in corrections), self._consultation.version_id]
        return Texts(
            _editions(ids),
            [Corrected(one.corrected_at, one.from_version_id, one.to_version_id) for one in corrections],
        )

    @cached_property
    def extensions(self) -> Sequence[datetime]:
        """When the comment period was extended."""
        return [one.extended_at for one in consultations.extensions(self._consultation)]

    @cached_property
    def submitted(self) -> Submitted:
        """Submissions, and what each carries."""
        if not self.plan.has_opened:
            return Submitted()
        return _submitted(self._consultation.id, (self.plan.closes_at or self._now) + self.rules.grace)

    @cached_property
    def commented(self) -> Commented:
        """Comments: their structure, and what became of them."""
        return _commented(self._consultation.id) if self.plan.has_opened else Commented()

    @cached_property
    def moderated(self) -> Moderated:
        """First decisions within the target, and what waits longer than it."""
        if not self.plan.has_opened:
            return Moderated()
        target = timedelta(days=self.rules.target_days)
        found = moderation.timeliness(self._consultation.id, self._now, target, SAMPLE)
        return Moderated(found.decided, found.in_time, found.overdue)

    @cached_property
    def answered(self) -> Answered:
        """The response, once it can be there. What is being written stays inside: only a published one is counted."""
        if not self.plan.has_closed:
            return Answered()
        identifier = self._consultation.id
        holding = [(one.published_at, one.expected_on) for one in summaries.holding_notices(identifier)]
        editions = summaries.editions(identifier)
        if not editions:
            return Answered(holding=holding, sections_needed=len(SECTIONS))
        response_at = min(one.published_at for one in editions if one.published_at)
        return _answered(identifier, response_at, holding, editions[0])

    @cached_property
    def told(self) -> Mapping[str, Told]:
        """Events that people must hear of, and what became of them."""
        return _told(self._consultation) if self.plan.has_opened else {}


class FactsIfPublished(ConsultationFacts):
    """The same as it would be if the response were published now."""

    @cached_property
    def answered(self) -> Answered:
        """The response that is being written, as if published now; the published one where there is one."""
        found = super().answered
        if found.response_at is not None:
            return found
        identifier = self._consultation.id
        return _answered(identifier, self._now, found.holding, summaries.latest(identifier))


def _plan(c: Consultation, now: datetime) -> Plan:
    profile = PROFILES[c.timing_profile]
    return Plan(
        now=now,
        state=c.state,
        phase=c.phase_at(now),
        timezone=c.timezone,
        purpose=c.purpose,
        can_change=c.can_change,
        cannot_change=c.cannot_change,
        target_groups=c.target_groups,
        use_of_input=c.use_of_input,
        mode=c.mode,
        family=c.family or "",
        legal_effect=c.legal_effect or "",
        denomination=c.denomination,
        stage=c.stage,
        relation=c.relation_to_instruments,
        contact_name=c.contact_name,
        contact_unit=c.contact_unit,
        contact_email=c.contact_email,
        author_id=c.author_id,
        approved_by_id=c.approved_by_id,
        approved_at=c.approved_at,
        announced_at=c.announced_at,
        scope_attested_at=c.scope_attested_at,
        version_id=c.version_id,
        frozen_at=c.version.frozen_at if c.version else None,
        opens_at=c.opens_at,
        closes_at=c.closes_at,
        days=timing.full_days(c.opens_at, c.closes_at, c.timezone) if c.opens_at and c.closes_at else None,
        minimum=profile.days,
        notice=profile.notice,
        shortening=c.shortening,
        shortening_reason=c.shortening_reason,
        due_on=c.response_due_on,
    )


def _editions(ids: Iterable[int | None]) -> list[PublishedSummary]:
    """The frozen versions among these, each hashed again, in their order."""
    wanted = [identifier for identifier in ids if identifier is not None]
    versions = {version.id: version for version in drafts.frozen(wanted)}
    return [
        PublishedSummary(key, versions[key].sha256 or "", digest(versions[key]) == versions[key].sha256)
        for key in wanted
        if key in versions
    ]


# The two statements below read the tables of submissions: each counts many things at once over the same first rows.


def _submitted(consultation_id: int, late_after: datetime) -> Submitted:
    """Of the first submissions: what each carries; late ones came after `late_after`."""
    first = (
        select(Submission)
        .where(Submission.consultation_id == consultation_id, IS_FILED)
        .order_by(Submission.received_at, Submission.id)
        .limit(SAMPLE)
        .subquery()
    )
    column = first.c
    row = db.session.execute(
        select(
            func.count(),
            func.count(column.reference),
            func.count(column.capacity),
            func.count().filter(column.capacity.in_(SPEAKS_FOR_OTHERS)),
            func.count(column.confirmed_at),
            func.count().filter(
                column.attribution.is_not(None), column.consented_at.is_not(None), column.consent_policies != {}
            ),
            func.count().filter(column.is_late),
            func.count().filter(~column.is_late, column.received_at > late_after),
        ).select_from(first)
    ).one()  # fmt: skip
    return Submitted(*row)


def _commented(consultation_id: int) -> Commented:
    """Of the comments that were filed: their structure, whether the original is kept; and of all, the totals."""
    first = (
        select(Comment.id, Comment.block_key, Comment.proposal, Comment.rationale, Comment.edition)
        .where(Comment.consultation_id == consultation_id, Comment.filed_at.is_not(None))
        .order_by(Comment.id)
        .limit(SAMPLE)
        .subquery()
    )
    kept = exists().where(CommentVersion.comment_id == first.c.id, CommentVersion.edition == first.c.edition)
    row = db.session.execute(
        select(
            func.count(),
            func.count().filter(first.c.block_key != ""),
            func.count().filter(first.c.proposal != ""),
            func.count().filter(first.c.rationale != ""),
            func.count().filter(first.c.edition > 1),
            func.count().filter(kept),
        ).select_from(first)
    ).one()
    totals = submissions.totals(consultation_id)
    return Commented(
        comments=totals.received,
        anchored=_scaled(row[1], row[0], totals.received),
        proposing=_scaled(row[2], row[0], totals.received),
        reasoned=_scaled(row[3], row[0], totals.received),
        changed=_scaled(row[4], row[0], totals.received),
        originals=totals.received if row[5] == row[0] else _scaled(row[5], row[0], totals.received),
        published=totals.visible,
        redacted=totals.published_redacted,
        withheld=totals.withheld,
        removed=totals.removed,
        withdrawn=totals.withdrawn,
        waiting=totals.pending,
        reasons=sum(totals.reasons.values()),
        adds_up=totals.adds_up,
    )


def _scaled(part: int, looked_at: int, whole: int) -> int:
    """A count over the first comments, for all of them; exact where all were looked at."""
    return part if looked_at >= whole else part * whole // max(looked_at, 1)


def _answered(
    consultation_id: int, response_at: datetime, holding: Sequence[tuple[datetime, datetime]], summary: Any
) -> Answered:
    progress = responses.progress(consultation_id)
    written = sum(bool(summary.sections.get(key, "").strip()) for key in SECTIONS) if summary else 0
    return Answered(
        response_at=response_at,
        holding=holding,
        in_scope=progress.comments,
        without_disposition=progress.without_disposition,
        without_reason=progress.without_reason,
        sections=written,
        sections_needed=len(SECTIONS),
    )


def _told(c: Consultation) -> dict[str, Told]:
    """Of the events that people must hear of: how many, the latest, and messages that wait or were given up.

    Those of the consultation itself are found by its name; decisions on comments among its latest events.
    """
    columns = (Event.id, Event.name, Event.at)
    latest = select(*columns).where(Event.consultation_id == c.id).order_by(Event.id.desc()).limit(4 * SAMPLE)
    decided = latest.subquery()
    of_comments = select(decided).where(decided.c.name.in_(TOLD_OF_COMMENTS))
    found = (
        select(*columns)
        .where(Event.subject == c.slug, Event.name.in_(TOLD))
        .union_all(of_comments)
        .subquery()
    )
    waits = exists().where(Delivery.event_id == found.c.id, Delivery.done_at.is_(None))
    rows = db.session.execute(
        select(found.c.name, func.count(), func.max(found.c.at), func.count().filter(waits))
        .select_from(found)
        .group_by(found.c.name)
    ).all()
    return {name: Told(happened, at, waiting) for name, happened, at, waiting in rows}
