"""The calendar: what lies ahead."""

from dataclasses import dataclass
from datetime import datetime

from consult.consultations.lifecycle import Phase
from consult.consultations.models import Consultation
from consult.core import clock
from consult.core.database import db
from consult.portal.queries.lines import Listed, lines_of, phase_at, public

MOST_IN_CALENDAR = 1000


@dataclass(frozen=True)
class Entry:
    """Something that will happen to a consultation: kind is "opens", "closes" or "answer"."""

    at: datetime
    kind: str
    consultation: Listed


def calendar() -> list[Entry]:
    """What lies ahead of announced, open and closed consultations, in order; two statements."""
    now = clock.now()
    ahead = (Phase.UPCOMING.value, Phase.OPEN.value, Phase.CLOSED.value)
    rows = db.session.execute(
        public(phase_at(now).in_(ahead)).order_by(Consultation.closes_at.desc()).limit(MOST_IN_CALENDAR)
    ).all()
    entries = []
    for one in lines_of(rows, now):
        if one.opens_at > now:
            entries.append(Entry(one.opens_at, "opens", one))
        if one.closes_at > now:
            entries.append(Entry(one.closes_at, "closes", one))
        if one.phase == Phase.CLOSED and one.response_due_on and one.response_due_on > now:
            entries.append(Entry(one.response_due_on, "answer", one))
    return sorted(entries, key=lambda entry: (entry.at, entry.consultation.slug))
