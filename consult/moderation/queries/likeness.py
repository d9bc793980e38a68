"""What is alike: comments of the consultation that say nearly the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, true
from sqlalchemy.orm import aliased

from consult.core.database import db
from consult.moderation import similarity
from consult.moderation.models import Band
from consult.submissions.lifecycle import Moderation
from consult.submissions.models import Comment, Submission

ALIKE_SHOWN = 30


@dataclass(frozen=True)
class Alike:
    """Another comment of the consultation that says nearly the same."""

    id: int
    reference: str
    number: int
    likeness: float
    moderation: Moderation
    is_same_submitter: bool
    words: str

    @property
    def path(self) -> str:
        """Its public reference."""
        return f"{self.reference}/{self.number}"


def said(comment: Any) -> str:
    """All words of a comment, to compare it by."""
    return "\n".join(part for part in (comment.comment, comment.proposal, comment.rationale) if part)


def alike(comment: Comment) -> list[Alike]:
    """Comments of the consultation that are alike, those of the same submitter first, then by likeness."""
    return alike_each([comment])[comment.id]


def alike_each(comments: Sequence[Comment]) -> dict[int, list[Alike]]:
    """`alike` for several comments of one consultation, in two statements."""
    found: dict[int, list[Alike]] = {one.id: [] for one in comments}
    candidates = _candidates(list(found))
    others = {other for ids in candidates.values() for other in ids}
    if not others:
        return found
    rows = {
        row.id: row
        for row in db.session.execute(
            select(
                Comment.id,
                Comment.number,
                Comment.comment,
                Comment.proposal,
                Comment.rationale,
                Comment.moderation,
                Comment.submission_id,
                Submission.reference,
                Submission.user_id,
                Submission.email,
            )
            .join(Submission, Submission.id == Comment.submission_id)
            .where(Comment.id.in_(others), Comment.moderation.is_not(None))
        )
    }
    for one in comments:
        near = [_alike(one, rows[other]) for other in candidates.get(one.id, ()) if other in rows]
        kept = [pair for pair in near if pair.likeness]
        found[one.id] = sorted(kept, key=lambda pair: (not pair.is_same_submitter, -pair.likeness, pair.id))
    return found


def _alike(one: Comment, row: Any) -> Alike:
    sender = one.submission
    is_same = row.submission_id == one.submission_id or (
        sender.user_id is not None and row.user_id == sender.user_id
    )
    is_same = is_same or (bool(sender.email) and row.email.lower() == sender.email.lower())
    likeness = similarity.likeness(said(one), said(row))
    words = row.comment[:140]
    return Alike(row.id, row.reference, row.number, likeness, row.moderation, is_same, words)


def _candidates(ids: Sequence[int]) -> dict[int, list[int]]:
    """Comment id → others that share most bands with it; of a big campaign only some."""
    mine, other = aliased(Band), aliased(Band)
    bucket = (
        select(other.comment_id)
        .where(
            other.consultation_id == mine.consultation_id,
            other.band == mine.band,
            other.hash == mine.hash,
            other.comment_id != mine.comment_id,
        )
        .limit(ALIKE_SHOWN)
        .lateral("bucket")
    )
    shared = (
        select(mine.comment_id, bucket.c.comment_id.label("other"), func.count().label("shared"))
        .select_from(mine)
        .join(bucket, true())
        .where(mine.comment_id.in_(ids))
        .group_by(mine.comment_id, bucket.c.comment_id)
        .order_by(mine.comment_id, func.count().desc(), bucket.c.comment_id)
    )
    found: dict[int, list[int]] = {}
    for row in db.session.execute(shared):
        near = found.setdefault(row.comment_id, [])
        if len(near) < ALIKE_SHOWN:
            near.append(row.other)
    return found
