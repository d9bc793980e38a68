"""The sections of a response summary, and the notices that it comes later, as texts that can be translated."""

from collections.abc import Sequence

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
        """Of the sections."""
        return self._summary.translations

    @translations.setter
    def translations(self, translations: Translations) -> None:
        self._summary.translations = translations


def translatable_texts(consultation_id: int, summary: ResponseSummary | None) -> Sequence[Part]:
    """All that are not empty: those of `summary`, and the notices."""
    return [*(texts_of_summary(summary) if summary is not None else ()), *notices(consultation_id)]


def texts_of_summary(summary: ResponseSummary) -> Sequence[Part]:
    """The sections of a summary, and the one in plain language; none that is empty."""
    sections, name = Sections(summary), "plain_language_summary"
    found = [
        Part(key, label, sections, key, LONGEST_SECTION, is_long=True, names=NUMBERS)
        for key, label in SECTIONS.items()
    ]
    found.append(Part(name, N_("Summary in plain language"), summary, name, LONGEST_PLAIN, is_long=True))
    return [part for part in found if part.original]


def notices(consultation_id: int) -> Sequence[Part]:
    """The holding notices of a consultation."""
    label = N_("Holding notice %(number)s")
    return [
        Part(f"notice-{notice.id}", label, notice, "reason", LONGEST_NOTICE, number, is_long=True)
        for number, notice in enumerate(queries.holding_notices(consultation_id), 1)
    ]
