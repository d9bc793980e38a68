"""Translating the texts of a consultation: before it is announced and afterwards."""

from collections.abc import Collection, Mapping, Sequence

from consult.accounts.models import User
from consult.consultations import queries
from consult.consultations.actions.events import record_event
from consult.consultations.actions.page_versions import bump_page_version
from consult.consultations.lifecycle import PUBLIC
from consult.consultations.models import Consultation
from consult.core.actions import action
from consult.core.database import lock
from consult.core.multilingual import Part
from consult.core.stale_check import NoPage
from consult.core.translating import write_translations


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
    """Have these translations of its texts in `language`, by the keys of queries.translatable_texts; an empty text has
    none. Returns how many changed. Raises NotPossible for the language of the originals, and as multilingual.write."""

    def keep(changed: Sequence[Part]) -> None:
        what = "translated" if consultation.state in PUBLIC else "translation_prepared"
        record_event(what, consultation, by, language=language, texts=[part.key for part in changed])
        bump_page_version(consultation.id)

    return write_translations(
        consultation, language, texts, checked=checked, seen=seen, keep=keep,
        parts=lambda: queries.translatable_texts(consultation),
    )  # fmt: skip


@action
def state_original_language(consultation: Consultation, language: str, *, by: User) -> None:
    """State in which language its texts were written. Translations into that language are kept and not shown."""
    lock(consultation)
    if consultation.original_language == language:
        return
    consultation.original_language = language
    record_event("original_language_stated", consultation, by, language=language)
    bump_page_version(consultation.id)
