"""After the announcement: extend, correct, withdraw, conclude."""

from collections.abc import Mapping
from datetime import datetime

from consult.accounts.models import User
from consult.consultations import period_checks
from consult.consultations.actions.events import record_event
from consult.consultations.actions.page_versions import bump_page_version
from consult.consultations.actions.seen_fields import RUNNING
from consult.consultations.lifecycle import LIFECYCLE, Phase
from consult.consultations.models import Consultation, Correction, Extension
from consult.core import clock
from consult.core.actions import action
from consult.core.database import db, lock
from consult.core.errors import Conflict, NotPossible
from consult.core.multilingual import NO_TRANSLATIONS, require_other_language
from consult.core.stale_check import NO_PAGE, NoPage, compare
from consult.core.translatable import N_
from consult.drafts import actions as drafts
from consult.drafts.models import Version


@action
def extend(
    consultation: Consultation,
    closes_at: datetime,
    reason: str,
    *,
    by: User,
    seen: str | NoPage,
    translations: Mapping[str, str] | None = None,
) -> Extension:
    """Extend the deadline; the earlier one is kept. The date on which the response is due moves by the same time.
    `translations`: by language, the reason as emails in that language have it.

    Raises NotPossible for an earlier deadline, without a reason, or after the deadline; StaleForm where it differs from
    what was `seen` (its mark by RUNNING).
    """
    lock(consultation)
    before = consultation.closes_at
    if consultation.phase not in {Phase.ANNOUNCED, Phase.OPEN} or before is None:
        raise NotPossible(N_("The deadline has passed and can no longer be extended."))
    if closes_at <= before:
        raise NotPossible(N_("Choose a deadline later than the current one."))
    compare(seen, consultation, *RUNNING)
    if not reason.strip():
        raise NotPossible(N_("Enter a reason. It will be published."))
    extension = Extension(
        consultation_id=consultation.id,
        closed_at=before,
        closes_at=closes_at,
        reason=reason,
        extended_at=clock.now(),
        extended_by_id=by.id,
    )
    db.session.add(extension)
    extension.translations = NO_TRANSLATIONS
    for language, text in (translations or {}).items():
        require_other_language(consultation, language)
        extension.translations = extension.translations.having("reason", language, text.strip(), reason)
    consultation.closes_at = closes_at
    promised = {}
    if consultation.response_due_on is not None:
        promised["promise_moved_from"] = consultation.response_due_on.isoformat()
        due = period_checks.day_of(consultation.response_due_on + (closes_at - before), consultation.timezone)
        consultation.response_due_on = period_checks.end_of(due, consultation.timezone)
        promised["promise_moved_to"] = consultation.response_due_on.isoformat()
    record_event(
        "extended",
        consultation,
        by,
        reason=reason,
        closed_at=before.isoformat(),
        closes_at=closes_at.isoformat(),
        **promised,
    )
    bump_page_version(consultation.id)
    return extension


@action
def correct(
    consultation: Consultation, changes: dict[str, str], notice: str, *, by: User, seen: int | NoPage | None
) -> Version:
    """Replace the current version by a corrected one: `changes` has the new text of blocks (key → words).

    Comments stay at their passages, because keys stay. Raises NotPossible after the deadline, or without a notice;
    Conflict where the current version is not the one that was `seen` (its number, or None): no one undoes another
    person's correction unseen.
    """
    lock(consultation)
    before = consultation.version
    if consultation.phase not in {Phase.ANNOUNCED, Phase.OPEN} or before is None:
        raise NotPossible(N_("The draft can be corrected only until the deadline."))
    version = corrected_version(before, changes, notice, by=by, seen=seen)
    db.session.add(
        Correction(
            consultation_id=consultation.id,
            from_version_id=before.id,
            to_version_id=version.id,
            notice=notice,
            corrected_at=clock.now(),
            corrected_by_id=by.id,
        )
    )
    consultation.version_id = version.id
    db.session.flush()
    db.session.refresh(consultation)
    record_event("corrected", consultation, by, notice=notice)
    bump_page_version(consultation.id)
    return version


@action
def withdraw(consultation: Consultation, reason: str, *, by: User, seen: str | NoPage) -> None:
    """End it without a response, with a published reason. Raises StaleForm as `extend`."""
    state = LIFECYCLE.after("withdraw", lock(consultation).state)
    compare(seen, consultation, *RUNNING)
    consultation.state = state
    if not reason.strip():
        raise NotPossible(N_("Enter a reason. It will be published."))
    consultation.withdrawn_at, consultation.withdrawal_reason = clock.now(), reason
    record_event("withdrawn", consultation, by, reason=reason)
    bump_page_version(consultation.id)


@action
def conclude(consultation: Consultation, *, by: User) -> None:
    """Its response is published. Raises Conflict before it has closed."""
    if lock(consultation).phase in {Phase.ANNOUNCED, Phase.OPEN}:
        raise Conflict(N_("The deadline has not passed yet."))
    consultation.state = LIFECYCLE.after("conclude", consultation.state)
    consultation.concluded_at = clock.now()
    record_event("concluded", consultation, by)
    bump_page_version(consultation.id)


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
