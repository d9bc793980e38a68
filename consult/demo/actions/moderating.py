"""What moderators do with a comment, as the file of the demo says."""

from consult.accounts.models import User
from consult.consultations.lifecycle import Phase
from consult.core.stale_check import NO_PAGE
from consult.moderation import actions as moderation
from consult.moderation import queries as moderated
from consult.moderation.models import Reason
from consult.moderation.spans import of_words
from consult.submissions import queries as submitted


def decide(comment_id: int, order: str, by: User) -> None:
    """Do what a line says after "!": a verb, a reason, and words after the colon."""
    comment = submitted.existing_comment(comment_id)
    head, _colon, words = order.partition(": ")
    verb, _space, code = head.partition(" ")
    if comment.submission.consultation.phase == Phase.WITHDRAWN or verb == "wait":
        return
    if verb == "publish":
        moderation.publish(comment, by=by, seen=NO_PAGE)
    elif verb == "redact":
        spans = of_words(words, Reason(code), comment.texts)
        moderation.redact(comment, spans, by=by, seen=NO_PAGE)
    elif verb == "withhold":
        moderation.withhold(comment, Reason(code), by=by, explanation=words, seen=NO_PAGE)
    elif verb == "remove":
        moderation.remove(comment, Reason(code), by=by, explanation=words, seen=NO_PAGE)
    elif verb == "review":
        moderation.claim(comment, by=by)
    elif verb == "confirm":
        moderation.confirm(comment.submission, words, by=by, seen=NO_PAGE)
    elif verb == "object":
        moderation.object_to(comment, words)
    elif verb == "settle":
        objection = moderated.open_objection(comment)
        if objection is not None:
            moderation.settle(objection, is_unchanged=code == "upheld", answer=words, by=by, seen=NO_PAGE)
    else:
        raise ValueError(order)
