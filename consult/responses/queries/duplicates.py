"""The comment that a duplicate repeats, in SQL: joined as ORIGINAL and ORIGINAL_SUBMISSION."""

from sqlalchemy import Text, and_, case, cast
from sqlalchemy.orm import aliased

from consult.submissions.lifecycle import VISIBLE
from consult.submissions.models import Attribution, Comment, Submission

ORIGINAL = aliased(Comment)
ORIGINAL_SUBMISSION = aliased(Submission)

ORIGINAL_IS_PUBLIC = and_(
    ORIGINAL.moderation.in_(VISIBLE), ORIGINAL_SUBMISSION.attribution != Attribution.CONFIDENTIAL
)

ORIGINAL_REFERENCE = case(
    (ORIGINAL_IS_PUBLIC, ORIGINAL_SUBMISSION.reference + "/" + cast(ORIGINAL.number, Text)), else_=""
)
"""The reference of the original where the public may read it, else ""."""
