"""From preparation to announcement: what is missing, propose, approve, announce."""

from datetime import timedelta

from sqlalchemy import delete, update

from consult.accounts.models import User
from consult.consultations import period_checks, queries
from consult.consultations.actions.events import record_event
from consult.consultations.actions.languages import DOUBTFUL, freeze_languages, publish_languages
from consult.consultations.actions.page_versions import bump_page_version
from consult.consultations.actions.seen_fields import PREPARED, PROPOSAL, preparation
from consult.consultations.lifecycle import LIFECYCLE
from consult.consultations.models import Consultation, FixedRule, Mode
from consult.consultations.timetable import is_short
from consult.core import clock
from consult.core.actions import action
from consult.core.database import db, lock
from consult.core.errors import NotPermitted, NotPossible
from consult.core.preconditions import GuardedAction, check_preconditions
from consult.core.stale_check import NoPage, compare
from consult.core.translatable import N_
from consult.drafts import actions as drafts
from consult.drafts import words
from consult.organisations.queries import rules_in_force

APPROVAL = GuardedAction("consultations.approve")

NO_QUESTION = N_("Add a question: without a draft, questions are all that is asked.")


def missing_steps(consultation: Consultation) -> list[tuple[str, str]]:
    """(step, sentence) for everything that is missing before it can be proposed."""
    needed = (
        ("draft", consultation.version_id or consultation.is_questionnaire, N_("Choose a draft version.")),
        ("purpose", consultation.purpose, N_("Enter the purpose of the consultation.")),
        ("purpose", consultation.can_change, N_("Enter what can change.")),
        ("purpose", consultation.use_of_input, N_("Enter how comments will be used.")),
        ("instrument", consultation.family, N_("Choose an instrument family.")),
        ("instrument", consultation.legal_effect, N_("Choose a legal effect.")),
        ("questions", not consultation.is_questionnaire or queries.questions(consultation), NO_QUESTION),
        ("dates", consultation.opens_at and consultation.closes_at, N_("Enter the dates.")),
        ("contact", consultation.contact_name and consultation.contact_email, N_("Enter a contact.")),
    )
    missing = [(step, sentence) for step, value, sentence in needed if not value]
    if queries.has_doubtful_pairs(consultation):
        missing.append(("draft", DOUBTFUL))
    if any(policy.invalid for policy in queries.rules(consultation).values()):
        missing.append(("rules", N_("A rule has invalid values. An administrator must write a new version.")))
    if consultation.closes_at is not None and consultation.closes_at <= clock.now():
        missing.append(("dates", N_("The deadline has passed. Enter new dates.")))
    elif is_unjustified(consultation):
        missing.append(
            (
                "dates",
                N_(
                    "The period is shorter than the minimum of the timing profile. Enter a justification or "
                    "choose a later deadline."
                ),
            )
        )
    return missing


def is_unjustified(consultation: Consultation) -> bool:
    """Whether the period is too short without a justification (practice D2). It starts after the announcement."""
    return is_short(consultation, clock.now()) and not (
        consultation.shortening and consultation.shortening_reason
    )


@action
def propose(consultation: Consultation, *, by: User, seen: str | NoPage) -> None:
    """Ask another person to approve the consultation. Raises NotPossible for the first thing that is missing, StaleForm
    where its preparation differs from what was `seen` (the mark of its `preparation` by PREPARED)."""
    state = LIFECYCLE.after("propose", lock(consultation).state)
    missing = missing_steps(consultation)
    if missing:
        raise NotPossible(missing[0][1])
    compare(seen, preparation(consultation), *PREPARED)
    consultation.state = state
    consultation.proposed_at = clock.now()
    record_event("proposed", consultation, by)


@action
def send_back(consultation: Consultation, word: str, *, by: User, seen: str | NoPage) -> None:
    """Send it back to preparation, with a text that says why. Raises StaleForm as `approve`."""
    state = LIFECYCLE.after("send_back", lock(consultation).state)
    compare(seen, consultation, *PROPOSAL)
    consultation.state = state
    if not word.strip():
        raise NotPossible(N_("Enter what has to change."))
    consultation.approved_at = consultation.approved_by_id = None
    db.session.execute(delete(FixedRule).where(FixedRule.consultation_id == consultation.id))
    record_event("sent_back", consultation, by, word=word)


@action
def approve(consultation: Consultation, *, by: User, seen: str | NoPage) -> None:
    """Approve the consultation: the version is frozen with its hash, and the versions of the rules are recorded.

    Raises NotPermitted for those who took part in preparing it (practice A7), Blocked where a required practice is not
    evidenced, StaleForm where it was proposed again since it was `seen` (its mark by PROPOSAL).
    """
    state = LIFECYCLE.after("approve", lock(consultation).state)
    compare(seen, consultation, *PROPOSAL)
    if by.id in queries.preparers(consultation):
        raise NotPermitted(
            N_("You took part in preparing this consultation. A different approver must approve it.")
        )
    check_preconditions(APPROVAL, consultation)
    consultation.state, consultation.approved_at, consultation.approved_by_id = state, clock.now(), by.id
    if consultation.version is None and not consultation.is_questionnaire:
        raise NotPossible(N_("Choose a draft version."))
    if consultation.version is not None:
        drafts.freeze(consultation.version)
    freeze_languages(consultation)
    for kind, policy in rules_in_force(consultation.organisation).items():
        db.session.add(FixedRule(consultation_id=consultation.id, kind=kind, policy_id=policy.id))
    record_event("approved", consultation, by)


@action
def announce(consultation: Consultation, *, by: User, seen: str | NoPage) -> None:
    """Make it public. An opening time that has passed becomes now.

    Raises NotPossible where the remaining time is shorter than the timing profile asks and no justification was
    given, StaleForm as `approve`.
    """
    state = LIFECYCLE.after("announce", lock(consultation).state)
    compare(seen, consultation, *PROPOSAL)
    consultation.state = state
    now = consultation.announced_at = clock.now()
    if consultation.opens_at is None or consultation.closes_at is None or consultation.closes_at <= now:
        raise NotPossible(N_("The deadline has passed. Send the consultation back and enter new dates."))
    consultation.opens_at = max(consultation.opens_at, now)
    if is_unjustified(consultation):
        raise NotPossible(
            N_(
                "The opening time has passed, and the remaining time is shorter than the minimum of the timing "
                "profile. Send the consultation back and enter new dates."
            )
        )
    closing_day = period_checks.day_of(consultation.closes_at, consultation.timezone)
    promised = period_checks.end_of(
        closing_day + timedelta(days=consultation.organisation.response_days), consultation.timezone
    )
    consultation.response_due_on = (
        consultation.response_due_on or promised if takes_comments(consultation) else None
    )
    db.session.execute(
        update(FixedRule).where(FixedRule.consultation_id == consultation.id).values(published_at=now)
    )
    if consultation.version_id is not None:
        words.store(consultation.version_id)  # the previous release may have frozen it and stored none
    publish_languages(consultation)
    record_event("announced", consultation, by)
    bump_page_version(consultation.id)


def takes_comments(consultation: Consultation) -> bool:
    """Whether its mode asks for comments at all (practice A2)."""
    return consultation.mode != Mode.INFORM
