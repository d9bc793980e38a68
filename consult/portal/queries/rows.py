"""A consultation as lists show it: which ones are public, and one of them ready to be shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, case, func, select

from consult.consultations.labels import FAMILIES, RECORDED
from consult.consultations.lifecycle import PUBLIC, Phase, State, phase
from consult.consultations.models import Consultation, Mode
from consult.consultations.period_checks import days_left
from consult.core import clock
from consult.core.events import Event
from consult.core.multilingual import Multilingual, Translations
from consult.organisations.models import Organisation
from consult.submissions import tallies
from consult.submissions.lifecycle import VISIBLE


@dataclass(frozen=True)
class OrganisationOfRow(Multilingual):
    """The organisation of a consultation in a list."""

    slug: str
    name: str
    accent: str
    translations: Translations
    original_language: str


@dataclass(frozen=True)
class ListedConsultation(Multilingual):
    """One consultation of a list, ready to be shown."""

    slug: str
    title: str
    purpose: str
    translations: Translations
    original_language: str
    organisation: OrganisationOfRow
    phase: Phase
    days_left: int | None
    asks: bool
    """Whether comments are asked for, and so a response is due."""
    elapsed: float
    opens_at: datetime
    closes_at: datetime
    timezone: str
    announced_at: datetime
    concluded_at: datetime | None
    withdrawn_at: datetime | None
    response_due_on: datetime | None
    denomination: str
    family: str
    """The words for its family, to be translated."""
    round: int
    languages: Sequence[str]
    comments: int
    stakeholders: int
    stamp: int
    updated_at: datetime
    """When something public last happened to it."""


def phase_at(now: datetime) -> ColumnElement[str]:
    """The phase in SQL: the same table as lifecycle.phase."""
    return case(
        (Consultation.state == State.CONCLUDED, Phase.RESPONDED.value),
        (Consultation.state == State.WITHDRAWN, Phase.WITHDRAWN.value),
        (Consultation.opens_at > now, Phase.ANNOUNCED.value),
        (Consultation.closes_at > now, Phase.OPEN.value),
        else_=Phase.CLOSED.value,
    )


def _updated_at() -> ColumnElement[datetime]:
    """When something public last happened to it: by the record, or by the clock, which no record is needed for."""
    now = clock.now()
    recorded = (
        select(func.max(Event.at))
        .where(Event.consultation_id == Consultation.id, Event.name.in_(RECORDED))
        .correlate(Consultation)
        .scalar_subquery()
    )
    opened = case((Consultation.opens_at <= now, Consultation.opens_at))
    closed = case((Consultation.closes_at <= now, Consultation.closes_at))
    by_clock = case((Consultation.state != State.WITHDRAWN, func.greatest(opened, closed)))
    return func.greatest(Consultation.announced_at, recorded, by_clock)


_COLUMNS: tuple[Any, ...] = (
    Consultation.id, Consultation.slug, Consultation.title, Consultation.purpose, Consultation.translations,
    Consultation.original_language,
    Consultation.state, Consultation.mode, Consultation.opens_at, Consultation.closes_at, Consultation.timezone,
    Consultation.announced_at, Consultation.concluded_at, Consultation.withdrawn_at, Consultation.response_due_on,
    Consultation.denomination, Consultation.family, Consultation.round, Consultation.languages, Consultation.stamp,
    Organisation.slug.label("whose_slug"), Organisation.name.label("whose"), Organisation.accent,
    Organisation.translations.label("whose_translations"), Organisation.original_language.label("whose_language"),
)  # fmt: skip


def public(*conditions: ColumnElement[bool]) -> Select[Any]:
    """The public consultations of which all these are true, with what a list shows of each."""
    return (
        select(*_COLUMNS, _updated_at().label("updated_at"))
        .join(Organisation, Organisation.id == Consultation.organisation_id)
        .where(Consultation.state.in_(PUBLIC), *conditions)
    )


def _counted(ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Published comments, and stakeholders heard in them, per consultation; one statement."""
    found = tallies.of_each(ids, "moderation", "submissions") if ids else {}
    return {
        key: (
            sum(counts["moderation"].get(state, 0) for state in VISIBLE),
            counts["submissions"].get("stakeholders", 0),
        )
        for key, counts in found.items()
    }


def lines_of(rows: Sequence[Row[Any]], now: datetime) -> list[ListedConsultation]:
    """These rows ready to be shown, with their counts, in one more statement."""
    counted = _counted([row.id for row in rows])
    return [_one(row, counted.get(row.id, (0, 0)), now) for row in rows]


def _one(row: Row[Any], counted: tuple[int, int], now: datetime) -> ListedConsultation:
    at = phase(row.state, row.opens_at, row.closes_at, now)
    whole = (row.closes_at - row.opens_at).total_seconds()
    gone = (now - row.opens_at).total_seconds()
    return ListedConsultation(
        slug=row.slug,
        title=row.title,
        purpose=row.purpose,
        translations=row.translations,
        original_language=row.original_language,
        organisation=OrganisationOfRow(
            row.whose_slug, row.whose, row.accent, row.whose_translations, row.whose_language
        ),
        phase=at,
        days_left=days_left(row.closes_at, row.timezone, now) if at == Phase.OPEN else None,
        asks=row.mode != Mode.INFORM,
        elapsed=min(max(gone / whole, 0.0), 1.0) if whole else 1.0,
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        timezone=row.timezone,
        announced_at=row.announced_at,
        concluded_at=row.concluded_at,
        withdrawn_at=row.withdrawn_at,
        response_due_on=row.response_due_on,
        denomination=row.denomination,
        family=FAMILIES[row.family] if row.family else "",
        round=row.round,
        languages=row.languages,
        comments=counted[0],
        stakeholders=counted[1],
        stamp=row.stamp,
        updated_at=row.updated_at,
    )
