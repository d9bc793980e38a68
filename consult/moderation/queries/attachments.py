"""Attachments that a moderator decides on, and what was decided of them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import joinedload

from consult.attachments import queries as attachments
from consult.attachments.models import Attachment
from consult.core import clock, queue
from consult.core.database import db
from consult.core.errors import NotFound
from consult.moderation.models import (
    AttachmentDecision,
    AttachmentObjection,
    ObjectionState,
    Outcome,
    PendingAttachmentDecision,
)
from consult.moderation.queries.scopes import scope
from consult.organisations.models import Role
from consult.organisations.queries import organisation_ids
from consult.submissions import queries as submissions
from consult.submissions.models import Submission


def pending_attachments(user: Any) -> Sequence[tuple[Submission, Sequence[Attachment]]]:
    """Submissions to consultations that `user` moderates whose attachments wait for a decision, each with those, the
    oldest first."""
    found: dict[int, list[Attachment]] = {}
    for one in attachments.pending([one.id for one in scope(user)]):
        found.setdefault(one.submission_id or 0, []).append(one)
    return [(one, found[one.id]) for one in submissions.by_ids(list(found))]


def attachment(reference: str, user: Any) -> tuple[Attachment, Submission]:
    """An attachment that was filed, with its submission to a consultation that `user` moderates. Raises NotFound."""
    found = attachments.by_reference(reference)
    if found.submission_id is None:
        raise NotFound
    [submission] = submissions.by_ids([found.submission_id])
    if submission.consultation.organisation_id not in organisation_ids(user, Role.MODERATOR):
        raise NotFound
    return found, submission


@dataclass(frozen=True)
class ReviewedAttachment:
    """An objection to a decision on an attachment, with the attachment and its submission."""

    objection: AttachmentObjection
    attachment: Attachment
    submission: Submission


def objection_to_decision_on(reference: str, user: Any) -> ReviewedAttachment:
    """The latest objection on an attachment, by its reference, in a consultation that `user` moderates. Raises
    NotFound."""
    found, submission = attachment(reference, user)
    latest = objections_on_attachments([found.id]).get(found.id)
    if latest is None:
        raise NotFound
    return ReviewedAttachment(latest, found, submission)


def objections_on_attachments(identifiers: Collection[int]) -> Mapping[int, AttachmentObjection]:
    """The latest objection on each attachment, by its id."""
    rows = (
        select(AttachmentObjection)
        .where(AttachmentObjection.attachment_id.in_(identifiers))
        .options(joinedload(AttachmentObjection.decision).joinedload(AttachmentDecision.decided_by))
        .order_by(AttachmentObjection.id)
    )
    return {one.attachment_id: one for one in db.session.execute(rows).scalars()}


def open_objections_on_attachments(user: Any) -> Sequence[ReviewedAttachment]:
    """Those that no one has settled in consultations that `user` moderates, the oldest first."""
    rows = (
        select(AttachmentObjection)
        .where(_is_open([one.id for one in scope(user)]))
        .options(joinedload(AttachmentObjection.decision))
        .order_by(AttachmentObjection.id)
        .limit(attachments.MOST_PENDING)
    )
    found = db.session.execute(rows).scalars().all()
    files = {one.id: one for one in attachments.by_ids([one.attachment_id for one in found])}
    sent = {one.id: one for one in submissions.by_ids([one.submission_id or 0 for one in files.values()])}
    return [
        ReviewedAttachment(one, files[one.attachment_id], sent[files[one.attachment_id].submission_id or 0])
        for one in found
    ]


def _is_open(consultation_ids: Any) -> ColumnElement[bool]:
    is_there: ColumnElement[bool] = AttachmentObjection.consultation_id.in_(consultation_ids)
    return is_there & (AttachmentObjection.state == ObjectionState.OPEN)


def count_objections(consultation_ids: Any) -> Select[Any]:
    """How many objections to decisions on attachments wait, in each of these consultations (a select of ids)."""
    rows: Any = select(AttachmentObjection.consultation_id, func.count().label("number"))
    found: Select[Any] = rows.where(_is_open(consultation_ids)).group_by(AttachmentObjection.consultation_id)
    return found


_WAITS = PendingAttachmentDecision.outcome.is_(None)


def pending_decision_on_attachment(identifier: int) -> PendingAttachmentDecision | None:
    """The decision on an attachment that waits to take effect, as it is now, or None."""
    rows = select(PendingAttachmentDecision).where(
        PendingAttachmentDecision.attachment_id == identifier, _WAITS
    )
    return db.session.execute(rows, execution_options={"populate_existing": True}).scalar_one_or_none()


def pending_decisions_on_attachments(identifiers: Collection[int]) -> Mapping[int, PendingAttachmentDecision]:
    """The decision on each attachment that waits to take effect, by its id."""
    rows = (
        select(PendingAttachmentDecision)
        .where(PendingAttachmentDecision.attachment_id.in_(identifiers), _WAITS)
        .options(joinedload(PendingAttachmentDecision.decided_by))
    )
    return {one.attachment_id: one for one in db.session.execute(rows).scalars()}


def lapsed_decisions_on_attachments(
    identifiers: Collection[int],
) -> Mapping[int, Sequence[PendingAttachmentDecision]]:
    """The decisions on each attachment that never took effect, by its id, the first one first."""
    rows = (
        select(PendingAttachmentDecision)
        .where(
            PendingAttachmentDecision.attachment_id.in_(identifiers),
            PendingAttachmentDecision.outcome == Outcome.LAPSED,
        )
        .options(joinedload(PendingAttachmentDecision.decided_by))
        .order_by(PendingAttachmentDecision.id)
    )
    found: dict[int, list[PendingAttachmentDecision]] = {}
    for one in db.session.execute(rows).scalars():
        found.setdefault(one.attachment_id, []).append(one)
    return found


def attachment_decision_waits() -> ColumnElement[bool]:
    """The condition that the time of a decision on an attachment has come."""
    is_due = PendingAttachmentDecision.takes_effect_at <= queue.NOW
    return queue.has_rows(select(PendingAttachmentDecision).where(_WAITS, is_due))


def due_attachment_decisions() -> Sequence[int]:
    """The ids of decisions on attachments that take effect by now, the oldest first."""
    rows = select(PendingAttachmentDecision.id).where(
        _WAITS, PendingAttachmentDecision.takes_effect_at <= clock.now()
    )
    return db.session.execute(rows.order_by(PendingAttachmentDecision.id)).scalars().all()


def decisions_on_attachments(identifiers: Collection[int]) -> Mapping[int, AttachmentDecision]:
    """The last decision on each attachment, by its id."""
    rows = (
        select(AttachmentDecision)
        .where(AttachmentDecision.attachment_id.in_(identifiers))
        .options(joinedload(AttachmentDecision.decided_by))
        .order_by(AttachmentDecision.id)
    )
    return {one.attachment_id: one for one in db.session.execute(rows).scalars()}
