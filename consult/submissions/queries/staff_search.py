"""Comments found by words, for officers: in what was sent, also what is not published, and in who sent it.

Words are understood as in the search of the public, but looked for by indexes that only staff ask (see the migrations).
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal_column, or_, select, union_all

from consult.core import searching
from consult.core.database import db
from consult.submissions.models import IS_FILED, Comment, Submission

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
    consultation_id: int, words: str, translated: Callable[[str], Select[int]]
) -> ColumnElement[bool]:
    """That a comment, joined with its submission, has these words: in text or proposal, in a translation, in the name
    of its submitter or of the organisation, or as its reference. `translated`: the ids of comments of whose
    translations one has what a `tsquery` asks for."""
    typed = searching.query(words).text
    few = _ids(consultation_id, typed, words, translated)
    limited = select(func.count()).select_from(few.limit(MOST + 1).subquery())
    if db.session.execute(limited).scalar_one() <= MOST:
        found = few.cte("found").prefix_with("MATERIALIZED", dialect="postgresql")
        return Comment.id.in_(select(found.c.id))
    return or_(
        searching.matches(_SAID, typed),
        searching.matches(_WHO, typed),
        _has_translation(typed, translated),
        _is_reference(words),
    )


def _ids(consultation_id: int, typed: str, words: str, translated: Callable[[str], Select[int]]) -> Any:
    """The ids of the comments with these words; some twice."""
    said = select(Comment.id).where(Comment.moderation.is_not(None), searching.matches(_SAID, typed))
    in_translations = select(Comment.id).where(_has_translation(typed, translated))
    who = _of_submissions(searching.matches(_WHO, typed))
    return union_all(
        said.where(Comment.consultation_id == consultation_id),
        in_translations.where(Comment.consultation_id == consultation_id),
        who.where(Submission.consultation_id == consultation_id),
        _of_submissions(_is_reference(words)).where(Submission.consultation_id == consultation_id),
    )


def _has_translation(typed: str, translated: Callable[[str], Select[int]]) -> ColumnElement[bool]:
    return Comment.has_translation & Comment.id.in_(translated(typed))


def _of_submissions(condition: ColumnElement[bool]) -> Select[Any]:
    of = Comment.submission_id == Submission.id
    return select(Comment.id).join(Submission, of).where(IS_FILED, condition)


def _is_reference(words: str) -> ColumnElement[bool]:
    return Submission.reference == words.strip().upper()
