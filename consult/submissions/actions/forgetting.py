"""Forgetting by the rule on retention: sheets never sent, names never published, addresses. Periodic."""

import logging
from calendar import monthrange
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, case, delete, func, or_, select, update

from consult.consultations.lifecycle import State as ConsultationState
from consult.consultations.models import Consultation, Rule
from consult.core import clock, journal, queue
from consult.core.actions import action
from consult.core.database import db, lock
from consult.core.events import record
from consult.organisations.models import Policy
from consult.organisations.rules import InvalidRule, PolicyKind, RetentionRule
from consult.submissions.lifecycle import AWAITING, VISIBLE, State
from consult.submissions.models import Attribution, Comment, Submission, UnfinishedComment

log = logging.getLogger(__name__)


def forget_unsent() -> None:
    """Forget sheets that were never submitted, and what was typed after submitting and never sent, some days after the
    closing and after their last change, by the rule on retention: where late comments are accepted, somebody may still
    be writing. Periodic."""
    due = []
    unsent = _has(Submission.state == State.COMPOSING) | _has(_WITH_UNSENT_WORDS)
    for row in db.session.execute(_over(unsent)).all():
        rule = _retention(row)
        if rule is None:
            continue
        long_ago = clock.now() - timedelta(days=rule.unsent_days)
        if (row.withdrawn_at or row.closes_at) <= long_ago:
            due += [
                partial(_forget_unsent, row.id, long_ago),
                partial(_forget_unsent_words, row.id, long_ago),
            ]
    queue.in_batches(*due)


def _retention(row: Row[*tuple[Any, ...]]) -> RetentionRule | None:
    """The rule on retention, or None where what is stored of it is not valid: then nothing is deleted by it."""
    try:
        return RetentionRule.read(row.settings)
    except InvalidRule as trouble:
        log.error("Nothing of consultation %s is deleted by its rule: %s", row.id, trouble)  # noqa: TRY400
        return None


@action
def _forget_unsent(consultation_id: int, long_ago: datetime) -> bool:
    """Forget some sheets of a consultation; whether there may be more."""
    ids = _some(consultation_id, (Submission.state == State.COMPOSING) & (Submission.changed_at <= long_ago))
    _journal("submissions.unsent", ids)
    db.session.execute(delete(Comment).where(Comment.submission_id.in_(ids)))
    db.session.execute(delete(Submission).where(Submission.id.in_(ids)))
    return len(ids) == SOME


@action
def _forget_unsent_words(consultation_id: int, long_ago: datetime) -> bool:
    """Forget some of what was typed after submitting, and not sent; whether there may be more."""
    sent = select(Submission.id).where(Submission.consultation_id == consultation_id, _SENT)
    rows = select(UnfinishedComment.id).where(
        UnfinishedComment.submission_id.in_(sent), UnfinishedComment.saved_at <= long_ago
    )
    ids = db.session.execute(rows.limit(SOME).with_for_update(skip_locked=True)).scalars().all()
    db.session.execute(delete(UnfinishedComment).where(UnfinishedComment.id.in_(ids)))
    return len(ids) == SOME


def _over(condition: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """The consultations that take comments no more and meet `condition`: id, slug, moments, rule on retention."""
    return (
        select(
            Consultation.id,
            Consultation.slug,
            Consultation.organisation_id,
            Consultation.closes_at,
            Consultation.withdrawn_at,
            Policy.settings,
        )
        .outerjoin(Rule, (Rule.consultation_id == Consultation.id) & (Rule.kind == PolicyKind.RETENTION))
        .outerjoin(Policy, Policy.id == Rule.policy_id)
        .where(
            Consultation.state.in_(
                [ConsultationState.ANNOUNCED, ConsultationState.CONCLUDED, ConsultationState.WITHDRAWN]
            ),
            func.coalesce(Consultation.withdrawn_at, Consultation.closes_at) < clock.now(),
            condition,
        )
    )


_SENT = Submission.state != State.COMPOSING

_WITH_ADDRESS = _SENT & (Submission.email != "")

_WITH_UNSENT_WORDS = _SENT & Submission.id.in_(select(UnfinishedComment.submission_id))

_STANDS = (
    select(Comment.id)
    .where(Comment.submission_id == Submission.id, Comment.moderation.in_(VISIBLE | AWAITING))
    .correlate(Submission)
    .exists()
)
_UNNAMED = or_(
    Submission.attribution.in_([Attribution.ANONYMOUS_TO_PUBLIC, Attribution.CONFIDENTIAL]),
    Submission.state == State.WITHDRAWN,
    ~_STANDS,
)
"""The public sees neither name nor organisation: not asked to, taken back, or every comment of it refused."""

_UNSEEN_NAME = _SENT & or_(
    _UNNAMED & ((Submission.name != "") | (Submission.organisation != "") | Submission.user_id.is_not(None)),
    (Submission.attribution == Attribution.ORGANISATION_ONLY)
    & ((Submission.name != "") | Submission.user_id.is_not(None)),
)
"""Sent, and with a name that the public does not see; an account is one."""

NO_ADDRESS: dict[Any, Any] = {"email": "", "email_asked_at": None, "email_confirmed_at": None}
"""What is kept of an address that is forgotten."""

SOME = 1000
"""So many sheets are changed in one transaction."""


def forget_people() -> None:
    """Names that were not published and addresses leave, some months after the closing, by the rule. Periodic.

    The rule is the one fixed for the consultation. What is public stays: category, country, and what names it shows.
    """
    due = []
    for row in db.session.execute(_over(_has(_WITH_ADDRESS | _UNSEEN_NAME))).all():
        ended = row.withdrawn_at or row.closes_at
        rule = _retention(row)
        if rule is None:
            continue
        if months_after(ended, rule.email_months) <= clock.now():
            due.append(partial(_forget_addresses, row))
        if months_after(ended, rule.unpublished_name_months) <= clock.now():
            due.append(partial(_forget_names, row))
    queue.in_batches(*due)


def _has(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return select(Submission.id).where(Submission.consultation_id == Consultation.id, condition).exists()


def _some(consultation_id: int, condition: ColumnElement[bool]) -> Sequence[int]:
    rows = select(Submission.id).where(Submission.consultation_id == consultation_id, condition).limit(SOME)
    return db.session.execute(rows.with_for_update(skip_locked=True)).scalars().all()


@action
def _forget_addresses(row: Row[*tuple[Any, ...]]) -> bool:
    """Forget some addresses of a consultation; whether there were any."""
    ids = _some(row.id, _WITH_ADDRESS)
    _journal("submissions.addresses", ids)
    db.session.execute(update(Submission).where(Submission.id.in_(ids)).values(NO_ADDRESS))
    return _forgotten(row, addresses=len(ids))


@action
def _forget_names(row: Row[*tuple[Any, ...]]) -> bool:
    """Forget some names of a consultation that the public does not see; whether there were any."""
    ids = _some(row.id, _UNSEEN_NAME)
    _journal("submissions.names", ids)
    changed = update(Submission).where(Submission.id.in_(ids))
    db.session.execute(changed.values(name="", organisation=kept_organisation(), user_id=None))
    return _forgotten(row, names=len(ids))


def kept_organisation() -> ColumnElement[str]:
    """What is kept of an organisation's name when that of a person is forgotten: what the public sees."""
    return case((_UNNAMED, ""), else_=Submission.organisation)


def kept_name() -> ColumnElement[str]:
    """What is kept of a person's name when what the public does not see of it is forgotten."""
    is_unseen = or_(_UNNAMED, Submission.attribution == Attribution.ORGANISATION_ONLY)
    return case((is_unseen, ""), else_=Submission.name)


def _journal(did: str, ids: Sequence[int]) -> None:
    if ids:
        journal.erased(did, ids=list(ids))


@action
def forget_address(submission: Submission) -> None:
    """The address left with a submission wants no letters: it leaves all that was sent to that consultation from it."""
    email, consultation = lock(submission).email, submission.consultation
    if email:
        mine = (Submission.consultation_id == consultation.id) & (
            func.lower(Submission.email) == email.lower()
        )
        gone = update(Submission).where(mine).values(NO_ADDRESS).returning(Submission.id)
        ids = db.session.execute(gone).scalars().all()
        _journal("submissions.addresses", ids)
        record(
            "submissions.forgotten", consultation.slug, organisation=consultation.organisation_id,
            consultation=consultation.id, addresses=len(ids),
        )  # fmt: skip


def _forgotten(row: Row[*tuple[Any, ...]], **counts: int) -> bool:
    if any(counts.values()):
        record(
            "submissions.forgotten", row.slug, organisation=row.organisation_id, consultation=row.id, **counts
        )
    return any(counts.values())


def months_after(at: datetime, months: int) -> datetime:
    """The same day and time `months` later, or the last day of that month."""
    years, month = divmod(at.month - 1 + min(months, 1200), 12)
    year = at.year + years
    return at.replace(year=year, month=month + 1, day=min(at.day, monthrange(year, month + 1)[1]))
