"""Which comments get a response, and a response as it stands, in SQL.

The queries of this package join the tables of submissions, questions and passages with those of responses and issues:
they filter, count and page hundreds of thousands of comments by what is in both, which rows asked of each package and
put together here could not.
"""

from typing import Any

from sqlalchemy import Select, and_, func, or_, select

from consult.moderation.models import Reason
from consult.responses.lifecycle import REASONED
from consult.responses.models import CommentResponse, Issue
from consult.submissions.lifecycle import AWAITING, VISIBLE, Moderation
from consult.submissions.models import Attribution, Comment, Subject, Submission

IN_SCOPE = or_(
    Comment.moderation.in_(VISIBLE | AWAITING),
    and_(
        Comment.moderation == Moderation.WITHHELD,
        Comment.reason == Reason.SUBMITTER_REQUESTED_CONFIDENTIALITY.value,
        Submission.attribution == Attribution.CONFIDENTIAL,
    ),
)
"""Comments that get a response: submitted, not withdrawn, not withheld or removed. Confidential ones too."""

IS_AWAITED = or_(Comment.moderation.in_(AWAITING), Comment.amendment_waits_since.is_not(None))
"""Comments that a moderator has yet to decide on, or on an amendment of them."""
DISPOSITION = func.coalesce(CommentResponse.disposition, Issue.disposition)
WORDS = func.coalesce(func.nullif(CommentResponse.text, ""), Issue.response, "")
CHANGE = func.coalesce(func.nullif(CommentResponse.change, ""), Issue.change, "")
HAS_RESPONSE = and_(DISPOSITION.is_not(None), or_(DISPOSITION.not_in(REASONED), WORDS != ""))
"""It has a disposition, and words where words are due."""
IS_DUE = or_(Comment.subject != Subject.QUESTION, DISPOSITION.is_not(None))
"""It needs a response, or has one: the text of an answer needs none (docs/decisions/0051)."""


def in_scope(consultation_id: int, *columns: Any) -> Select[Any]:
    """Comments of the consultation that get a response, each with its response and its issue where there are."""
    return (
        select(*columns)
        .select_from(Comment)
        .join(Submission, Submission.id == Comment.submission_id)
        .outerjoin(CommentResponse, CommentResponse.comment_id == Comment.id)
        .outerjoin(Issue, Issue.id == CommentResponse.issue_id)
        .where(Comment.consultation_id == consultation_id, Comment.moderation.is_not(None), IN_SCOPE)
    )


def ids_in_scope(submission_id: int) -> Select[int]:
    """The ids of the comments of a submission that get a response, for statements of packages above."""
    return (
        select(Comment.id)
        .join(Submission, Submission.id == Comment.submission_id)
        .where(Comment.submission_id == submission_id, IN_SCOPE)
    )
