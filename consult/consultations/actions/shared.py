"""What all actions share: locks and preconditions, events, page versions, and corrected versions of the draft."""

from types import SimpleNamespace
from typing import Any

from sqlalchemy import update

from consult.accounts.models import User
from consult.consultations import queries
from consult.consultations.lifecycle import EDITABLE
from consult.consultations.models import Consultation, next_stamp
from consult.core.actions import action
from consult.core.database import db, lock
from consult.core.declarations import listed_in
from consult.core.errors import Conflict, NotPossible
from consult.core.events import Event, handles, record
from consult.core.stale_check import NO_PAGE, NoPage
from consult.core.translatable import N_
from consult.drafts import actions as drafts
from consult.drafts.models import Version


def record_event(what: str, consultation: Consultation, by: User | None, **data: Any) -> None:
    """Record an event; without a person where it happened automatically."""
    record(
        f"consultations.{what}", consultation.slug, by=by.id if by else None,
        organisation=consultation.organisation_id, consultation=consultation.id, **data,
    )  # fmt: skip


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


def require_editable(consultation: Consultation) -> Consultation:
    """Lock the row and check that it is in preparation. Raises NotPossible once it was proposed."""
    if lock(consultation).state not in EDITABLE:
        raise NotPossible(
            N_("This consultation can no longer be changed, because it was proposed or announced.")
        )
    return consultation


def add_working_language(consultation: Consultation, language: str) -> None:
    """Have comments taken in a language too; no change where they are already."""
    if language not in consultation.languages:
        consultation.languages = [*consultation.languages, language]


@action
def bump_page_version(consultation_id: int) -> None:
    """Something public about it changed: cached pages are out of date after the commit."""
    db.session.execute(
        update(Consultation)
        .where(Consultation.id == consultation_id)
        .values(stamp=next_stamp())
        .execution_options(synchronize_session=False)
    )


@handles("consultations.announced", "consultations.corrected", "consultations.withdrawn")
@listed_in("HANDLER_QUEUES")
@action
def renew_earlier_pages(event_id: int) -> None:
    """Something public about a consultation changed: pages of those on earlier versions of its draft tell it of their
    passages, and are out of date after the commit."""
    event = db.session.get(Event, event_id)
    consultation = db.session.get(Consultation, event.consultation_id) if event is not None else None
    if consultation is None or consultation.version_id is None:
        return
    earlier = queries.earlier_consultations(consultation.version_id)
    for identifier in sorted(db.session.execute(earlier).scalars()):
        bump_page_version(identifier)


def corrected_version(
    before: Version, changes: dict[str, str], notice: str, *, by: User, seen: int | NoPage | None
) -> Version:
    """A frozen version with the corrected text of some blocks (key → words) in the place of `before`. Raises Conflict
    where that is not the one that was `seen` (its number, or None)."""
    if seen is not NO_PAGE and seen != before.number:
        raise Conflict(
            N_(
                "Another person corrected the draft. Your correction was not saved. Start again from the "
                "current text."
            )
        )
    version = drafts.correct(before, changes, notice, by=by)
    drafts.freeze(version)
    return version
