"""The rules of a consultation: until its approval those in force at its organisation, then those recorded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, ScalarSelect, func, or_, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import joinedload

from consult.consultations.models import Consultation, FixedRule
from consult.core.database import db, table
from consult.core.declarations import listed_in
from consult.organisations import required_practices
from consult.organisations.models import Organisation, RuleVersion
from consult.organisations.queries import rules_in_force
from consult.organisations.rules import ConsultationRule, PolicyKind


def rules(consultation: Consultation) -> dict[PolicyKind, RuleVersion]:
    """The rule of each kind: those recorded at approval, before it those in force at the organisation."""
    rows = db.session.execute(
        select(FixedRule)
        .where(FixedRule.consultation_id == consultation.id)
        .options(joinedload(FixedRule.policy))
    ).scalars()
    fixed = {rule.kind: rule.policy for rule in rows}
    if not fixed:
        return dict(rules_in_force(consultation.organisation))
    return {kind: fixed[kind] for kind in PolicyKind if kind in fixed}


def rule_ids(consultation_id: ColumnElement[int]) -> ScalarSelect[dict[str, int]]:
    """Kind → id of the rules recorded at approval, NULL before it; for statements of packages above."""
    ids = select(func.jsonb_object_agg(_FIXED.c.kind, _FIXED.c.policy_id, type_=JSONB))
    return ids.where(_FIXED.c.consultation_id == consultation_id).scalar_subquery()


def rule_settings(kind: PolicyKind, consultation_id: ColumnElement[int]) -> ScalarSelect[dict[str, Any]]:
    """The settings of one of them; for statements of packages above."""
    rows = select(_VERSIONS.c.settings).join(_FIXED, _FIXED.c.policy_id == _VERSIONS.c.id)
    return rows.where(_FIXED.c.consultation_id == consultation_id, _FIXED.c.kind == kind).scalar_subquery()


_FIXED, _VERSIONS = table(FixedRule), table(RuleVersion)

AnyRule = TypeVar("AnyRule", bound=ConsultationRule)


def fixed_rules(rule: type[AnyRule], ids: Sequence[int]) -> dict[int, AnyRule]:
    """The rule of one class for each of these consultations, by their id, as recorded at approval; where none was, its
    defaults."""
    rows = db.session.execute(
        select(FixedRule.consultation_id, RuleVersion.settings)
        .join(RuleVersion, RuleVersion.id == FixedRule.policy_id)
        .where(FixedRule.consultation_id.in_(ids), FixedRule.kind == rule.kind)
    )
    found = {row.consultation_id: rule.read_or_default(row.settings) for row in rows}
    return {identifier: found.get(identifier) or rule() for identifier in ids}


@listed_in("HOOKS")
def check_rules() -> tuple[bool, str]:
    """Whether the rules in force, those recorded for consultations, and the required practices have valid values: for
    `flask doctor`."""
    latest = select(func.max(RuleVersion.id)).group_by(RuleVersion.organisation_id, RuleVersion.kind)
    followed = or_(RuleVersion.id.in_(latest), RuleVersion.id.in_(select(FixedRule.policy_id)))
    rows = select(RuleVersion, Organisation.slug).join(
        Organisation, Organisation.id == RuleVersion.organisation_id
    )
    wrong = [
        f"{slug}/{policy.kind} version {policy.number} ({', '.join(policy.invalid)})"
        for policy, slug in db.session.execute(rows.where(followed).order_by(RuleVersion.id))
        if policy.invalid
    ]
    stored = db.session.execute(select(Organisation.slug, Organisation.blocking_practices))
    wrong += [f"{slug}/required practices" for slug, steps in stored if not required_practices.read(steps)[1]]
    if wrong:
        told = ", ".join(wrong)
        return (
            False,
            f"have values that are not valid: {told}. By these nothing is deleted; else defaults are followed",
        )
    return True, "have valid values"


@dataclass(frozen=True)
class DatedRule:
    """A consultation rule: since when the public can read it (None: not yet), and its settings."""

    published_at: datetime | None
    settings: Mapping[str, Any]


def rules_and_dates(consultation: Consultation) -> dict[PolicyKind, DatedRule]:
    """The rules recorded at approval with their dates, in one statement; before it those in force, without dates."""
    rows = db.session.execute(
        select(FixedRule)
        .where(FixedRule.consultation_id == consultation.id)
        .options(joinedload(FixedRule.policy))
    ).scalars()
    fixed = {rule.kind: DatedRule(rule.published_at, rule.policy.settings) for rule in rows}
    if fixed:
        return fixed
    now = rules_in_force(consultation.organisation)
    return {kind: DatedRule(None, policy.settings) for kind, policy in now.items()}
