"""Attachments that a moderator decides on, and what was decided of them."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from consult.attachments import queries as attachments
from consult.attachments.models import Attachment
from consult.core.database import db
from consult.core.errors import NotFound
from consult.moderation.models import AttachmentDecision
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


def decisions_on_attachments(identifiers: Collection[int]) -> Mapping[int, AttachmentDecision]:
    """The last decision on each attachment, by its id."""
    rows = (
        select(AttachmentDecision)
        .where(AttachmentDecision.attachment_id.in_(identifiers))
        .options(joinedload(AttachmentDecision.decided_by))
        .order_by(AttachmentDecision.id)
    )
    return {one.attachment_id: one for one in db.session.execute(rows).scalars()}
