"""What automatic checks found in comments, and which comments of other submissions are similar."""

from collections.abc import Collection, Mapping, Sequence
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
from consult.submissions.models import Comment, CommentVersion, Submission

BUCKET = 2000
"""Comments that share a band with one, at most: of a campaign beyond it the number is "at least"."""

COUNTED = 100
"""Comments that are similar are counted up to here: of a campaign, that there are many says enough."""

KEPT = 150
"""So many are stored, so that some can leave before they have to be looked for again."""


@dataclass(frozen=True)
class Similar:
    """Another comment of the consultation that says, or proposes, nearly the same."""

    id: int
    reference: str
    number: int
    said: float
    """How similar what is said is; 0 where it is not."""
    proposed: float
    """How similar the proposed wordings are; 0 where they are not."""
    moderation: Moderation
    is_same_submitter: bool

    @property
    def likeness(self) -> float:
        """Of what is said, or else of what is proposed: the greater one."""
        return max(self.said, self.proposed)

    @property
    def is_said(self) -> bool:
        """Whether what is said is similar."""
        return self.said > 0

    @property
    def is_proposed(self) -> bool:
        """Whether the same is proposed, or nearly."""
        return self.proposed > 0

    @property
    def path(self) -> str:
        """Its public reference."""
        return f"{self.reference}/{self.number}"


@dataclass(frozen=True)
class Near:
    """All that is similar, those of the same submitter first, then by similarity."""

    rows: Sequence[Similar] = ()
    is_least: bool = False
    """Whether there may be more: they are counted no further, or not all were compared."""


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


def comments_of_events(event_ids: Collection[int]) -> Sequence[Comment]:
    """The comments of the submissions that events are about, as they are to be decided on; those that are gone are
    left out."""
    subjects = db.session.execute(select(Event.subject).where(Event.id.in_(event_ids))).scalars()
    comments = submissions.filed_under({subject.split("/")[0] for subject in subjects})
    submissions.read_to_decide(comments)
    return comments


def withdrawn_of_event(event_id: int) -> Sequence[Comment]:
    """The withdrawn comments of the submission that an event is about."""
    return [one for one in comments_of_events([event_id]) if one.moderation == Moderation.WITHDRAWN]


def to_screen_again(most: int) -> Sequence[Comment]:
    """Comments of one consultation, at most so many, in which similar ones have to be looked for again."""
    rows = (
        select(Comment)
        .join(Screening, Screening.comment_id == Comment.id)
        .where(Screening.method < similarity.METHOD, Comment.moderation != Moderation.WITHDRAWN)
        .order_by(Screening.method, Screening.comment_id)
        .limit(most)
    )
    found = db.session.execute(rows).scalars().all()
    found = [one for one in found if one.consultation_id == found[0].consultation_id]
    submissions.read_to_decide(found)
    return found


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
    """Comments of other submissions that are similar, as they were found and are counted everywhere: COUNTED at most;
    none until its current edition is screened."""
    screening = screening_of(comment)
    stored = screening.signals["alike"][:COUNTED] if screening is not None else []
    rows = _senders({one["comment"] for one in stored})
    found = [
        _alike(
            comment, rows[one["comment"]], one.get("said", one.get("likeness", 0.0)), one.get("proposed", 0.0)
        )
        for one in stored
        if one["comment"] in rows
    ]
    return Near(sorted(found, key=_order), len(stored) >= COUNTED)


def _order(one: Similar) -> tuple[bool, float, int]:
    return not one.is_same_submitter, -one.likeness, one.id


def compared(comments: Sequence[Comment]) -> dict[int, Near]:
    """Comment id → all that is similar, of several comments of one consultation, compared with what was screened there,
    each in the edition in which it was; in a number of statements that does not grow with them."""
    if not comments:
        return {}
    shared, full = sharing([one.id for one in comments])
    others = _rows({other for ids in shared.values() for other in ids})
    changed = changes_of([*comments, *others.values()])
    found = {}
    for one in comments:
        rows = [others[other] for other in shared.get(one.id, ()) if other in others]
        rows = [row for row in rows if row.submission_id != one.submission_id]
        compare = lru_cache(maxsize=None)(partial(similarity.similarity, said(one)))
        pairs = ((row, compare(said(row)), _by_change(one, row, changed)) for row in rows)
        near = [
            _alike(one, row, by_words, by_change)
            for row, by_words, by_change in pairs
            if by_words or by_change
        ]
        found[one.id] = Near(sorted(near, key=_order), one.id in full)
    return found


def _by_change(one: Comment, row: Any, changed: Mapping[int, str]) -> float:
    if one.block_key != row.block_key or one.id not in changed or row.id not in changed:
        return 0.0
    return similarity.similarity(changed[one.id], changed[row.id])


_SENDER = (
    Comment.id, Comment.number, Comment.version_id, Comment.block_key, Comment.moderation, Comment.submission_id,
    Submission.reference, Submission.user_id, Submission.email,
)  # fmt: skip


def _senders(ids: Collection[int]) -> dict[int, Any]:
    rows = (
        select(*_SENDER).join(Submission, Submission.id == Comment.submission_id).where(Comment.id.in_(ids))
    )
    return {row.id: row for row in db.session.execute(rows)} if ids else {}


def _rows(ids: Collection[int]) -> dict[int, Any]:
    """Those that were screened, with the words of that edition."""
    rows = (
        select(*_SENDER, CommentVersion.comment, CommentVersion.proposal, CommentVersion.rationale)
        .join(Submission, Submission.id == Comment.submission_id)
        .join(Screening, Screening.comment_id == Comment.id)
        .join(
            CommentVersion,
            (CommentVersion.comment_id == Comment.id) & (CommentVersion.edition == Screening.edition),
        )
        .where(Comment.id.in_(ids), Comment.moderation != Moderation.WITHDRAWN)
    )
    return {row.id: row for row in db.session.execute(rows)}


def _alike(one: Comment, row: Any, by_words: float, by_change: float) -> Similar:
    sender = one.submission
    is_same = (sender.user_id is not None and row.user_id == sender.user_id) or (
        bool(sender.email) and row.email.lower() == sender.email.lower()
    )
    return Similar(row.id, row.reference, row.number, by_words, by_change, row.moderation, is_same)


def sharing(ids: Sequence[int]) -> tuple[dict[int, list[int]], set[int]]:
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
