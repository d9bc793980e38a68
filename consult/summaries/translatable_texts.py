"""The sections of a response summary, and the notices that it comes later, as texts that can be translated."""

from collections.abc import Sequence

from consult.consultations.models import Consultation
from consult.core.declarations import listed_in
from consult.core.multilingual import Part, Translations
from consult.core.translatable import N_
from consult.summaries import queries
from consult.summaries.figures import NUMBERS
from consult.summaries.labels import SECTIONS
from consult.summaries.models import ResponseSummary

LONGEST_SECTION = 60_000
"""Characters of a section."""

LONGEST_PLAIN = 4_000
"""Characters of the summary in plain language."""

LONGEST_NOTICE = 2_000


class Sections:
    """The sections of a summary as the texts of a row, each under its key."""

    def __init__(self, summary: ResponseSummary) -> None:
        self._summary = summary

    def __getattr__(self, key: str) -> str:
        """The words of a section."""
        if key not in SECTIONS:
            raise AttributeError(key)
        return str(self._summary.sections.get(key, ""))

    @property
    def translations(self) -> Translations:
        """The translations of the sections."""
        return self._summary.translations

    @translations.setter
    def translations(self, translations: Translations) -> None:
        self._summary.translations = translations


def translatable_texts(
    consultation: Consultation, summary: ResponseSummary | None, language: str
) -> Sequence[Part]:
    """All that are not empty and are to be translated into `language`, as their originals are in another one: those of
    `summary`, and the notices."""
    found: list[Part] = []
    if summary is not None and summary.original_language != language:
        found += texts_of_summary(summary)
    if consultation.original_language != language:
        found += notices(consultation.id, consultation.original_language)
    return found


def texts_of_summary(summary: ResponseSummary) -> Sequence[Part]:
    """The sections of a summary, and the one in plain language; none that is empty."""
    sections, written_in = Sections(summary), summary.original_language
    found = [
        Part(key, label, sections, key, LONGEST_SECTION, is_long=True, names=NUMBERS, language=written_in)
        for key, label in SECTIONS.items()
    ]
    label, name = N_("Summary in plain language"), "plain_language_summary"
    found.append(Part(name, label, summary, name, LONGEST_PLAIN, is_long=True, language=written_in))
    return [part for part in found if part.original]


def is_of_notice(part: Part) -> bool:
    """Whether a text is that of a holding notice, which is public from the beginning."""
    return part.key.startswith(_NOTICE)


_NOTICE = "notice-"


@listed_in("HOOKS")
def notices(consultation_id: int, language: str = "") -> Sequence[Part]:
    """The holding notices of a consultation; `language`: that of their originals, where a page has several."""
    label = N_("Holding notice %(number)s")
    return [
        Part(
            f"{_NOTICE}{notice.id}", label, notice, "reason", LONGEST_NOTICE, number, is_long=True,
            language=language,
        )
        for number, notice in enumerate(queries.holding_notices(consultation_id), 1)
    ]  # fmt: skip
