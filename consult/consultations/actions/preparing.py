"""Create a consultation, change it in preparation, discard it."""

from datetime import timedelta
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError

from consult.accounts.models import User
from consult.consultations import queries
from consult.consultations.actions.events import record_event
from consult.consultations.actions.languages import add_working_language, follow_original, forget_languages
from consult.consultations.actions.seen_fields import PREPARED, preparation
from consult.consultations.lifecycle import EDITABLE
from consult.consultations.models import Consultation, Document, FixedRule, Question
from consult.consultations.slugs import slug_of
from consult.core import clock
from consult.core.actions import action
from consult.core.database import db, lock
from consult.core.errors import NotPermitted, NotPossible
from consult.core.stale_check import NoPage, compare
from consult.core.translatable import N_
from consult.drafts.models import Version
from consult.organisations.models import Organisation

CHANGEABLE = frozenset(
    {
        "title", "purpose", "plain_language_summary", "sign_language_video",
        "sign_language_videos", "target_groups", "use_of_input",
        "can_change", "cannot_change", "mode", "family",
        "denomination", "legal_effect", "stage", "round", "topics", "languages", "relation_to_instruments",
        "is_questionnaire", "version_id", "timezone", "opens_at", "closes_at", "timing_profile", "shortening",
        "shortening_reason", "response_due_on", "contact_name", "contact_unit", "contact_email",
    }
)  # fmt: skip
"""Fields that an officer may change in preparation."""

SAME_PRESS = timedelta(minutes=1)
"""Within this time, the same title by the same person is the same form submitted twice."""


@action
def prepare(
    organisation: Organisation, *, title: str, language: str = "", by: User, version: Version | None = None,
    is_working_language: bool = False, once: bool = False, **fields: Any,
) -> Consultation:  # fmt: skip
    """Create a consultation, with the organisation's zone, languages, profile and contact; its author is `by`.

    `language`: in which the title and the other texts are written, "" where no one says it.
    The language of `version` becomes a working language for comments where `is_working_language` says so.

    With `once`, a second call within a short time returns the one that was created.
    """
    _one_after_the_other()
    if once and (begun := _just_begun(organisation, title, by)) is not None:
        return begun
    consultation = Consultation(
        slug=_slug(title, organisation),
        organisation_id=organisation.id,
        original_language=language,
        title=title,
        topics=[],
        languages=list(organisation.languages),
        timezone=organisation.timezone,
        timing_profile=organisation.timing_profile,
        contact_name=by.name,
        contact_unit="",
        contact_email=organisation.contact_email or by.email,
        author_id=by.id,
        created_at=clock.now(),
        version_id=_of(organisation, version).id if version else None,
    )
    _set(consultation, fields)
    if version is not None and is_working_language:
        add_working_language(consultation, version.language)
    db.session.add(consultation)
    db.session.flush()
    record_event("prepared", consultation, by)
    return consultation


def _one_after_the_other() -> None:
    """Lock the addresses of consultations until the end of the action."""
    db.session.execute(select(func.pg_advisory_xact_lock(func.hashtext("consultations.slug"))))


def _just_begun(organisation: Organisation, title: str, by: User) -> Consultation | None:
    rows = select(Consultation).where(
        Consultation.organisation_id == organisation.id,
        Consultation.author_id == by.id,
        Consultation.title == title,
        Consultation.created_at > clock.now() - SAME_PRESS,
    )
    return db.session.execute(rows.order_by(Consultation.id.desc())).scalars().first()


def _slug(title: str, organisation: Organisation) -> str:
    """An address that no other consultation has; it stays when the title changes, so that links go on working."""
    first = slug_of(title, organisation.slug)
    taken = set(
        db.session.execute(select(Consultation.slug).where(Consultation.slug.startswith(first))).scalars()
    )
    return next(
        slug
        for number in range(1, 10_000)
        if (slug := first if number == 1 else f"{first}-{number}") not in taken
    )


def _of(organisation: Organisation, version: Version) -> Version:
    if version.draft.organisation_id != organisation.id:
        raise NotPermitted
    lock(version)  # someone may be making it a language version
    if queries.is_in_another_language(version.id):
        raise NotPossible(N_("This version is a language version of a consultation. Choose its original."))
    return version


def _set(consultation: Consultation, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        if name not in CHANGEABLE:
            raise TypeError(f"{name} cannot be changed")
        setattr(consultation, name, value)


@action
def change(
    consultation: Consultation, *, by: User, seen: str | NoPage, version: Version | None = None,
    is_working_language: bool = False, **fields: Any,
) -> None:  # fmt: skip
    """Change fields in preparation (see CHANGEABLE). The language of another `version` becomes a working language as in
    `prepare`. Raises NotPossible once it was proposed, StaleForm where these fields differ from what was `seen` (their
    mark) and from the new values."""
    require_editable(consultation)
    if version is not None:
        fields["version_id"] = _of(consultation.organisation, version).id
    if not seen or any(getattr(consultation, name) != value for name, value in fields.items()):
        compare(seen, consultation, *sorted(fields))
    is_other_text = fields.get("version_id", consultation.version_id) != consultation.version_id
    _set(consultation, fields)
    if version is not None and is_other_text and is_working_language:
        add_working_language(consultation, version.language)
    if is_other_text and consultation.has_language_versions:
        db.session.flush()
        db.session.refresh(consultation)
        follow_original(consultation)
    if {"can_change", "cannot_change"} & set(fields):
        consultation.scope_attested_by_id = consultation.scope_attested_at = None
    record_event("changed", consultation, by, fields=sorted(fields))


@action
def attest_scope(consultation: Consultation, *, by: User) -> None:
    """State that the text can still change as described (practice A5)."""
    require_editable(consultation)
    consultation.scope_attested_by_id, consultation.scope_attested_at = by.id, clock.now()
    record_event("scope_attested", consultation, by)


@action
def discard(consultation: Consultation, *, by: User, seen: str | NoPage) -> None:
    """Discard a consultation in preparation. Raises NotPossible where other rows refer to it, StaleForm where others
    changed what was `seen` (as `propose`)."""
    require_editable(consultation)
    compare(seen, preparation(consultation), *PREPARED)
    record_event("discarded", consultation, by)
    forget_languages(consultation)
    for kind in (Document, Question, FixedRule):
        db.session.execute(delete(kind).where(kind.consultation_id == consultation.id))
    db.session.delete(consultation)
    try:
        db.session.flush()
    except IntegrityError:
        raise NotPossible(
            N_("This consultation can no longer be discarded, because there are already entries about it.")
        ) from None


def require_editable(consultation: Consultation) -> Consultation:
    """Lock the row and check that it is in preparation. Raises NotPossible once it was proposed."""
    if lock(consultation).state not in EDITABLE:
        raise NotPossible(
            N_("This consultation can no longer be changed, because it was proposed or announced.")
        )
    return consultation
