"""Events that people must hear of."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, select

from consult.consultations.models import Consultation
from consult.core.database import db
from consult.core.events import Delivery, Event
from consult.practices.facts.sampling import SAMPLE

NOTIFIED = ("consultations.extended", "responses.published")
NOTIFIED_OF_COMMENTS = ("moderation.redacted", "moderation.withheld", "moderation.removed")
"""Events of which a practice asks that people are told."""


@dataclass(frozen=True)
class NotificationFacts:
    """How often something happened, and how far everyone concerned was told."""

    happened: int = 0
    at: datetime | None = None
    waiting: int = 0
    """Of its messages, those that wait for a worker or were given up."""


def notified_of(c: Consultation) -> dict[str, NotificationFacts]:
    """Of the events that people must hear of: how many, the latest, and messages that wait or were given up.

    Those of the consultation itself are found by its name; decisions on comments among its latest events.
    """
    columns = (Event.id, Event.name, Event.at)
    latest = select(*columns).where(Event.consultation_id == c.id).order_by(Event.id.desc()).limit(4 * SAMPLE)
    decided = latest.subquery()
    of_comments = select(decided).where(decided.c.name.in_(NOTIFIED_OF_COMMENTS))
    found = (
        select(*columns)
        .where(Event.subject == c.slug, Event.name.in_(NOTIFIED))
        .union_all(of_comments)
        .subquery()
    )
    waits = exists().where(Delivery.event_id == found.c.id, Delivery.done_at.is_(None))
    rows = db.session.execute(
        select(found.c.name, func.count(), func.max(found.c.at), func.count().filter(waits))
        .select_from(found)
        .group_by(found.c.name)
    ).all()
    return {name: NotificationFacts(happened, at, waiting) for name, happened, at, waiting in rows}
