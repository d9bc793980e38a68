"""Comments found by words, for officers: in what was sent, also what is not published, and in who sent it.

Words are understood as in the search of the public, but looked for by indexes that only staff ask (see the migrations).
Who may not read what was redacted does not find it either: a redacted comment is found by what the public reads.
"""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal_column, or_, select, union_all

from consult.core import searching
from consult.core.database import db, table
from consult.submissions.lifecycle import Moderation
from consult.submissions.models import Comment, CommentStems, Submission

MOST = 10_000
"""So many comments are found by the indexes alone; what more have is common, and soon met in the order of the text."""

_SAID: ColumnElement[Any] = literal_column(
    "searched_words(comments.language, comments.comment || ' ' || comments.proposal)"
)
_WHO: ColumnElement[Any] = literal_column(
    "searched_words('', submissions.name || ' ' || submissions.organisation)"
)
"""In the words of the indexes."""


def with_words(
    consultation_id: int, words: str, translated: Callable[[str], Select[int]], *, reads_redacted: bool
) -> ColumnElement[bool]:
    """That a comment, joined with its submission, has these words: in text or proposal, in a translation, in the name
    of its submitter or of the organisation, or as its reference. `translated`: the ids of comments of whose
    translations one has what a `tsquery` asks for; `reads_redacted`: whether redacted comments are found by what was
    sent, instead of by what the public reads."""
    typed = searching.query(words).text
    said = [searching.matches(_SAID, typed), _has_translation(typed, translated)]
    if not reads_redacted:
        said = [*(one & ~_IS_REDACTED for one in said), _IS_REDACTED & _is_read(consultation_id, typed)]
    few = _ids(consultation_id, typed, words, said)
    limited = select(func.count()).select_from(few.limit(MOST + 1).subquery())
    if db.session.execute(limited).scalar_one() <= MOST:
        found = few.cte("found").prefix_with("MATERIALIZED", dialect="postgresql")
        return Comment.id.in_(select(found.c.id))
    return or_(*said, searching.matches(_WHO, typed), _is_reference(words))


_IS_REDACTED = Comment.moderation == Moderation.PUBLISHED_REDACTED


def _is_read(consultation_id: int, typed: str) -> ColumnElement[bool]:
    """That the public finds a comment by its words or those of a current translation."""
    stems = table(CommentStems).c
    found = select(stems.comment_id).where(
        stems.consultation_id == consultation_id, searching.matches(stems.words, typed)
    )
    return Comment.id.in_(found)


def _ids(consultation_id: int, typed: str, words: str, said: Sequence[ColumnElement[bool]]) -> Any:
    """The ids of the comments with these words, or which meet one of the conditions `said`; some twice."""
    filed = select(Comment.id).where(
        Comment.consultation_id == consultation_id, Comment.moderation.is_not(None)
    )
    who = _of_submissions(searching.matches(_WHO, typed))
    return union_all(
        *(filed.where(one) for one in said),
        who.where(Submission.consultation_id == consultation_id),
        _of_submissions(_is_reference(words)).where(Submission.consultation_id == consultation_id),
    )


def _has_translation(typed: str, translated: Callable[[str], Select[int]]) -> ColumnElement[bool]:
    return Comment.has_translation & Comment.id.in_(translated(typed))


def _of_submissions(condition: ColumnElement[bool]) -> Select[Any]:
    of = Comment.submission_id == Submission.id
    return select(Comment.id).join(Submission, of).where(condition)


def _is_reference(words: str) -> ColumnElement[bool]:
    return Submission.reference == words.strip().upper()
