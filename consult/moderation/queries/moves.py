"""To which passages comments were moved."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from consult.core.database import db
from consult.moderation.models import Move
from consult.submissions import queries as submissions
from consult.submissions.models import Comment, Submission


def moves(comment: Comment) -> Sequence[Move]:
    """Every move of a comment, the first one first."""
    rows = select(Move).where(Move.comment_id == comment.id).options(joinedload(Move.moved_by))
    return db.session.execute(rows.order_by(Move.id)).scalars().all()


def moves_of(submission: Submission) -> list[tuple[int, Move]]:
    """The number of each comment of a submission that was moved, and the move, the first one first."""
    numbers = {one.id: one.number for one in submissions.filed(submission)}
    rows = select(Move).where(Move.comment_id.in_(numbers)).order_by(Move.id)
    return [(numbers[one.comment_id], one) for one in db.session.execute(rows).scalars()]
