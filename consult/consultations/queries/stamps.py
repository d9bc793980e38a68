"""The stamp of a consultation, under which its pages are cached."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, literal_column, select

from consult.consultations import period_checks
from consult.consultations.lifecycle import PUBLIC, Phase, phase
from consult.consultations.models import Consultation
from consult.core import clock
from consult.core.database import table
from consult.core.errors import NotFound
from consult.core.kept_statements import KeptStatement
from consult.organisations.models import Organisation


@dataclass(frozen=True)
class ConsultationStamp:
    """The key of a cached page: the page version, and the next time at which the page changes by itself."""

    id: int
    stamp: int
    organisation: int
    """The name and colour of the organisation, which are on each page, with the transaction that wrote them: where it
    changes and changes back, a page that was made in between does not count as current."""
    phase: Phase
    until: datetime | None

    @property
    def value(self) -> str:
        """All of it in one value."""
        return f"{self.id}.{self.stamp}.{self.organisation}.{self.phase}"


_ROW = table(Consultation).c


_STAMP = KeptStatement(
    select(
        _ROW.id,
        _ROW.stamp,
        literal_column("hashtextextended(organisations.xmin::text || organisations::text, 0)").label(
            "organisation"
        ),
        _ROW.state,
        _ROW.opens_at,
        _ROW.closes_at,
        _ROW.timezone,
    )
    .join_from(table(Consultation), table(Organisation))
    .where(_ROW.slug == bindparam("slug"))
)
"""Built once: it is asked at every reading of a public page."""


def stamp(slug: str) -> ConsultationStamp:
    """The stamp of a public consultation, in one statement. Raises NotFound."""
    row = next(iter(_STAMP.alone({"slug": slug})), None)
    if row is None or row.state not in PUBLIC:
        raise NotFound
    now = clock.now()
    at = phase(row.state, row.opens_at, row.closes_at, now)
    until = {Phase.ANNOUNCED: row.opens_at, Phase.OPEN: row.closes_at}.get(at)
    midnight = period_checks.next_midnight(row.timezone, now)  # days left are counted by the calendar
    return ConsultationStamp(
        row.id, row.stamp, row.organisation, at, min(until, midnight) if until else midnight
    )
