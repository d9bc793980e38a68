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
from consult.summaries.lifecycle import State
from consult.summaries.models import ResponseSummary
from consult.summaries.translatable_texts import is_of_notice, translatable_texts


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
    translatable_texts; an empty text has none. What is published already is read in it at once, which the record of the
    consultation tells. Returns how many changed. Raises NotPossible for the language of the
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
        for event in _published(changed, summary):
            record_event(event, consultation, by, about, language=language)
        bump_page_version(consultation.id)

    return write_translations(
        consultation, language, texts, checked=checked, seen=seen, parts=parts, keep=keep
    )


def _published(changed: Sequence[Part], summary: ResponseSummary | None) -> list[str]:
    """The public events of translations: of holding notices, and of a summary that is published."""
    is_notice = [is_of_notice(part) for part in changed]
    is_public = summary is not None and summary.state is State.PUBLISHED
    found = ["notice_translation_published"] if any(is_notice) else []
    return [*found, "summary_translation_published"] if is_public and not all(is_notice) else found
