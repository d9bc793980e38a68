"""What is for crawlers and operators: addresses for the sitemap, and whether the application works."""

from dataclasses import dataclass

from sqlalchemy import and_, func, select, text
from sqlalchemy.exc import SQLAlchemyError

from consult.consultations import queries as consultations
from consult.consultations.lifecycle import State
from consult.core import clock, journal, mail, queue
from consult.core.database import db
from consult.core.events import Delivery

MOST_IN_SITEMAP = 8000


def in_sitemap() -> list[tuple[str, bool]]:
    """(slug, whether its response is published) of public consultations, the latest first."""
    found = consultations.latest_public(MOST_IN_SITEMAP)
    return [(slug, state == State.CONCLUDED) for slug, state in found]


@dataclass(frozen=True)
class Readiness:
    """What an operator's probe is told."""

    database: bool
    revision: str = ""
    queue: bool = False
    waiting: int = 0
    """Deliveries that wait for a worker."""
    oldest_waiting_seconds: int = 0
    given_up: int = 0
    """Deliveries that failed too often, left for a person to see."""
    emails_given_up: int = 0
    """Emails of which the same is true."""


def erasures_to_copy() -> int:
    """Erasures of this host that are not in the bucket yet."""
    return len(journal.journal().waiting())


def readiness() -> Readiness:
    """Whether the application works: the database, its revision, the queue and what waits in it. Never raises."""
    answers = queue.notifier().is_answering()
    try:
        revision = db.session.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
        waits = and_(Delivery.done_at.is_(None), Delivery.given_up_at.is_(None))
        row = db.session.execute(
            select(
                func.count().filter(waits),
                func.min(Delivery.due_at).filter(waits),
                func.count().filter(Delivery.given_up_at.is_not(None)),
            ).where(Delivery.done_at.is_(None))
        ).one()
        emails_given_up = mail.count_given_up()
    except SQLAlchemyError:
        db.session.rollback()
        return Readiness(database=False, queue=answers)
    waiting, given_up = row[0], row[2]
    late = int((clock.now() - row[1]).total_seconds()) if waiting else 0
    return Readiness(True, str(revision or ""), answers, waiting, max(0, late), given_up, emails_given_up)
