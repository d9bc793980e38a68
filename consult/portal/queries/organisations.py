"""Who consults: organisations, and the consultations of one."""

from dataclasses import dataclass

from sqlalchemy import func, select

from consult.consultations.lifecycle import PUBLIC, Phase
from consult.consultations.models import Consultation
from consult.core import clock
from consult.core.database import db
from consult.organisations.models import Organisation
from consult.organisations.queries import get as organisation_by_slug
from consult.portal.queries.rows import ListedConsultation, lines_of, phase_at, public


@dataclass(frozen=True)
class ListedOrganisation:
    """An organisation, and how many of its consultations are in each phase."""

    organisation: Organisation
    phases: dict[str, int]

    @property
    def total(self) -> int:
        """Public consultations of any phase."""
        return sum(self.phases.values())


def organisations() -> list[ListedOrganisation]:
    """Every organisation, the oldest first; two statements."""
    now = clock.now()
    here = phase_at(now).label("phase")
    counted: dict[int, dict[str, int]] = {}
    rows = db.session.execute(
        select(Consultation.organisation_id, here, func.count())
        .where(Consultation.state.in_(PUBLIC))
        .group_by(Consultation.organisation_id, here)
    )
    for organisation_id, name, number in rows:
        counted.setdefault(organisation_id, {})[name] = number
    organisations = db.session.execute(select(Organisation).order_by(Organisation.id)).scalars()
    return [ListedOrganisation(one, counted.get(one.id, {})) for one in organisations]


MOST_OF_ORGANISATION = 100


def of_organisation(slug: str) -> tuple[Organisation, dict[Phase, list[ListedConsultation]]]:
    """An organisation and its consultations by phase, the latest first. Raises NotFound."""
    organisation = organisation_by_slug(slug)
    now = clock.now()
    rows = db.session.execute(
        public(Consultation.organisation_id == organisation.id)
        .order_by(Consultation.closes_at.desc(), Consultation.id.desc())
        .limit(MOST_OF_ORGANISATION)
    ).all()
    found: dict[Phase, list[ListedConsultation]] = {}
    for one in lines_of(rows, now):
        found.setdefault(one.phase, []).append(one)
    for soonest in (Phase.OPEN, Phase.ANNOUNCED):
        found.get(soonest, []).reverse()
    return organisation, found
