"""Gathering the facts of a consultation in few statements.

Of very large consultations the shares are counted over the comments that came first: `SAMPLE` of them show how
people comment as well as all do, and a public page must not read a million rows.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, exists, func, or_, select, text

from consult.accounts.models import User
from consult.consultations import queries as consultations
from consult.consultations import timing
from consult.consultations.models import Consultation, Document, DocumentRole, Rule
from consult.core import clock
from consult.core.database import db
from consult.core.events import Delivery, Event
from consult.drafts.actions import digest
from consult.drafts.models import Version
from consult.moderation.models import Decision
from consult.organisations.models import Policy, PolicyKind
from consult.organisations.queries import policies_in_force
from consult.organisations.timing import PROFILES
from consult.practices.facts import Corrected, Edition, Facts, Told
from consult.responses import queries as responses
from consult.responses.labels import SECTIONS
from consult.stakeholders.models import SPEAKS_FOR_OTHERS
from consult.submissions import queries as submissions
from consult.submissions.closing import grace_of
from consult.submissions.models import IS_FILED, Comment, CommentEdition, Submission

SAMPLE = 5000
"""Comments and submissions that shares are counted over."""

TARGET_DAYS = 5
"""Days in which a comment is moderated, where the rule says nothing else."""

TOLD = ("consultations.extended", "responses.published")
TOLD_OF_COMMENTS = ("moderation.redacted", "moderation.withheld", "moderation.removed")
"""Events of which a practice asks that people are told."""

_IS_WAITING = text("comments.moderation IN ('received', 'in_review')")
"""Written out as the partial index has it, so that it is used."""


def facts(consultation: Consultation) -> Facts:
    """Everything the checks look at."""
    c, now = consultation, clock.now()
    profile = PROFILES[c.timing_profile]
    rules, settings = _rules(c)
    corrections = consultations.corrections(c)
    plan = Facts(
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
        scope_attested_by=_name(c.scope_attested_by_id),
        rules=rules,
        documents=_documents(c),
        version_id=c.version_id,
        frozen_at=c.version.frozen_at if c.version else None,
        editions=_editions([*(one.from_version_id for one in corrections), c.version_id]),
        corrections=[Corrected(one.corrected_at, one.from_version_id, one.to_version_id) for one in corrections],
        opens_at=c.opens_at,
        closes_at=c.closes_at,
        days=timing.full_days(c.opens_at, c.closes_at, c.timezone) if c.opens_at and c.closes_at else None,
        minimum=profile.days,
        notice=profile.notice,
        shortening=c.shortening,
        shortening_reason=c.shortening_reason,
        extensions=[one.extended_at for one in consultations.extensions(c)],
        late_is_accepted=bool(settings.get(PolicyKind.LATE, {}).get("accept", True)),
        target_days=int(settings.get(PolicyKind.MODERATION, {}).get("target_days", TARGET_DAYS)),
    )  # fmt: skip
    if not plan.has_opened:
        return plan
    return replace(
        plan,
        **_sent(c, grace_of(settings.get(PolicyKind.LATE))),
        **_commented(c),
        **_moderated(c, now, plan.target_days),
        **_answered(plan, c),
        told=_told(c),
    )


def facts_if_published(consultation: Consultation) -> Facts:
    """The same as it would be if the response were published now."""
    found = facts(consultation)
    if found.response_at is not None:
        return found
    progress = responses.progress(consultation.id)
    return replace(
        found,
        response_at=found.now,
        in_scope=progress.comments,
        without_disposition=progress.without_disposition,
        without_reason=progress.without_reason,
        sections=_sections(responses.latest(consultation.id)),
    )


def _name(user_id: int | None) -> str:
    if user_id is None:
        return ""
    return db.session.execute(select(User.name).where(User.id == user_id)).scalar_one()


def _rules(c: Consultation) -> tuple[dict[PolicyKind, datetime | None], dict[PolicyKind, Mapping[str, Any]]]:
    """Since when each rule can be read, and its settings; before approval the rules in force."""
    rows = db.session.execute(
        select(Rule.kind, Rule.published_at, Policy.settings)
        .join(Policy, Policy.id == Rule.policy_id)
        .where(Rule.consultation_id == c.id)
    ).all()
    if rows:
        return {row.kind: row.published_at for row in rows}, {row.kind: row.settings for row in rows}
    now = policies_in_force(c.organisation)
    return dict.fromkeys(now), {kind: policy.settings for kind, policy in now.items()}


def _documents(c: Consultation) -> dict[DocumentRole, datetime]:
    rows = db.session.execute(
        select(Document.role, func.min(Document.added_at))
        .where(Document.consultation_id == c.id)
        .group_by(Document.role)
    )
    return {role: at for role, at in rows}  # noqa: C416 -- a row is no pair to mypy


def _editions(ids: Iterable[int | None]) -> list[Edition]:
    """The frozen versions that were put to consultation, each hashed anew."""
    wanted = [identifier for identifier in ids if identifier is not None]
    versions = {
        version.id: version
        for version in db.session.execute(
            select(Version).where(Version.id.in_(wanted), Version.frozen_at.is_not(None))
        ).scalars()
    }
    return [
        Edition(key, versions[key].sha256 or "", digest(versions[key]) == versions[key].sha256)
        for key in wanted
        if key in versions
    ]


def _sent(c: Consultation, grace: timedelta) -> dict[str, Any]:
    """Of the submissions that were sent: what each carries."""
    first = (
        select(Submission)
        .where(Submission.consultation_id == c.id, IS_FILED)
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
            func.count().filter(~column.is_late, column.received_at > (c.closes_at or clock.now()) + grace),
        ).select_from(first)
    ).one()  # fmt: skip
    names = (
        "submissions",
        "referenced",
        "with_capacity",
        "claims",
        "confirmed",
        "with_consent",
        "late",
        "late_unmarked",
    )
    return dict(zip(names, row, strict=True))


def _commented(c: Consultation) -> dict[str, Any]:
    """Of the comments that were filed: their structure, whether the original is kept; and of all, the totals."""
    first = (
        select(Comment.id, Comment.block_key, Comment.proposal, Comment.rationale, Comment.edition)
        .where(Comment.consultation_id == c.id, Comment.filed_at.is_not(None))
        .order_by(Comment.id)
        .limit(SAMPLE)
        .subquery()
    )
    kept = exists().where(CommentEdition.comment_id == first.c.id, CommentEdition.edition == first.c.edition)
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
    totals = submissions.totals(c.id)
    return {
        "comments": totals.received,
        "anchored": _scaled(row[1], row[0], totals.received),
        "proposing": _scaled(row[2], row[0], totals.received),
        "reasoned": _scaled(row[3], row[0], totals.received),
        "changed": _scaled(row[4], row[0], totals.received),
        "originals": totals.received if row[5] == row[0] else _scaled(row[5], row[0], totals.received),
        "published": totals.visible,
        "redacted": totals.published_redacted,
        "withheld": totals.withheld,
        "removed": totals.removed,
        "withdrawn": totals.withdrawn,
        "waiting": totals.pending,
        "reasons": sum(totals.reasons.values()),
        "adds_up": totals.adds_up,
    }


def _scaled(part: int, looked_at: int, whole: int) -> int:
    """A count over the first comments, for all of them; exact where all were looked at."""
    return part if looked_at >= whole else part * whole // max(looked_at, 1)


def _moderated(c: Consultation, now: datetime, days: int) -> dict[str, Any]:
    """First decisions within the target, and what waits longer than it."""
    target = timedelta(days=days)
    earliest = (
        select(Decision.comment_id, Decision.decided_at)
        .where(Decision.consultation_id == c.id, Decision.edition == 1)
        .order_by(Decision.decided_at)
        .limit(SAMPLE)
        .subquery()
    )
    first = (
        select(earliest.c.comment_id, func.min(earliest.c.decided_at).label("decided_at"))
        .group_by(earliest.c.comment_id)
        .subquery()
    )
    filed = CommentEdition
    row = db.session.execute(
        select(func.count(), func.count().filter(first.c.decided_at <= filed.filed_at + target))
        .select_from(first)
        .join(filed, (filed.comment_id == first.c.comment_id) & (filed.edition == 1))
    ).one()
    overdue = db.session.execute(
        select(func.count())
        .select_from(Comment)
        .where(
            Comment.consultation_id == c.id,
            or_(
                and_(_IS_WAITING, Comment.filed_at < now - target),
                Comment.amendment_waits_since < now - target,
            ),
        )
    ).scalar_one()
    return {"decided": row[0], "decided_in_time": row[1], "overdue": overdue}


def _sections(summary: Any) -> int:
    return sum(bool(summary.sections.get(key, "").strip()) for key in SECTIONS) if summary else 0


def _answered(plan: Facts, c: Consultation) -> dict[str, Any]:
    """The response, once it can be there. What is being written stays inside: only a published one is counted."""
    if not plan.has_closed:
        return {}
    found: dict[str, Any] = {
        "due_on": c.response_due_on,
        "holding": [(one.published_at, one.expected_on) for one in responses.holding_notices(c.id)],
        "sections_needed": len(SECTIONS),
    }
    editions = responses.editions(c.id)
    if editions:
        progress = responses.progress(c.id)
        found |= {
            "response_at": min(one.published_at for one in editions if one.published_at),
            "in_scope": progress.comments,
            "without_disposition": progress.without_disposition,
            "without_reason": progress.without_reason,
            "sections": _sections(editions[0]),
        }
    return found


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
