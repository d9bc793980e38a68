"""Forgetting by the rule on retention: names never published, addresses. Periodic."""

from calendar import monthrange
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_, select, update

from consult.attachments import actions as attached
from consult.attachments import queries as attachments
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.consultations.queries import EndedConsultation
from consult.core import clock, journal, queue
from consult.core.actions import action
from consult.core.database import db
from consult.core.declarations import listed_in
from consult.core.events import Event, last_of, record
from consult.submissions.actions.locks import lock_consultation
from consult.submissions.lifecycle import AWAITING, VISIBLE, State
from consult.submissions.models import Attribution, Comment, Submission

ADDRESSES = journal.ErasureKind("submissions.addresses")
NAMES = journal.ErasureKind("submissions.names")

_WITH_ADDRESS = Submission.email != ""

_STANDS = (
    select(Comment.id)
    .where(Comment.submission_id == Submission.id, Comment.moderation.in_(VISIBLE | AWAITING))
    .correlate(Submission)
    .exists()
)
_UNNAMED = or_(
    Submission.attribution.in_([Attribution.ANONYMOUS_TO_PUBLIC, Attribution.CONFIDENTIAL]),
    Submission.state == State.WITHDRAWN,
    ~_STANDS,
)
"""The public sees neither name nor organisation: not asked to, withdrawn, or every comment of it refused."""

_UNSEEN_NAME = or_(
    _UNNAMED & ((Submission.name != "") | (Submission.organisation != "") | Submission.user_id.is_not(None)),
    (Submission.attribution == Attribution.ORGANISATION_ONLY)
    & ((Submission.name != "") | Submission.user_id.is_not(None)),
)
"""With a name that the public does not see; an account is one."""

NO_ADDRESS: dict[Any, Any] = {"email": "", "email_asked_at": None, "email_confirmed_at": None}
"""What is kept of an address that is forgotten."""

SOME = 1000
"""So many submissions are changed in one transaction."""


ALL_FORGOTTEN = "submissions.all_forgotten"
"""The event that nothing is left to be forgotten. While it is the latest of a consultation, there is nothing new."""


@listed_in("RETENTION_JOBS", "PERIODIC_JOBS")
def forget_people() -> None:
    """Names that were not published and addresses leave, some months after the deadline, by the rule. Periodic.

    The rule is the one fixed for the consultation. What is public stays: category, country, and what names it shows.
    A consultation in which nothing happened since all was forgotten is left alone.
    """
    due: list[Callable[[], bool]] = []
    for one in consultations.ended(last_of(Consultation.id, Event.name).is_distinct_from(ALL_FORGOTTEN)):
        if one.rule is None:
            continue
        of_addresses = months_after(one.end, one.rule.email_months) <= clock.now()
        of_names = months_after(one.end, one.rule.unpublished_name_months) <= clock.now()
        if of_addresses:
            due.append(partial(_forget_addresses, one))
        if of_names:
            due.append(partial(_forget_names, one))
            due.append(partial(attached.forget_originals_in, one.id))
        if of_addresses and of_names:
            due.append(partial(_note_all_forgotten, one))
    queue.in_batches(*due)


@action
def _note_all_forgotten(of: EndedConsultation) -> bool:
    """Record that nothing is left to be forgotten, unless something is; no more waits for this.

    With the consultation's row alone: whatever adds a name or hides one holds it, so that its event comes later.
    """
    lock_consultation(of.id)
    is_left = select(Submission.id).where(Submission.consultation_id == of.id, _WITH_ADDRESS | _UNSEEN_NAME)
    if db.session.execute(is_left.limit(1)).first() is None and not attachments.has_originals(of.id):
        record(ALL_FORGOTTEN, of.slug, organisation=of.organisation_id, consultation=of.id)
    return False


def _some(consultation_id: int, condition: ColumnElement[bool]) -> Sequence[int]:
    rows = select(Submission.id).where(Submission.consultation_id == consultation_id, condition).limit(SOME)
    return db.session.execute(rows.with_for_update(skip_locked=True)).scalars().all()


@action
def _forget_addresses(of: EndedConsultation) -> bool:
    """Forget some addresses of a consultation; whether there were any."""
    ids = _some(of.id, _WITH_ADDRESS)
    _journal(ADDRESSES, ids)
    db.session.execute(update(Submission).where(Submission.id.in_(ids)).values(NO_ADDRESS))
    return _forgotten(of, addresses=len(ids))


@action
def _forget_names(of: EndedConsultation) -> bool:
    """Forget some names of a consultation that the public does not see; whether there were any."""
    ids = _some(of.id, _UNSEEN_NAME)
    _journal(NAMES, ids)
    changed = update(Submission).where(Submission.id.in_(ids))
    db.session.execute(changed.values(name="", organisation=kept_organisation(), user_id=None))
    return _forgotten(of, names=len(ids))


def kept_organisation() -> ColumnElement[str]:
    """What is kept of an organisation's name when that of a person is forgotten: what the public sees."""
    return case((_UNNAMED, ""), else_=Submission.organisation)


def kept_name() -> ColumnElement[str]:
    """What is kept of a person's name when what the public does not see of it is forgotten."""
    is_unseen = or_(_UNNAMED, Submission.attribution == Attribution.ORGANISATION_ONLY)
    return case((is_unseen, ""), else_=Submission.name)


def _journal(did: journal.ErasureKind, ids: Sequence[int]) -> None:
    if ids:
        journal.erased(did, ids=list(ids))


@action
def forget_address(submission: Submission) -> None:
    """The address left with a submission wants no emails: it leaves all that was sent to that consultation from it."""
    email, consultation = submission.email, submission.consultation
    if not email:
        return
    mine = select(Submission.id).where(
        Submission.consultation_id == consultation.id, func.lower(Submission.email) == email.lower()
    )
    # all at once, by their ids: anyone who has one of them and waits for another would be waited for
    ids = db.session.execute(mine.order_by(Submission.id).with_for_update()).scalars().all()
    if ids:
        _journal(ADDRESSES, ids)
        db.session.execute(update(Submission).where(Submission.id.in_(ids)).values(NO_ADDRESS))
        record(
            "submissions.forgotten", consultation.slug, organisation=consultation.organisation_id,
            consultation=consultation.id, addresses=len(ids),
        )  # fmt: skip


def _forgotten(of: EndedConsultation, **counts: int) -> bool:
    if any(counts.values()):
        record(
            "submissions.forgotten", of.slug, organisation=of.organisation_id, consultation=of.id, **counts
        )
    return any(counts.values())


def months_after(at: datetime, months: int) -> datetime:
    """The same day and time `months` later, or the last day of that month."""
    years, month = divmod(at.month - 1 + min(months, 1200), 12)
    year = at.year + years
    return at.replace(year=year, month=month + 1, day=min(at.day, monthrange(year, month + 1)[1]))
