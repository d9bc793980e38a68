"""The versions that were put to consultation."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.drafts import queries as drafts
from consult.drafts.actions import digest


@dataclass(frozen=True)
class PublishedVersion:
    """A version that was put to consultation: its hash then, and whether its words still have it."""

    version_id: int
    sha256: str
    is_intact: bool


@dataclass(frozen=True)
class CorrectionFacts:
    """A correction: from one version to the next."""

    at: datetime
    from_id: int
    to_id: int


@dataclass(frozen=True)
class Versions:
    """The versions that were put to consultation."""

    frozen: Sequence[PublishedVersion] = ()
    corrections: Sequence[CorrectionFacts] = ()


def versions_of(consultation: Consultation) -> Versions:
    """The versions that were put to consultation, each hashed again."""
    corrections = consultations.corrections(consultation)
    ids = [*(one.from_version_id for one in corrections), consultation.version_id]
    return Versions(
        _frozen(ids),
        [CorrectionFacts(one.corrected_at, one.from_version_id, one.to_version_id) for one in corrections],
    )


def _frozen(ids: Iterable[int | None]) -> list[PublishedVersion]:
    """The frozen versions among these, each hashed again, in their order."""
    wanted = [identifier for identifier in ids if identifier is not None]
    versions = {version.id: version for version in drafts.frozen(wanted)}
    return [
        PublishedVersion(key, versions[key].sha256 or "", digest(versions[key]) == versions[key].sha256)
        for key in wanted
        if key in versions
    ]
