"""What needs a person now, out of the states, dates and counts of their organisations' consultations."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from consult.consultations import addresses as pages
from consult.consultations import period_checks
from consult.consultations import queries as consultations
from consult.consultations.actions import missing_steps, takes_comments
from consult.consultations.lifecycle import Phase, State
from consult.consultations.models import Consultation
from consult.consultations.policy import approve as may_approve
from consult.core import clock
from consult.core.declarations import listed_in
from consult.core.multilingual import Progress, languages_of, progress
from consult.dashboard import policy
from consult.form_uploads import addresses as form_pages
from consult.form_uploads.queries import RowsToSubmit, rows_to_submit
from consult.incoming_email import addresses as incoming_pages
from consult.incoming_email import queries as incoming
from consult.moderation import addresses as moderation_pages
from consult.moderation import queries as moderation
from consult.organisations.models import Role
from consult.organisations.queries import organisation_ids, roles_of
from consult.organisations.rules import ModerationRule
from consult.responses import queries as responses
from consult.responses.queries import TranslationCounts
from consult.staff_entries import addresses as entry_pages
from consult.staff_entries import queries as staff_entries
from consult.submissions import queries as submissions
from consult.submissions import tallies
from consult.submissions.lifecycle import AWAITING
from consult.summaries import queries as summaries
from consult.summaries.lifecycle import State as SummaryState
from consult.summaries.models import ResponseSummary
from consult.summaries.translatable_texts import texts_of_summary

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
class DashboardTask:
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
    needs: tuple[DashboardTask, ...]
    comments: int
    """Those received, with the texts of answers."""
    has_questions: bool

    @property
    def is_mine(self) -> bool:
        """Whether something of it waits for this person."""
        return any(need.is_mine for need in self.needs)


@dataclass(frozen=True)
class Facts:
    """What the dashboard knows of one consultation beside its row."""

    received: int = 0
    has_questions: bool = False
    pending: int = 0
    oldest: datetime | None = None
    target_days: int = ModerationRule.target_days
    summary: SummaryState | None = None
    summary_author: int | None = None
    held_until: datetime | None = None
    with_objections: int = 0
    names: int = 0
    """Requests to remove a name that wait."""
    emails: int = 0
    """Emails that wait for an officer."""
    entries: int = 0
    """Entries of officers that are not submitted, without those of emails."""
    rows: RowsToSubmit | None = None
    """Rows of forms that officers enter, where some are not submitted."""
    to_respond_to: int = 0
    with_response: int = 0
    translations: TranslationCounts = field(default_factory=TranslationCounts)
    summary_languages: tuple[Progress, ...] = ()
    """The languages into which someone began to translate the response summary, and how far that has come."""


@dataclass(frozen=True)
class DashboardItem:
    """A consultation as one person sees it at one moment."""

    consultation: Consultation
    phase: Phase
    facts: Facts
    user: Any
    roles: frozenset[Role]
    now: datetime


@listed_in("HOOKS")
def offices(user: Any) -> list[str]:
    """Which staff pages a person has: "dashboard", "moderation"."""
    found = ["dashboard"] if policy.see(user, None) else []
    return [*found, "moderation"] if organisation_ids(user, Role.MODERATOR) else found


def cards(user: Any, language: str) -> list[Card]:
    """Every consultation of the person's organisations, the most urgent first; `language`: that of the page."""
    rows = consultations.of_organisations(organisation_ids(user))
    closed = [row.id for row in rows if row.phase == Phase.CLOSED]
    facts = _facts([row.id for row in rows], closed)
    facts = _with_begun_entries(facts)
    facts = _with_translations(rows, facts, language.partition("-")[0])
    found = [card(row, user, facts.get(row.id, Facts())) for row in rows]
    return sorted(found, key=_urgency)


def _with_begun_entries(facts: Mapping[int, Facts]) -> dict[int, Facts]:
    """The same with what officers have begun to enter."""
    if not facts:
        return {}
    entries, rows = staff_entries.unfinished_counts(facts), rows_to_submit(facts)
    return {key: replace(one, entries=entries.get(key, 0), rows=rows.get(key)) for key, one in facts.items()}


def _urgency(one: Card) -> tuple[bool, int, datetime, int]:
    mine = [_WEIGHT[need.tone] for need in one.needs if need.is_mine]
    others = [_WEIGHT[need.tone] for need in one.needs]
    consultation = one.consultation
    date = {Phase.ANNOUNCED: consultation.opens_at, Phase.OPEN: consultation.closes_at}.get(
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
        left = period_checks.days_left(consultation.closes_at, consultation.timezone, now)
    ordered = sorted(needs, key=lambda need: (not need.is_mine, _WEIGHT[need.tone]))
    return Card(consultation, phase, left, tuple(ordered), facts.received, facts.has_questions)


def _preparation(seen: DashboardItem) -> list[DashboardTask]:
    slug = seen.consultation.slug
    officer, approver = Role.OFFICER in seen.roles, Role.APPROVER in seen.roles
    if seen.consultation.state == State.PREPARING:
        missing = missing_steps(seen.consultation)
        back = consultations.sent_back(seen.consultation)
        at, found = pages.preparation(slug), []
        if back:
            found = [DashboardTask("sent_back", Tone.WARN, at, officer, {"word": back.data["word"]})]
        if missing:
            steps = len({step for step, _sentence in missing})
            return [*found, DashboardTask("missing", Tone.INFO, at, officer, {"steps": steps})]
        return [*found, DashboardTask("propose", Tone.INFO, pages.review(slug), officer)]
    if seen.consultation.state == State.PROPOSED:
        if approver and may_approve(seen.user, seen.consultation):
            return [DashboardTask("approve", Tone.WARN, pages.approval(slug), True)]
        return [DashboardTask("waits", Tone.PLAIN, pages.review(slug))]
    if seen.consultation.state == State.APPROVED:
        opens_at = seen.consultation.opens_at
        is_past = opens_at is not None and opens_at <= seen.now
        is_late = is_past and bool(missing_steps(seen.consultation))
        kind = "announce_late" if is_late else "announce"
        tone = Tone.BAD if is_past else Tone.WARN
        return [DashboardTask(kind, tone, pages.review(slug), officer or approver, {"at": opens_at})]
    return []


def _period(seen: DashboardItem) -> list[DashboardTask]:
    slug = seen.consultation.slug
    zone = seen.consultation.timezone
    if seen.phase == Phase.ANNOUNCED and seen.consultation.opens_at is not None:
        days = period_checks.days_until(seen.consultation.opens_at, zone, seen.now)
        return [DashboardTask("opens", Tone.INFO if days <= SOON else Tone.PLAIN, "", values={"days": days})]
    if seen.phase == Phase.OPEN and seen.consultation.closes_at is not None:
        days = period_checks.days_left(seen.consultation.closes_at, zone, seen.now)
        officer = Role.OFFICER in seen.roles
        if days <= 1:
            return [
                DashboardTask(
                    "closes", Tone.WARN, pages.extension(slug) if officer else "", officer, {"days": days}
                )
            ]
        return [DashboardTask("closes", Tone.INFO, "", values={"days": days})] if days <= SOON else []
    return []


def _objections(seen: DashboardItem) -> list[DashboardTask]:
    if not seen.facts.with_objections:
        return []
    moderator = Role.MODERATOR in seen.roles
    slug = seen.consultation.slug
    path = moderation_pages.queue(show="objections", consultation=slug) if moderator else ""
    return [DashboardTask("objections", Tone.WARN, path, moderator, {"number": seen.facts.with_objections})]


def _names(seen: DashboardItem) -> list[DashboardTask]:
    if not seen.facts.names:
        return []
    is_mine = bool({Role.MODERATOR, Role.OFFICER} & seen.roles)
    path = moderation_pages.NAME_REQUESTS if is_mine else ""
    return [DashboardTask("names", Tone.WARN, path, is_mine, {"number": seen.facts.names})]


def _emails(seen: DashboardItem) -> list[DashboardTask]:
    if not seen.facts.emails:
        return []
    officer = Role.OFFICER in seen.roles
    path = incoming_pages.to_complete(seen.consultation.slug) if officer else ""
    return [DashboardTask("emails", Tone.WARN, path, officer, {"number": seen.facts.emails})]


def _entries(seen: DashboardItem) -> list[DashboardTask]:
    """What officers have begun to enter and not submitted, in a page or as rows of a form."""
    officer, slug, found = Role.OFFICER in seen.roles, seen.consultation.slug, []
    if seen.facts.entries:
        path = entry_pages.unfinished(slug) if officer else ""
        found.append(DashboardTask("entries", Tone.WARN, path, officer, {"number": seen.facts.entries}))
    if seen.facts.rows is not None:
        path = form_pages.entered_forms(slug, seen.facts.rows.reference) if officer else ""
        found.append(DashboardTask("rows", Tone.WARN, path, officer, {"number": seen.facts.rows.number}))
    return found


def _moderation(seen: DashboardItem) -> list[DashboardTask]:
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
    return [DashboardTask("moderate", Tone.BAD if is_over else Tone.WARN, path, moderator, values)]


def _response(seen: DashboardItem) -> list[DashboardTask]:
    if seen.phase != Phase.CLOSED or not takes_comments(seen.consultation):
        return []
    slug = seen.consultation.slug
    officer, approver = Role.OFFICER in seen.roles, Role.APPROVER in seen.roles
    if seen.facts.summary == SummaryState.PROPOSED:
        mine = approver and seen.facts.summary_author != seen.user.id
        return [
            DashboardTask("approve_response", Tone.WARN if mine else Tone.PLAIN, pages.summary(slug), mine)
        ]
    if seen.facts.summary == SummaryState.APPROVED:
        return [DashboardTask("publish_response", Tone.WARN, pages.summary(slug), officer)]
    due = seen.facts.held_until or seen.consultation.response_due_on
    values: dict[str, Any] = {"with_response": seen.facts.with_response, "number": seen.facts.to_respond_to}
    if due is None:
        return [DashboardTask("respond", Tone.INFO, pages.workbench(slug), officer, values)]
    days = period_checks.days_until(due, seen.consultation.timezone, seen.now)
    values |= {"at": due, "days": days}
    if due <= seen.now:
        return [DashboardTask("response_overdue", Tone.BAD, pages.workbench(slug), officer, values)]
    return [
        DashboardTask(
            "response_due",
            Tone.WARN if days <= 2 * SOON else Tone.INFO,
            pages.workbench(slug),
            officer,
            values,
        )
    ]


def _translations(seen: DashboardItem) -> list[DashboardTask]:
    slug, counts = seen.consultation.slug, seen.facts.translations
    is_mine = bool({Role.MODERATOR, Role.OFFICER} & seen.roles)
    found = []
    if counts.outdated:
        path = pages.workbench(slug, translation="outdated")
        found.append(
            DashboardTask("outdated_translations", Tone.WARN, path, is_mine, {"comments": counts.outdated})
        )
    if counts.missing:
        path = pages.workbench(slug, translation="missing")
        found.append(
            DashboardTask("missing_translations", Tone.INFO, path, False, {"comments": counts.missing})
        )
    officer = Role.OFFICER in seen.roles
    for one in seen.facts.summary_languages:
        path = pages.summary_translation(slug, one.language) if officer else ""
        values = {"language": one.language, "current": one.current, "total": one.total}
        found.append(DashboardTask("summary_translation", Tone.INFO, path, officer, values))
    return found


_ASKED: Sequence[Callable[[DashboardItem], list[DashboardTask]]] = (
    _preparation,
    _period,
    _objections,
    _names,
    _emails,
    _entries,
    _moderation,
    _response,
    _translations,
)


def _facts(ids: Sequence[int], closed: Sequence[int]) -> dict[int, Facts]:
    """Counts, the oldest comment that waits, the response: a few statements, however many consultations."""
    if not ids:
        return {}
    counts = tallies.of_each(ids, "comments", "moderation", "amendments")
    rules = consultations.fixed_rules(ModerationRule, ids)
    oldest, newest, held = submissions.oldest_waiting(ids), summaries.newest(ids), summaries.held_until(ids)
    with_objections, names = moderation.objection_counts(ids), moderation.name_request_counts(ids)
    emails, with_response = incoming.numbers_to_complete(ids), responses.response_counts(closed)
    asking = consultations.asking(ids)
    return {
        identifier: Facts(
            received=counts[identifier]["comments"].get("received", 0),
            has_questions=identifier in asking,
            pending=sum(counts[identifier]["moderation"].get(state, 0) for state in AWAITING)
            + counts[identifier]["amendments"].get("waiting", 0),
            oldest=oldest.get(identifier),
            target_days=rules[identifier].target_days,
            summary=newest[identifier].state if identifier in newest else None,
            summary_author=newest[identifier].author_id if identifier in newest else None,
            held_until=held.get(identifier),
            with_objections=with_objections.get(identifier, 0),
            names=names.get(identifier, 0),
            emails=emails.get(identifier, 0),
            to_respond_to=with_response.get(identifier, (0, 0))[0],
            with_response=with_response.get(identifier, (0, 0))[1],
        )
        for identifier in ids
    }


def _with_translations(
    rows: Sequence[Consultation], facts: Mapping[int, Facts], language: str
) -> dict[int, Facts]:
    """With what is translated of comments, for readers of `language`, and of response summaries. Comments without a
    translation are counted while they are worked on, where the consultation is in `language` too."""
    public = [one.id for one in rows if one.phase in _WITH_COMMENTS]
    spoken = tallies.of_each(public, "language") if public else {}
    foreign = {
        one.id: sum(number for code, number in spoken[one.id]["language"].items() if _main(code) != language)
        for one in rows
        if one.phase in {Phase.OPEN, Phase.CLOSED}
        and language in {_main(code) for code in (one.original_language, *one.languages)}
    }
    counts = responses.translation_counts(public, language, foreign) if public else {}
    begun = summaries.newest_translated(public)
    return {
        key: replace(
            one,
            translations=counts.get(key, TranslationCounts()),
            summary_languages=_unfinished(begun[key]) if key in begun else (),
        )
        for key, one in facts.items()
    }


_WITH_COMMENTS = {Phase.OPEN, Phase.CLOSED, Phase.RESPONDED}


def _main(language: str) -> str:
    """A language without its script and country."""
    return language.partition("-")[0]


def _unfinished(summary: ResponseSummary) -> tuple[Progress, ...]:
    texts = texts_of_summary(summary)
    found = (progress(texts, code) for code in sorted(languages_of(texts) - {summary.original_language}))
    return tuple(one for one in found if one.current < one.total)
