"""Drafts and versions."""

import re
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ScalarSelect, Select, func, select
from sqlalchemy.orm import aliased, contains_eager

from consult.core.database import db, one_found
from consult.core.errors import NotFound
from consult.core.events import Event, stored_names
from consult.documents.paged.blocks import is_page
from consult.drafts.models import Block, Draft, Figure, Version
from consult.drafts.queries.pairs import corrected_by

_FILE = re.compile(r'/([0-9a-f]{16}\.png)"')
"""The name of a picture in the address that a block shows it at."""


def get(reference: str) -> Draft:
    """The draft. Raises NotFound."""
    return one_found(select(Draft).where(Draft.reference == reference))


def of_organisation(organisation_id: int) -> Sequence[Draft]:
    """Drafts of an organisation, the newest first."""
    rows = select(Draft).where(Draft.organisation_id == organisation_id).order_by(Draft.id.desc())
    return db.session.execute(rows).scalars().all()


def drafts_with_versions(organisation_id: int) -> list[tuple[Draft, Sequence[Version]]]:
    """Drafts of an organisation and the versions of each, the newest first; none whose versions all moved to another
    draft."""
    found = ((draft, versions(draft)) for draft in of_organisation(organisation_id))
    return [(draft, its) for draft, its in found if its]


def title_in(draft_id: int, language: str) -> str:
    """The title of the newest version of a draft in a language, "" where none has one of its own."""
    rows = select(Version.title).where(
        Version.draft_id == draft_id, Version.language == language, Version.title != ""
    )
    return db.session.execute(rows.order_by(Version.number.desc()).limit(1)).scalar_one_or_none() or ""


def versions(draft: Draft) -> Sequence[Version]:
    """Versions of a draft, the newest first."""
    rows = select(Version).where(Version.draft_id == draft.id).order_by(Version.number.desc())
    return db.session.execute(rows).scalars().all()


def versions_of_organisation(organisation_id: int) -> Sequence[Version]:
    """Every version an organisation could consult on, the newest first; versions in other languages than the original's
    belong to that."""
    rows = (
        select(Version)
        .join(Draft, Draft.id == Version.draft_id)
        .where(Draft.organisation_id == organisation_id, Version.translates_id.is_(None))
        .order_by(Version.id.desc())
    )
    return db.session.execute(rows).scalars().all()


def translations(original: Version) -> Sequence[Version]:
    """Versions of the same draft in other languages that could be language versions of this one, the newest first: none
    that is one of another version already, and no correction."""
    rows = select(Version).where(
        Version.draft_id == original.draft_id,
        Version.language != original.language,
        Version.corrects_id.is_(None),
        Version.translates_id.is_(None) & Version.frozen_at.is_(None)
        | Version.translates_id.in_(corrected_by(original)),
    )
    return db.session.execute(rows.order_by(Version.number.desc())).scalars().all()


def newest_of_others(original: Version) -> Sequence[Version]:
    """The newest version of every other draft of the same organisation, where it is not frozen, no translation, and in
    another language; the newest draft first."""
    newest = (
        select(func.max(Version.number))
        .where(Version.draft_id == Draft.id)
        .correlate(Draft)
        .scalar_subquery()
    )
    rows = (
        select(Version)
        .join(Draft, Draft.id == Version.draft_id)
        .where(
            Draft.organisation_id == original.draft.organisation_id,
            Draft.id != original.draft_id,
            Version.number == newest,
            Version.frozen_at.is_(None),
            Version.translates_id.is_(None),
            Version.language != original.language,
        )
        .options(contains_eager(Version.draft))
        .order_by(Draft.id.desc())
    )
    return db.session.execute(rows).scalars().all()


def of_same_translation(version_id: int) -> Select[int]:
    """The ids of a language version, of those that it corrects, and of those that correct it; for statements of
    packages above. Of a version that is none: nothing."""
    own = aliased(Version)
    return (
        select(Version.id)
        .join(own, (own.translates_id == Version.translates_id) & (own.language == Version.language))
        .where(own.id == version_id)
    )


def later_versions(version_id: int) -> Select[int]:
    """The ids of the later versions of the same draft in the same language, without translations; for statements of
    packages above."""
    own = aliased(Version)
    rows = select(Version.id).join(own, (own.draft_id == Version.draft_id) & (own.number < Version.number))
    return rows.where(own.id == version_id, own.language == Version.language, Version.translates_id.is_(None))


def earlier_versions(version_id: int) -> Select[int]:
    """The same of the earlier ones."""
    own = aliased(Version)
    rows = select(Version.id).join(own, (own.draft_id == Version.draft_id) & (own.number > Version.number))
    return rows.where(own.id == version_id, own.language == Version.language, Version.translates_id.is_(None))


def newest_later(version_id: int) -> Version | None:
    """The newest version of the same draft in the same language, where it is later, frozen or not; no translation."""
    rows = select(Version).where(Version.id.in_(later_versions(version_id)))
    return db.session.execute(rows.order_by(Version.number.desc()).limit(1)).scalar_one_or_none()


def languages_of(original_id: int) -> dict[int, str]:
    """Id → language of every version of the same draft that is a translation, corrected since or not."""
    rows = select(Version.id, Version.language).where(
        Version.draft_id == select(Version.draft_id).where(Version.id == original_id).scalar_subquery(),
        Version.translates_id.is_not(None),
    )
    return {row.id: row.language for row in db.session.execute(rows)}


def translations_by_id(original_id: int) -> dict[int, Version]:
    """Every frozen version of the same draft that is a translation, corrected since or not, by its id."""
    draft_id = select(Version.draft_id).where(Version.id == original_id).scalar_subquery()
    rows = select(Version).where(
        Version.draft_id == draft_id, Version.translates_id.is_not(None), Version.frozen_at.is_not(None)
    )
    return {one.id: one for one in db.session.execute(rows).scalars()}


def language_of(version_id: Any) -> ScalarSelect[str]:
    """The language of a version, for statements of packages above."""
    return select(Version.language).where(Version.id == version_id).scalar_subquery()


def corrected_at(version_id: int) -> datetime:
    """When a version that is a correction was made."""
    return db.session.execute(select(Version.imported_at).where(Version.id == version_id)).scalar_one()


def frozen(ids: Collection[int]) -> Sequence[Version]:
    """The frozen versions among these, the first one first."""
    rows = select(Version).where(Version.id.in_(ids), Version.frozen_at.is_not(None)).order_by(Version.id)
    return db.session.execute(rows).scalars().all()


def version(reference: str, number: int) -> Version:
    """One version of a draft. Raises NotFound."""
    return one_found(
        select(Version)
        .join(Draft, Draft.id == Version.draft_id)
        .where(Draft.reference == reference, Version.number == number)
    )


def present_version(reference: str, number: int) -> Version:
    """As `version`; one that moved to another draft is found by its earlier address too."""
    try:
        return version(reference, number)
    except NotFound:
        return _moved(reference, number, get(reference).organisation_id)


def _moved(reference: str, number: int, organisation_id: int) -> Version:
    """The version that had this address, by the recorded moves between drafts of the organisation. Raises NotFound."""
    of_organisation_ = select(Draft.reference).where(Draft.organisation_id == organisation_id)
    moves = select(Event.subject, Event.data).where(
        Event.subject.in_(of_organisation_), Event.name.in_(stored_names(["drafts.version_moved"]))
    )
    for subject, data in db.session.execute(moves.order_by(Event.id)):
        if data["before"] == [reference, number]:
            reference, number = subject, data["version"]
    return version(reference, number)


def moved_from(version: Version) -> tuple[str, int] | None:
    """The draft and the number that a version had before it moved to its draft; None where it did not move there."""
    moves = select(Event.data).where(
        Event.subject == version.draft.reference, Event.name.in_(stored_names(["drafts.version_moved"]))
    )
    for data in db.session.execute(moves.order_by(Event.id.desc())).scalars():
        if data["version"] == version.number:
            return data["before"][0], data["before"][1]
    return None


def by_id(identifier: int | None) -> Version | None:
    """One version, or None."""
    return db.session.get(Version, identifier) if identifier is not None else None


def version_of_import(reference: str) -> Version | None:
    """The version that was accepted from an upload; None where none was."""
    rows = select(Version).where(Version.import_reference == reference)
    return db.session.execute(rows).scalar_one_or_none()


def figure(version_: Version, name: str) -> Figure:
    """A picture of a version. Raises NotFound."""
    return one_found(select(Figure).where(Figure.version_id == version_.id, Figure.name == name))


def page_figure(version_: Version, key: str) -> Figure:
    """The image of a page of a draft that is images of pages, by the key of its block. Raises NotFound."""
    rows = select(Block.key, Block.kind, Block.line, Block.html)
    found = db.session.execute(rows.where(Block.version_id == version_.id, Block.key == key)).one_or_none()
    name = _FILE.search(str(found.html)) if found is not None and is_page(found) else None
    if name is None:
        raise NotFound
    return figure(version_, name[1])


def figures(version_id: int) -> Sequence[Figure]:
    """Every picture of a version."""
    rows = select(Figure).where(Figure.version_id == version_id).order_by(Figure.name)
    return db.session.execute(rows).scalars().all()
