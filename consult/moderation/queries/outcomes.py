"""What became of it: for the submitter, and for the public."""

from dataclasses import dataclass

from sqlalchemy import func, select, text

from consult.core.database import db
from consult.moderation.models import Contest, Decision, Redaction
from consult.moderation.queries.comments import filed
from consult.submissions.lifecycle import Moderation
from consult.submissions.models import Comment, Submission

_IS_REFUSED = text("comments.moderation IN ('withheld', 'removed_after_publication')")


@dataclass(frozen=True)
class Sent:
    """What was decided against a comment, as its submitter reads it, and the latest objection to it."""

    comment: Comment
    decision: Decision
    contest: Contest | None


def sent(submission: Submission) -> list[Sent]:
    """The decisions in force against the comments of a submission, and those that its submitter objected to."""
    comments = {one.id: one for one in filed(submission)}
    latest: dict[int, Decision] = {}
    for row in db.session.execute(
        select(Decision).where(Decision.comment_id.in_(comments)).order_by(Decision.id)
    ).scalars():
        latest[row.comment_id] = row
    objections: dict[int, Contest] = {}
    for one in db.session.execute(
        select(Contest).where(Contest.comment_id.in_(comments)).order_by(Contest.id)
    ).scalars():
        objections[one.comment_id] = one
    return [
        Sent(comment, latest[key], objections.get(key))
        for key, comment in comments.items()
        if key in latest
        and (
            key in objections
            or (comment.reason and latest[key].edition == comment.edition)
            or (comment.amendment_waits_since is None and latest[key].edition == comment.amendment_edition)
        )
    ]


def reasons_of(consultation_id: int) -> dict[str, int]:
    """How often each reason was used, by what it was used for: "withheld/abusive", "removed/copyright",
    "redacted/personal_data" (comments with hidden words, each counted once a reason)."""
    refused = db.session.execute(
        select(Comment.moderation, Comment.reason, func.count())
        .where(Comment.consultation_id == consultation_id, _IS_REFUSED)
        .group_by(Comment.moderation, Comment.reason)
    )
    names = {Moderation.WITHHELD: "withheld", Moderation.REMOVED: "removed"}
    found = {f"{names[state]}/{reason}": number for state, reason, number in refused if state in names}
    hidden = db.session.execute(
        select(Redaction.reason, func.count(Comment.id.distinct()))
        .join(Comment, (Comment.id == Redaction.comment_id) & (Comment.edition == Redaction.edition))
        .where(
            Comment.consultation_id == consultation_id,
            Redaction.lifted_at.is_(None),
            text("comments.moderation IN ('published', 'published_redacted')"),
        )
        .group_by(Redaction.reason)
    )
    return found | {f"redacted/{reason.value}": number for reason, number in hidden}
