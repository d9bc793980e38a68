"""Translating a response summary, before it is published and afterwards."""

from collections.abc import Collection, Mapping, Sequence

from consult.accounts.models import User
from consult.consultations.actions import bump_page_version
from consult.consultations.models import Consultation
from consult.core.actions import action
from consult.core.multilingual import Part, require_other_language
from consult.core.stale_check import NoPage
from consult.core.translating import write_translations
from consult.responses.actions import record_event
from consult.summaries import queries
from consult.summaries.translatable_texts import translatable_texts


@action
def translate(
    consultation: Consultation,
    language: str,
    texts: Mapping[str, str],
    *,
    checked: Collection[str] = (),
    by: User,
    seen: str | NoPage,
) -> int:
    """Have these translations of its newest response summary and of its holding notices in `language`, by the keys of
    translatable_texts; an empty text has none. Returns how many changed. Raises NotPossible for the language of the
    originals, and as multilingual.write."""

    def parts() -> Sequence[Part]:
        summary = queries.latest(consultation.id)
        found = translatable_texts(consultation, summary, language)
        if not found:
            require_other_language(summary or consultation, language)
        return found

    def keep(changed: Sequence[Part]) -> None:
        summary = queries.latest(consultation.id)
        about = queries.subject_of(summary) if summary is not None else ""
        texts = [part.key for part in changed]
        record_event("translated", consultation, by, about, language=language, texts=texts)
        bump_page_version(consultation.id)

    return write_translations(
        consultation, language, texts, checked=checked, seen=seen, parts=parts, keep=keep
    )
