"""The language versions of the draft, and when the public could read each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation


@dataclass(frozen=True)
class OfficialText:
    """An official language version beside the original; `published_at` is None until the public can read it."""

    language: str
    published_at: datetime | None


@dataclass(frozen=True)
class LanguageTexts:
    """The language versions beside the original: how many, and the official ones."""

    number: int = 0
    official: Sequence[OfficialText] = ()


def language_texts_of(consultation: Consultation) -> LanguageTexts:
    """The language versions; no statement where the draft is in one language."""
    found = consultations.language_versions(consultation)
    official = [OfficialText(one.version.language, one.published_at) for one in found if one.is_official]
    return LanguageTexts(len(found), official)
