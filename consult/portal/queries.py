"""Reading announced consultations across organisations: the list, its counts, the calendar, and how the house is.

Search finds a consultation when each word stands somewhere in its title, denomination, purpose, topics or in its
organisation's name, whatever the case and the accents. Words are looked for inside of words: that serves Chinese and
Arabic, which put no blanks where a dictionary of stems would need them, and compounds; and there are thousands of
consultations, not millions, so that reading them all costs a few milliseconds.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Result,
    Row,
    Select,
    Text,
    and_,
    any_,
    case,
    cast,
    func,
    literal,
    literal_column,
    select,
    text,
    true,
    union_all,
)
from sqlalchemy.exc import SQLAlchemyError

from consult.consultations.labels import FAMILIES
from consult.consultations.lifecycle import PUBLIC, Phase, State, phase
from consult.consultations.models import Consultation, Family, Mode
from consult.consultations.timing import days_left
from consult.core import clock, queue
from consult.core.database import db
from consult.core.events import Delivery
from consult.core.paging import Page, page_of
from consult.organisations.models import Organisation
from consult.organisations.queries import get as organisation_by_slug
from consult.portal.search import Filters, clip
from consult.submissions.lifecycle import VISIBLE
from consult.submissions.models import Tally

PAGE = 20
SEARCHED = 2000
"""Characters of a purpose that are searched."""
MOST_IN_CALENDAR = 1000
MOST_IN_SITEMAP = 8000
DAY = timedelta(days=1)


# -- the stamp -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Stamped:
    """What pages over all consultations are kept under, and the next moment at which the clock changes one."""

    value: str
    until: datetime


def stamp() -> Stamped:
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
            select(literal_column("coalesce(sum(hashtextextended(organisations::text, 0)), 0)"))
            .select_from(Organisation)
            .scalar_subquery(),
            func.min(func.least(Consultation.closes_at, next_day)).filter(is_open),
            func.min(Consultation.opens_at).filter(
                Consultation.state == State.ANNOUNCED, Consultation.opens_at > now
            ),
        ).where(Consultation.state.in_(PUBLIC))
    ).one()
    midnight = (now + DAY).astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    moments = [at for at in (row[3], row[4], midnight) if at]
    return Stamped(f"all.{row[0]}.{row[1]}.{row[2]}", min(moments))


# -- the list --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Whose:
    """The organisation of a consultation in a list."""

    slug: str
    name: str
    accent: str


@dataclass(frozen=True)
class Listed:
    """One consultation of a list, ready to be shown."""

    slug: str
    title: str
    summary: str
    organisation: Whose
    phase: Phase
    days_left: int | None
    asks: bool
    """Whether comments are asked for, and so an answer is due."""
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


def _phase_at(now: datetime) -> ColumnElement[str]:
    """The phase in SQL: the same table as lifecycle.phase."""
    return case(
        (Consultation.state == State.CONCLUDED, Phase.ANSWERED.value),
        (Consultation.state == State.WITHDRAWN, Phase.WITHDRAWN.value),
        (Consultation.opens_at > now, Phase.UPCOMING.value),
        (Consultation.closes_at > now, Phase.OPEN.value),
        else_=Phase.CLOSED.value,
    )


def _folded(words: ColumnElement[str]) -> ColumnElement[str]:
    """Words without case and accents, as search.fold has them; what is plain ASCII, the usual case, costs little."""
    decomposed = func.normalize(words, literal_column("NFKD"))
    plain = func.lower(func.regexp_replace(decomposed, "[\u0300-\u036f]", "", "g"))
    return case((func.octet_length(words) == func.length(words), func.lower(words)), else_=plain)


def matching(filters: Filters) -> list[int] | None:
    """Ids of the public consultations in which every word searched for stands; None where nothing is searched for."""
    if not filters.words:
        return None
    everything = (
        select(
            Consultation.id,
            func.concat_ws(
                "\n",
                Consultation.title,
                Consultation.denomination,
                func.left(Consultation.purpose, SEARCHED),
                func.array_to_string(Consultation.topics, "\n"),
                Organisation.name,
                Organisation.short_name,
            ).label("words"),
        )
        .join(Organisation, Organisation.id == Consultation.organisation_id)
        .where(Consultation.state.in_(PUBLIC))
        .cte("everything")
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )
    folded = (
        select(everything.c.id, _folded(everything.c.words).label("words"))
        .cte("folded")
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )
    found = select(folded.c.id).where(
        *(folded.c.words.contains(word, autoescape=True) for word in filters.words)
    )
    return list(db.session.execute(found).scalars())


def _among(ids: Sequence[int] | None) -> list[ColumnElement[bool]]:
    return [] if ids is None else [Consultation.id == any_(cast(list(ids), ARRAY(BigInteger)))]


def _conditions(filters: Filters, now: datetime) -> dict[str, ColumnElement[bool]]:
    """Each chosen filter as a condition, by name."""
    found: dict[str, ColumnElement[bool]] = {}
    if filters.phase:
        found["phase"] = _phase_at(now) == filters.phase
    if filters.organisation:
        found["organisation"] = Organisation.slug == filters.organisation
    if filters.family:
        found["family"] = Consultation.family == Family(filters.family)
    if filters.topic:
        found["topic"] = Consultation.topics.any_() == filters.topic
    if filters.language:
        found["language"] = Consultation.languages.any_() == filters.language
    closes_on = func.date(func.timezone(Consultation.timezone, Consultation.closes_at))
    dates = [closes_on >= filters.closes_from] if filters.closes_from else []
    dates += [closes_on <= filters.closes_to] if filters.closes_to else []
    if dates:
        found["closes"] = and_(*dates)
    return found


_COLUMNS = (
    Consultation.id, Consultation.slug, Consultation.title, func.left(Consultation.purpose, 600).label("purpose"),
    Consultation.state, Consultation.mode, Consultation.opens_at, Consultation.closes_at, Consultation.timezone,
    Consultation.announced_at, Consultation.concluded_at, Consultation.withdrawn_at, Consultation.response_due_on,
    Consultation.denomination, Consultation.family, Consultation.round, Consultation.languages, Consultation.stamp,
    Organisation.slug.label("whose_slug"), Organisation.name.label("whose"), Organisation.accent,
)  # fmt: skip


def _public(*conditions: ColumnElement[bool]) -> Select[Any]:
    return (
        select(*_COLUMNS)
        .join(Organisation, Organisation.id == Consultation.organisation_id)
        .where(Consultation.state.in_(PUBLIC), *conditions)
    )


def _counted(ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Published comments, and stakeholders heard in them, per consultation; one statement."""
    if not ids:
        return {}
    visible = [state.value for state in VISIBLE]
    rows = db.session.execute(
        select(
            Tally.consultation_id,
            func.coalesce(
                func.sum(Tally.count).filter(Tally.axis == "moderation", Tally.value.in_(visible)), 0
            ),
            func.coalesce(
                func.sum(Tally.count).filter(Tally.axis == "submissions", Tally.value == "stakeholders"), 0
            ),
        )
        .where(Tally.consultation_id.in_(ids), Tally.axis.in_(("moderation", "submissions")))
        .group_by(Tally.consultation_id)
    )
    return {row[0]: (int(row[1]), int(row[2])) for row in rows}


def _listed(rows: Sequence[Row[Any]], now: datetime) -> list[Listed]:
    counted = _counted([row.id for row in rows])
    return [_one(row, counted.get(row.id, (0, 0)), now) for row in rows]


def _one(row: Row[Any], counted: tuple[int, int], now: datetime) -> Listed:
    at = phase(row.state, row.opens_at, row.closes_at, now)
    whole = (row.closes_at - row.opens_at).total_seconds()
    gone = (now - row.opens_at).total_seconds()
    return Listed(
        slug=row.slug,
        title=row.title,
        summary=clip(row.purpose),
        organisation=Whose(row.whose_slug, row.whose, row.accent),
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
    )


_ORDERS: dict[str, tuple[Any, str, bool]] = {
    "closing": (Consultation.closes_at, "closes_at", False),
    "opening": (Consultation.opens_at, "opens_at", False),
    "closed": (Consultation.closes_at, "closes_at", True),
    "newest": (Consultation.announced_at, "announced_at", True),
    "title": (Consultation.title, "title", False),
}


def listed(filters: Filters, after: str = "", ids: Sequence[int] | None = None) -> Page[Listed]:
    """A page of the list, among `ids` (see `matching`); two statements."""
    now = clock.now()
    by, name, is_descending = _ORDERS[filters.order]
    rows = _public(*_among(ids), *_conditions(filters, now).values())
    page = page_of(
        rows,
        by=(by, Consultation.id),
        values=lambda row: (getattr(row, name), row.id),
        after=after,
        size=PAGE,
        newest_first=is_descending,
    )
    return Page(_listed(page.rows, now), page.after, page.is_first)


@dataclass
class Counts:
    """How many consultations each choice of a filter would show, the other filters as they are."""

    total: int = 0
    phase: dict[str, int] = field(default_factory=dict)
    organisation: dict[str, int] = field(default_factory=dict)
    family: dict[str, int] = field(default_factory=dict)
    topic: dict[str, int] = field(default_factory=dict)
    language: dict[str, int] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    """Names of the organisations by slug."""


def counts(filters: Filters, ids: Sequence[int] | None = None) -> Counts:
    """Every count beside the list, among `ids` (see `matching`), in one statement."""
    now = clock.now()
    chosen = _conditions(filters, now)
    flags = {name: chosen.get(name, true()).label(f"ok_{name}") for name in
             ("phase", "organisation", "family", "topic", "language", "closes")}  # fmt: skip
    found = (
        select(
            _phase_at(now).label("phase"), Organisation.slug, Organisation.name, Consultation.family,
            Consultation.topics, Consultation.languages, *flags.values(),
        )
        .join(Organisation, Organisation.id == Consultation.organisation_id)
        .where(Consultation.state.in_(PUBLIC), *_among(ids))
        .cte("found")
    )  # fmt: skip
    nothing = literal("")

    def of(axis: str, value: Any, label: Any = nothing, source: Any = found) -> Select[Any]:
        others = [found.c[f"ok_{name}"] for name in flags if name != axis]
        grouped = [value] + ([label] if label is not nothing else [])
        counted = select(literal(axis), value, label, func.count()).select_from(source).where(*others)
        return counted.group_by(*grouped)

    def each(axis: str, array: Any) -> Select[Any]:
        values = func.unnest(array).table_valued("value", name=axis).render_derived()
        return of(axis, values.c.value, source=found.join(values, true()))

    rows: Result[str, str, str, int] = db.session.execute(
        union_all(
            select(literal("total"), nothing, nothing, func.count()).select_from(found).where(
                *(found.c[f"ok_{name}"] for name in flags)
            ),
            of("phase", found.c.phase),
            of("organisation", found.c.slug, found.c.name),
            of("family", cast(found.c.family, Text)),
            each("topic", found.c.topics),
            each("language", found.c.languages),
        )
    )  # fmt: skip
    counted = Counts()
    for axis, value, label, number in rows:
        if axis == "total":
            counted.total = number
        elif value:
            getattr(counted, axis)[value] = number
            if axis == "organisation":
                counted.names[value] = label
    return counted


def front(open_: int = 8, others: int = 4) -> dict[Phase, list[Listed]]:
    """What the front page shows of each phase, in two statements: closing soonest, opening soonest, answered last."""
    now = clock.now()
    here = _phase_at(now)
    parts = (
        _public(here == Phase.OPEN.value).order_by(Consultation.closes_at, Consultation.id).limit(open_),
        _public(here == Phase.UPCOMING.value).order_by(Consultation.opens_at, Consultation.id).limit(others),
        _public(here == Phase.ANSWERED.value)
        .order_by(Consultation.concluded_at.desc(), Consultation.id.desc())
        .limit(others),
    )
    rows = db.session.execute(union_all(*(select(part.subquery()) for part in parts))).all()
    found: dict[Phase, list[Listed]] = {Phase.OPEN: [], Phase.UPCOMING: [], Phase.ANSWERED: []}
    for one in _listed(rows, now):
        found[one.phase].append(one)
    return found


# -- organisations ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Consulting:
    """An organisation, and how many of its consultations are in each phase."""

    organisation: Organisation
    phases: dict[str, int]

    @property
    def total(self) -> int:
        """Public consultations of any phase."""
        return sum(self.phases.values())


def organisations() -> list[Consulting]:
    """Every organisation by name; two statements."""
    now = clock.now()
    here = _phase_at(now).label("phase")
    counted: dict[int, dict[str, int]] = {}
    rows = db.session.execute(
        select(Consultation.organisation_id, here, func.count())
        .where(Consultation.state.in_(PUBLIC))
        .group_by(Consultation.organisation_id, here)
    )
    for organisation_id, name, number in rows:
        counted.setdefault(organisation_id, {})[name] = number
    everybody = db.session.execute(select(Organisation).order_by(Organisation.name)).scalars()
    return [Consulting(one, counted.get(one.id, {})) for one in everybody]


MOST_OF_ORGANISATION = 100


def of_organisation(slug: str) -> tuple[Organisation, dict[Phase, list[Listed]]]:
    """An organisation and its consultations by phase, the latest first. Raises NotFound."""
    organisation = organisation_by_slug(slug)
    now = clock.now()
    rows = db.session.execute(
        _public(Consultation.organisation_id == organisation.id)
        .order_by(Consultation.closes_at.desc(), Consultation.id.desc())
        .limit(MOST_OF_ORGANISATION)
    ).all()
    found: dict[Phase, list[Listed]] = {}
    for one in _listed(rows, now):
        found.setdefault(one.phase, []).append(one)
    for soonest in (Phase.OPEN, Phase.UPCOMING):
        found.get(soonest, []).reverse()
    return organisation, found


# -- the calendar ----------------------------------------------------------------------------------------------------


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
        _public(_phase_at(now).in_(ahead)).order_by(Consultation.closes_at.desc()).limit(MOST_IN_CALENDAR)
    ).all()
    entries = []
    for one in _listed(rows, now):
        if one.opens_at > now:
            entries.append(Entry(one.opens_at, "opens", one))
        if one.closes_at > now:
            entries.append(Entry(one.closes_at, "closes", one))
        if one.phase == Phase.CLOSED and one.response_due_on and one.response_due_on > now:
            entries.append(Entry(one.response_due_on, "answer", one))
    return sorted(entries, key=lambda entry: (entry.at, entry.consultation.slug))


# -- for machines and operators --------------------------------------------------------------------------------------


def in_sitemap() -> list[tuple[str, bool]]:
    """(slug, whether it is answered) of public consultations, the latest first."""
    rows = db.session.execute(
        select(Consultation.slug, Consultation.state)
        .where(Consultation.state.in_(PUBLIC))
        .order_by(Consultation.id.desc())
        .limit(MOST_IN_SITEMAP)
    )
    return [(row.slug, row.state == State.CONCLUDED) for row in rows]


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


def readiness() -> Readiness:
    """How the house is: the database, its revision, the queue and what waits in it. Never raises."""
    answers = queue.bell().is_answering()
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
    except SQLAlchemyError:
        db.session.rollback()
        return Readiness(database=False, queue=answers)
    waiting, given_up = row[0], row[2]
    late = int((clock.now() - row[1]).total_seconds()) if waiting else 0
    return Readiness(True, str(revision or ""), answers, waiting, max(0, late), given_up)
