"""Reading consultations; `get` and `public` are the only doors of pages to one by its address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import Row, bindparam, func, literal_column, or_, select
from sqlalchemy.orm import joinedload

from consult.consultations import timing
from consult.consultations.labels import RECORDED
from consult.consultations.lifecycle import PUBLIC, Phase, State, phase
from consult.consultations.models import Consultation, Correction, Document, Extension, Question, Rule
from consult.core import clock
from consult.core.database import db, table
from consult.core.errors import NotFound
from consult.core.events import Event
from consult.drafts.models import Version
from consult.organisations.models import Organisation, Policy
from consult.organisations.policy import is_member
from consult.organisations.queries import policies_in_force
from consult.organisations.rules import ConsultationRule, PolicyKind

CLOSING_SOON = timedelta(days=7)
"""How long before the closing followers are reminded."""


def get(slug: str, user: Any) -> Consultation:
    """The consultation, where it is public or `user` is of its organisation. Raises NotFound."""
    found = _by_slug(slug)
    if found is None or (found.state not in PUBLIC and not is_member(user, found.organisation_id)):
        raise NotFound
    return found


def public(slug: str) -> Consultation:
    """The consultation, where everybody may see it. Raises NotFound."""
    found = _by_slug(slug)
    if found is None or found.state not in PUBLIC:
        raise NotFound
    return found


_BY_SLUG = (
    select(Consultation)
    .where(Consultation.slug == bindparam("slug"))
    .options(joinedload(Consultation.organisation), joinedload(Consultation.version))
)


def _by_slug(slug: str) -> Consultation | None:
    return db.session.execute(_BY_SLUG, {"slug": slug}).scalar_one_or_none()


def by_slug(slug: str) -> Consultation:
    """The consultation in any state, for the command line. Raises NotFound."""
    found = _by_slug(slug)
    if found is None:
        raise NotFound
    return found


def by_id(identifier: int) -> Consultation:
    """The consultation with this id."""
    return db.session.get_one(Consultation, identifier)


@dataclass(frozen=True)
class Stamped:
    """What a cached page is kept under: the stamp, and the next moment at which the clock changes the page."""

    id: int
    stamp: int
    organisation: int
    """What stands of the organisation: its name and colour are on each of the pages."""
    phase: Phase
    until: datetime | None

    @property
    def value(self) -> str:
        """All of it in one value."""
        return f"{self.id}.{self.stamp}.{self.organisation}.{self.phase}"


_ROW = table(Consultation).c
_STAMP = (
    select(
        _ROW.id,
        _ROW.stamp,
        literal_column("hashtextextended(organisations::text, 0)").label("organisation"),
        _ROW.state,
        _ROW.opens_at,
        _ROW.closes_at,
        _ROW.timezone,
    )
    .join_from(table(Consultation), table(Organisation))
    .where(_ROW.slug == bindparam("slug"))
)
"""Built once: it is asked at every reading of a public page."""


def stamp(slug: str) -> Stamped:
    """The stamp of a public consultation, in one statement. Raises NotFound."""
    with (
        db.engine.connect() as connection
    ):  # no transaction: it would be two more ways to the server for one row
        alone = connection.execution_options(isolation_level="AUTOCOMMIT")
        row = alone.execute(_STAMP, {"slug": slug}).one_or_none()
    if row is None or row.state not in PUBLIC:
        raise NotFound
    now = clock.now()
    at = phase(row.state, row.opens_at, row.closes_at, now)
    until = {Phase.UPCOMING: row.opens_at, Phase.OPEN: row.closes_at}.get(at)
    midnight = timing.next_midnight(row.timezone, now)  # days left are counted by the calendar
    return Stamped(row.id, row.stamp, row.organisation, at, min(until, midnight) if until else midnight)


def of_organisations(ids: Sequence[int]) -> Sequence[Consultation]:
    """Every consultation of these organisations, the newest first, for their members."""
    if not ids:
        return []
    rows = (
        select(Consultation)
        .where(Consultation.organisation_id.in_(ids))
        .options(joinedload(Consultation.organisation))
        .order_by(Consultation.id.desc())
    )
    return db.session.execute(rows).scalars().all()


def questions(consultation: Consultation) -> Sequence[Question]:
    """The questions to stakeholders, in order."""
    rows = select(Question).where(Question.consultation_id == consultation.id).order_by(Question.position)
    return db.session.execute(rows).scalars().all()


def question_rows(consultation: Consultation) -> list[list[Any]]:
    """What is stored of the questions, in order, whatever the session holds."""
    columns = (Question.id, Question.text, Question.explanation)
    rows = select(*columns).where(Question.consultation_id == consultation.id).order_by(Question.position)
    return [list(row) for row in db.session.execute(rows)]


def document_rows(consultation: Consultation) -> list[list[Any]]:
    """What is stored of the supporting documents, in order, whatever the session holds."""
    columns = (Document.reference, Document.role, Document.title, Document.language, Document.storage_key)
    rows = select(*columns).where(Document.consultation_id == consultation.id).order_by(Document.position)
    return [list(row) for row in db.session.execute(rows)]


def question(consultation: Consultation, position: int) -> Question:
    """One question by its number. Raises NotFound."""
    rows = select(Question).where(Question.consultation_id == consultation.id, Question.position == position)
    found = db.session.execute(rows).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


def documents(consultation: Consultation) -> Sequence[Document]:
    """Supporting documents, in order."""
    rows = select(Document).where(Document.consultation_id == consultation.id).order_by(Document.position)
    return db.session.execute(rows).scalars().all()


def document(consultation: Consultation, reference: str) -> Document:
    """One supporting document. Raises NotFound."""
    rows = select(Document).where(
        Document.consultation_id == consultation.id, Document.reference == reference
    )
    found = db.session.execute(rows).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


def rules(consultation: Consultation) -> dict[PolicyKind, Policy]:
    """The rule of each kind: those fixed at approval, before it those in force at the organisation."""
    rows = db.session.execute(
        select(Rule).where(Rule.consultation_id == consultation.id).options(joinedload(Rule.policy))
    ).scalars()
    fixed = {rule.kind: rule.policy for rule in rows}
    if not fixed:
        return dict(policies_in_force(consultation.organisation))
    return {kind: fixed[kind] for kind in PolicyKind if kind in fixed}


AnyRule = TypeVar("AnyRule", bound=ConsultationRule)


def fixed_rules(rule: type[AnyRule], ids: Sequence[int]) -> dict[int, AnyRule]:
    """The rule of one class for each of these consultations, by their id, as fixed at approval; where none was, its
    defaults."""
    rows = db.session.execute(
        select(Rule.consultation_id, Policy.settings)
        .join(Policy, Policy.id == Rule.policy_id)
        .where(Rule.consultation_id.in_(ids), Rule.kind == rule.kind)
    )
    found = {row.consultation_id: rule.read_or_default(row.settings) for row in rows}
    return {identifier: found.get(identifier) or rule() for identifier in ids}


def check_rules() -> tuple[bool, str]:
    """Whether the rules in force, and those that a consultation has fixed, have valid values: for `flask doctor`."""
    latest = select(func.max(Policy.id)).group_by(Policy.organisation_id, Policy.kind)
    followed = or_(Policy.id.in_(latest), Policy.id.in_(select(Rule.policy_id)))
    rows = select(Policy, Organisation.slug).join(Organisation, Organisation.id == Policy.organisation_id)
    wrong = [
        f"{slug}/{policy.kind} version {policy.number} ({', '.join(policy.invalid)})"
        for policy, slug in db.session.execute(rows.where(followed).order_by(Policy.id))
        if policy.invalid
    ]
    if wrong:
        told = ", ".join(wrong)
        return (
            False,
            f"have values that are not valid: {told}. By these nothing is deleted; else defaults are followed",
        )
    return True, "have valid values"


def rules_published_at(consultation: Consultation) -> dict[PolicyKind, datetime | None]:
    """Per kind the moment from which the public could read the rule."""
    rows = db.session.execute(
        select(Rule.kind, Rule.published_at).where(Rule.consultation_id == consultation.id)
    )
    return {row.kind: row.published_at for row in rows}


@dataclass(frozen=True)
class DatedRule:
    """A consultation rule: since when the public can read it (None: not yet), and its settings."""

    published_at: datetime | None
    settings: Mapping[str, Any]


def rules_and_dates(consultation: Consultation) -> dict[PolicyKind, DatedRule]:
    """The rules fixed at approval with their dates, in one statement; before it those in force, without dates."""
    rows = db.session.execute(
        select(Rule).where(Rule.consultation_id == consultation.id).options(joinedload(Rule.policy))
    ).scalars()
    fixed = {rule.kind: DatedRule(rule.published_at, rule.policy.settings) for rule in rows}
    if fixed:
        return fixed
    now = policies_in_force(consultation.organisation)
    return {kind: DatedRule(None, policy.settings) for kind, policy in now.items()}


def extensions(consultation: Consultation) -> Sequence[Extension]:
    """Extensions, in order; the first one's closed_at is the closing moment first announced."""
    rows = select(Extension).where(Extension.consultation_id == consultation.id).order_by(Extension.id)
    return db.session.execute(rows).scalars().all()


def corrections(consultation: Consultation) -> Sequence[Correction]:
    """Corrections of the text, in order, each with its two versions."""
    rows = (
        select(Correction)
        .where(Correction.consultation_id == consultation.id)
        .options(joinedload(Correction.from_version), joinedload(Correction.to_version))
        .order_by(Correction.id)
    )
    return db.session.execute(rows).scalars().all()


def versions(consultation: Consultation) -> Sequence[Version]:
    """Every fixed version that was put to this consultation, the first one first."""
    ids = {consultation.version_id, *(c.from_version_id for c in corrections(consultation))}
    rows = select(Version).where(Version.id.in_(ids), Version.frozen_at.is_not(None)).order_by(Version.id)
    return db.session.execute(rows).scalars().all()


def is_published(version_id: int) -> bool:
    """Whether a public consultation stands on this version of a draft, or did before a correction."""
    earlier = select(Correction.consultation_id).where(Correction.from_version_id == version_id)
    standing = select(Consultation.id).where(
        Consultation.state.in_(PUBLIC),
        or_(Consultation.version_id == version_id, Consultation.id.in_(earlier)),
    )
    return bool(db.session.execute(select(standing.exists())).scalar_one())


def record(consultation: Consultation) -> Sequence[Row[*tuple[Any, ...]]]:
    """The public events of the consultation, in order."""
    rows = (
        select(Event.id, Event.name, Event.at, Event.data)
        .where(Event.consultation_id == consultation.id, Event.name.in_(RECORDED))
        .order_by(Event.id)
    )
    return db.session.execute(rows).all()


HANDS = tuple(
    f"consultations.{what}"
    for what in (
        "prepared", "changed", "scope_attested", "document_added", "document_removed", "question_added",
        "question_changed", "question_removed", "reordered", "proposed",
    )
)  # fmt: skip
"""What makes somebody one of those who prepared it."""


def hands(consultation: Consultation) -> frozenset[int]:
    """Ids of those who had a hand in preparing it; none of them approves it."""
    rows = (
        select(Event.actor_id)
        .where(Event.consultation_id == consultation.id, Event.name.in_(HANDS), Event.actor_id.is_not(None))
        .distinct()
    )
    found = {actor for actor in db.session.execute(rows).scalars() if actor is not None}
    return frozenset(found | {consultation.author_id})


def sent_back(consultation: Consultation) -> Row[*tuple[Any, ...]] | None:
    """When and with which word (`data`) it was last sent back to preparation, or None."""
    rows = (
        select(Event.at, Event.data)
        .where(Event.consultation_id == consultation.id, Event.name == "consultations.sent_back")
        .order_by(Event.id.desc())
        .limit(1)
    )
    return db.session.execute(rows).one_or_none()


def all_() -> Sequence[Consultation]:
    """Every consultation in any state, the oldest first: for the command line."""
    rows = select(Consultation).options(joinedload(Consultation.organisation)).order_by(Consultation.id)
    return db.session.execute(rows).scalars().all()


def happened(consultation: Consultation, name: str) -> datetime | None:
    """When `name` was last recorded for the consultation, or None."""
    return db.session.execute(
        select(func.max(Event.at)).where(Event.consultation_id == consultation.id, Event.name == name)
    ).scalar_one()


def due_to_be_told(limit: int) -> dict[str, Sequence[Consultation]]:
    """By the name of the event, some consultations of whose opening, closing or reminder nobody was told yet.

    They are held until the end of the action; those that somebody else holds are left out. Each of the three is found
    by an index of its own, however many consultations there are.
    """
    now = clock.now()
    announced = select(Consultation).where(Consultation.state == State.ANNOUNCED)
    reminder = Consultation.closes_at - CLOSING_SOON
    due = {
        "consultations.opened": announced.where(
            Consultation.opens_at <= now, Consultation.told_opened_at.is_(None)
        ).order_by(Consultation.opens_at),
        "consultations.closing_soon": announced.where(
            Consultation.closes_at > now,
            Consultation.closes_at <= now + CLOSING_SOON,
            Consultation.closes_at - Consultation.opens_at > 2 * CLOSING_SOON,
            or_(Consultation.told_closing_at.is_(None), Consultation.told_closing_at < reminder),
        ).order_by(Consultation.closes_at),
        "consultations.closed": announced.where(
            Consultation.closes_at <= now, Consultation.told_closed_at.is_(None)
        ).order_by(Consultation.closes_at),
    }
    return {
        name: db.session.execute(rows.limit(limit).with_for_update(skip_locked=True, of=Consultation))
        .scalars()
        .all()
        for name, rows in due.items()
    }


def told_already(name: str, ids: Sequence[int]) -> dict[int, datetime]:
    """When people were last told of `name`, for each of these consultations of which they were."""
    rows = select(Event.consultation_id, func.max(Event.at)).where(
        Event.consultation_id.in_(ids), Event.name == name
    )
    return {
        row[0]: row[1] for row in db.session.execute(rows.group_by(Event.consultation_id)).all() if row[0]
    }


def latest_opened(limit: int) -> Sequence[Consultation]:
    """Public consultations that are or were open, with organisation and version: those concluded last first."""
    has_opened = or_(Consultation.concluded_at.is_not(None), Consultation.opens_at <= clock.now())
    rows = (
        select(Consultation)
        .where(Consultation.state.in_(PUBLIC), has_opened)
        .options(joinedload(Consultation.organisation), joinedload(Consultation.version))
        .order_by(
            Consultation.concluded_at.desc().nulls_last(),
            Consultation.announced_at.desc(),
            Consultation.id.desc(),
        )
        .limit(limit)
    )
    return db.session.execute(rows).scalars().all()
