"""What the public sees of a comment: for the verbs of moderation."""

from collections.abc import Mapping, Sequence

from consult.consultations.actions import touch
from consult.core import clock, markup
from consult.core.actions import action
from consult.core.database import db
from consult.core.errors import NotPossible
from consult.core.words import N_
from consult.submissions import tallies
from consult.submissions.actions.holding import hold_quietly, lock_comments
from consult.submissions.actions.states import become, leaving
from consult.submissions.lifecycle import AWAITING, REFUSED, VISIBLE, Moderation
from consult.submissions.models import Attribution, Comment


@action
def lock_all(comments: Sequence[Comment]) -> list[Comment]:
    """Hold these comments, read anew, until the end of the action: lock all at once before deciding on several."""
    ordered = sorted(comments, key=lambda comment: comment.id)
    lock_comments(ordered)
    return ordered


@action
def show(
    comment: Comment, *, state: Moderation, hidden: Mapping[str, Sequence[markup.Hidden]], reason: str = ""
) -> None:
    """Let the public read a comment, `hidden` spans of its parts ("comment", "proposal", "rationale") left out.

    Raises NotPossible for one that its sender does not want published, and once it is withdrawn.
    """
    if state not in VISIBLE:
        raise ValueError(f"{state} is not visible")
    lock_comments([comment])
    if comment.submission.attribution == Attribution.CONFIDENTIAL:
        raise NotPossible(N_("Its sender asked that it is not published."))
    if comment.moderation in {None, Moderation.WITHDRAWN}:
        raise NotPossible(N_("It was withdrawn by its sender."))
    touch(comment.consultation_id)
    was_visible = comment.moderation in VISIBLE
    changes = leaving(comment)
    comment.shown_comment = markup.comment(comment.comment, hidden.get("comment", ()))
    comment.shown_rationale = (
        markup.comment(comment.rationale, hidden.get("rationale", ())) if comment.rationale else None
    )
    comment.shown_proposal = _without(comment.proposal, hidden.get("proposal", ())) or None
    shown = (comment.shown_comment, comment.shown_proposal or "", comment.shown_rationale or "")
    comment.shown_text = "\n".join(
        markup.text_of(words) if number != 1 else words for number, words in enumerate(shown) if words
    )
    comment.moderation, comment.reason = state, reason
    if not was_visible or comment.posted_at is None:
        comment.posted_at = clock.now()
    db.session.flush()
    changes["moderation", state] += 1
    changes.update(tallies.visible(tallies.facts(comment.id), comment.posted_at))
    tallies.add(comment.consultation_id, changes)


def _without(text: str, hidden: Sequence[markup.Hidden]) -> str:
    """Plain text with "[…]" in the places of `hidden`."""
    pieces, at = [], 0
    for span in sorted(hidden, key=lambda one: one.start):
        if span.start < at or span.end <= span.start or span.end > len(text):
            raise ValueError("redactions overlap or lie outside the text")
        pieces += [text[at : span.start], "[…]"]
        at = span.end
    return "".join(pieces) + text[at:]


@action
def hide(comment: Comment, *, state: Moderation, reason: str = "") -> None:
    """Keep a comment from the public: withheld, removed, or waiting again."""
    if state in VISIBLE or state == Moderation.WITHDRAWN:
        raise ValueError(f"{state} is not for hiding")
    if state in REFUSED and not reason:
        raise ValueError("a refusal has a reason")
    lock_comments([comment])
    if comment.moderation in {None, Moderation.WITHDRAWN}:
        raise NotPossible(N_("It was withdrawn by its sender."))
    touch(comment.consultation_id)
    become(comment, state, reason)


@action
def set_in_review(comment: Comment) -> None:
    """Somebody looks at it; nothing that the public sees changes."""
    lock_comments([comment])
    if comment.moderation not in AWAITING:
        raise NotPossible(N_("It does not wait any more."))
    if comment.moderation == Moderation.IN_REVIEW:
        return
    hold_quietly(comment.consultation_id)
    become(comment, Moderation.IN_REVIEW, "")
