"""What jobs ask: where a receipt goes, and how long things are kept."""

import logging
from datetime import timedelta
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Row, Select, func, select, tuple_

from consult.accounts.models import User
from consult.consultations.lifecycle import State as ConsultationState
from consult.consultations.models import Consultation, FixedRule
from consult.core import clock
from consult.core.database import db
from consult.core.events import Event
from consult.organisations.models import RuleVersion
from consult.organisations.rules import InvalidRule, PolicyKind, RetentionRule
from consult.submissions.models import Route, Submission
from consult.submissions.queries.finding import by_id

log = logging.getLogger(__name__)


class Sender(Protocol):
    """Anyone who can be written to: of a submission, or of a draft of one."""

    user_id: int | None
    email: str
    language: str
    consultation: Consultation


def address(submission: Sender) -> tuple[str, str, str] | None:
    """(email, language, zone) to send a receipt to, or None where none was left."""
    if submission.user_id is not None:
        user = db.session.get_one(User, submission.user_id)
        return user.email, user.language, user.timezone
    zone = submission.consultation.timezone
    return (submission.email, submission.language, zone) if submission.email else None


RECEIPTS = 5
"""So many receipts an hour go to an address that someone typed: it may be that of a stranger."""


def receipt_address(submission: Submission) -> tuple[str, str, str] | None:
    """The address to send the receipt to, or None where none was left, or had its RECEIPTS within the hour.

    It is the same whenever it is asked, so that a receipt is neither promised in vain nor written late.
    """
    to = address(submission)
    at = submission.received_at
    if to is None or submission.user_id is not None or submission.route != Route.WEB:
        return to
    others = (
        select(Submission.id)
        .where(
            Submission.consultation_id.in_(select(Consultation.id)),  # whose index leads to the hour at once
            Submission.received_at > at - timedelta(hours=1),
            tuple_(Submission.received_at, Submission.id) < (at, submission.id),
            func.lower(Submission.email) == to[0].lower(),
        )
        .limit(RECEIPTS)
    )
    return to if len(db.session.execute(others).all()) < RECEIPTS else None


def submitted_in(event_id: int) -> Submission | None:
    """The submission that an event of this package is about, or None when it is gone."""
    event = db.session.get(Event, event_id)
    return by_id(event.data["submission"]) if event is not None else None


def ended(condition: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """The consultations that take comments no more and meet `condition`: id, slug, moments, rule on retention."""
    return (
        select(
            Consultation.id,
            Consultation.slug,
            Consultation.organisation_id,
            Consultation.closes_at,
            Consultation.withdrawn_at,
            RuleVersion.settings,
        )
        .outerjoin(
            FixedRule,
            (FixedRule.consultation_id == Consultation.id) & (FixedRule.kind == PolicyKind.RETENTION),
        )
        .outerjoin(RuleVersion, RuleVersion.id == FixedRule.policy_id)
        .where(
            Consultation.state.in_(
                [ConsultationState.ANNOUNCED, ConsultationState.CONCLUDED, ConsultationState.WITHDRAWN]
            ),
            func.coalesce(Consultation.withdrawn_at, Consultation.closes_at) < clock.now(),
            condition,
        )
    )


def retention_rule(row: Row[*tuple[Any, ...]]) -> RetentionRule | None:
    """The rule on retention in a row of `ended`, or None where it is not valid: nothing is deleted by it."""
    try:
        return RetentionRule.read(row.settings)
    except InvalidRule as trouble:
        log.error("Nothing of consultation %s is deleted by its rule: %s", row.id, trouble)  # noqa: TRY400
        return None
