"""What needs a person now, out of the states, dates and counts of their organisations' consultations."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, func, select

from consult.consultations import addresses as pages
from consult.consultations import queries as consultations
from consult.consultations import timing
from consult.consultations.actions import incomplete, takes_comments
from consult.consultations.lifecycle import Phase, State
from consult.consultations.models import Consultation
from consult.consultations.policy import approve as may_approve
from consult.core import clock
from consult.core.database import db
from consult.dashboard import policy
from consult.moderation import addresses as moderation_pages
from consult.moderation.models import NameRequest, NameRequestState, Objection, ObjectionState
from consult.organisations.models import Role
from consult.organisations.queries import organisation_ids, roles_of
from consult.organisations.rules import ModerationRule
from consult.responses.models import Answer, Issue
from consult.responses.queries import IN_SCOPE, IS_ANSWERED
from consult.submissions.lifecycle import AWAITING
from consult.submissions.models import Comment, Submission, Tally
from consult.summaries.lifecycle import State as SummaryState
from consult.summaries.models import HoldingNotice, ResponseSummary

SOON = 7
"""Days before a date from which on it is told."""


class Tone(StrEnum):
    """How urgent something is."""

    BAD = "bad"
    WARN = "warn"
    INFO = "info"
    OK = "ok"
    PLAIN = "plain"


_WEIGHT = {tone: weight for weight, tone in enumerate(Tone)}


@dataclass(frozen=True)
class Need:
    """One thing to know or do. `kind` is what views words it by; `is_mine`: this person can do it."""

    kind: str
    tone: Tone
    path: str = ""
    is_mine: bool = False
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Card:
    """A consultation on the dashboard, with what it needs, the most urgent first."""

    consultation: Consultation
    phase: Phase
    days_left: int | None
    needs: tuple[Need, ...]
    comments: int

    @property
    def is_mine(self) -> bool:
        """Whether something of it waits for this person."""
        return any(need.is_mine for need in self.needs)


@dataclass(frozen=True)
class Facts:
    """What the dashboard knows of one consultation beside its row."""

    received: int = 0
    pending: int = 0
    oldest: datetime | None = None
    target_days: int = ModerationRule.target_days
    summary: SummaryState | None = None
    summary_author: int | None = None
    held_until: datetime | None = None
    contested: int = 0
    names: int = 0
    """Requests to remove a name that wait."""
    to_answer: int = 0
    answered: int = 0


@dataclass(frozen=True)
class DashboardItem:
    """A consultation as one person sees it at one moment."""

    consultation: Consultation
    phase: Phase
    facts: Facts
    user: Any
    roles: frozenset[Role]
    now: datetime


def offices(user: Any) -> list[str]:
    """Which staff pages a person has: "dashboard", "moderation"."""
    found = ["dashboard"] if policy.see(user, None) else []
    return [*found, "moderation"] if organisation_ids(user, Role.MODERATOR) else found


def cards(user: Any) -> list[Card]:
    """Every consultation of the person's organisations, the most urgent first."""
    rows = consultations.of_organisations(organisation_ids(user))
    closed = [row.id for row in rows if row.phase == Phase.CLOSED]
    facts = _facts([row.id for row in rows], closed)
    found = [card(row, user, facts.get(row.id, Facts())) for row in rows]
    return sorted(found, key=_urgency)


def _urgency(one: Card) -> tuple[bool, int, datetime, int]:
    mine = [_WEIGHT[need.tone] for need in one.needs if need.is_mine]
    others = [_WEIGHT[need.tone] for need in one.needs]
    consultation = one.consultation
    date = {Phase.UPCOMING: consultation.opens_at, Phase.OPEN: consultation.closes_at}.get(
        one.phase, consultation.response_due_on
    )
    weight = min(mine) if mine else min(others, default=len(_WEIGHT))
    return not mine, weight, date or consultation.created_at, -consultation.id


def card(consultation: Consultation, user: Any, facts: Facts) -> Card:
    """One consultation, seen by one person."""
    now, phase = clock.now(), consultation.phase
    seen = DashboardItem(consultation, phase, facts, user, roles_of(user, consultation.organisation_id), now)
    needs = [need for ask in _ASKED for need in ask(seen)]
    left = None
    if phase == Phase.OPEN and consultation.closes_at is not None:
        left = timing.days_left(consultation.closes_at, consultation.timezone, now)
    ordered = sorted(needs, key=lambda need: (not need.is_mine, _WEIGHT[need.tone]))
    return Card(consultation, phase, left, tuple(ordered), facts.received)


def _launch(seen: DashboardItem) -> list[Need]:
    slug = seen.consultation.slug
    officer, approver = Role.OFFICER in seen.roles, Role.APPROVER in seen.roles
    if seen.consultation.state == State.PREPARING:
        missing = incomplete(seen.consultation)
        back = consultations.sent_back(seen.consultation)
        found = (
            [Need("sent_back", Tone.WARN, pages.preparation(slug), officer, {"word": back.data["word"]})]
            if back
            else []
        )
        if missing:
            steps = len({step for step, _sentence in missing})
            return [*found, Need("missing", Tone.INFO, pages.preparation(slug), officer, {"steps": steps})]
        return [*found, Need("propose", Tone.INFO, pages.review(slug), officer)]
    if seen.consultation.state == State.PROPOSED:
        if approver and may_approve(seen.user, seen.consultation):
            return [Need("approve", Tone.WARN, pages.approval(slug), True)]
        return [Need("waits", Tone.PLAIN, pages.review(slug))]
    if seen.consultation.state == State.APPROVED:
        opens_at = seen.consultation.opens_at
        is_past = opens_at is not None and opens_at <= seen.now
        is_late = is_past and bool(incomplete(seen.consultation))
        kind = "announce_late" if is_late else "announce"
        tone = Tone.BAD if is_past else Tone.WARN
        return [Need(kind, tone, pages.review(slug), officer or approver, {"at": opens_at})]
    return []


def _period(seen: DashboardItem) -> list[Need]:
    slug = seen.consultation.slug
    zone = seen.consultation.timezone
    if seen.phase == Phase.UPCOMING and seen.consultation.opens_at is not None:
        days = timing.days_until(seen.consultation.opens_at, zone, seen.now)
        return [Need("opens", Tone.INFO if days <= SOON else Tone.PLAIN, "", values={"days": days})]
    if seen.phase == Phase.OPEN and seen.consultation.closes_at is not None:
        days = timing.days_left(seen.consultation.closes_at, zone, seen.now)
        officer = Role.OFFICER in seen.roles
        if days <= 1:
            return [
                Need("closes", Tone.WARN, pages.extension(slug) if officer else "", officer, {"days": days})
            ]
        return [Need("closes", Tone.INFO, "", values={"days": days})] if days <= SOON else []
    return []


def _objections(seen: DashboardItem) -> list[Need]:
    if not seen.facts.contested:
        return []
    moderator = Role.MODERATOR in seen.roles
    slug = seen.consultation.slug
    path = moderation_pages.queue(show="contested", consultation=slug) if moderator else ""
    return [Need("contested", Tone.WARN, path, moderator, {"number": seen.facts.contested})]


def _names(seen: DashboardItem) -> list[Need]:
    if not seen.facts.names:
        return []
    is_mine = bool({Role.MODERATOR, Role.OFFICER} & seen.roles)
    path = moderation_pages.NAME_REQUESTS if is_mine else ""
    return [Need("names", Tone.WARN, path, is_mine, {"number": seen.facts.names})]


def _moderation(seen: DashboardItem) -> list[Need]:
    if not seen.facts.pending or seen.facts.oldest is None:
        return []
    is_over = seen.now - seen.facts.oldest > timedelta(days=seen.facts.target_days)
    moderator = Role.MODERATOR in seen.roles
    values = {
        "number": seen.facts.pending,
        "oldest": seen.facts.oldest,
        "target": seen.facts.target_days,
        "is_over": is_over,
    }
    path = moderation_pages.queue(consultation=seen.consultation.slug) if moderator else ""
    return [Need("moderate", Tone.BAD if is_over else Tone.WARN, path, moderator, values)]


def _response(seen: DashboardItem) -> list[Need]:
    if seen.phase != Phase.CLOSED or not takes_comments(seen.consultation):
        return []
    slug = seen.consultation.slug
    officer, approver = Role.OFFICER in seen.roles, Role.APPROVER in seen.roles
    if seen.facts.summary == SummaryState.PROPOSED:
        mine = approver and seen.facts.summary_author != seen.user.id
        return [Need("approve_response", Tone.WARN if mine else Tone.PLAIN, pages.summary(slug), mine)]
    if seen.facts.summary == SummaryState.APPROVED:
        return [Need("publish_response", Tone.WARN, pages.summary(slug), officer)]
    due = seen.facts.held_until or seen.consultation.response_due_on
    values: dict[str, Any] = {"answered": seen.facts.answered, "number": seen.facts.to_answer}
    if due is None:
        return [Need("respond", Tone.INFO, pages.workbench(slug), officer, values)]
    days = timing.days_until(due, seen.consultation.timezone, seen.now)
    values |= {"at": due, "days": days}
    if due <= seen.now:
        return [Need("response_overdue", Tone.BAD, pages.workbench(slug), officer, values)]
    return [
        Need(
            "response_due",
            Tone.WARN if days <= 2 * SOON else Tone.INFO,
            pages.workbench(slug),
            officer,
            values,
        )
    ]


_ASKED: Sequence[Callable[[DashboardItem], list[Need]]] = (
    _launch,
    _period,
    _objections,
    _names,
    _moderation,
    _response,
)


_PENDING = (*(("moderation", state) for state in sorted(AWAITING)), ("amendments", "waiting"))
"""Where what waits for a moderator is counted."""


def _facts(ids: Sequence[int], closed: Sequence[int]) -> dict[int, Facts]:
    """Counts, the oldest comment that waits, the response: a few statements, however many consultations."""
    if not ids:
        return {}
    counts: dict[int, dict[tuple[str, str], int]] = {}
    tallied = select(Tally.consultation_id, Tally.axis, Tally.value, Tally.count).where(
        Tally.consultation_id.in_(ids), Tally.axis.in_(("comments", "moderation", "amendments"))
    )
    for identifier, axis, value, count in db.session.execute(tallied):
        counts.setdefault(identifier, {})[(axis, value)] = count
    rules = consultations.fixed_rules(ModerationRule, ids)
    oldest, summaries, held = _oldest(ids), _summaries(ids), _held(ids)
    contested, answered, names = _contested(ids), _answered(closed), _names_asked(ids)
    return {
        identifier: Facts(
            received=counts.get(identifier, {}).get(("comments", "received"), 0),
            pending=sum(counts.get(identifier, {}).get(one, 0) for one in _PENDING),
            oldest=oldest.get(identifier),
            target_days=rules[identifier].target_days,
            summary=summaries.get(identifier, (None, None))[0],
            summary_author=summaries.get(identifier, (None, None))[1],
            held_until=held.get(identifier),
            contested=contested.get(identifier, 0),
            names=names.get(identifier, 0),
            to_answer=answered.get(identifier, (0, 0))[0],
            answered=answered.get(identifier, (0, 0))[1],
        )
        for identifier in ids
    }


def _oldest(ids: Sequence[int]) -> dict[int, datetime]:
    def first(at: Any, *waits: ColumnElement[bool]) -> Any:
        oldest = select(at).where(Comment.consultation_id == Consultation.id, *waits).order_by(at).limit(1)
        return oldest.correlate(Consultation).scalar_subquery()

    oldest = func.least(
        first(Comment.filed_at, Comment.moderation.in_(AWAITING)),
        first(Comment.amendment_waits_since, Comment.amendment_waits_since.is_not(None)),
    )
    rows = db.session.execute(select(Consultation.id, oldest).where(Consultation.id.in_(ids)))
    return {identifier: at for identifier, at in rows if at is not None}


def _summaries(ids: Sequence[int]) -> dict[int, tuple[SummaryState | None, int | None]]:
    rows = db.session.execute(
        select(ResponseSummary.consultation_id, ResponseSummary.state, ResponseSummary.author_id)
        .where(ResponseSummary.consultation_id.in_(ids))
        .order_by(ResponseSummary.edition)
    )
    return {identifier: (state, author) for identifier, state, author in rows}


def _held(ids: Sequence[int]) -> dict[int, datetime]:
    rows = db.session.execute(
        select(HoldingNotice.consultation_id, func.max(HoldingNotice.expected_on))
        .where(HoldingNotice.consultation_id.in_(ids))
        .group_by(HoldingNotice.consultation_id)
    )
    return {row[0]: row[1] for row in rows}


def _contested(ids: Sequence[int]) -> dict[int, int]:
    rows = db.session.execute(
        select(Comment.consultation_id, func.count())
        .select_from(Objection)
        .join(Comment, Comment.id == Objection.comment_id)
        .where(Objection.state == ObjectionState.OPEN, Comment.consultation_id.in_(ids))
        .group_by(Comment.consultation_id)
    )
    return {row[0]: row[1] for row in rows}


def _names_asked(ids: Sequence[int]) -> dict[int, int]:
    rows = db.session.execute(
        select(Submission.consultation_id, func.count())
        .select_from(NameRequest)
        .join(Submission, Submission.id == NameRequest.submission_id)
        .where(NameRequest.state == NameRequestState.OPEN, Submission.consultation_id.in_(ids))
        .group_by(Submission.consultation_id)
    )
    return {row[0]: row[1] for row in rows}


def _answered(ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Comments to answer, and answered, of consultations that are closed."""
    if not ids:
        return {}
    rows = db.session.execute(
        select(Comment.consultation_id, func.count(), func.count().filter(IS_ANSWERED))
        .select_from(Comment)
        .join(Submission, Submission.id == Comment.submission_id)
        .outerjoin(Answer, Answer.comment_id == Comment.id)
        .outerjoin(Issue, Issue.id == Answer.issue_id)
        .where(Comment.consultation_id.in_(ids), IN_SCOPE)
        .group_by(Comment.consultation_id)
    )
    return {row[0]: (row[1], row[2]) for row in rows}
