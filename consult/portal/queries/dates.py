"""The calendar: what lies ahead, month by month, and the dates of one consultation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CTE, and_, func, literal, or_, select, union_all

from consult.consultations.lifecycle import PUBLIC, Phase
from consult.consultations.models import Consultation
from consult.core import clock
from consult.core.database import db
from consult.organisations.models import Organisation
from consult.portal.queries.rows import ListedConsultation, OrganisationOfRow, lines_of, phase_at, public

IN_PAGE = 100
"""Dates on one page of a month."""

KINDS = ("opens", "closes", "answer")
"""What can happen to a consultation on a date; identities of entries in calendars end in these words."""


@dataclass(frozen=True)
class Entry:
    """Something that will happen to a consultation, or did: kind is one of KINDS."""

    at: datetime
    kind: str
    consultation: ListedConsultation


@dataclass(frozen=True)
class Months:
    """The months that have something ahead: "2027-03" → how many dates; and the organisations they are of."""

    counts: dict[str, int]
    organisations: list[OrganisationOfRow]


def _ahead(now: datetime) -> CTE:
    """Every date ahead: id, organisation_id, kind, at, and its month in the zone of the organisation."""
    here = phase_at(now)
    dates = (
        ("opens", Consultation.opens_at, here == Phase.ANNOUNCED.value),
        ("closes", Consultation.closes_at, here.in_((Phase.ANNOUNCED.value, Phase.OPEN.value))),
        ("answer", Consultation.response_due_on, here == Phase.CLOSED.value),
    )
    return union_all(
        *(
            select(
                Consultation.id,
                Consultation.organisation_id,
                literal(kind).label("kind"),
                at.label("at"),
                func.to_char(func.timezone(Consultation.timezone, at), "YYYY-MM").label("month"),
            ).where(Consultation.state.in_(PUBLIC), condition, at > now)
            for kind, at, condition in dates
        )
    ).cte("ahead")


def months_ahead(organisation: str = "") -> Months:
    """The months that have something, of one organisation or all; and every organisation that has; two statements."""
    dates = _ahead(clock.now())
    rows = select(dates.c.month, func.count()).group_by(dates.c.month).order_by(dates.c.month)
    if organisation:
        rows = rows.join(Organisation, Organisation.id == dates.c.organisation_id)
        rows = rows.where(Organisation.slug == organisation)
    counted = {str(row[0]): int(row[1]) for row in db.session.execute(rows)}
    whose = (
        select(
            Organisation.slug,
            Organisation.name,
            Organisation.accent,
            Organisation.translations,
            Organisation.original_language,
        )
        .where(Organisation.id.in_(select(dates.c.organisation_id)))
        .order_by(Organisation.id)
    )
    return Months(counted, [OrganisationOfRow(*row) for row in db.session.execute(whose)])


def calendar(month: str, organisation: str = "", page: int = 1) -> list[Entry]:
    """One page of the dates of a month ("2027-03"), in order; three statements."""
    now = clock.now()
    dates = _ahead(now)
    rows = (
        select(dates.c.id, dates.c.kind, dates.c.at)
        .join(Consultation, Consultation.id == dates.c.id)
        .where(dates.c.month == month)
        .order_by(dates.c.at, Consultation.slug, dates.c.kind)
    )
    if organisation:
        rows = rows.join(Organisation, Organisation.id == dates.c.organisation_id)
        rows = rows.where(Organisation.slug == organisation)
    found = db.session.execute(rows.limit(IN_PAGE).offset((page - 1) * IN_PAGE)).all()
    shown = _by_id(sorted({row.id for row in found}), now)
    return [Entry(row.at, row.kind, shown[row.id]) for row in found if row.id in shown]


def _by_id(ids: Sequence[int], now: datetime) -> dict[int, ListedConsultation]:
    rows = db.session.execute(public(Consultation.id.in_(ids))).all()
    return {row.id: one for row, one in zip(rows, lines_of(rows, now), strict=True)}


def dates_ahead(organisation: str = "") -> list[Entry]:
    """Every date ahead of public consultations, in order, for a calendar file: what the calendar shows, and the dates
    of those that were withdrawn, so that calendars strike them out."""
    now = clock.now()
    here = phase_at(now)
    is_ahead = or_(
        here.in_((Phase.ANNOUNCED.value, Phase.OPEN.value, Phase.CLOSED.value)),
        and_(here == Phase.WITHDRAWN.value, Consultation.closes_at > now),
    )
    conditions = [is_ahead, *([Organisation.slug == organisation] if organisation else [])]
    found = [
        entry
        for one in _of(*conditions)
        for entry in dates_of(one)
        if entry.at > now and (entry.kind != "answer" or one.phase == Phase.CLOSED)
    ]
    return sorted(found, key=lambda entry: (entry.at, entry.consultation.slug))


def public_line(slug: str) -> ListedConsultation | None:
    """One public consultation as lists show it."""
    return next(iter(_of(Consultation.slug == slug)), None)


def _of(*conditions: Any) -> list[ListedConsultation]:
    return lines_of(db.session.execute(public(*conditions)).all(), clock.now())


def dates_of(consultation: ListedConsultation) -> list[Entry]:
    """When a consultation opens, closes and its response is due, whether that is ahead or past."""
    due = consultation.response_due_on if consultation.asks else None
    dates = zip(KINDS, (consultation.opens_at, consultation.closes_at, due), strict=True)
    return [Entry(at, kind, consultation) for kind, at in dates if at is not None]
