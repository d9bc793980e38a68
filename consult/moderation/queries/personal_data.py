"""What moderation holds of a person with an account, of what is theirs: for core.personal_data."""

from typing import Any

from sqlalchemy import select

from consult.core.database import db
from consult.core.personal_data import plain
from consult.moderation.models import Decision, NameRequest, Objection
from consult.submissions.models import Comment, Submission


def held(user: Any) -> dict[str, Any]:
    """What was decided about a person's comments, with their objections, and their requests to remove a name."""
    mine = (
        select(Comment.id, Submission.reference, Comment.number)
        .join(Submission, Submission.id == Comment.submission_id)
        .where(Submission.user_id == user.id)
    )
    names = {row.id: f"{row.reference}/{row.number}" for row in db.session.execute(mine)}
    decided = select(Decision).where(Decision.comment_id.in_(names)).order_by(Decision.id)
    objected = select(Objection).where(Objection.comment_id.in_(names)).order_by(Objection.id)
    asked = (
        select(NameRequest)
        .join(Submission, Submission.id == NameRequest.submission_id)
        .where(Submission.user_id == user.id, NameRequest.comment_id.is_(None))
        .order_by(NameRequest.id)
    )
    return {
        "decisions": [
            {"comment": names[one.comment_id]}
            | plain(one, "edition", "verb", "from_state", "to_state", "reason", "explanation", "decided_at")
            for one in db.session.execute(decided).scalars()
        ],
        "objections": [
            {"comment": names[one.comment_id]}
            | plain(one, "text", "state", "contested_at", "settled_at", "answer")
            for one in db.session.execute(objected).scalars()
        ],
        "requests_to_remove_a_name": [
            plain(one, "words", "email", "state", "asked_at", "settled_at", "answer")
            for one in db.session.execute(asked).scalars()
        ],
    }
