"""The practice report of a consultation, what was stated of it, and examples for the compendium."""

from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from consult.consultations.lifecycle import PUBLIC
from consult.consultations.models import Consultation
from consult.core import clock
from consult.core.database import db
from consult.practices.findings import Attested, Finding, judge
from consult.practices.gathering import facts, facts_if_published
from consult.practices.models import Attestation
from consult.practices.results import Result

MOST_REPORTS = 12
"""Consultations whose reports the compendium reads: the latest."""


def attestations(consultation: Consultation) -> dict[str, Attested]:
    """What was stated of the consultation, by practice."""
    rows = db.session.execute(
        select(Attestation)
        .where(Attestation.consultation_id == consultation.id)
        .options(joinedload(Attestation.attested_by))
    ).scalars()
    return {
        row.practice: Attested(
            Result(row.result), row.evidence, row.attested_by.name, row.attested_by_id, row.attested_at
        )
        for row in rows
    }


def attestation(consultation: Consultation, practice: str) -> Attestation | None:
    """What was stated of one practice, or None."""
    return db.session.execute(
        select(Attestation).where(
            Attestation.consultation_id == consultation.id, Attestation.practice == practice
        )
    ).scalar_one_or_none()


def report(consultation: Consultation) -> list[Finding]:
    """The practice report of a consultation now."""
    return judge(facts(consultation), attestations(consultation))


def report_if_published(consultation: Consultation) -> list[Finding]:
    """The report as it would read if its response were published now: for the gate before that."""
    return judge(facts_if_published(consultation), attestations(consultation))


@dataclass(frozen=True)
class Example:
    """A public consultation whose report evidences a practice."""

    slug: str
    title: str
    organisation: str


def examples() -> dict[str, list[Example]]:
    """Practice → the latest public consultations that evidence it."""
    has_opened = or_(Consultation.concluded_at.is_not(None), Consultation.opens_at <= clock.now())
    latest = (
        Consultation.concluded_at.desc().nulls_last(),
        Consultation.announced_at.desc(),
        Consultation.id.desc(),
    )
    rows = db.session.execute(
        select(Consultation)
        .where(Consultation.state.in_(PUBLIC), has_opened)
        .options(joinedload(Consultation.organisation), joinedload(Consultation.version))
        .order_by(*latest)
        .limit(MOST_REPORTS)
    ).scalars()
    found: dict[str, list[Example]] = {}
    for consultation in rows.all():
        one = Example(consultation.slug, consultation.title, consultation.organisation.name)
        for finding in report(consultation):
            if finding.result == Result.EVIDENCED:
                found.setdefault(finding.practice.id, []).append(one)
    return found
