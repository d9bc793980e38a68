"""Objections of submitters to decisions, and the second look."""

from consult.accounts.models import User
from consult.core import clock, markup
from consult.core.actions import action
from consult.core.database import db
from consult.core.errors import Conflict, NotPermitted, NotPossible, too_long
from consult.core.permissions import may
from consult.core.stale_check import NO_PAGE, NoPage
from consult.core.translatable import N_
from consult.moderation import policy, queries
from consult.moderation.actions.checks import RequestedDecision
from consult.moderation.actions.deciding import decide
from consult.moderation.actions.locks import LONGEST_EXPLANATION, ReviewToken, compare, record_event
from consult.moderation.models import AttachmentObjection, Objection, ObjectionState
from consult.submissions import actions as submissions
from consult.submissions.models import Comment

LONGEST_OBJECTION = 4000


@action
def object_to(comment: Comment, text: str) -> Objection:
    """The submitter objects to the latest decision. The caller checks that they may open the submission.

    Raises NotPossible for no words, where nothing was decided against the comment, or while an objection is open.
    """
    submissions.lock_all([comment])
    words = objection_words(text)
    last = queries.last_decision(comment)
    if last is None or not policy.may_be_objected_to(comment):
        raise NotPossible(N_("There is no decision on this comment to object to."))
    if queries.open_objection(comment) is not None:
        raise NotPossible(RECEIVED_BEFORE)
    made = Objection(
        comment_id=comment.id,
        decision_id=last.id,
        text=words,
        state=ObjectionState.OPEN,
        contested_at=clock.now(),
        answer="",
    )
    db.session.add(made)
    db.session.flush()
    record_event("objected", comment, None, objection=made.id)  # by whom is told by the submission alone
    return made


RECEIVED_BEFORE = N_("We have already received your objection. A different moderator reviews the decision.")


def objection_words(text: str) -> str:
    """The reason for an objection as it is stored. Raises NotPossible for none, and for too many words."""
    words = markup.plain(text)
    if not words:
        raise NotPossible(N_("Enter the reason for your objection."))
    if len(words) > LONGEST_OBJECTION:
        raise too_long(LONGEST_OBJECTION)
    return words


@action
def settle(
    objection: Objection, *, is_unchanged: bool, answer: str, by: User, seen: ReviewToken | NoPage | None
) -> None:
    """Look again, and answer: the decision stands, or it changed. The same again by the same person changes nothing.

    Where it is to change and no one has decided since, the comment is published with it; hidden words stay hidden.
    Raises NotPermitted for
    who decided (where there is another moderator), NotPossible for no answer, Conflict once it is settled,
    StaleForm where the comment is no more what was `seen`.
    """
    comment = objection.comment
    if not policy.settle(by, objection):
        raise NotPermitted(NOT_YOURS)
    submissions.lock_all([comment])
    words = markup.plain(answer)[:LONGEST_EXPLANATION]
    result = ObjectionState.UNCHANGED if is_unchanged else ObjectionState.CHANGED
    if is_settled_so(objection, result, words, by):
        return
    compare(comment, seen)
    if not words:
        raise NotPossible(NO_REPLY)
    last = queries.last_decision(comment)
    if not is_unchanged and last is not None and last.id == objection.decision_id:
        is_amendment = policy.objects_to_amendment(objection)
        if not (is_amendment or may("moderation.publish", by, comment)):
            raise NotPossible(
                N_("The decision has not changed. Restore the redacted words first, then reply.")
            )
        edition = comment.amendment_edition if is_amendment else None
        requested = RequestedDecision("publish", explanation=words, edition=edition)
        decide(comment, requested, by=by, seen=NO_PAGE)  # compared above
    objection.state = result
    objection.answer, objection.settled_at, objection.settled_by_id = words, clock.now(), by.id
    db.session.flush()
    record_event("settled", comment, by, objection=objection.id, outcome=objection.state.value, answer=words)


NOT_YOURS = N_("Only a moderator who did not make the decision can decide on the objection.")
NO_REPLY = N_("Enter a reply to the submitter.")


def is_settled_so(
    objection: Objection | AttachmentObjection, result: ObjectionState, words: str, by: User
) -> bool:
    """Whether the same person has settled an objection with this result and reply before. Reads it again. Raises
    Conflict where it is settled otherwise."""
    db.session.refresh(objection, ["state", "answer", "settled_by_id"])
    if objection.state == ObjectionState.OPEN:
        return False
    if objection.settled_by_id != by.id:
        raise Conflict(N_("Another moderator decided on this objection after you opened the page."))
    if (objection.state, objection.answer) != (result, words):
        raise Conflict(N_("You have already decided on this objection."))
    return True
