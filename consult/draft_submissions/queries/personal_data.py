"""What is kept of a person with an account, for their copy of their data."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from consult.core.account_data import plain
from consult.core.database import db
from consult.core.declarations import listed_in
from consult.draft_submissions.models import AnySubmission, DraftSubmission
from consult.draft_submissions.queries.answers import given_on
from consult.draft_submissions.queries.comments import comments_of
from consult.draft_submissions.queries.unfinished import unfinished_of
from consult.submissions import queries as submissions
from consult.submissions.models import SAID

_DRAFT = (
    "name", "organisation", "category", "subcategory", "category_other", "country", "capacity", "on_behalf_of",
    "email", "confirmed_email", "language", "begun_at", "changed_at",
)  # fmt: skip

_COMMENT = ("number", "subject", "place", *SAID, "language")


@listed_in("PERSONAL_DATA")
def personal_data(user: Any) -> dict[str, list[dict[str, Any]]]:
    """Every draft of a person with its comments, and what they typed into drafts and submissions; for
    core.account_data."""
    drafts = (
        select(DraftSubmission)
        .options(joinedload(DraftSubmission.consultation))
        .where(DraftSubmission.user_id == user.id)
        .order_by(DraftSubmission.id)
    )
    found = [(one, typed_beside(one)) for one in submissions.all_of_account(user)]
    return {
        "drafts": [
            {
                "consultation": draft.consultation.slug,
                "title": draft.consultation.title,
                **plain(draft, *_DRAFT),
                "comments": [plain(one, *_COMMENT) for one in comments_of(draft)],
                "answers": [
                    {"question": question, "typed": dict(given.typed), "text": given.text}
                    for question, given in given_on(draft.id).items()
                ],
                "not_complete": typed_beside(draft),
            }
            for draft in db.session.execute(drafts).scalars()
        ],
        "not_sent": [{"reference": one.reference, "comments": typed} for one, typed in found if typed],
    }


def typed_beside(found: AnySubmission) -> list[dict[str, Any]]:
    """What was typed into a draft or beside a submission and is no comment yet; for core.account_data."""
    return [
        {
            "changes": one.changes.number if one.changes else None,
            **plain(one, "subject", "words", "saved_at"),
        }
        for one in unfinished_of(found)
    ]
