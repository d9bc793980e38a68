"""Consultations that take comments no more, with their rule on how long things are kept: for jobs that delete."""

import logging
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from consult.consultations.lifecycle import State
from consult.consultations.models import Consultation, FixedRule
from consult.core import clock
from consult.core.database import db
from consult.organisations.models import RuleVersion
from consult.organisations.rules import InvalidRule, PolicyKind, RetentionRule

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class EndedConsultation:
    """A consultation that takes comments no more, and since when."""

    id: int
    slug: str
    organisation_id: int
    end: datetime
    """Its deadline, or when it was withdrawn."""
    rule: RetentionRule | None
    """None where the rule is not valid: nothing is deleted by it."""


def ended(condition: ColumnElement[bool]) -> list[EndedConsultation]:
    """The consultations that take comments no more and meet `condition`."""
    end = func.coalesce(Consultation.withdrawn_at, Consultation.closes_at)
    rows = (
        select(
            Consultation.id,
            Consultation.slug,
            Consultation.organisation_id,
            end.label("end"),
            RuleVersion.settings,
        )
        .outerjoin(
            FixedRule,
            (FixedRule.consultation_id == Consultation.id) & (FixedRule.kind == PolicyKind.RETENTION),
        )
        .outerjoin(RuleVersion, RuleVersion.id == FixedRule.policy_id)
        .where(
            Consultation.state.in_([State.ANNOUNCED, State.CONCLUDED, State.WITHDRAWN]),
            end < clock.now(),
            condition,
        )
    )
    return [EndedConsultation(*row[:-1], _rule(row.id, row.settings)) for row in db.session.execute(rows)]


def _rule(consultation_id: int, settings: dict[str, object] | None) -> RetentionRule | None:
    try:
        return RetentionRule.read(settings)
    except InvalidRule as trouble:
        log.error("Nothing of consultation %s is deleted by its rule: %s", consultation_id, trouble)  # noqa: TRY400
        return None
