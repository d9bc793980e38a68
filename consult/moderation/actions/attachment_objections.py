"""Objections of submitters to decisions on attachments, and the second look: as of comments, once to each decision."""

from consult.accounts.models import User
from consult.attachments.models import Attachment
from consult.core import clock, markup
from consult.core.actions import action
from consult.core.database import db
from consult.core.errors import NotPermitted, NotPossible
from consult.core.stale_check import NO_PAGE, NoPage, compare
from consult.core.translatable import N_
from consult.moderation import policy, queries
from consult.moderation.actions.attachments import (
    SEEN,
    RequestedAttachmentDecision,
    decide_on_attachment,
    record_event,
)
from consult.moderation.actions.locks import LONGEST_EXPLANATION
from consult.moderation.actions.objections import (
    NO_REPLY,
    NOT_YOURS,
    RECEIVED_BEFORE,
    is_settled_so,
    objection_words,
)
from consult.moderation.models import AttachmentObjection, AttachmentVerb, ObjectionState
from consult.moderation.queries import ReviewedAttachment
from consult.submissions import actions as submissions
from consult.submissions.models import Submission


@action
def object_to_decision_on(attachment: Attachment, submission: Submission, text: str) -> AttachmentObjection:
    """The submitter objects to the latest decision on an attachment. The caller checks that they may open the
    submission.

    Raises NotPossible for no words, where nothing was decided against the file, or where they objected to this decision
    before.
    """
    submissions.lock_submission(submission)
    words = objection_words(text)
    last = queries.decisions_on_attachments([attachment.id]).get(attachment.id)
    if last is None or not policy.may_object_to_decision_on(attachment, last):
        raise NotPossible(N_("There is no decision on this file to object to."))
    before = queries.objections_on_attachments([attachment.id]).get(attachment.id)
    if before is not None and before.decision_id == last.id:
        raise NotPossible(RECEIVED_BEFORE)
    made = AttachmentObjection(
        attachment_id=attachment.id, consultation_id=attachment.consultation_id, decision_id=last.id, text=words,
        state=ObjectionState.OPEN, objected_at=clock.now(), answer="",
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    record_event("attachment_objected", attachment, submission, None, objection=made.id)
    return made


@action
def settle_on_attachment(
    review: ReviewedAttachment, *, is_unchanged: bool, answer: str, by: User, seen: str | NoPage
) -> None:
    """Look again, and answer: the decision stands, or it changed. The same again by the same person changes nothing.

    Where it is to change and no one has decided since, a file that was withheld is published with it. Raises as
    `settle` of an objection to a decision on a comment.
    """
    objection, attachment, submission = review.objection, review.attachment, review.submission
    if not policy.settle_on_attachment(by, review):
        raise NotPermitted(NOT_YOURS)
    submissions.lock_submission(submission)
    words = markup.plain(answer)[:LONGEST_EXPLANATION]
    result = ObjectionState.UNCHANGED if is_unchanged else ObjectionState.CHANGED
    if is_settled_so(objection, result, words, by):
        return
    db.session.refresh(attachment)
    compare(seen, attachment, *SEEN)
    if not words:
        raise NotPossible(NO_REPLY)
    last = queries.decisions_on_attachments([attachment.id])[attachment.id]
    if not is_unchanged and last.id == objection.decision_id:
        _change(last.verb, review, by, words)
    objection.state = result
    objection.answer, objection.settled_at, objection.settled_by_id = words, clock.now(), by.id
    db.session.flush()
    record_event(
        "attachment_settled",
        attachment,
        submission,
        by,
        objection=objection.id,
        outcome=result.value,
        answer=words,
    )


def _change(verb: AttachmentVerb, review: ReviewedAttachment, by: User, words: str) -> None:
    """Publish a file that was withheld. What was redacted, or deleted for good, has no such decision."""
    if verb is AttachmentVerb.REDACT:
        raise NotPossible(
            N_("The decision has not changed. Restore the file or redact it differently first, then reply.")
        )
    if verb is AttachmentVerb.ERASE:
        raise NotPossible(
            N_("The file was deleted and cannot be restored. Reply that the decision is unchanged.")
        )
    requested = RequestedAttachmentDecision(AttachmentVerb.PUBLISH, explanation=words)
    decide_on_attachment(
        review.attachment, review.submission, requested, by=by, seen=NO_PAGE
    )  # compared above
