"""What of a consultation there is in each language, for those who check it before it is public."""

from collections.abc import Sequence
from dataclasses import dataclass

from consult.consultations import queries
from consult.consultations.models import Consultation
from consult.consultations.queries import LanguageState
from consult.core.multilingual import Part, Progress, State, languages_of, progress
from consult.web.page_language import by_language_name


@dataclass(frozen=True)
class LanguageLine:
    """One language: its version of the draft, where there is one, and how the texts stand."""

    language: str
    is_original_draft: bool
    version: LanguageState | None
    are_originals: bool
    """Whether the texts are written in it."""
    texts: Progress
    missing: Sequence[Part]
    outdated: Sequence[Part]


def language_overview(consultation: Consultation, texts: Sequence[Part]) -> list[LanguageLine]:
    """A line for every language of the consultation, of its draft and of its translations: the original first, then in
    the order of their names."""
    versions = {one.row.version.language: one for one in queries.language_states(consultation)}
    original = consultation.version.language if consultation.version is not None else ""
    first = [original, consultation.original_language]
    others = by_language_name([*consultation.languages, *versions, *languages_of(texts)])
    codes = [*first, *(code for code, _name in others)]
    return [
        LanguageLine(
            code,
            code == original,
            versions.get(code),
            code == consultation.original_language,
            progress(texts, code),
            [part for part in texts if part.state(code) is State.MISSING],
            [part for part in texts if part.state(code) is State.OUTDATED],
        )
        for code in dict.fromkeys(filter(None, codes))
    ]
