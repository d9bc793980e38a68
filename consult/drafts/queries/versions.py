"""Drafts and versions."""

from collections.abc import Collection, Sequence

from sqlalchemy import select

from consult.core.database import db
from consult.core.errors import NotFound
from consult.drafts.models import Draft, Figure, Version


def get(reference: str) -> Draft:
    """The draft. Raises NotFound."""
    found = db.session.execute(select(Draft).where(Draft.reference == reference)).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


def of_organisation(organisation_id: int) -> Sequence[Draft]:
    """Drafts of an organisation, the newest first."""
    rows = select(Draft).where(Draft.organisation_id == organisation_id).order_by(Draft.id.desc())
    return db.session.execute(rows).scalars().all()


def versions(draft: Draft) -> Sequence[Version]:
    """Versions of a draft, the newest first."""
    rows = select(Version).where(Version.draft_id == draft.id).order_by(Version.number.desc())
    return db.session.execute(rows).scalars().all()


def versions_of_organisation(organisation_id: int) -> Sequence[Version]:
    """Every version an organisation could consult on, the newest first."""
    rows = (
        select(Version)
        .join(Draft, Draft.id == Version.draft_id)
        .where(Draft.organisation_id == organisation_id)
        .order_by(Version.id.desc())
    )
    return db.session.execute(rows).scalars().all()


def frozen(ids: Collection[int]) -> Sequence[Version]:
    """The frozen versions among these, the first one first."""
    rows = select(Version).where(Version.id.in_(ids), Version.frozen_at.is_not(None)).order_by(Version.id)
    return db.session.execute(rows).scalars().all()


def version(reference: str, number: int) -> Version:
    """One version of a draft. Raises NotFound."""
    found = db.session.execute(
        select(Version)
        .join(Draft, Draft.id == Version.draft_id)
        .where(Draft.reference == reference, Version.number == number)
    ).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


def version_of_import(reference: str) -> Version | None:
    """The version that was accepted from an upload; None where none was."""
    rows = select(Version).where(Version.import_reference == reference)
    return db.session.execute(rows).scalar_one_or_none()


def figure(version_: Version, name: str) -> Figure:
    """A picture of a version. Raises NotFound."""
    found = db.session.execute(
        select(Figure).where(Figure.version_id == version_.id, Figure.name == name)
    ).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found
