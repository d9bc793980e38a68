"""Consultations by their address, id or organisation; `get` and `public` are how pages find one."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, any_, bindparam, or_, select
from sqlalchemy.orm import joinedload

from consult.consultations.lifecycle import PUBLIC, State
from consult.consultations.models import Consultation, Correction, LanguageVersion
from consult.core import clock
from consult.core.database import db
from consult.core.declarations import listed_in
from consult.core.errors import NotFound
from consult.drafts import queries as drafts
from consult.organisations.policy import is_member


def get(slug: str, user: Any) -> Consultation:
    """The consultation, where it is public or `user` is of its organisation. Raises NotFound."""
    found = _by_slug(slug)
    if found is None or (found.state not in PUBLIC and not is_member(user, found.organisation_id)):
        raise NotFound
    return found


def public(slug: str) -> Consultation:
    """The consultation, if it is public. Raises NotFound."""
    found = _by_slug(slug)
    if found is None or found.state not in PUBLIC:
        raise NotFound
    return found


WITH_ORGANISATION = joinedload(Consultation.organisation)
"""Loads a consultation with its organisation."""

WITH_VERSION = joinedload(Consultation.version)
"""Loads a consultation with the version of the draft."""

_BY_SLUG = (
    select(Consultation)
    .where(Consultation.slug == bindparam("slug"))
    .options(WITH_ORGANISATION, WITH_VERSION)
)


def _by_slug(slug: str) -> Consultation | None:
    return db.session.execute(_BY_SLUG, {"slug": slug}).scalar_one_or_none()


def by_slug(slug: str) -> Consultation:
    """The consultation in any state, for the command line. Raises NotFound."""
    found = _by_slug(slug)
    if found is None:
        raise NotFound
    return found


def public_by_id(identifier: int) -> Consultation | None:
    """The consultation with this id if the public may see it, or None."""
    found = db.session.get(Consultation, identifier)
    return found if found is not None and found.state in PUBLIC else None


def by_id(identifier: int | None) -> Consultation:
    """The consultation with this id, of a row that points to it."""
    return db.session.get_one(Consultation, identifier)


def of_organisations(ids: Sequence[int]) -> Sequence[Consultation]:
    """Every consultation of these organisations, the newest first, for their members."""
    if not ids:
        return []
    rows = (
        select(Consultation)
        .where(Consultation.organisation_id.in_(ids))
        .options(WITH_ORGANISATION)
        .order_by(Consultation.id.desc())
    )
    return db.session.execute(rows).scalars().all()


def ids() -> Select[int]:
    """The ids of all consultations, for statements of packages above."""
    return select(Consultation.id)


def find(identifier: int) -> Consultation | None:
    """The consultation with this id, or None where there is none."""
    return db.session.get(Consultation, identifier)


def organisation_id_of(consultation_id: int) -> Select[int]:
    """The id of the organisation of a consultation, for statements of packages above."""
    return select(Consultation.organisation_id).where(Consultation.id == consultation_id)


def ids_of_organisations(organisation_ids: Collection[int] | ColumnElement[Sequence[int]]) -> Select[int]:
    """The ids of the consultations of these organisations (or of an array of ids), for statements of packages above."""
    column = Consultation.organisation_id
    is_one = (
        column == any_(organisation_ids)
        if isinstance(organisation_ids, ColumnElement)
        else column.in_(organisation_ids)
    )
    return select(Consultation.id).where(is_one)


def public_slugs() -> Select[int, str]:
    """Ids and slugs of the public consultations, for statements of packages above."""
    return select(Consultation.id, Consultation.slug).where(Consultation.state.in_(PUBLIC))


@listed_in("HOOKS")
def is_published(version_id: int) -> bool:
    """Whether a public consultation has this version of a draft, in any language, or had it before a correction."""
    earlier = select(Correction.consultation_id).where(Correction.from_version_id == version_id)
    translated = select(LanguageVersion.consultation_id).where(
        LanguageVersion.version_id.in_(drafts.of_same_translation(version_id)),
        LanguageVersion.published_at.is_not(None),
    )
    standing = select(Consultation.id).where(
        Consultation.state.in_(PUBLIC),
        or_(
            Consultation.version_id == version_id,
            Consultation.id.in_(earlier),
            Consultation.id.in_(translated),
        ),
    )
    return bool(db.session.execute(select(standing.exists())).scalar_one())


def all_() -> Sequence[Consultation]:
    """Every consultation in any state, the oldest first: for the command line."""
    rows = select(Consultation).options(WITH_ORGANISATION).order_by(Consultation.id)
    return db.session.execute(rows).scalars().all()


def latest_public(limit: int) -> list[tuple[str, State]]:
    """(slug, state) of public consultations, the latest first."""
    rows = (
        select(Consultation.slug, Consultation.state)
        .where(Consultation.state.in_(PUBLIC))
        .order_by(Consultation.id.desc())
        .limit(limit)
    )
    return [(row.slug, row.state) for row in db.session.execute(rows)]


def latest_opened(limit: int) -> Sequence[Consultation]:
    """Public consultations that are or were open, with organisation and version: those concluded last first."""
    has_opened = or_(Consultation.concluded_at.is_not(None), Consultation.opens_at <= clock.now())
    rows = (
        select(Consultation)
        .where(Consultation.state.in_(PUBLIC), has_opened)
        .options(WITH_ORGANISATION, WITH_VERSION)
        .order_by(
            Consultation.concluded_at.desc().nulls_last(),
            Consultation.announced_at.desc(),
            Consultation.id.desc(),
        )
        .limit(limit)
    )
    return db.session.execute(rows).scalars().all()
