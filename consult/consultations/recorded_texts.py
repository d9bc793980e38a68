"""The reasons and notices that the record and the feed of a consultation quote, in the language of their reader.

An event keeps the original that it was recorded with; translations are those of the row that it tells of.
"""

from collections.abc import Callable, Sequence
from typing import Any

from consult.consultations import queries
from consult.consultations.models import Consultation
from consult.core.hooks import Hook
from consult.core.multilingual import Part, Words, best

NOTICES: Hook[Callable[[int], Sequence[Part]]] = Hook("consultations.notices")
"""The notices of packages above in the record of a consultation (its id)."""

_OWN = ("withdrawal_reason", "extension-", "correction-")
"""How the keys of the texts begin that the record quotes."""


def recorded_texts(consultation: Consultation, events: Sequence[Any]) -> list[Part]:
    """All texts of the consultation that these events quote, and that can be translated; no statement for what none of
    them tells of."""
    names = {event.name for event in events}
    extensions = queries.extensions(consultation) if "consultations.extended" in names else ()
    corrections = queries.corrections(consultation) if "consultations.corrected" in names else ()
    own = queries.texts_of(consultation, (), (), extensions, corrections)
    found = [part for part in own if part.key.startswith(_OWN)]
    if "responses.held" in names:
        found += [part for ask in NOTICES for part in ask(consultation.id)]
    return found


def quoted(event: Any, texts: Sequence[Part], consultation: Consultation, language: str) -> Words | None:
    """What an event of the record quotes, for a reader of `language` ("" for originals), of `texts`; None for
    nothing."""
    words = event.data.get("reason") or event.data.get("notice")
    if not words:
        return None
    if event.name == "consultations.language_corrected":
        return Words(words, event.data.get("language", ""))  # a notice is written in the language of its text
    part = next((one for one in texts if one.original == words), None)
    if part is None:
        return Words(words, consultation.original_language)
    return best(part.row, part.name, language, consultation.original_language)
