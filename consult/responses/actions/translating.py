"""Translating the texts of issues and responses, before they are published and afterwards."""

from collections.abc import Callable, Collection, Mapping, Sequence

from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert

from consult.accounts.models import User
from consult.consultations.actions import bump_page_version
from consult.consultations.models import Consultation
from consult.core import clock
from consult.core.actions import action
from consult.core.database import db
from consult.core.hooks import Hook
from consult.core.multilingual import Part
from consult.core.stale_check import NoPage
from consult.core.translating import write_translations
from consult.responses import queries
from consult.responses.actions.recording import record_event
from consult.responses.models import ResponseTranslation

ARE_PUBLISHED: Hook[Callable[[int, Collection[str]], bool]] = Hook("responses.are_published")
"""Whether the public reads any of some texts of issues and responses of a consultation (its id)."""


@action
def translate_responses(
    consultation: Consultation,
    language: str,
    texts: Mapping[str, str],
    *,
    checked: Collection[str] = (),
    by: User,
    seen: str | NoPage,
    page: slice = slice(None),
) -> int:
    """Have these translations in `language`, by the keys of queries.translatable_texts; an empty text has none. What is
    published already is read in it at once, which the record of the consultation tells. `page`: which of these texts
    were `seen`. Returns how many changed. Raises NotPossible for the language of the originals,
    and as multilingual.write."""

    def keep(changed: Sequence[Part]) -> None:
        for part in changed:
            _write(consultation, part, language)
        record_event("words_translated", consultation, by, language=language, texts=len(changed))
        originals = {part.original for part in changed}
        if any(ask(consultation.id, originals) for ask in ARE_PUBLISHED):
            record_event("translation_published", consultation, by, language=language)
        bump_page_version(consultation.id)

    return write_translations(
        consultation, language, texts, checked=checked, seen=seen, keep=keep,
        parts=lambda: queries.translatable_texts(consultation)[page],
    )  # fmt: skip


def _write(consultation: Consultation, part: Part, language: str) -> None:
    """Store the translation of a text, or that it has none. What stood in its place before keeps its own, for the
    editions that published it, and is not offered as outdated any more."""
    translation = part.text(language)
    values = {
        "place": part.row.place,
        "original": part.original,
        "translation": translation,
        "written_at": clock.now(),
    }
    if translation:
        of = {
            "consultation_id": consultation.id,
            "language": language,
            "digest": queries.digest_of(part.original),
        }
        row = insert(ResponseTranslation).values(**of, **values)
        db.session.execute(row.on_conflict_do_update(index_elements=list(of), set_=values))
        return
    in_language = (
        ResponseTranslation.consultation_id == consultation.id,
        ResponseTranslation.language == language,
    )
    own = ResponseTranslation.digest == queries.digest_of(part.original)
    earlier = update(ResponseTranslation).where(*in_language, ResponseTranslation.place == part.row.place)
    for statement in (delete(ResponseTranslation).where(*in_language, own), earlier.values(place="")):
        db.session.execute(statement.execution_options(synchronize_session=False))
