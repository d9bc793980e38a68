"""The practice report of a consultation, what was stated of it, and examples for the compendium."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.core.database import db
from consult.core.multilingual import Multilingual, Translations
from consult.practices.catalogue import PRACTICES
from consult.practices.findings import AttestedResult, Finding, judge
from consult.practices.load_facts import ConsultationFacts, FactsIfPublished
from consult.practices.models import Attestation
from consult.practices.results import Result

MOST_REPORTS = 12
"""Consultations whose reports the compendium reads: the latest."""


def attestations(consultation: Consultation) -> dict[str, AttestedResult]:
    """What was stated of the consultation, by practice; without results that only a later version knows, which may run
    beside this one."""
    rows = db.session.execute(
        select(Attestation)
        .where(Attestation.consultation_id == consultation.id)
        .options(joinedload(Attestation.attested_by))
    ).scalars()
    return {
        row.practice: AttestedResult(
            Result(row.result), row.evidence, row.attested_by.name, row.attested_by_id, row.attested_at
        )
        for row in rows
        if row.result in set(Result)
    }


def attestation(consultation: Consultation, practice: str) -> Attestation | None:
    """What was stated of one practice, or None."""
    return db.session.execute(
        select(Attestation).where(
            Attestation.consultation_id == consultation.id, Attestation.practice == practice
        )
    ).scalar_one_or_none()


def report(consultation: Consultation, keys: Collection[str] = PRACTICES) -> list[Finding]:
    """The practice report of a consultation now, of the practices `keys`; facts that only others ask are not read."""
    return judge(ConsultationFacts(consultation), attestations(consultation), keys)


def report_if_published(consultation: Consultation, keys: Collection[str]) -> list[Finding]:
    """The report on the practices `keys` as it would read if the response were published now."""
    return judge(FactsIfPublished(consultation), attestations(consultation), keys)


@dataclass(frozen=True)
class ExampleOrganisation(Multilingual):
    """The organisation of an example."""

    name: str
    translations: Translations
    original_language: str


@dataclass(frozen=True)
class Example(Multilingual):
    """A public consultation whose report evidences a practice."""

    slug: str
    title: str
    translations: Translations
    original_language: str
    organisation: ExampleOrganisation


def examples() -> dict[str, list[Example]]:
    """Practice → the latest public consultations that evidence it."""
    found: dict[str, list[Example]] = {}
    for consultation in consultations.latest_opened(MOST_REPORTS):
        by = consultation.organisation
        one = Example(
            slug=consultation.slug,
            title=consultation.title,
            translations=consultation.translations,
            original_language=consultation.original_language,
            organisation=ExampleOrganisation(by.name, by.translations, by.original_language),
        )
        for finding in report(consultation):
            if finding.result == Result.EVIDENCED:
                found.setdefault(finding.practice.id, []).append(one)
    return found
