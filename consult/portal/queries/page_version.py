"""The one value under which pages over all consultations are kept."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import and_, func, literal, literal_column, select

from consult.consultations.lifecycle import PUBLIC, State
from consult.consultations.models import Consultation
from consult.core import clock
from consult.core.database import db
from consult.organisations.models import Organisation

DAY = timedelta(days=1)

_ORGANISATIONS = "coalesce(sum(hashtextextended(organisations.xmin::text || organisations::text, 0)), 0)"
"""With the transaction that changed each: what is changed back is no more what it was."""


@dataclass(frozen=True)
class PageStamp:
    """What pages over all consultations are kept under, and the next moment at which the clock changes one."""

    value: str
    until: datetime


def stamp() -> PageStamp:
    """One value for everything that lists of public consultations show, in one statement.

    Each consultation's own stamp only rises, and none leaves the public: count and sum together never come back.
    """
    now = clock.now()
    is_open = and_(
        Consultation.state == State.ANNOUNCED, Consultation.opens_at <= now, Consultation.closes_at > now
    )
    here = func.timezone(Consultation.timezone, literal(now))
    next_day = func.timezone(Consultation.timezone, func.date_trunc("day", here) + literal(DAY))
    row = db.session.execute(
        select(
            func.count(),
            func.coalesce(func.sum(Consultation.stamp), 0),
            select(literal_column(_ORGANISATIONS)).select_from(Organisation).scalar_subquery(),
            func.min(func.least(Consultation.closes_at, next_day)).filter(is_open),
            func.min(Consultation.opens_at).filter(
                Consultation.state == State.ANNOUNCED, Consultation.opens_at > now
            ),
        ).where(Consultation.state.in_(PUBLIC))
    ).one()
    midnight = (now + DAY).astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    moments = [at for at in (row[3], row[4], midnight) if at]
    return PageStamp(f"all.{row[0]}.{row[1]}.{row[2]}", min(moments))
