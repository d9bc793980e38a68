"""Decisions on attachments: each is a row, and what the public sees of the file follows from it, at once."""

from dataclasses import dataclass
from typing import Any

from consult.accounts.models import User
from consult.attachments import actions as attached
from consult.attachments.lifecycle import PUBLIC
from consult.attachments.models import Attachment
from consult.core import clock
from consult.core.actions import action
from consult.core.database import db
from consult.core.errors import NotPossible
from consult.core.events import record
from consult.core.stale_check import NoPage, compare
from consult.core.translatable import N_
from consult.moderation import policy, queries, reasons
from consult.moderation.actions.checks import check_reason
from consult.moderation.actions.deciding import facts, stored_explanation
from consult.moderation.actions.locks import permit
from consult.moderation.models import SHOWS_ALL, AttachmentDecision, AttachmentVerb, Reason
from consult.submissions.models import Attribution, Submission

SEEN = (
    "publication", "state", "public_sha256", "proposed_sha256", "shown_name", "shown_description", "description",
)  # fmt: skip
"""What tells one state of an attachment from another, for `core.stale_check`."""

WAITS = N_("A decision on this file is about to take effect. Undo it, or wait until it has taken effect.")
_CONFIDENTIAL = N_("The submitter asked that nothing of this is published.")


@dataclass(frozen=True)
class RequestedAttachmentDecision:
    """What a moderator wants done with an attachment."""

    verb: AttachmentVerb
    """Publish it, publish the redacted copy that was prepared last, show what was redacted again, withhold the file,
    or erase it for good."""
    reason: Reason | None = None
    """Of redacting, withholding and erasing."""
    explanation: str = ""
    """What the submitter is told beyond the reason."""
    whole: bytes = b""
    """Of showing again what was redacted: the copy without metadata."""


@action
def decide_on_attachment(
    attachment: Attachment,
    submission: Submission,
    requested: RequestedAttachmentDecision,
    *,
    by: User,
    seen: str | NoPage,
) -> AttachmentDecision:
    """Do what was `requested`, at once. The submitter is told of all but the publication.
    Raises NotPermitted, NotPossible and StaleForm."""
    permit(policy.decide_all, by, submission)
    attached.lock_attachment(attachment)
    compare(seen, attachment, *SEEN)
    verb, reason = requested.verb, requested.reason
    is_removed = verb is AttachmentVerb.WITHHOLD and attachment.publication in PUBLIC
    boxes = _do(attachment, submission, requested)
    made = AttachmentDecision(
        attachment_id=attachment.id,
        verb=verb,
        reason=None if verb in SHOWS_ALL else reason,
        explanation=stored_explanation(requested.explanation),
        boxes=boxes,
        decided_at=clock.now(), decided_by_id=by.id,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    told = {} if verb in SHOWS_ALL else _facts(reason, made.explanation)
    participle = "attachment_removed" if is_removed else _PARTICIPLES[verb]
    record_event(participle, attachment, submission, by, **told)
    return made


_PARTICIPLES = {
    AttachmentVerb.PUBLISH: "attachment_published",
    AttachmentVerb.REDACT: "attachment_redacted",
    AttachmentVerb.RESTORE: "attachment_restored",
    AttachmentVerb.WITHHOLD: "attachment_withheld",
    AttachmentVerb.ERASE: "attachment_erased",
}


def record_event(
    name: str, attachment: Attachment, submission: Submission, by: User | None, **data: Any
) -> None:
    """Record what happened to an attachment, under its own reference: it says nothing of what the file is called."""
    record(
        f"moderation.{name}", attachment.reference, by=by.id if by else None,
        organisation=submission.consultation.organisation_id, consultation=submission.consultation_id,
        attachment=attachment.id, submission=submission.id, **data,
    )  # fmt: skip


def _facts(reason: Reason | None, explanation: str) -> dict[str, Any]:
    """What is told of a decision on a file; the sentences of `reasons` speak of a comment."""
    label = reasons.label(reason.value) if reason else ""
    return facts(reason, explanation) | {"reason_label": label, "reason_labels": [label]}


def is_named(submission: Submission) -> bool:
    """Whether the public reads who submitted; otherwise the name of a file, which may say so, is not published."""
    return submission.attribution == Attribution.ATTRIBUTED


@action
def show_attachment_as(
    attachment: Attachment,
    submission: Submission,
    *,
    name: str,
    description: str,
    by: User,
    seen: str | NoPage,
) -> None:
    """Choose what the public reads as the name and the description of a file. Raises as decide_on_attachment, and
    NotPossible while a decision on it waits."""
    permit(policy.decide_all, by, submission)
    attached.lock_attachment(attachment)
    compare(seen, attachment, *SEEN)
    check_no_decision_waits(attachment)
    attached.show_as(attachment, name, description)
    record(
        "moderation.attachment_described", submission.reference, by=by.id,
        organisation=submission.consultation.organisation_id, consultation=submission.consultation_id,
        attachment=attachment.id,
    )  # fmt: skip


def check_no_decision_waits(attachment: Attachment) -> None:
    """A decision that waits is on the file as it was seen, with its redacted copy and its public name: nothing of it
    changes meanwhile. Raises NotPossible."""
    if queries.pending_decision_on_attachment(attachment.id) is not None:
        raise NotPossible(WAITS)


def check_attachment_decision(
    attachment: Attachment, submission: Submission, requested: RequestedAttachmentDecision
) -> None:
    """Whether a file can be published, also as the redacted copy that was prepared, or withheld now. Raises
    NotPossible."""
    if requested.verb is not AttachmentVerb.PUBLISH:
        check_reason(requested.verb.value, requested.reason, requested.explanation)
    if requested.verb is AttachmentVerb.WITHHOLD:
        return
    if submission.attribution == Attribution.CONFIDENTIAL:
        raise NotPossible(_CONFIDENTIAL)
    attached.require_ready(attachment)
    if requested.verb is AttachmentVerb.REDACT and attachment.proposed is None:
        raise NotPossible(attached.NO_COPY)


def _do(
    attachment: Attachment, submission: Submission, requested: RequestedAttachmentDecision
) -> list[list[int]]:
    """Do it; the rectangles that were made black."""
    verb, reason = requested.verb, requested.reason
    shows = verb in {*SHOWS_ALL, AttachmentVerb.REDACT}
    if shows and submission.attribution == Attribution.CONFIDENTIAL:
        raise NotPossible(_CONFIDENTIAL)
    if verb is AttachmentVerb.PUBLISH:
        attached.publish(attachment, with_name=is_named(submission))
        return []
    if verb is AttachmentVerb.RESTORE:
        attached.restore(attachment, requested.whole)
        return []
    check_reason("redact" if verb is AttachmentVerb.REDACT else "withhold", reason, requested.explanation)
    code = reason.value if reason else ""
    if verb is AttachmentVerb.REDACT:
        return attached.publish_copy(attachment, code, with_name=is_named(submission)).boxes
    attached.withhold(attachment, code)
    if verb is AttachmentVerb.ERASE:
        attached.erase(attachment)
    return []
