"""Preparing, approving, announcing, extending, correcting, withdrawing and concluding consultations."""

import re
import secrets
import unicodedata
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError

from consult.accounts.models import User
from consult.consultations import queries, timing
from consult.consultations.lifecycle import EDITABLE, LIFECYCLE, Phase
from consult.consultations.models import (
    Consultation,
    Correction,
    Document,
    DocumentRole,
    Extension,
    Mode,
    Question,
    Rule,
)
from consult.core import clock, storage
from consult.core.actions import action
from consult.core.database import db, lock
from consult.core.errors import Conflict, NotPermitted, NotPossible
from consult.core.events import record
from consult.core.gates import pass_gates
from consult.core.words import N_
from consult.drafts import actions as drafts
from consult.drafts.models import Version
from consult.organisations.models import Organisation
from consult.organisations.queries import policies_in_force

CHANGEABLE = frozenset(
    {
        "title", "purpose", "target_groups", "use_of_input", "can_change", "cannot_change", "mode", "family",
        "denomination", "legal_effect", "stage", "round", "topics", "languages", "relation_to_instruments",
        "version_id", "timezone", "opens_at", "closes_at", "timing_profile", "shortening", "shortening_reason",
        "response_due_on", "contact_name", "contact_unit", "contact_email",
    }
)  # fmt: skip
"""What an officer may change while it is prepared."""

SAME_PRESS = timedelta(minutes=1)
"""Within it, the same title by the same person is the same press of the button."""


@action
def prepare(
    organisation: Organisation, *, title: str, by: User, version: Version | None = None, once: bool = False,
    **fields: Any,
) -> Consultation:  # fmt: skip
    """Begin a consultation, with the organisation's zone, languages, profile and contact; its author is `by`.

    With `once`, beginning the same again within a moment gives the one that was begun.
    """
    _one_after_the_other()
    begun = _just_begun(organisation, title, by) if once else None
    if begun is not None:
        return begun
    consultation = Consultation(
        slug=_slug(title, organisation),
        organisation_id=organisation.id,
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
    db.session.add(consultation)
    db.session.flush()
    _record("prepared", consultation, by)
    return consultation


def _one_after_the_other() -> None:
    """Until the end of the action nobody else finds an address for a consultation."""
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
    """A short address out of the title; of random letters where the title has none that addresses can carry."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].rstrip("-")
    first = words or f"{organisation.slug}-{secrets.token_hex(3)}"
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
    return version


def _set(consultation: Consultation, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        if name not in CHANGEABLE:
            raise TypeError(f"{name} cannot be changed")
        setattr(consultation, name, value)


def _record(what: str, consultation: Consultation, by: User | None, **data: Any) -> None:
    record(
        f"consultations.{what}", consultation.slug, by=by.id if by else None,
        organisation=consultation.organisation_id, consultation=consultation.id, **data,
    )  # fmt: skip


def _editable(consultation: Consultation) -> Consultation:
    if lock(consultation).state not in EDITABLE:
        raise NotPossible(N_("This cannot be changed any more: it was proposed or announced."))
    return consultation


@action
def change(consultation: Consultation, *, by: User, version: Version | None = None, **fields: Any) -> None:
    """Change what is being prepared (see CHANGEABLE). Raises NotPossible once it was proposed."""
    _editable(consultation)
    if version is not None:
        fields["version_id"] = _of(consultation.organisation, version).id
    _set(consultation, fields)
    if {"can_change", "cannot_change"} & set(fields):
        consultation.scope_attested_by_id = consultation.scope_attested_at = None
    _record("changed", consultation, by, fields=sorted(fields))


@action
def attest_scope(consultation: Consultation, *, by: User) -> None:
    """State that the text can still change as described (practice A5)."""
    _editable(consultation)
    consultation.scope_attested_by_id, consultation.scope_attested_at = by.id, clock.now()
    _record("scope_attested", consultation, by)


@action
def add_document(
    consultation: Consultation, *, role: DocumentRole, title: str, language: str, file_name: str, media_type: str,
    data: bytes, by: User,
) -> Document:  # fmt: skip
    """Add a supporting document; the file goes into the store. The same one again changes nothing."""
    _editable(consultation)
    key = storage.put(data)
    for known in queries.documents(consultation):
        if (known.storage_key, known.title, known.role, known.language) == (key, title, role, language):
            return known
    document = Document(
        reference=secrets.token_urlsafe(9),
        consultation_id=consultation.id,
        position=_next(Document, consultation),
        role=role,
        title=title,
        language=language,
        file_name=file_name,
        media_type=media_type,
        size=len(data),
        storage_key=key,
        added_at=clock.now(),
    )
    db.session.add(document)
    _record("document_added", consultation, by)
    db.session.flush()
    return document


@action
def remove_document(consultation: Consultation, document: Document, *, by: User) -> None:
    """Take a supporting document out again."""
    _editable(consultation)
    _take_out(consultation, document)
    _record("document_removed", consultation, by)


@action
def add_question(consultation: Consultation, *, text: str, explanation: str = "", by: User) -> Question:
    """Ask stakeholders one more question. The same one again changes nothing."""
    _editable(consultation)
    for known in queries.questions(consultation):
        if (known.text, known.explanation) == (text, explanation):
            return known
    question = Question(
        consultation_id=consultation.id,
        position=_next(Question, consultation),
        text=text,
        explanation=explanation,
    )
    db.session.add(question)
    _record("question_added", consultation, by)
    db.session.flush()
    return question


@action
def change_question(
    consultation: Consultation, question: Question, *, text: str, explanation: str = "", by: User
) -> None:
    """Ask it in other words."""
    _editable(consultation)
    question.text, question.explanation = text, explanation
    _record("question_changed", consultation, by)


@action
def remove_question(consultation: Consultation, question: Question, *, by: User) -> None:
    """Ask it no more; those after it move up."""
    _editable(consultation)
    _take_out(consultation, question)
    _record("question_removed", consultation, by)


@action
def move(consultation: Consultation, thing: Document | Question, *, up: bool, by: User) -> None:
    """Put a document or question before the one above it, or after the one below; at the end it stays."""
    _editable(consultation)
    kind: Any = type(thing)
    beside = kind.position < thing.position if up else kind.position > thing.position
    nearest = kind.position.desc() if up else kind.position
    rows = select(kind).where(kind.consultation_id == consultation.id, beside).order_by(nearest).limit(1)
    other = db.session.execute(rows).scalar_one_or_none()
    if other is not None:
        thing.position, other.position = other.position, thing.position
        _record("reordered", consultation, by)


def _take_out(consultation: Consultation, thing: Document | Question) -> None:
    kind, position = type(thing), thing.position
    db.session.delete(thing)
    db.session.flush()
    db.session.execute(
        update(kind)
        .where(kind.consultation_id == consultation.id, kind.position > position)
        .values(position=kind.position - 1)
    )
    db.session.expire_all()


def _next(kind: type[Document] | type[Question], consultation: Consultation) -> int:
    last = select(func.max(kind.position)).where(kind.consultation_id == consultation.id)
    return int(db.session.execute(last).scalar_one() or 0) + 1


@action
def discard(consultation: Consultation, *, by: User) -> None:
    """Throw away what was being prepared and never public. Raises NotPossible where something stands on it."""
    _editable(consultation)
    _record("discarded", consultation, by)
    for kind in (Document, Question, Rule):
        db.session.execute(delete(kind).where(kind.consultation_id == consultation.id))
    db.session.delete(consultation)
    try:
        db.session.flush()
    except IntegrityError:
        raise NotPossible(
            N_("It cannot be thrown away any more: others have already written something about it.")
        ) from None


def incomplete(consultation: Consultation) -> list[tuple[str, str]]:
    """(step, sentence) for everything that is missing before it can be proposed."""
    needed = (
        ("draft", consultation.version_id, N_("Choose the draft version.")),
        ("purpose", consultation.purpose, N_("Say what the consultation is for.")),
        ("purpose", consultation.can_change, N_("Say what can change.")),
        ("purpose", consultation.use_of_input, N_("Say how comments will be used.")),
        ("instrument", consultation.family, N_("Choose the family of the instrument.")),
        ("instrument", consultation.legal_effect, N_("Choose the legal effect.")),
        ("dates", consultation.opens_at and consultation.closes_at, N_("Set the dates.")),
        ("contact", consultation.contact_name and consultation.contact_email, N_("Name a contact.")),
    )
    missing = [(step, sentence) for step, value, sentence in needed if not value]
    if consultation.closes_at is not None and consultation.closes_at <= clock.now():
        missing.append(("dates", N_("The closing moment has passed. Set new dates.")))
    elif is_unjustified(consultation):
        missing.append(
            ("dates", N_("The period is shorter than the timing profile asks: give a reason, or more time."))
        )
    return missing


def is_unjustified(consultation: Consultation) -> bool:
    """Whether the period is too short without a reason (practice D2); it cannot begin before it is announced."""
    opens_at, closes_at = consultation.opens_at, consultation.closes_at
    if opens_at is None or closes_at is None:
        return False
    opens_at = max(opens_at, consultation.announced_at or clock.now())
    is_short = timing.is_too_short(consultation.timing_profile, opens_at, closes_at, consultation.timezone)
    return is_short and not (consultation.shortening and consultation.shortening_reason)


@action
def propose(consultation: Consultation, *, by: User) -> None:
    """Ask another person to approve the launch. Raises NotPossible for the first thing that is missing."""
    consultation.state = LIFECYCLE.after("propose", lock(consultation).state)
    missing = incomplete(consultation)
    if missing:
        raise NotPossible(missing[0][1])
    consultation.proposed_at = clock.now()
    _record("proposed", consultation, by)


@action
def send_back(consultation: Consultation, word: str, *, by: User) -> None:
    """Back to preparation, with a word that says why."""
    consultation.state = LIFECYCLE.after("send_back", lock(consultation).state)
    if not word.strip():
        raise NotPossible(N_("Say what has to change."))
    consultation.approved_at = consultation.approved_by_id = None
    db.session.execute(delete(Rule).where(Rule.consultation_id == consultation.id))
    _record("sent_back", consultation, by, word=word)


@action
def approve(consultation: Consultation, *, by: User) -> None:
    """Approve the launch: the text is frozen under its hash, the rules in force are fixed.

    Raises NotPermitted for whoever had a hand in it (practice A7), Objected where a blocking practice is not evidenced.
    """
    state = LIFECYCLE.after("approve", lock(consultation).state)
    if by.id in queries.hands(consultation):
        raise NotPermitted(N_("Somebody who had no hand in preparing it approves."))
    pass_gates("consultations.approve", consultation)
    consultation.state, consultation.approved_at, consultation.approved_by_id = state, clock.now(), by.id
    if consultation.version is None:
        raise NotPossible(N_("Choose the draft version."))
    drafts.freeze(consultation.version)
    for kind, policy in policies_in_force(consultation.organisation).items():
        db.session.add(Rule(consultation_id=consultation.id, kind=kind, policy_id=policy.id))
    _record("approved", consultation, by)


@action
def announce(consultation: Consultation, *, by: User) -> None:
    """Show it to the world. An opening moment that has passed becomes this moment.

    Raises NotPossible where the time left is then shorter than the timing profile asks and no reason was given.
    """
    consultation.state = LIFECYCLE.after("announce", lock(consultation).state)
    now = consultation.announced_at = clock.now()
    if consultation.opens_at is None or consultation.closes_at is None or consultation.closes_at <= now:
        raise NotPossible(N_("The closing moment has passed. Send it back and set new dates."))
    consultation.opens_at = max(consultation.opens_at, now)
    if is_unjustified(consultation):
        raise NotPossible(
            N_(
                "The opening moment has passed, and the time left is shorter than the profile asks."
                " Send it back and set new dates."
            )
        )
    promised = consultation.closes_at + timedelta(days=consultation.organisation.response_days)
    consultation.response_due_on = (
        consultation.response_due_on or promised if takes_comments(consultation) else None
    )
    db.session.execute(update(Rule).where(Rule.consultation_id == consultation.id).values(published_at=now))
    _record("announced", consultation, by)
    touch(consultation.id)


@action
def extend(consultation: Consultation, closes_at: datetime, reason: str, *, by: User) -> Extension:
    """Close later than announced; the earlier moment is kept.

    Raises NotPossible for an earlier moment, without a reason, or once it is closed.
    """
    lock(consultation)
    before = consultation.closes_at
    if consultation.phase not in {Phase.UPCOMING, Phase.OPEN} or before is None:
        raise NotPossible(N_("It has closed: the closing moment cannot be moved any more."))
    if closes_at <= before:
        raise NotPossible(N_("The closing moment can only move later."))
    if not reason.strip():
        raise NotPossible(N_("Give the reason; it is published."))
    extension = Extension(
        consultation_id=consultation.id,
        closed_at=before,
        closes_at=closes_at,
        reason=reason,
        extended_at=clock.now(),
        extended_by_id=by.id,
    )
    db.session.add(extension)
    consultation.closes_at = closes_at
    if consultation.response_due_on is not None:
        consultation.response_due_on += closes_at - before
    _record(
        "extended",
        consultation,
        by,
        reason=reason,
        closed_at=before.isoformat(),
        closes_at=closes_at.isoformat(),
    )
    touch(consultation.id)
    return extension


@action
def correct(
    consultation: Consultation, changes: dict[str, str], notice: str, *, by: User, seen: int | None = None
) -> Version:
    """Put a corrected version in the place of the present one: blocks of `changes` (key → words) read differently.

    Comments keep their places, for keys stay. Raises NotPossible once closed, or without a notice; Conflict where
    the present version is not the one that was `seen` (its number): nobody undoes another's correction unseen.
    """
    lock(consultation)
    before = consultation.version
    if consultation.phase not in {Phase.UPCOMING, Phase.OPEN} or before is None:
        raise NotPossible(N_("The text can be corrected only until the consultation closes."))
    if seen not in {None, before.number}:
        raise Conflict(N_("The text was corrected meanwhile. Begin again from how it reads now."))
    version = drafts.correct(before, changes, notice, by=by)
    drafts.freeze(version)
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
    _record("corrected", consultation, by, notice=notice)
    touch(consultation.id)
    return version


@action
def withdraw(consultation: Consultation, reason: str, *, by: User) -> None:
    """End it without a response, with a published reason."""
    consultation.state = LIFECYCLE.after("withdraw", lock(consultation).state)
    if not reason.strip():
        raise NotPossible(N_("Give the reason; it is published."))
    consultation.withdrawn_at, consultation.withdrawal_reason = clock.now(), reason
    _record("withdrawn", consultation, by, reason=reason)
    touch(consultation.id)


@action
def conclude(consultation: Consultation, *, by: User) -> None:
    """Its response is published. Raises Conflict before it has closed."""
    if lock(consultation).phase in {Phase.UPCOMING, Phase.OPEN}:
        raise Conflict(N_("It has not closed yet."))
    consultation.state = LIFECYCLE.after("conclude", consultation.state)
    consultation.concluded_at = clock.now()
    _record("concluded", consultation, by)
    touch(consultation.id)


@action
def touch(consultation_id: int) -> None:
    """Something public about it changed: cached pages are out of date from the commit on."""
    db.session.execute(
        update(Consultation)
        .where(Consultation.id == consultation_id)
        .values(stamp=Consultation.stamp + 1)
        .execution_options(synchronize_session=False)
    )


@action
def tell_phase(consultation_id: int, name: str) -> None:
    """Record that the clock opened, will soon close, or closed it; again changes nothing."""
    consultation = lock(queries.by_id(consultation_id))
    if (consultation_id, name) in queries.due_to_be_told():
        _record(name.partition(".")[2], consultation, None)


def takes_comments(consultation: Consultation) -> bool:
    """Whether its mode asks for comments at all (practice A2)."""
    return consultation.mode != Mode.INFORM
