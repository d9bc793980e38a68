"""What pages show of a consultation, its organisation and its version: unchanging rows that a process may keep."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Column, bindparam, select

from consult.consultations.lifecycle import PUBLIC, Phase, State, phase
from consult.consultations.models import Consultation, Family, Mode
from consult.core import clock
from consult.core.database import Model, db, table
from consult.core.errors import NotFound
from consult.core.multilingual import Multilingual, Translations
from consult.drafts.models import Version, is_own_label
from consult.organisations.models import Organisation
from consult.organisations.policy import is_member


@dataclass(frozen=True)
class OrganisationRow(Multilingual):
    """What is shown of an organisation on the pages of its consultations."""

    id: int
    slug: str
    original_language: str
    translations: Translations
    name: str
    accent: str


@dataclass(frozen=True)
class VersionRow:
    """What is shown of a version beside its text."""

    id: int
    number: int
    title: str
    label: str
    language: str
    direction: str
    sha256: str
    frozen_at: datetime | None
    corrects_id: int | None

    @property
    def has_own_label(self) -> bool:
        """Whether someone gave it a label: without one it is named by its number."""
        return is_own_label(self.label, self.number)


@dataclass(frozen=True)
class ConsultationRow(Multilingual):
    """What the pages of the text and of comments show of a consultation; fields as in models.Consultation."""

    id: int
    organisation_id: int
    slug: str
    state: State
    original_language: str
    translations: Translations
    title: str
    mode: Mode
    family: Family | None
    denomination: str
    round: int
    version_id: int | None
    is_questionnaire: bool
    has_language_versions: bool
    timezone: str
    opens_at: datetime | None
    closes_at: datetime | None
    concluded_at: datetime | None
    withdrawn_at: datetime | None
    withdrawal_reason: str
    organisation: OrganisationRow
    version: VersionRow | None

    @property
    def phase(self) -> Phase:
        """The phase of the consultation now."""
        return phase(self.state, self.opens_at, self.closes_at, clock.now())


def _columns(model: type[Model], shown: type[Any]) -> Iterator[Column[Any]]:
    columns = table(model).c
    return (columns[one.name] for one in fields(shown) if one.name in columns)


_PARTS = tuple(
    tuple(_columns(*one))
    for one in ((Consultation, ConsultationRow), (Organisation, OrganisationRow), (Version, VersionRow))
)
_FIRST, _SECOND = len(_PARTS[0]), len(_PARTS[0]) + len(_PARTS[1])
_BY_SLUG = (
    select(*(column for part in _PARTS for column in part))
    .join_from(table(Consultation), table(Organisation))
    .outerjoin(table(Version), table(Version).c.id == table(Consultation).c.version_id)
    .where(table(Consultation).c.slug == bindparam("slug"))
)
"""Built once: most pages that are made again ask it."""


def row(slug: str, user: Any) -> ConsultationRow:
    """The consultation, where it is public or `user` is of its organisation, in one statement. Raises NotFound."""
    found = db.session.execute(_BY_SLUG, {"slug": slug}).one_or_none()
    if found is None:
        raise NotFound
    values = tuple(found)
    own, organisation, version = values[:_FIRST], values[_FIRST:_SECOND], values[_SECOND:]
    parts = [OrganisationRow(*organisation), VersionRow(*version) if version[0] is not None else None]
    shown = ConsultationRow(*[*own, *parts])
    if shown.state not in PUBLIC and not is_member(user, shown.organisation_id):
        raise NotFound
    return shown
