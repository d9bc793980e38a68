"""Translating a response summary, before it is published and afterwards."""

from collections.abc import Collection, Mapping

from consult.accounts.models import User
from consult.consultations.actions import bump_page_version
from consult.consultations.models import Consultation
from consult.core import multilingual
from consult.core.actions import action
from consult.core.database import db, lock
from consult.core.stale_check import NoPage
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
    lock(consultation)
    db.session.expire_all()  # the summary as well is read as it is now
    summary = queries.latest(consultation.id)
    parts = translatable_texts(consultation, summary, language)
    if not parts:
        multilingual.require_other_language(summary or consultation, language)
    changed = multilingual.write(parts, language, texts, checked=checked, seen=seen)
    if changed:
        about = queries.subject_of(summary) if summary is not None else ""
        record_event("translated", consultation, by, about, language=language, texts=changed)
        bump_page_version(consultation.id)
    return len(changed)
