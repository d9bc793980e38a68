"""What automatic checks found in comments, and which comments of other submissions are similar."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import ColumnElement, select, text

from consult.core import queue
from consult.core.database import db, table
from consult.core.events import Event
from consult.screening import similarity
from consult.screening.models import Screening, SimilarityKeys
from consult.screening.queries.comparing import (
    Sharing,
    Similar,
    SimilarComments,
    as_similar,
    compared,
    keys_of,
    said,
    senders,
    sharing,
    similarity_order,
    stored_keys,
)
from consult.submissions import queries as submissions
from consult.submissions.lifecycle import Moderation
from consult.submissions.models import Comment

__all__ = ["Sharing", "Similar", "SimilarComments", "compared", "keys_of", "said", "sharing", "stored_keys"]

COUNTED = 100
"""Comments that are similar are counted up to here: of a campaign, that there are many says enough."""

KEPT = 150
"""So many are stored, so that some can leave before they have to be looked for again."""


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
    return _of_one_consultation(db.session.execute(rows).scalars().all())


def screening_waits() -> ColumnElement[bool]:
    """The condition that similar comments have to be looked for again in a comment."""
    rows = select(Screening).join(Comment, Comment.id == Screening.comment_id)
    is_open = Comment.moderation != Moderation.WITHDRAWN
    return queue.has_rows(rows.where(Screening.method < similarity.METHOD, is_open))


def without_keys(most: int) -> Sequence[Comment]:
    """Comments of one consultation, at most so many, that are to be screened again and have no keys yet."""
    rows = (
        select(Comment)
        .join(Screening, Screening.comment_id == Comment.id)
        .outerjoin(SimilarityKeys, SimilarityKeys.comment_id == Comment.id)
        .where(
            Screening.method < similarity.METHOD,
            SimilarityKeys.comment_id.is_(None),
            Comment.moderation != Moderation.WITHDRAWN,
        )
        .order_by(Screening.method, Screening.comment_id)
        .limit(most)
    )
    return _of_one_consultation(db.session.execute(rows).scalars().all())


def _of_one_consultation(found: Sequence[Comment]) -> Sequence[Comment]:
    found = [one for one in found if one.consultation_id == found[0].consultation_id]
    submissions.read_to_decide(found)
    return found


def similar_comments(comment: Comment) -> SimilarComments:
    """Comments of other submissions that are similar, as they were found and are counted everywhere: COUNTED at most;
    none until its current edition is screened."""
    screening = screening_of(comment)
    stored = screening.signals["alike"][:COUNTED] if screening is not None else []
    rows = senders({one["comment"] for one in stored})
    found = [
        as_similar(
            comment, rows[one["comment"]], one.get("said", one.get("likeness", 0.0)), one.get("proposed", 0.0)
        )
        for one in stored
        if one["comment"] in rows
    ]
    return SimilarComments(sorted(found, key=similarity_order), len(stored) >= COUNTED)
