"""What moderation holds of a person with an account, of what is theirs: for core.account_data."""

from typing import Any

from sqlalchemy import select

from consult.attachments import queries as attachments
from consult.core.account_data import plain
from consult.core.database import db
from consult.core.declarations import listed_in
from consult.moderation.models import (
    AttachmentDecision,
    AttachmentObjection,
    Decision,
    NameRequest,
    Objection,
)
from consult.submissions import queries as submissions


@listed_in("PERSONAL_DATA")
def personal_data(user: Any) -> dict[str, Any]:
    """What was decided about a person's comments, with their objections, and their requests to remove a name."""
    names = submissions.references_of_user(user.id)
    decided = select(Decision).where(Decision.comment_id.in_(names)).order_by(Decision.id)
    objected = select(Objection).where(Objection.comment_id.in_(names)).order_by(Objection.id)
    asked = (
        select(NameRequest)
        .where(
            NameRequest.submission_id.in_(submissions.submission_ids_of_user(user.id)),
            NameRequest.comment_id.is_(None),
        )
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
        **_on_files(user),
        "requests_to_remove_a_name": [
            plain(one, "words", "email", "state", "asked_at", "settled_at", "answer")
            for one in db.session.execute(asked).scalars()
        ],
    }


def _on_files(user: Any) -> dict[str, Any]:
    """What was decided about a person's files, with their objections."""
    ids = db.session.execute(submissions.submission_ids_of_user(user.id)).scalars().all()
    files = {one.id: one.file_name for one in attachments.of_submissions(ids)}
    decided = select(AttachmentDecision).where(AttachmentDecision.attachment_id.in_(files))
    objected = select(AttachmentObjection).where(AttachmentObjection.attachment_id.in_(files))
    return {
        "decisions_on_files": [
            {"file": files[one.attachment_id]} | plain(one, "verb", "reason", "explanation", "decided_at")
            for one in db.session.execute(decided.order_by(AttachmentDecision.id)).scalars()
        ],
        "objections_to_decisions_on_files": [
            {"file": files[one.attachment_id]}
            | plain(one, "text", "state", "objected_at", "settled_at", "answer")
            for one in db.session.execute(objected.order_by(AttachmentObjection.id)).scalars()
        ],
    }
