"""What automatic checks found in comments, and which comments of other submissions are similar."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from sqlalchemy import func, select, text, true
from sqlalchemy.orm import aliased

from consult.core.database import db, table
from consult.core.events import Event
from consult.screening import similarity
from consult.screening.models import Band, Screening
from consult.submissions import queries as submissions
from consult.submissions.lifecycle import Moderation
from consult.submissions.models import Comment, Submission

BUCKET = 2000
"""Comments that share a band with one, at most: of a campaign beyond it the number is "at least"."""

LEARNED_FROM = 200
"""The latest comments of the consultation from which shared lines are learned, beside those that are compared."""


@dataclass(frozen=True)
class Alike:
    """Another comment of the consultation that says, or proposes, nearly the same."""

    id: int
    reference: str
    number: int
    likeness: float
    """Of what is said, or else of what is proposed: the greater one."""
    moderation: Moderation
    is_same_submitter: bool
    is_said: bool
    """Whether what is said is alike."""
    is_proposed: bool
    """Whether the same is proposed, or nearly."""

    @property
    def path(self) -> str:
        """Its public reference."""
        return f"{self.reference}/{self.number}"


@dataclass(frozen=True)
class Near:
    """All that is alike, those of the same submitter first, then by likeness."""

    rows: Sequence[Alike] = ()
    is_least: bool = False
    """Whether there may be more: so many share words with it that not all were compared."""


def screening_of(comment: Comment) -> Screening | None:
    """What was found in the current version of a comment; None until it is screened."""
    found = db.session.get(Screening, comment.id)
    return found if found is not None and found.edition == comment.edition else None


def summaries(editions: Mapping[int, int]) -> dict[int, dict[str, int]]:
    """Comment id → code of a group → number of its signals, of those that were screened in the edition of `editions`
    (comment id → edition)."""
    rows = db.session.execute(
        select(Screening.comment_id, Screening.edition, Screening.signals["summary"].label("summary")).where(
            Screening.comment_id.in_(editions)
        )
    )
    return {row.comment_id: row.summary or {} for row in rows if row.edition == editions[row.comment_id]}


SCREENINGS = table(Screening)
"""For the lists of packages above: a comment's row has its id."""

HAS_SIGNALS = text("screenings.signals -> 'summary' <> '{}'")
"""That something was found, of SCREENINGS."""


def comments_of_event(event_id: int) -> Sequence[Comment]:
    """The comments of the submission that an event is about, as they are to be decided on; none where it is gone."""
    event = db.session.get(Event, event_id)
    if event is None:
        return []
    found = db.session.execute(
        select(Submission).where(Submission.reference == event.subject.split("/")[0])
    ).scalar_one_or_none()
    if found is None:
        return []
    comments = submissions.filed(found)
    submissions.read_to_decide(comments)
    return comments


def said(comment: Any) -> str:
    """What a comment says and why, without the wording that it proposes."""
    return "\n".join(part for part in (comment.comment, comment.rationale) if part)


def changes_of(comments: Collection[Any]) -> dict[int, str]:
    """Comment id → what its proposed wording changes at its place."""
    texts = submissions.originals([one for one in comments if one.proposal])
    return {
        one.id: similarity.change(texts.get(one.id, ""), one.proposal) for one in comments if one.proposal
    }


def alike(comment: Comment) -> Near:
    """Comments of other submissions that are alike."""
    return alike_each([comment])[comment.id]


def alike_each(comments: Sequence[Comment]) -> dict[int, Near]:
    """`alike` for several comments of one consultation, in a number of statements that does not grow with them."""
    if not comments:
        return {}
    shared, full = _sharing([one.id for one in comments])
    others = _rows({other for ids in shared.values() for other in ids})
    if not others:
        return {one.id: Near() for one in comments}
    changed = changes_of([*comments, *others.values()])
    ignored = _shared_lines(comments, others.values())
    found = {}
    for one in comments:
        rows = [others[other] for other in shared.get(one.id, ()) if other in others]
        rows = [row for row in rows if row.submission_id != one.submission_id]
        compare = lru_cache(maxsize=None)(partial(similarity.likeness, said(one), ignored=ignored))
        near = [pair for row in rows if (pair := _alike(one, row, changed, compare)) is not None]
        order = sorted(near, key=lambda pair: (not pair.is_same_submitter, -pair.likeness, pair.id))
        found[one.id] = Near(order, one.id in full)
    return found


def _rows(ids: Collection[int]) -> dict[int, Any]:
    rows = (
        select(
            Comment.id, Comment.number, Comment.comment, Comment.proposal, Comment.rationale, Comment.version_id,
            Comment.block_key, Comment.moderation, Comment.submission_id, Submission.reference, Submission.user_id,
            Submission.email,
        )
        .join(Submission, Submission.id == Comment.submission_id)
        .where(Comment.id.in_(ids), Comment.moderation != Moderation.WITHDRAWN)
    )  # fmt: skip
    return {row.id: row for row in db.session.execute(rows)} if ids else {}


def _shared_lines(comments: Sequence[Comment], others: Collection[Any]) -> frozenset[str]:
    """Lines of this consultation that say nothing of a comment: learned from those compared, and from the latest."""
    latest = (
        select(Comment.id, Comment.comment, Comment.rationale)
        .where(Comment.consultation_id == comments[0].consultation_id, Comment.moderation.is_not(None))
        .order_by(Comment.id.desc())
        .limit(LEARNED_FROM)
    )
    some = {one.id: said(one) for one in (*comments, *others, *db.session.execute(latest))}
    return similarity.shared_lines(some.values())


def _alike(
    one: Comment, row: Any, changed: Mapping[int, str], compare: Callable[[str], float]
) -> Alike | None:
    """`compare` tells how like a text is to what `one` says; of the same words it is asked once."""
    by_words = compare(said(row))
    by_change = 0.0
    if one.block_key == row.block_key and one.id in changed and row.id in changed:
        by_change = similarity.likeness(changed[one.id], changed[row.id])
    if not by_words and not by_change:
        return None
    sender = one.submission
    is_same = (sender.user_id is not None and row.user_id == sender.user_id) or (
        bool(sender.email) and row.email.lower() == sender.email.lower()
    )
    return Alike(
        row.id, row.reference, row.number, max(by_words, by_change), row.moderation, is_same, bool(by_words),
        bool(by_change),
    )  # fmt: skip


def _sharing(ids: Sequence[int]) -> tuple[dict[int, list[int]], set[int]]:
    """Comment id → others that share bands with it, those that share most first; and those with a full bucket."""
    mine, other = aliased(Band), aliased(Band)
    bucket = (
        select(other.comment_id)
        .where(
            other.consultation_id == mine.consultation_id,
            other.band == mine.band,
            other.hash == mine.hash,
            other.comment_id != mine.comment_id,
        )
        .limit(BUCKET)
        .lateral("bucket")
    )
    rows = (
        select(mine.comment_id, bucket.c.comment_id.label("other"), func.count().label("shared"))
        .select_from(mine)
        .join(bucket, true())
        .where(mine.comment_id.in_(ids))
        .group_by(mine.comment_id, bucket.c.comment_id)
        .order_by(mine.comment_id, func.count().desc(), bucket.c.comment_id)
    )
    found: dict[int, list[int]] = {}
    for row in db.session.execute(rows):
        found.setdefault(row.comment_id, []).append(row.other)
    return found, {key for key, near in found.items() if len(near) >= BUCKET}
