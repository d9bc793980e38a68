"""A comment's way from one state of moderation to the next, and what that does to the counts."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import update

from consult.core.database import db
from consult.submissions import tallies
from consult.submissions.lifecycle import REFUSED, VISIBLE, Moderation
from consult.submissions.models import SAID, Comment, CommentVersion


def after_outage(comment: Comment, received_at: datetime | None, sent_again_at: datetime | None) -> None:
    """Mark what is done to a comment as sent again at `sent_again_at`, where an outage had kept us from doing it."""
    comment.first_arrived_at = received_at if sent_again_at is not None else None
    comment.sent_again_at = sent_again_at


def file_editions(comments: Iterable[Comment], now: datetime) -> None:
    """File added or amended comments: their words go among the editions, where nothing ever changes."""
    for comment in comments:
        comment.filed_at, comment.moderation = now, Moderation.RECEIVED
        words = {name: getattr(comment, name) for name in SAID}
        keep_edition(comment, comment.edition, now, words)
    db.session.flush()


def keep_edition(comment: Comment, edition: int, now: datetime, words: Mapping[str, Any]) -> None:
    """Keep what a comment says in an edition (SAID → words), submitted `now`."""
    kept = CommentVersion(
        comment_id=comment.id,
        edition=edition,
        filed_at=now,
        first_arrived_at=comment.first_arrived_at,
        **words,
    )
    db.session.add(kept)


def counts_removed(comment: Comment) -> Counter[tuple[str, str]]:
    """What the counts lose when a comment leaves its present state."""
    changes: Counter[tuple[str, str]] = Counter()
    changes["moderation", str(comment.moderation)] -= 1
    if comment.moderation in REFUSED:
        changes["reason", comment.reason] -= 1
    if comment.moderation in VISIBLE and comment.posted_at is not None:
        changes.subtract(tallies.visible(tallies.facts(comment.id), comment.posted_at))
    return changes


def clear_public_text(comment: Comment, state: Moderation, reason: str) -> None:
    """Give a comment a state in which the public sees none of its words."""
    comment.moderation, comment.reason = state, reason
    comment.shown_comment = comment.shown_rationale = None
    comment.shown_proposal = comment.shown_text = None


def unshow_all(comments: Sequence[Comment], state: Moderation, reason: str, **more: Any) -> None:
    """Give comments a state in which the public sees none of their words, in one statement; `more` are columns."""
    unseen = dict.fromkeys(("shown_comment", "shown_rationale", "shown_proposal", "shown_text"))
    changed = update(Comment).where(Comment.id.in_([comment.id for comment in comments]))
    values = {"moderation": state, "reason": reason, **unseen, **more}
    db.session.execute(changed.values(values).execution_options(synchronize_session=False))


def set_moderation_state(comment: Comment, state: Moderation, reason: str) -> None:
    """Move a comment out of sight into `state`, with the counts."""
    changes = counts_removed(comment)
    clear_public_text(comment, state, reason)
    db.session.flush()
    changes["moderation", state] += 1
    if state in REFUSED:
        changes["reason", reason] += 1
    tallies.add(comment.consultation_id, changes)
