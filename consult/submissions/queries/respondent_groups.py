"""Who took part in a consultation, counted for the response summary."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from consult.core.database import db
from consult.stakeholders.models import Category
from consult.submissions.lifecycle import Moderation, State
from consult.submissions.models import Attribution, Comment, Submission


@dataclass(frozen=True)
class RespondentGroup:
    """Submissions that have these things in common, and their comments."""

    attribution: Attribution
    category: Category
    country: str
    language: str
    shows_country: bool | None
    submissions: int
    comments: int


def respondents_by_group(consultation_id: int) -> Sequence[RespondentGroup]:
    """Submissions that were not withdrawn, and their comments. Joins both tables, to count them in one statement."""
    columns = (
        Submission.attribution,
        Submission.category,
        Submission.country,
        Submission.language,
        Submission.shows_country,
    )
    is_counted = (Comment.submission_id == Submission.id) & (Comment.moderation != Moderation.WITHDRAWN)
    rows = db.session.execute(
        select(*columns, func.count(func.distinct(Submission.id)), func.count(Comment.id))
        .join(Comment, is_counted)
        .where(Submission.consultation_id == consultation_id, Submission.state == State.SUBMITTED)
        .group_by(*columns)
    )
    return [RespondentGroup(*row) for row in rows]
