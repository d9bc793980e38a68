"""Who decides: moderators of the organisation that consults, and never on what is their own."""

from typing import Any

from consult.attachments.lifecycle import State
from consult.attachments.models import Attachment
from consult.consultations.lifecycle import State as ConsultationState
from consult.consultations.models import Consultation
from consult.core.permissions import permission, when
from consult.moderation import queries
from consult.moderation.lifecycle import LIFECYCLE
from consult.moderation.models import (
    SHOWS_ALL,
    AttachmentDecision,
    AttachmentVerb,
    NameRequest,
    NameRequestState,
    Objection,
    ObjectionState,
)
from consult.moderation.queries import ReviewedAttachment
from consult.organisations.models import Role
from consult.organisations.policy import is_moderator, is_officer
from consult.organisations.queries import organisation_ids
from consult.stakeholders.models import SPEAKS_FOR_OTHERS
from consult.submissions.lifecycle import VISIBLE, Moderation
from consult.submissions.models import Attribution, Comment, Route, Subject, Submission


@permission
def queue(user: Any, thing: Any) -> bool:
    """Anyone who moderates for some organisation."""
    return bool(organisation_ids(user, Role.MODERATOR))


@permission
def read(user: Any, consultation: Consultation) -> bool:
    """Moderators read everything that came in; each reads what is their own too."""
    return is_moderator(user, consultation.organisation_id)


@permission
def decide_all(user: Any, submission: Submission) -> bool:
    """Moderators, but never on a submission of their own or of their own organisation (practice F8)."""
    return read(user, submission.consultation) and not queries.is_own(user, submission)


@permission
def decide(user: Any, comment: Comment) -> bool:
    """Moderators, but never on a comment of their own or of their own organisation."""
    return decide_all(user, comment.submission)


@permission
def claim(user: Any, comment: Comment) -> bool:
    """Whether the user may decide on it."""
    return decide(user, comment)


@permission
def publish(user: Any, comment: Comment) -> bool:
    """Whether the user may decide on it."""
    return decide(user, comment)


@permission
def redact(user: Any, comment: Comment) -> bool:
    """Whether the user may decide on it."""
    return decide(user, comment)


@permission
def restore_words(user: Any, comment: Comment) -> bool:
    """Whether the user may decide on it."""
    return decide(user, comment)


@permission
def withhold(user: Any, comment: Comment) -> bool:
    """Whether the user may decide on it."""
    return decide(user, comment)


@permission
def remove(user: Any, comment: Comment) -> bool:
    """Whether the user may decide on it."""
    return decide(user, comment)


@permission
def confirm(user: Any, submission: Submission) -> bool:
    """Officers and moderators say whether it is known for whom someone comments; never of what is their own."""
    organisation = submission.consultation.organisation_id
    is_ours = is_moderator(user, organisation) or is_officer(user, organisation)
    return is_ours and not queries.is_own(user, submission)


@permission
def note(user: Any, comment: Comment) -> bool:
    """Moderators write to each other; not on what is their own."""
    return decide(user, comment)


@permission
def correct_language(user: Any, comment: Comment) -> bool:
    """Whether the user may decide on it."""
    return decide(user, comment)


@permission
def move(user: Any, comment: Comment) -> bool:
    """Officers and moderators, for a comment that staff entered; never one of their own."""
    organisation = comment.submission.consultation.organisation_id
    is_ours = is_moderator(user, organisation) or is_officer(user, organisation)
    return is_ours and not queries.is_own(user, comment.submission)


@when("moderation.move")
def is_movable(comment: Comment) -> bool:
    """One that staff entered or imported, on a draft, until the response is published: who wrote on the site has
    chosen the passage."""
    consultation = comment.submission.consultation
    return (
        comment.submission.route == Route.STAFF
        and comment.subject != Subject.QUESTION
        and comment.moderation != Moderation.WITHDRAWN
        and consultation.version_id is not None
        and consultation.state == ConsultationState.ANNOUNCED
    )


@permission
def settle(user: Any, objection: Objection) -> bool:
    """A moderator other than the one who decided, where there is another."""
    decided_by = queries.decision(objection.decision_id).decided_by_id
    return _may_settle(user, objection.comment.submission, decided_by)


@permission
def settle_on_attachment(user: Any, review: ReviewedAttachment) -> bool:
    """Moderators who may settle the objection to a decision on an attachment."""
    return _may_settle(user, review.submission, review.objection.decision.decided_by_id)


def _may_settle(user: Any, submission: Submission, decided_by_id: int | None) -> bool:
    if not decide_all(user, submission):
        return False
    return decided_by_id != user.id or not queries.has_another_moderator(submission, user)


@permission
def settle_name(user: Any, request: NameRequest) -> bool:
    """Officers and moderators, for the submitter; words of a comment only moderators hide. Never on what is
    their own."""
    organisation = request.submission.consultation.organisation_id
    is_ours = is_moderator(user, organisation) or (
        request.comment_id is None and is_officer(user, organisation)
    )
    return is_ours and not queries.is_own(user, request.submission)


for _verb in ("publish", "redact", "restore_words", "withhold", "remove"):

    def _is_next(comment: Comment, verb: str = _verb) -> bool:
        state = comment.as_published if verb == "remove" else comment.moderation
        if not LIFECYCLE.allows(verb, state):
            return False
        hides = verb in {"withhold", "remove"}
        return hides or comment.submission.attribution != Attribution.CONFIDENTIAL

    when(f"moderation.{_verb}")(_is_next)


@when("moderation.confirm")
def _is_declared(submission: Submission) -> bool:
    return submission.capacity in SPEAKS_FOR_OTHERS


@when("moderation.claim")
def _waits(comment: Comment) -> bool:
    return comment.waits


@when("moderation.settle")
def _is_open(objection: Objection) -> bool:
    return objection.state == ObjectionState.OPEN


@when("moderation.settle_on_attachment")
def _is_open_on_attachment(review: ReviewedAttachment) -> bool:
    return review.objection.state == ObjectionState.OPEN


@when("moderation.settle_name")
def _is_asked(request: NameRequest) -> bool:
    return request.state == NameRequestState.OPEN


def may_be_objected_to(comment: Comment) -> bool:
    """Whether there is a decision that its submitter could object to."""
    refused = {Moderation.WITHHELD, Moderation.REMOVED, Moderation.PUBLISHED_REDACTED}
    return comment.moderation in refused or has_withheld_amendment(comment)


def may_object_to_decision_on(attachment: Attachment, last: AttachmentDecision | None) -> bool:
    """Whether there is a decision on an attachment that its submitter could object to: not on a file that they deleted
    themselves."""
    if last is None or last.verb in SHOWS_ALL:
        return False
    return attachment.state != State.ERASED or last.verb is AttachmentVerb.ERASE


def has_withheld_amendment(comment: Comment) -> bool:
    """Whether its submitter amended it, and the amendment was withheld while the earlier edition is public."""
    is_withheld = comment.amendment_edition is not None and comment.amendment_waits_since is None
    return is_withheld and comment.as_published in VISIBLE


def objects_to_amendment(objection: Objection) -> bool:
    """Whether an objection is to the withholding of an amendment, beside which the earlier edition is public."""
    comment = objection.comment
    edition = queries.decision(objection.decision_id).edition
    return edition == comment.amendment_edition and has_withheld_amendment(comment)
