"""What automatic checks found in comments, and which comments of other submissions are similar."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, FromClause, Select, Text, case, literal_column, select

from consult.core import queue
from consult.core.database import db
from consult.core.events import Event
from consult.screening.models import Screening, SimilarityKeys
from consult.screening.queries.comparing import (
    Match,
    Matches,
    Sharing,
    SimilarComment,
    SimilarComments,
    as_similar,
    compared,
    keys_of,
    sharing,
    similarity_order,
    stored_keys,
    words_of,
)
from consult.screening.signals import METHOD
from consult.submissions import queries as submissions
from consult.submissions.lifecycle import Moderation
from consult.submissions.models import Comment

__all__ = [
    "Findings",
    "Match",
    "Matches",
    "Sharing",
    "SimilarComment",
    "SimilarComments",
    "compared",
    "findings",
    "keys_of",
    "sharing",
    "stored_keys",
    "words_of",
]

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


class Findings(NamedTuple):
    """What was found in the comments that were screened, to be joined by the comment and its edition."""

    rows: FromClause
    comment_id: ColumnElement[int]
    edition: ColumnElement[int]
    summary: ColumnElement[str]
    """Code of a group → number of its signals, in JSON."""
    has_signals: ColumnElement[bool]


def findings() -> Findings:
    """What was found, for statements of packages above."""
    summary = Screening.signals["summary"].astext.label("summary")
    rows = select(Screening.comment_id, Screening.edition, summary).subquery("findings")
    has_signals = rows.c.summary != literal_column("'{}'", Text)
    return Findings(rows, rows.c.comment_id, rows.c.edition, rows.c.summary, has_signals)


def comments_of_events(event_ids: Collection[int]) -> Sequence[Comment]:
    """The comments of the submissions that events are about, as they are to be decided on; those that are gone are
    left out."""
    return _of_events(event_ids)


def to_screen(event_ids: Collection[int], most: int) -> Sequence[Comment]:
    """Those of them, `most` at most, that are not withdrawn and not screened in the edition to be decided on."""
    edition = case(
        (Comment.amendment_waits_since.is_not(None), Comment.amendment_edition), else_=Comment.edition
    )
    screened = select(Screening.comment_id).where(
        Screening.comment_id == Comment.id, Screening.edition == edition, Screening.method == METHOD
    )
    return _of_events(event_ids, Comment.moderation != Moderation.WITHDRAWN, ~screened.exists(), most=most)


def _of_events(
    event_ids: Collection[int], *conditions: ColumnElement[bool], most: int | None = None
) -> Sequence[Comment]:
    subjects = db.session.execute(select(Event.subject).where(Event.id.in_(event_ids))).scalars()
    references = {subject.split("/")[0] for subject in subjects}
    comments = submissions.filed_under(references, *conditions, most=most)
    submissions.read_to_decide(comments)
    return comments


def withdrawn_of_event(event_id: int) -> Sequence[Comment]:
    """The withdrawn comments of the submission that an event is about."""
    return [one for one in comments_of_events([event_id]) if one.moderation == Moderation.WITHDRAWN]


def to_screen_again(most: int) -> Sequence[Comment]:
    """Comments of one consultation, at most so many, that are to be screened again."""
    return _of_one_consultation(_OUTDATED.limit(most))


def screening_waits() -> ColumnElement[bool]:
    """The condition that a comment is to be screened again."""
    return queue.has_rows(_OUTDATED)


def without_keys(most: int) -> Sequence[Comment]:
    """Comments of one consultation, at most so many, that are to be screened again and have no keys yet."""
    rows = _OUTDATED.outerjoin(SimilarityKeys, SimilarityKeys.comment_id == Screening.comment_id)
    return _of_one_consultation(rows.where(SimilarityKeys.comment_id.is_(None)).limit(most))


_OUTDATED = (
    select(Screening.comment_id)
    .where(
        Screening.method < METHOD,
        Screening.comment_id.in_(submissions.comment_ids_not_withdrawn()),
    )
    .order_by(Screening.method, Screening.comment_id)
)


def _of_one_consultation(rows: Select[int]) -> Sequence[Comment]:
    ids = db.session.execute(rows).scalars().all()
    comments = {one.id: one for one in submissions.comments_with_ids(ids)}
    found = [comments[identifier] for identifier in ids if identifier in comments]
    found = [one for one in found if one.consultation_id == found[0].consultation_id]
    submissions.read_to_decide(found)
    return found


def similar_comments(comment: Comment) -> SimilarComments:
    """Comments of other submissions that are similar, as they were found and are counted everywhere: COUNTED at most;
    none until its current edition is screened."""
    screening = screening_of(comment)
    stored = screening.signals.get("alike", [])[:COUNTED] if screening is not None else []
    rows = submissions.submitted_comments({one["comment"] for one in stored})
    found = [
        as_similar(
            comment, rows[one["comment"]], one.get("said", one.get("likeness", 0.0)), one.get("proposed", 0.0)
        )
        for one in stored
        if one["comment"] in rows
    ]
    return SimilarComments(sorted(found, key=similarity_order), len(stored) >= COUNTED)
