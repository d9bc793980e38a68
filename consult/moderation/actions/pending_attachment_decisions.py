"""Decisions on files that take effect a little later and can be undone until then, as those on comments
(`pending_decisions`). What takes a file, or parts of it, from the public, restores or deletes it takes effect at
once."""

from consult.accounts import queries as accounts
from consult.accounts.models import User
from consult.attachments import actions as attached
from consult.attachments import queries as attachments
from consult.attachments.lifecycle import PUBLIC
from consult.attachments.models import Attachment
from consult.core import clock
from consult.core.actions import action
from consult.core.database import db
from consult.core.declarations import listed_in
from consult.core.errors import DomainError, NotPossible
from consult.core.stale_check import NO_PAGE, NoPage, compare, form_version
from consult.moderation import policy, queries, undo_period
from consult.moderation.actions.attachments import (
    SEEN,
    RequestedAttachmentDecision,
    check_attachment_decision,
    check_no_decision_waits,
    decide_on_attachment,
    record_event,
)
from consult.moderation.actions.deciding import stored_explanation
from consult.moderation.actions.locks import permit
from consult.moderation.actions.pending_decisions import TOO_LATE, lapse_all
from consult.moderation.models import (
    AttachmentDecision,
    AttachmentVerb,
    Outcome,
    PendingAttachmentDecision,
)
from consult.submissions import queries as submissions
from consult.submissions.models import Submission

_LATER_WHERE_HIDDEN = frozenset({AttachmentVerb.REDACT, AttachmentVerb.WITHHOLD})


def waits(attachment: Attachment, verb: AttachmentVerb) -> bool:
    """Whether a decision takes effect later: the public gains or loses nothing before."""
    if not undo_period.time():
        return False
    is_hidden = attachment.publication not in PUBLIC
    return verb is AttachmentVerb.PUBLISH or (is_hidden and verb in _LATER_WHERE_HIDDEN)


@action
def make_attachment_decision(
    attachment: Attachment,
    submission: Submission,
    requested: RequestedAttachmentDecision,
    *,
    by: User,
    seen: str | NoPage,
) -> AttachmentDecision | PendingAttachmentDecision:
    """Decide on a file: from the time on that `undo_period` tells, or at once. Raises as decide_on_attachment, and
    NotPossible while another decision on it waits."""
    permit(policy.decide_all, by, submission)
    attached.lock_attachment(attachment)
    compare(seen, attachment, *SEEN)
    check_no_decision_waits(attachment)
    if not waits(attachment, requested.verb):
        return decide_on_attachment(attachment, submission, requested, by=by, seen=NO_PAGE)  # compared above
    check_attachment_decision(attachment, submission, requested)
    record_event("attachment_planned", attachment, submission, by, verb=requested.verb.value)
    return _plan(attachment, requested, by)


def _plan(
    attachment: Attachment, requested: RequestedAttachmentDecision, by: User
) -> PendingAttachmentDecision:
    now, verb = clock.now(), requested.verb
    made = PendingAttachmentDecision(
        attachment_id=attachment.id, verb=verb,
        reason=None if verb is AttachmentVerb.PUBLISH else requested.reason,
        explanation=stored_explanation(requested.explanation), seen=form_version(attachment, *SEEN), why="",
        decided_at=now, decided_by_id=by.id, takes_effect_at=now + undo_period.time(),
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    return made


@action
def undo_attachment_decision(attachment: Attachment, submission: Submission, *, by: User) -> None:
    """Undo the decision on a file that waits. Raises NotPermitted, and NotPossible where none waits any more."""
    attached.lock_attachment(attachment)
    row = queries.pending_decision_on_attachment(attachment.id)
    if row is None:
        raise NotPossible(TOO_LATE)
    permit(policy.decide_all, by, submission)
    row.ended_by_id = by.id
    _end(row, Outcome.UNDONE)
    record_event("attachment_undone", attachment, submission, by)


@action
def let_attachment_decision_take_effect(identifier: int) -> None:
    """Do what was decided on a file, where it still waits. Raises DomainError where it is no more as it was seen, or
    cannot be done; then it lapses."""
    found = _held(identifier)
    if found is None:
        return
    row, attachment, submission = found
    by = accounts.get(row.decided_by_id)
    _end(row, Outcome.MADE)
    requested = RequestedAttachmentDecision(row.verb, row.reason, row.explanation)
    decide_on_attachment(attachment, submission, requested, by=by, seen=row.seen)


@action
def lapse_attachment_decision(identifier: int, why: DomainError) -> None:
    """End a decision on a file that still waits and can never take effect; the page of the files tells it."""
    found = _held(identifier, is_gone_too=True)
    if found is None:
        return
    row, attachment, submission = found
    row.why = str(why)
    _end(row, Outcome.LAPSED)
    by = accounts.get(row.decided_by_id)
    record_event("attachment_lapsed", attachment, submission, by, verb=row.verb.value)


def _held(
    identifier: int, *, is_gone_too: bool = False
) -> tuple[PendingAttachmentDecision, Attachment, Submission] | None:
    """A decision that waits, with its attachment, both locked; None where it waits no more. `is_gone_too`: also where
    the file is gone, of which nothing is decided."""
    pending = db.session.get_one(PendingAttachmentDecision, identifier)
    attachment = attachments.existing(pending.attachment_id)
    try:
        attached.lock_attachment(attachment)
    except NotPossible:
        if not is_gone_too:
            raise
    row = queries.pending_decision_on_attachment(attachment.id)
    if row is None or row.id != identifier:
        return None
    [submission] = submissions.by_ids([attachment.submission_id or 0])
    return row, attachment, submission


def _end(row: PendingAttachmentDecision, outcome: Outcome) -> None:
    row.outcome, row.ended_at = outcome, clock.now()
    db.session.flush()


@listed_in("AFTER_RESTORE")
@action
def end_all_pending_on_attachments() -> int:
    """After a restore nothing takes effect that waited at the restored moment: it may have been undone since."""
    return lapse_all(PendingAttachmentDecision)
