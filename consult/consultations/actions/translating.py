"""Translating the texts of a consultation: before it is announced and afterwards."""

from collections.abc import Collection, Mapping

from consult.accounts.models import User
from consult.consultations import queries
from consult.consultations.actions.shared import bump_page_version, record_event
from consult.consultations.lifecycle import PUBLIC
from consult.consultations.models import Consultation
from consult.core import multilingual
from consult.core.actions import action
from consult.core.database import db, lock
from consult.core.stale_check import NoPage


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
    lock(consultation)
    multilingual.require_other_language(consultation, language)
    db.session.expire_all()  # its questions and documents as well are read as they are now
    parts = queries.translatable_texts(consultation)
    changed = multilingual.write(parts, language, texts, checked=checked, seen=seen)
    if changed:
        what = "translated" if consultation.state in PUBLIC else "translation_prepared"
        record_event(what, consultation, by, language=language, texts=changed)
        bump_page_version(consultation.id)
    return len(changed)


@action
def state_original_language(consultation: Consultation, language: str, *, by: User) -> None:
    """State in which language its texts were written. Translations into that language are kept and not shown."""
    lock(consultation)
    if consultation.original_language == language:
        return
    consultation.original_language = language
    record_event("original_language_stated", consultation, by, language=language)
    bump_page_version(consultation.id)
