"""The fields of a consultation that a person has seen before an action: who saw an older state of them is refused."""

from types import SimpleNamespace

from consult.consultations import queries
from consult.consultations.models import Consultation

PROPOSAL = ("proposed_at",)
"""Fields that differ between one proposal and the next: who approves or announces has seen these."""

PREPARED = (
    "version_id", "title", "purpose", "can_change", "cannot_change", "target_groups", "use_of_input",
    "scope_attested_at", "mode", "family", "denomination", "legal_effect", "stage", "round", "topics", "languages",
    "relation_to_instruments", "timezone", "opens_at", "closes_at", "timing_profile", "shortening",
    "shortening_reason", "response_due_on", "contact_name", "contact_unit", "contact_email", "documents", "questions",
    "original_language", "translated", "plain_language_summary", "sign_language_video",
    "sign_language_videos", "is_questionnaire",
)  # fmt: skip
"""Everything that is prepared: who proposes or discards it has seen this."""

RUNNING = ("state", "version_id", "opens_at", "closes_at", "response_due_on")
"""Fields of the comment period: who extends the deadline or withdraws has seen these."""


def preparation(consultation: Consultation) -> SimpleNamespace:
    """What is prepared, for its mark by PREPARED; documents and questions as they are stored, in their order, language
    versions among the documents; and the translations of all texts."""
    own = {name: getattr(consultation, name) for name in PREPARED if hasattr(consultation, name)}
    languages = [[one.version_id, one.is_official] for one in queries.language_versions(consultation)]
    return SimpleNamespace(
        **own,
        documents=queries.document_rows(consultation) + languages,
        questions=queries.question_rows(consultation),
        translated=queries.stored_translations(consultation),
    )
